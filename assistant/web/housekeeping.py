"""Once a day, what was kept long enough goes. Every door sees to it; the second finds nothing."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timezone

from sqlalchemy.engine import Engine

from assistant.errors import AssistantError
from assistant.storage.retention import purge
from assistant.web.metrics import Metrics

log = logging.getLogger(__name__)

FIRST = 60.0
"""Seconds after the start: the first guests come first."""
EVERY = 24 * 3600.0
_APART = 3600.0
"""Seconds by which the clock may have been set since the last look, and is still believed."""


class Housekeeping:
    """A thread that purges. Context manager: it stops within one small transaction."""

    def __init__(
        self,
        engine: Engine,
        days: Mapping[str, int],
        metrics: Metrics,
        *,
        first: float = FIRST,
        every: float = EVERY,
        clock: Callable[[], datetime] = lambda: datetime.now(timezone.utc),
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        """`clock` says which day it is, `steady` only how much time has passed."""
        self._engine, self._days, self._metrics = engine, days, metrics
        self._first, self._every, self._clock, self._steady = first, every, clock, steady
        self._seen = (clock(), steady())
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="housekeeping", daemon=True)

    def __enter__(self) -> Housekeeping:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        wait = self._first
        while not self._stop.wait(wait):
            self.once()
            wait = self._every

    def once(self) -> None:
        """Purge now. A database that is away is tried again the next day, and a clock that was set
        by hours is believed when it still says so then: what is deleted stays deleted."""
        now = self._clock()
        if self._was_set(now):
            log.error("The clock was set by hours: nothing is purged before it has kept for a day.")
            return
        try:
            gone = purge(self._engine, self._days, on=now.date(), stop=self._stop.is_set)
        except AssistantError as error:
            self._metrics.storage_fault()
            log.error("The purge did not run through: %s", error)
            return
        if not self._stop.is_set():
            self._metrics.purged(gone, now.timestamp())
            log.info("purge", extra={"gone": gone})

    def _was_set(self, now: datetime) -> bool:
        """Whether the clock went otherwise than time did since the last look."""
        (seen, at), steady = self._seen, self._steady()
        self._seen = (now, steady)
        return abs((now - seen).total_seconds() - (steady - at)) > _APART
