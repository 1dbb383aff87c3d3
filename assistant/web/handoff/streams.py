"""Server-sent events: what happens, as it happens, until the page or the door closes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import StreamingResponse

from assistant.errors import DoorError, StorageError
from assistant.web.handoff.watch import Watch

_HEADERS = {
    "cache-control": "no-store, no-transform",
    # nginx would keep the events until it has enough of them.
    "x-accel-buffering": "no",
}
_RETRY = 1500
"""Milliseconds after which a page comes back."""


@dataclass(frozen=True)
class Event:
    """One event. `id` comes back as Last-Event-ID when the page reconnects."""

    kind: str
    data: dict[str, Any]
    id: int | None = None

    def encoded(self) -> bytes:
        """As the standard wants it."""
        id = f"id: {self.id}\n" if self.id is not None else ""
        data = json.dumps(self.data, ensure_ascii=False, separators=(",", ":"))
        return f"event: {self.kind}\n{id}data: {data}\n\n".encode()


@dataclass(frozen=True)
class News:
    """What a stream has to tell now."""

    events: list[Event]
    last: bool = False
    """Nothing will follow: the stream ends, and the page need not come back."""


def wants_stream(request: Request) -> bool:
    """Whether the page asks for a stream; otherwise it asks again and again."""
    return "text/event-stream" in request.headers.get("accept", "")


def last_seen(request: Request) -> int:
    """The position that the page has seen: Last-Event-ID, or `after`; 0 for everything."""
    given = request.headers.get("last-event-id") or request.query_params.get("after") or "0"
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0


def stream(
    watch: Watch,
    version: Callable[[], object],
    news: Callable[[], Awaitable[News]],
    *,
    beat: float,
    on_beat: Callable[[], Awaitable[None]],
) -> StreamingResponse:
    """An open stream. `news` is read when `version()` has changed, and at each beat.

    `on_beat` is awaited every `beat` seconds; a DoorError there (a sign-in that has ended) ends it.
    """

    async def body() -> AsyncIterator[bytes]:
        async with watch.listening():
            yield f"retry: {_RETRY}\n\n".encode()
            seen: object = None
            fresh = True
            while not watch.closed:
                pulse, now = watch.pulse, version()
                if fresh or now != seen:
                    try:
                        told = await news()
                    except StorageError:
                        return  # The page comes back, and reads on where it was.
                    for event in told.events:
                        yield event.encoded()
                    if told.last:
                        return
                    fresh, seen = False, now
                try:
                    await asyncio.wait_for(pulse.wait(), beat)
                except asyncio.TimeoutError:
                    fresh = True
                    try:
                        await on_beat()
                    except (DoorError, StorageError):
                        return
                    yield b": here\n\n"

    return StreamingResponse(body(), media_type="text/event-stream", headers=_HEADERS)
