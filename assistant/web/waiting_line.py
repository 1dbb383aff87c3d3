"""How many turns are taken at once, who waits for one, and who is asked to come back.

A turn takes the processor for some hundredths of a second, so a thousand guests in one moment
cannot all be answered in that moment. A few turns run, those that will soon be taken wait in their
order, and everybody else hears at once when to come back: each at another time, so that they do not
all come back together.
"""

from __future__ import annotations

import math
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import anyio

from assistant.errors import DoorError
from assistant.web.metrics import Metrics

_FIRST_GUESS = 0.1
"""Seconds that a turn is taken to need before one was measured."""
_WEIGHT = 0.05
"""What the latest turn counts for in the length of a turn."""


class ManyGuests(DoorError):
    """More guests than can be answered in a moment; and after how many seconds it is one's turn."""

    status = 503

    def __init__(self, *, retry_after: int) -> None:
        super().__init__("Many guests are asking at once. I will answer you in a moment.")
        self.retry_after = retry_after


class WaitingLine:
    """Turns that run and turns that wait, bounded in seconds of waiting."""

    def __init__(
        self,
        *,
        at_once: int,
        longest_wait: float,
        latest_return: float = 30.0,
        metrics: Metrics | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`at_once`: turns that run. `longest_wait`: seconds that somebody is let wait for one.
        `latest_return`: seconds after which everybody may come back."""
        self._places = anyio.Semaphore(at_once, fast_acquire=True)
        self._at_once, self._longest = at_once, longest_wait
        self._latest, self._clock = latest_return, clock
        self._metrics = metrics or Metrics()
        self._waiting = 0
        self._turn_seconds = _FIRST_GUESS
        self._promised = -math.inf

    @property
    def waiting(self) -> int:
        """How many turns wait."""
        return self._waiting

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """One turn, when its time has come. Raises ManyGuests when that would be too late."""
        if self._wait_of_next() > self._longest:
            raise ManyGuests(retry_after=self._promise())
        self._waiting += 1
        try:
            with anyio.fail_after(2 * self._longest), self._metrics.step("wait"):
                await self._places.acquire()
        except TimeoutError:
            # Turns have grown longer than they were when this guest came.
            raise ManyGuests(retry_after=self._promise()) from None
        finally:
            self._waiting -= 1
        began = self._clock()
        try:
            yield
        finally:
            self._places.release()
            took = self._clock() - began
            self._turn_seconds += _WEIGHT * (took - self._turn_seconds)

    def _wait_of_next(self) -> float:
        """Seconds that somebody who comes now would wait, as turns go at present."""
        ahead = self._waiting + (0 if self._places.value else 1)
        return ahead * self._turn_seconds / self._at_once

    def _promise(self) -> int:
        """In how many seconds one more guest may come back: behind all who were told before."""
        self._metrics.told_to_wait()
        now = self._clock()
        earliest = now + self._wait_of_next()
        if self._promised > now + self._latest:
            self._promised = earliest
        self._promised = max(self._promised, earliest) + self._turn_seconds / self._at_once
        return max(1, math.ceil(min(self._promised - now, self._latest)))
