"""How often someone may come: token buckets in memory, one for each key."""

from __future__ import annotations

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache

from assistant.errors import TooManyMessages
from assistant.web.settings import Rate

_KEYS = 50_000
"""Keys remembered at a time at most; the least recent go first."""


class TooOften(TooManyMessages):
    """Too many, and after how many seconds there is room again."""

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Limit:
    """One rate, held for each key by itself."""

    def __init__(
        self, rate: Rate, sentence: str, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate, self._sentence, self._clock = rate, sentence, clock
        self._refilled_after = 60 * rate.burst / rate.a_minute
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        """Tokens left, and since when; the least recent first."""

    def __len__(self) -> int:
        """How many keys are remembered."""
        return len(self._buckets)

    def take(self, key: str) -> None:
        """Count one; raises TooOften when the key has none left."""
        now = self._clock()
        tokens, since = self._buckets.pop(key, (float(self._rate.burst), now))
        tokens = min(self._rate.burst, tokens + (now - since) * self._rate.a_minute / 60)
        enough = tokens >= 1
        self._buckets[key] = (tokens - 1 if enough else tokens, now)
        self._forget_refilled(now)
        if not enough:
            wait = max(1, math.ceil((1 - tokens) * 60 / self._rate.a_minute))
            raise TooOften(self._sentence, retry_after=wait)

    def _forget_refilled(self, now: float) -> None:
        """A bucket that is full again says nothing: whose it is need not be remembered."""
        while len(self._buckets) > 1:
            _, since = next(iter(self._buckets.values()))
            if len(self._buckets) <= _KEYS and now - since < self._refilled_after:
                return
            self._buckets.popitem(last=False)


@lru_cache(maxsize=4096)
def network_of(address: str) -> str:
    """The key of an address: itself, or its /64 for IPv6, which is one household's."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    return str(ipaddress.ip_network(f"{address}/64", strict=False))
