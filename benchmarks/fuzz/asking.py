"""Requests to a door in the same process: raw bytes in, so that nothing is put right on the way."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from starlette.types import ASGIApp, Message

Pairs = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Answer:
    """What the door said."""

    status: int
    headers: dict[str, list[str]]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    def header(self, name: str) -> str:
        return ", ".join(self.headers.get(name, ()))


async def ask(
    app: ASGIApp,
    method: str,
    target: str,
    headers: Pairs = (),
    body: bytes = b"",
    *,
    client: str = "192.0.2.9",
    scheme: str = "https",
    host: str = "keys.example",
) -> Answer:
    """One request. `target`: path and query as they stand on the wire.

    An open stream is left after its first piece. What the app raises, this raises.
    """
    path, _, query = target.partition("?")
    given = [("host", host), *headers]
    if body:
        given.append(("content-length", str(len(body))))
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": scheme,
        "path": unquote(path),
        "raw_path": path.encode("latin-1", "replace"),
        "query_string": query.encode("latin-1", "replace"),
        "root_path": "",
        "headers": [
            (name.lower().encode("latin-1", "replace"), value.encode("latin-1", "replace"))
            for name, value in given
        ],
        "client": (client, 50_000),
        "server": (host, 443),
    }
    enough = asyncio.Event()
    sent: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]
    start: dict[str, Any] = {}
    pieces: list[bytes] = []

    async def receive() -> Message:
        if sent:
            return sent.pop()
        await enough.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
            return
        pieces.append(message.get("body", b""))
        if not message.get("more_body") or pieces[-1]:
            enough.set()

    await app(scope, receive, send)
    told: dict[str, list[str]] = {}
    for name, value in start.get("headers", ()):
        told.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    return Answer(start.get("status", 0), told, b"".join(pieces))
