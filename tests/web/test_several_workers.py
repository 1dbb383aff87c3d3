"""A conversation belongs to no worker: each turn goes to the next one that answers."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import anyio
import httpx
import pytest
from door_fakes import Clock

from assistant.errors import BotAway
from assistant.web.bot import RasaClient

URLS = ("http://rasa-1:5005", "http://rasa-2:5005", "http://rasa-3:5005")


class Workers:
    """Answers for all of them. `trouble`: what a worker does instead, by its name."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.trouble: dict[str, Any] = {}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        name = request.url.host
        self.asked.append((name, json.loads(request.content)))
        trouble = self.trouble.get(name)
        if isinstance(trouble, type):
            raise trouble("gone", request=request)
        return trouble or httpx.Response(200, json=[{"text": f"{name} says hello"}])

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.asked]


@pytest.fixture
def workers() -> Workers:
    return Workers()


def turns(workers: Workers, clock: Clock, count: int, *urls: str) -> list[str]:
    """Who answered each of so many turns."""

    async def run() -> list[str]:
        client = RasaClient(*urls, transport=httpx.MockTransport(workers), clock=clock)
        answers = []
        for n in range(count):
            (reply,) = await client.send("c1", "hi", channel="web", message_id=f"m{n}")
            answers.append(reply["text"].split()[0])
            clock.now += 0.1
        await client.aclose()
        return answers

    return anyio.run(run)


def test_each_worker_takes_its_turn(workers: Workers, clock: Clock) -> None:
    assert Counter(turns(workers, clock, 9, *URLS)) == {f"rasa-{n}": 3 for n in (1, 2, 3)}


@pytest.mark.parametrize(
    "trouble",
    [httpx.ConnectError, httpx.ReadError, httpx.RemoteProtocolError, httpx.Response(500)],
    ids=["not there", "killed", "hung up", "in trouble"],
)
def test_where_one_does_not_answer_the_next_one_is_asked(
    workers: Workers, clock: Clock, trouble: Any
) -> None:
    workers.trouble["rasa-1"] = trouble
    answers = turns(workers, clock, 6, *URLS)
    assert "rasa-1" not in answers
    assert workers.names.count("rasa-1") == 1  # It is left alone for a moment.


def test_a_worker_that_comes_back_takes_its_turn_again(workers: Workers, clock: Clock) -> None:
    workers.trouble["rasa-1"] = httpx.ConnectError

    async def run() -> list[str]:
        client = RasaClient(*URLS[:2], transport=httpx.MockTransport(workers), clock=clock)

        async def turn() -> str:
            (reply,) = await client.send("c1", "hi", channel="web", message_id="m")
            return str(reply["text"].split()[0])

        assert await turn() == "rasa-2"
        workers.trouble.clear()
        clock.now += 10
        return [await turn(), await turn()]

    assert sorted(anyio.run(run)) == ["rasa-1", "rasa-2"]


@pytest.mark.parametrize(
    ("trouble", "again"),
    [(httpx.ConnectError, False), (httpx.ReadError, True), (httpx.Response(500), True)],
)
def test_the_next_one_hears_whether_the_turn_may_have_been_taken(
    workers: Workers, clock: Clock, trouble: Any, again: bool
) -> None:
    workers.trouble["rasa-1"] = trouble
    turns(workers, clock, 1, *URLS)
    (_, first), (_, second) = workers.asked
    assert "again" not in first
    assert second.get("again", False) is again
    assert first["metadata"] == second["metadata"]


def test_when_all_are_away_the_bot_is(workers: Workers, clock: Clock) -> None:
    workers.trouble = {f"rasa-{n}": httpx.ConnectError for n in (1, 2, 3)}
    with pytest.raises(BotAway):
        turns(workers, clock, 1, *URLS)
    assert sorted(workers.names) == ["rasa-1", "rasa-2", "rasa-3"]
