"""The database as the guests' door uses it: in a few threads, and not at all while it is away.

Nobody waits for a database that is away: after a fault everything that needs it is declined at once
and guests are answered at the desk, while one thread after the other tries whether it is back.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import TypeVar

import anyio
import anyio.to_thread

from assistant.errors import AssistantError, StorageError
from assistant.storage.conversations import ConversationStore
from assistant.web.metrics import Metrics
from assistant.web.unkept import Unkept

log = logging.getLogger(__name__)
T = TypeVar("T")


class Keeping:
    """Works in storage for the door's handlers."""

    def __init__(
        self,
        store: ConversationStore,
        *,
        threads: int,
        metrics: Metrics,
        first: float = 0.5,
        longest: float = 4.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`threads`: a few; many would only take the interpreter's lock from each other (measured:
        forty answer half as many messages a second as four). `first`, `longest`: seconds between
        two tries while the database is away; the pause doubles."""
        self._store, self._metrics, self._clock = store, metrics, clock
        self._threads = anyio.CapacityLimiter(threads)
        self._first, self._longest = first, longest
        self._faults = 0
        self._pause = 0.0
        self._try_at = 0.0
        self._trying: asyncio.Task[None] | None = None
        self.unkept = Unkept(store)

    @property
    def away(self) -> bool:
        """Whether the database is away, as far as is known."""
        return self._pause > 0

    async def do(self, work: Callable[[], T]) -> T:
        """What `work` gives, in a thread. Raises StorageError, at once while storage is away."""
        if self.away:
            self.look()
            raise StorageError("The database is away.")
        faults = self._faults

        def in_turn() -> T:
            if faults != self._faults:
                # Whoever was before in the line has waited in vain already.
                raise StorageError("The database is away.")
            return work()

        try:
            return await anyio.to_thread.run_sync(in_turn, limiter=self._threads)
        except StorageError as error:
            self._fault(error, new=faults == self._faults)
            raise

    def look(self) -> None:
        """Try whether the database is back, when it is time to; nobody waits for it."""
        if not self.away or self._clock() < self._try_at or self._trying:
            return
        self._trying = asyncio.create_task(self._try())

    async def _try(self) -> None:
        try:
            await anyio.to_thread.run_sync(self._write_again)
        except AssistantError:
            self._pause = min(2 * self._pause, self._longest)
            self._try_at = self._clock() + self._pause
        else:
            self._pause = 0.0
            log.info("The database is back.")
        finally:
            self._trying = None

    def _write_again(self) -> None:
        self._store.check_writable()
        self.unkept.write_all()

    def _fault(self, error: StorageError, *, new: bool) -> None:
        if not new:
            return
        self._faults += 1
        self._metrics.storage_fault()
        if not self.away:
            log.error("The desk answers without the database: %s", error)
            self._pause = self._first
            self._try_at = self._clock() + self._pause
