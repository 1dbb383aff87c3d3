"""Events arrive as they happen, through whichever door; what was missed is told first."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import httpx
import pytest
from handoff_fakes import AtConsole, FakeBot, InChat, make_app
from sqlalchemy.engine import Engine

from assistant.storage.database import open_database
from assistant.web.handoff.settings import HandoffSettings
from assistant.web.server import make_server
from assistant.web.settings import WebSettings

QUICK = HandoffSettings(look=0.1, beat=0.5)


def real_clock() -> datetime:
    return datetime.now(timezone.utc)


@contextmanager
def door(engine: Engine) -> Iterator[tuple[httpx.Client, Any]]:
    """A running door, and its server."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app = make_app(engine, real_clock, FakeBot(), settings=QUICK)
    server = make_server(app, WebSettings(), host="127.0.0.1", port=port)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.02)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=10, trust_env=False) as client:
        yield client, server
        server.should_exit = True
        thread.join(10)
        assert not thread.is_alive()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "house.db"


@pytest.fixture
def one_door(file: Path) -> Iterator[httpx.Client]:
    with door(open_database(f"sqlite:///{file}")) as (client, _server):
        yield client


@pytest.fixture
def other_door(one_door: httpx.Client, file: Path) -> Iterator[httpx.Client]:
    """With an engine of its own, as another process has."""
    with door(open_database(f"sqlite:///{file}")) as (client, _server):
        yield client


class Stream:
    """An open stream, read in the background."""

    def __init__(self, client: httpx.Client, path: str, headers: dict[str, str]) -> None:
        self.events: list[dict[str, Any]] = []
        self.lines: list[str] = []
        self.over = threading.Event()
        self._ask = (client, path, {**headers, "Accept": "text/event-stream"})
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        client, path, headers = self._ask
        try:
            with client.stream("GET", path, headers=headers) as answer:
                assert answer.headers["content-type"].startswith("text/event-stream")
                for line in answer.iter_lines():
                    self.lines.append(line)
                    if line.startswith("data: "):
                        self.events.append(json.loads(line[6:]))
        finally:
            self.over.set()

    def texts(self) -> list[str]:
        return [m["text"] for event in self.events for m in event.get("messages", ())]

    def wait(self, until: Any, within: float = 5) -> None:
        end = time.monotonic() + within
        while not until():
            assert time.monotonic() < end, self.lines[-6:]
            time.sleep(0.02)


def chatting(client: httpx.Client) -> tuple[InChat, AtConsole, str]:
    """A guest with whom Dana chats."""
    guest, dana = InChat(client), AtConsole(client, "dana")  # type: ignore[arg-type]
    dana.is_here()
    guest.ask_for_person()
    return guest, dana, dana.take_first()


def test_both_see_each_others_words_at_once(one_door: httpx.Client) -> None:
    guest, dana, this = chatting(one_door)
    to_guest = Stream(one_door, "/api/conversation/events", guest.headers)
    to_dana = Stream(one_door, f"/agent/api/handoffs/{this}/events", dana.headers)
    to_guest.wait(lambda: to_guest.events)
    to_dana.wait(lambda: to_dana.events)
    began = time.monotonic()
    guest.say("hello Dana")
    to_dana.wait(lambda: "hello Dana" in to_dana.texts())
    dana.say(this, "hello guest")
    to_guest.wait(lambda: "hello guest" in to_guest.texts())
    assert time.monotonic() - began < 2
    assert to_guest.texts().count("hello guest") == 1
    dana.post(f"handoffs/{this}/end")
    assert to_guest.over.wait(5)
    assert to_dana.over.wait(5)
    assert to_guest.events[-1]["standing"]["state"] == "none"
    assert "handed the conversation back" in to_guest.texts()[-1]
    assert to_dana.events[-1]["handoff"]["state"] == "ended"


def test_it_works_through_two_doors(one_door: httpx.Client, other_door: httpx.Client) -> None:
    guest, dana = InChat(one_door), AtConsole(other_door, "dana")  # type: ignore[arg-type]
    board = Stream(other_door, "/agent/api/handoffs/events", dana.headers)
    dana.is_here()
    guest.ask_for_person()
    board.wait(lambda: board.events and board.events[-1]["waiting"])
    to_guest = Stream(one_door, "/api/conversation/events", guest.headers)
    to_guest.wait(lambda: to_guest.events)
    this = dana.take_first()
    dana.say(this, "hello through the other door")
    to_guest.wait(lambda: "hello through the other door" in to_guest.texts())
    assert to_guest.events[-1]["standing"] == {"state": "live", "agent": "Dana"}


def test_a_page_that_comes_back_reads_on_where_it_was(one_door: httpx.Client) -> None:
    guest, dana, this = chatting(one_door)
    first = Stream(one_door, "/api/conversation/events", guest.headers)
    first.wait(lambda: first.events)
    seen = next(line[4:] for line in first.lines if line.startswith("id: "))
    dana.say(this, "one")
    dana.say(this, "two")
    again = Stream(one_door, "/api/conversation/events", {**guest.headers, "Last-Event-ID": seen})
    again.wait(lambda: "two" in again.texts())
    assert again.texts() == ["one", "two"]


def test_without_a_handoff_a_stream_tells_so_and_ends(one_door: httpx.Client) -> None:
    guest = InChat(one_door)  # type: ignore[arg-type]
    stream = Stream(one_door, "/api/conversation/events", guest.headers)
    assert stream.over.wait(5)
    assert [event["standing"]["state"] for event in stream.events] == ["none"]


def test_a_quiet_stream_gives_signs_of_life(one_door: httpx.Client) -> None:
    guest, _dana, _this = chatting(one_door)
    stream = Stream(one_door, "/api/conversation/events", guest.headers)
    stream.wait(lambda: stream.lines.count(": here") >= 2)


def test_a_door_that_closes_lets_its_streams_go_at_once(file: Path) -> None:
    engine = open_database(f"sqlite:///{file}")
    with door(engine) as (client, server):
        guest, dana, this = chatting(client)
        stream = Stream(client, "/api/conversation/events", guest.headers)
        stream.wait(lambda: stream.events)
        began = time.monotonic()
        server.should_exit = True
        assert stream.over.wait(5)
        assert time.monotonic() - began < 3
    with door(engine) as (client, _server):
        guest.client = dana.client = client  # type: ignore[assignment]
        back = Stream(client, "/api/conversation/events", guest.headers)
        back.wait(lambda: back.events)
        dana.say(this, "still here")
        back.wait(lambda: "still here" in back.texts())
