"""Dates that are counted back from the day of asking: "last month", "two months ago"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.language import numbers

_COUNTS = {"a": 1, "an": 1, "couple": 2}
_SEASONS = frozenset(("spring", "summer", "fall", "autumn", "winter"))
_VAGUE = frozenset(("week", "weekend", "monday", "friday", "saturday", "sunday"))


def relative(words: Sequence[str], at: int, on: date) -> tuple[str, str, int] | None:
    """Kind, value and the position after it, as in `dates`; None when nothing is counted here."""
    word, following = words[at], words[at + 1]
    if word == "yesterday":
        return "vague", "", at + 1
    if word in ("last", "this", "past", "previous"):
        if following == "month":
            return "month", months_back(on, 0 if word == "this" else 1), at + 2
        if following == "year":
            return "year", str(on.year if word == "this" else on.year - 1), at + 2
        if word != "this" and (following in _SEASONS or following in _VAGUE):
            return "vague", "", at + 2
        return None
    start = at + 1 if word in ("a", "an") and following == "couple" else at
    count = _COUNTS.get(words[start])
    after = start + 1
    if count is None:
        number = numbers.small(words, start)
        if number is None or number.ordinal:
            return None
        count, after = number.value, number.end
    elif words[start] == "couple" and words[after] == "of":
        after += 1
    unit = words[after].rstrip("s")
    if words[after + 1] not in ("ago", "back") or not 0 < count < 40:
        return None
    if unit == "month":
        return "month", months_back(on, count), after + 2
    if unit in ("year", "yr", "week", "day"):
        return "vague", "", after + 2
    return None


def months_back(on: date, count: int) -> str:
    """The month so many months before the day of asking: `2023-12`."""
    months = on.year * 12 + on.month - 1 - count
    return f"{months // 12:04d}-{months % 12 + 1:02d}"
