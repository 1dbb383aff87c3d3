"""The kinds of dates that a message may hold, and how a date is checked.

A date that cannot be (month 13, February 30) is no date: none is better than a wrong one.
"""

from __future__ import annotations

from datetime import date

from assistant.language import numbers
from assistant.language.word_set import word_set

DAY, MONTH, YEAR = "day", "month", "year"
MONTH_ONLY = "month_only"
"""A month without its year; the value is its number."""
SHORT_YEAR = "short_year"
"""Two digits that may be a year ("23 nx350"); only what stands around them can tell."""
PAIR = "pair"
"""Month and year as two bare numbers ("oh eight twenty three"); it needs a reason to be a date."""
VAGUE = "vague"
"""A day that was named but not exactly ("last week")."""

DateRead = tuple[str, str, int]
"""Kind ("" for what looks like a date and is none), value as ISO text, position after it."""

UNITS_AFTER = word_set(
    "minutes minute mins min hours hour hrs days day weeks week business months pm dollars",
    "bucks miles mile km years yrs year's percent % people cars keys vehicles guests",
)
"""After a number these say that it counts something, and is no date."""


def full_year(value: int) -> int | None:
    """The year that two digits or four stand for."""
    if value < 40:
        return 2000 + value
    if value >= 89 and value < 100:
        return 1900 + value
    return value if numbers.FIRST_YEAR <= value <= numbers.LAST_YEAR else None


def a_day(year: int, month: int, day: int, end: int) -> DateRead:
    """A day, if there is such a day."""
    try:
        return DAY, date(year, month, day).isoformat(), end
    except ValueError:
        return "", "", end


def a_month(year: int, month: int, end: int) -> DateRead:
    """A month, if there is such a month."""
    return (MONTH, f"{year:04d}-{month:02d}", end) if 1 <= month <= 12 else ("", "", end)
