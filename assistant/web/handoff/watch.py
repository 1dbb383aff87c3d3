"""Tells the open streams of this door that something has changed, whichever door changed it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress

import anyio
import anyio.to_thread

from assistant.errors import StorageError

log = logging.getLogger(__name__)

Versions = Mapping[str, int]
"""Of each open handoff: its conversation, and how often it has changed."""


class Watch:
    """One look at the database serves all streams. It looks only while somebody listens."""

    def __init__(self, look: Callable[[], Versions], *, every: float) -> None:
        self._look, self._every = look, every
        self._versions: dict[str, int] = {}
        self._listeners = 0
        self._task: asyncio.Task[None] | None = None
        self._pulse, self._hurry = asyncio.Event(), asyncio.Event()
        self._threads = anyio.CapacityLimiter(1)
        self.closed = False

    @property
    def listeners(self) -> int:
        """How many streams are open."""
        return self._listeners

    @property
    def pulse(self) -> asyncio.Event:
        """Is set at the next change. Take it before you read: then no change falls between."""
        return self._pulse

    def version(self, conversation: str) -> int:
        """How often the conversation's handoff has changed; 0 when none is open."""
        return self._versions.get(conversation, 0)

    def hurry(self) -> None:
        """This door has changed something: look at once."""
        self._hurry.set()

    def close(self) -> None:
        """The door closes: every stream ends, and its page comes back to the next door."""
        self.closed = True
        self._beat()
        self._hurry.set()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """While this is open, the watch looks."""
        self._listeners += 1
        try:
            if self._task is None or self._task.done():
                await self._once()
                self._task = asyncio.create_task(self._run())
            yield
        finally:
            self._listeners -= 1
            if not self._listeners:
                self._hurry.set()  # It sees that nobody listens, and ends.

    async def _run(self) -> None:
        while self._listeners and not self.closed:
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._hurry.wait(), self._every)
            self._hurry.clear()
            if self._listeners:
                await self._once()

    async def _once(self) -> None:
        try:
            versions = await anyio.to_thread.run_sync(self._look, limiter=self._threads)
        except StorageError as error:
            log.error("Handoffs cannot be looked at: %s", error)
            return
        if dict(versions) != self._versions:
            self._versions = dict(versions)
            self._beat()

    def _beat(self) -> None:
        pulse, self._pulse = self._pulse, asyncio.Event()
        pulse.set()
