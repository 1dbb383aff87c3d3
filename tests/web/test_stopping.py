"""A door that is told to stop says so, answers what still comes, and ends with the last answer."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import uvicorn
from door_fakes import FakeBot, FakeDesk

from assistant.storage.conversations import ConversationStore
from assistant.web.app import create_app
from assistant.web.server import make_server
from assistant.web.settings import Rate, WebSettings

Start = Callable[..., tuple[uvicorn.Server, httpx.Client]]


@pytest.fixture
def start(bot: FakeBot, store: ConversationStore) -> Iterator[Start]:
    """Starts a door on a free port."""
    running: list[tuple[uvicorn.Server, threading.Thread, httpx.Client]] = []

    def start(settings: WebSettings, **more: Any) -> tuple[uvicorn.Server, httpx.Client]:
        app = create_app(settings, bot, FakeDesk(), store)
        server = make_server(app, settings, host="127.0.0.1", port=0, **more)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        client = httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False)
        running.append((server, thread, client))
        return server, client

    yield start
    for server, thread, client in running:
        client.close()
        server.should_exit = server.force_exit = True
        thread.join(10)


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def begin(client: httpx.Client) -> dict[str, str]:
    return {"Authorization": f"Bearer {client.post('/api/conversations').json()['token']}"}


def say(client: httpx.Client, headers: dict[str, str], text: str) -> httpx.Response:
    body = {"id": str(uuid.uuid4()), "text": text}
    return client.post("/api/conversation/messages", json=body, headers=headers)


def test_it_is_not_ready_any_more_and_still_answers(start: Start) -> None:
    server, client = start(WebSettings(), drain=30.0)
    headers = begin(client)
    assert client.get("/readyz").status_code == 200
    server.should_exit = True
    until(lambda: client.get("/readyz").status_code == 503)
    assert client.get("/healthz").status_code == 200
    assert say(client, headers, "what do I bring?").status_code == 200
    assert say(client, begin(client), "hello").status_code == 200  # somebody new, too


def test_the_last_answer_is_waited_for(start: Start, bot: FakeBot) -> None:
    server, client = start(WebSettings())
    headers = begin(client)
    bot.delay = 0.5
    answers: list[httpx.Response] = []
    asking = threading.Thread(target=lambda: answers.append(say(client, headers, "is it free?")))
    asking.start()
    time.sleep(0.2)
    server.should_exit = True
    asking.join(10)
    assert "free of charge" in answers[0].json()["messages"][0]["text"]
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{client.base_url}/healthz", trust_env=False)


class TestWhoseAddressCounts:
    """Limits go by the guest's address, and only a known proxy may say which that is."""

    ONE_EACH = WebSettings(conversations_per_address=Rate(burst=1, a_minute=1))

    @staticmethod
    def statuses(client: httpx.Client, *addresses: str) -> list[int]:
        return [
            client.post("/api/conversations", headers={"X-Forwarded-For": address}).status_code
            for address in addresses
        ]

    def test_behind_a_trusted_proxy_each_guest_has_limits_of_their_own(self, start: Start) -> None:
        trusting = WebSettings(
            conversations_per_address=Rate(burst=1, a_minute=1), trusted_proxies=("127.0.0.0/8",)
        )
        _, client = start(trusting)
        guests = ("198.51.100.7", "198.51.100.8", "198.51.100.7")
        assert self.statuses(client, *guests) == [201, 201, 429]

    def test_what_a_guest_puts_before_the_proxys_word_is_not_believed(self, start: Start) -> None:
        trusting = WebSettings(
            conversations_per_address=Rate(burst=1, a_minute=1), trusted_proxies=("127.0.0.1",)
        )
        _, client = start(trusting)
        claims = ("203.0.113.1, 198.51.100.7", "203.0.113.2, 198.51.100.7")
        assert self.statuses(client, *claims) == [201, 429]

    def test_a_stranger_cannot_pretend_to_be_many(self, start: Start) -> None:
        _, client = start(self.ONE_EACH)
        assert self.statuses(client, "198.51.100.7", "198.51.100.8") == [201, 429]
