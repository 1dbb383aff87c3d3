"""While Rasa is away the desk answers; nothing is lost, nothing is asked twice."""

from __future__ import annotations

import json

import anyio
import httpx
import pytest
from door_fakes import Clock, FakeBot, FakeDesk, Guest

from assistant.errors import AssistantError, BotAway
from assistant.web.bot import Breaker, RasaClient


def test_the_desk_answers_meanwhile(guest: Guest, bot: FakeBot) -> None:
    bot.away = True
    [answer] = guest.say("what do I have to bring").json()["messages"]
    assert "original Smart Key" in answer["text"]
    assert guest.client.get("/readyz").json()["answers"] == "desk"


def test_the_desk_knows_what_the_bot_was_told(guest: Guest, bot: FakeBot) -> None:
    guest.say("Is my vehicle in the program?")
    guest.say("an NX")
    bot.away = True
    [answer] = guest.say("August 2023").json()["messages"]
    assert "available" in answer["text"]


def test_the_bot_knows_what_the_desk_was_told(guest: Guest, bot: FakeBot, clock: Clock) -> None:
    bot.away = True
    guest.say("Is my vehicle in the program?")
    guest.say("an NX")
    bot.away = False
    clock.now += 60
    [answer] = guest.say("August 2023").json()["messages"]
    assert "available" in answer["text"]
    assert [text for _, text, _ in bot.heard][-1] == "August 2023"
    assert guest.client.get("/readyz").json()["answers"] == "bot"


def test_the_bot_is_left_alone_for_a_moment(
    guest: Guest, bot: FakeBot, desk: FakeDesk, clock: Clock
) -> None:
    bot.away = True
    guest.say("hello")
    bot.away = False
    guest.say("hello")
    assert bot.heard == []
    clock.now += 2
    guest.say("hello")
    assert len(bot.heard) == 3
    assert len(desk.heard) == 2


def test_the_pause_doubles_up_to_its_longest(clock: Clock) -> None:
    breaker = Breaker(first=1, longest=4, clock=clock)
    for pause in (1, 2, 4, 4):
        breaker.failed()
        clock.now += pause - 0.1
        assert not breaker.may_try()
        clock.now += 0.2
        assert breaker.may_try()
        assert not breaker.may_try()  # Only one tries.
    breaker.answered()
    assert breaker.may_try()
    assert breaker.may_try()


def test_when_nobody_can_answer_the_message_is_kept_and_can_be_sent_again(
    guest: Guest, bot: FakeBot, desk: FakeDesk, clock: Clock
) -> None:
    this = "00000000-0000-0000-0000-000000000001"

    def broken(*_: object, **__: object) -> None:
        raise AssistantError("no knowledge")

    bot.away, desk.answer = True, broken  # type: ignore[assignment, method-assign]
    refused = guest.say("hello", id=this)
    assert refused.status_code == 503
    assert refused.headers["retry-after"]
    assert "no knowledge" not in refused.text
    bot.away = False
    clock.now += 60
    assert guest.say("hello", id=this).status_code == 200
    assert [m["author"] for m in guest.transcript()] == ["guest", "bot"]


class TestRasaClient:
    """The one place that knows Rasa's address and shape."""

    @staticmethod
    def ask(handler: object) -> list[dict[str, object]]:
        async def run() -> list[dict[str, object]]:
            client = RasaClient("http://rasa.test", transport=httpx.MockTransport(handler))  # type: ignore[arg-type]
            try:
                return await client.send("c1", "hi", channel="web", message_id="m1")
            finally:
                await client.aclose()

        return anyio.run(run)

    def test_it_asks_as_a_guest_of_the_web(self) -> None:
        seen: list[httpx.Request] = []

        def rasa(request: httpx.Request) -> httpx.Response:
            seen.append(request)
            return httpx.Response(200, json=[{"text": "Hello."}])

        assert self.ask(rasa) == [{"text": "Hello."}]
        assert seen[0].url.path == "/webhooks/door/webhook"
        assert json.loads(seen[0].content) == {
            "sender": "c1",
            "message": "hi",
            "metadata": {"channel": "web", "audience": "guest", "message_id": "m1"},
        }

    @pytest.mark.parametrize(
        "answer",
        [
            httpx.Response(500, text="Traceback"),
            httpx.Response(200, text="<html>"),
            httpx.Response(200, json=[]),
            httpx.Response(200, json={"text": "no list"}),
            httpx.Response(200, json=[{"recipient_id": "x"}]),
        ],
    )
    def test_whatever_else_comes_back_means_away(self, answer: httpx.Response) -> None:
        with pytest.raises(BotAway):
            self.ask(lambda _: answer)

    def test_no_connection_means_away(self) -> None:
        def nobody(request: httpx.Request) -> httpx.Response:
            raise httpx.ConnectError("refused", request=request)

        with pytest.raises(BotAway):
            self.ask(nobody)
