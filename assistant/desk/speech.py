"""Text for the ear: what a voice says instead of what a page shows."""

from __future__ import annotations

import re
from datetime import date

from assistant.knowledge.program import Month

_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_LINK = re.compile(r"\[([^\]]{1,200})\]\([^)]{1,300}\)")
_URL = re.compile(r"\bhttps?://(?:www\.)?(\S{1,200})|\bwww\.(\S{1,200})", re.IGNORECASE)
_MARKS = re.compile(r"[*_`#>]+")
_PHONE = re.compile(r"\b1-(\d{3})-(\d{3})-(\d{4})\b")
_SPACES = re.compile(r"\s+")


def spoken(markdown: str) -> str:
    """Plain words from Markdown: no marks, links by their name, phone numbers in groups."""
    text = _LINK.sub(r"\1", markdown)
    text = _URL.sub(lambda m: (m.group(1) or m.group(2)).rstrip("/."), text)
    text = re.sub(r"^\s*(?:[-*]|\d+\.)\s+", "", text, flags=re.MULTILINE)
    text = _MARKS.sub("", text)
    text = _PHONE.sub(lambda m: phone_in_groups(m.group(0)), text)
    return _SPACES.sub(" ", text).strip()


def phone_in_groups(phone: str) -> str:
    """ "1-800-255-3987" -> "1, 8 0 0, 2 5 5, 3 9 8 7"."""
    return ", ".join(" ".join(group) for group in phone.split("-"))


def month_name(month: Month) -> str:
    """ "August 2023"."""
    return f"{_MONTHS[month.month - 1]} {month.year}"


def day_name(day: date) -> str:
    """ "December 21, 2023"."""
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def listed(words: list[str], *, word: str = "and") -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {word} {words[-1]}"
