"""Browsers that trickle, stop reading, or break off hold nothing up."""

from __future__ import annotations

import json
import socket
import threading
import time
import uuid
from collections.abc import Iterator

import httpx
import pytest
from door_fakes import FakeBot, FakeDesk
from sick_database import soon

from assistant.storage.conversations import ConversationStore
from assistant.storage.database import open_database
from assistant.web.app import create_app
from assistant.web.connections import LARGEST_HEAD, Connection
from assistant.web.server import make_server
from assistant.web.settings import WebSettings


class Hasty(Connection):
    """The door's connection, with less patience than outside of tests."""

    head_seconds, unread_seconds = 0.5, 1.0


class Door:
    """A real door on a free port."""

    def __init__(self) -> None:
        self.bot = FakeBot()
        settings = WebSettings(body_seconds=0.5)
        app = create_app(
            settings, self.bot, FakeDesk(), ConversationStore(open_database("sqlite://"))
        )
        self.server = make_server(app, settings, host="127.0.0.1", port=0)
        self.server.config.http = Hasty
        self._thread = threading.Thread(target=self.server.run, daemon=True)
        self._thread.start()
        assert soon(lambda: self.server.started)
        self.port = self.server.servers[0].sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=10)

    def nobody_is_connected(self) -> bool:
        return soon(lambda: not self.server.server_state.connections, seconds=8)

    def is_fine(self) -> bool:
        return httpx.get(f"{self.url}/healthz", timeout=5).status_code == 200

    def close(self) -> None:
        self.server.should_exit = True
        self._thread.join(15)


@pytest.fixture(scope="module")
def running() -> Iterator[Door]:
    door = Door()
    yield door
    door.close()


@pytest.fixture
def door(running: Door) -> Door:
    running.bot.heard.clear()
    return running


@pytest.fixture
def guest(door: Door) -> dict[str, str]:
    """The headers of a new conversation."""
    token = httpx.post(f"{door.url}/api/conversations").json()["token"]
    return {"Authorization": f"Bearer {token}"}


def message(guest: dict[str, str], body: bytes, *, length: int | None = None) -> bytes:
    """A request as bytes; with `length`, one that says it is longer than it is."""
    lines = [
        "POST /api/conversation/messages HTTP/1.1",
        "Host: keys.example",
        "Content-Type: application/json",
        f"Authorization: {guest['Authorization']}",
        "Connection: close",
        f"Content-Length: {len(body) if length is None else length}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def said(text: str = "is it free", id: str = "") -> bytes:
    return json.dumps({"id": id or str(uuid.uuid4()), "text": text}).encode()


def trickle(connection: socket.socket, sent: bytes) -> None:
    """Send byte by byte."""
    for byte in sent:
        connection.sendall(bytes([byte]))
        time.sleep(0.05)


def answer(connection: socket.socket) -> bytes:
    """All that comes until the door hangs up or is silent."""
    got = b""
    connection.settimeout(1.5)
    try:
        while piece := connection.recv(65_536):
            got += piece
    except (TimeoutError, ConnectionError):
        pass
    return got


def test_a_head_that_comes_byte_by_byte_is_not_waited_for(door: Door) -> None:
    with door.connect() as slow:
        began = time.monotonic()
        with pytest.raises(ConnectionError):
            trickle(slow, b"GET / HTTP/1.1\r\nHost: keys.example\r\n" + b"X-Slow: 1\r\n" * 20)
        assert time.monotonic() - began < 4
    assert door.is_fine()


def test_three_hundred_who_say_nothing_are_let_go(door: Door) -> None:
    silent = [door.connect() for _ in range(300)]
    assert door.is_fine()
    assert door.nobody_is_connected()
    for connection in silent:
        connection.close()


def test_a_second_request_on_a_connection_is_waited_for_no_longer(door: Door) -> None:
    with door.connect() as slow:
        slow.sendall(b"GET /healthz HTTP/1.1\r\nHost: keys.example\r\n\r\n")
        assert b"200 OK" in slow.recv(4096)
        slow.sendall(b"GET /healthz HT")
        assert answer(slow) == b""
    assert door.nobody_is_connected()


def test_a_head_without_an_end_is_not_kept(door: Door) -> None:
    with door.connect() as endless:
        endless.sendall(b"GET / HTTP/1.1\r\nHost: keys.example\r\n")
        more = b"X-More: " + b"x" * 1000 + b"\r\n"
        with pytest.raises(ConnectionError):
            endless.sendall(more * (1000 * LARGEST_HEAD // len(more)))
    assert door.is_fine()


def test_a_body_that_comes_byte_by_byte_is_refused_and_not_taken(
    door: Door, guest: dict[str, str]
) -> None:
    body = said()
    with door.connect() as slow:
        slow.sendall(message(guest, b"", length=len(body)))
        trickle(slow, body[:6])
        assert b" 408 " in answer(slow)
    assert door.bot.heard == []


def test_a_request_that_is_cut_in_half_is_not_taken_and_the_same_again_is_answered_once(
    door: Door, guest: dict[str, str]
) -> None:
    this = str(uuid.uuid4())
    body = said(id=this)
    with door.connect() as cut:
        cut.sendall(message(guest, body[: len(body) // 2], length=len(body)))
    assert door.nobody_is_connected()
    assert door.bot.heard == []
    # Whole, but the page goes away before it has the answer; then it sends the message again.
    with door.connect() as gone:
        gone.sendall(message(guest, body))
    for _ in range(2):
        again = httpx.post(
            f"{door.url}/api/conversation/messages", content=body,
            headers=guest | {"Content-Type": "application/json"},
        )  # fmt: skip
        assert "free of charge" in again.text
    assert len(door.bot.heard) == 1


def test_who_does_not_read_is_let_go(door: Door) -> None:
    with socket.socket() as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.connect(("127.0.0.1", door.port))
        deaf.settimeout(1)
        try:
            for _ in range(400):
                deaf.sendall(b"GET /widget.js HTTP/1.1\r\nHost: keys.example\r\n\r\n")
        except (TimeoutError, ConnectionError):
            pass
        assert door.is_fine()
        assert door.nobody_is_connected()


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("bad chunks", b"POST /api/conversations HTTP/1.1\r\nHost: k\r\n"
                       b"Transfer-Encoding: chunked\r\n\r\nZZ\r\nhello\r\n"),
        ("two lengths", b"POST /api/conversations HTTP/1.1\r\nHost: k\r\n"
                        b"Content-Length: 4\r\nContent-Length: 7\r\n\r\nabcdefg"),
        ("a length that is none", b"POST / HTTP/1.1\r\nHost: k\r\nContent-Length: -1\r\n\r\n"),
        ("garbage", bytes(range(256)) * 4),
        ("garbage behind a request", b"GET /healthz HTTP/1.1\r\nHost: k\r\n\r\n\0\xff\0\xff\r\n"),
        ("another protocol", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 200),
        ("a null in the path", b"GET /\0 HTTP/1.1\r\nHost: k\r\n\r\n"),
    ],
)  # fmt: skip
def test_what_is_no_request_is_refused(door: Door, name: str, sent: bytes) -> None:
    with door.connect() as odd:
        odd.sendall(sent)
        got = answer(odd)
    assert b" 500 " not in got, name
    assert b"Traceback" not in got, name
    assert door.is_fine()


@pytest.mark.parametrize(
    "body",
    [
        b'{"id": "x", "text": "\xff\xfe"}',
        b"\xff\xfe\x00",
        b"null",
        b"[]",
        b"",
        b'{"text": "no id"}',
        b'{"a":' * 3_000,
    ],
)
def test_a_body_that_is_no_message_is_refused_kindly(
    door: Door, guest: dict[str, str], body: bytes
) -> None:
    with door.connect() as odd:
        odd.sendall(message(guest, body))
        got = answer(odd)
    assert b" 400 " in got.partition(b"\r\n")[0]
    assert b'"reference"' in got
    assert door.bot.heard == []


def test_a_huge_body_is_refused_before_it_has_come(door: Door, guest: dict[str, str]) -> None:
    with door.connect() as huge:
        huge.sendall(message(guest, b"x" * 100_000, length=10_000_000_000))
        assert b" 413 " in answer(huge).partition(b"\r\n")[0]


def test_nulls_and_signs_that_nobody_sees_are_left_out_of_a_message(
    door: Door, guest: dict[str, str]
) -> None:
    answered = httpx.post(
        f"{door.url}/api/conversation/messages",
        content=b'{"id": "%s", "text": "is it\\u0000 fr\\u200bee\\u202e \\ud800"}'
        % str(uuid.uuid4()).encode(),
        headers=guest | {"Content-Type": "application/json"},
    )
    assert "free of charge" in answered.text
