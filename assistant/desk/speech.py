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
# "lexus.com/recall": nobody wants to hear dots and slashes; who does says "spell it".
_ADDRESS = re.compile(
    r"(?<![\w@./])(?P<site>(?:[a-z0-9-]{1,60}\.){1,3})(?P<end>com|gov)(?P<path>(?:/[\w-]{1,60}){0,5})/?",
    re.IGNORECASE,
)
_MAIL = re.compile(r"\bmailto:")
_ON_THE_HOUR = re.compile(r"\b(\d{1,2}):00(?= ?[ap]\.?m\b)", re.IGNORECASE)
_MONTH_AND_YEAR = re.compile(r"\b(0[1-9]|1[0-2])/(\d{2}|20\d{2})\b")
_ASIDE = re.compile(r"\s{0,3}\(([^()]{1,200})\)(?:,|(?=[.;:?!]))?")
_OR_ELSE = re.compile(r"(?<=[A-Za-z])/(?=[A-Za-z])")
_MARKS = re.compile(r"[*_`#>|~\\]+")
_PHONE = re.compile(r"\b1-(\d{3})-(\d{3})-(\d{4})\b")
_UNDER_20 = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
_UNDER_100 = _UNDER_20 + [
    f"{ten} {one}".removesuffix(" zero")
    for ten in "twenty thirty forty fifty sixty seventy eighty ninety".split()
    for one in _UNDER_20[:10]
]
_STOPS = re.compile(r",\s*([.;:?!])")
_SPACES = re.compile(r"\s+")


def spoken(markdown: str) -> str:
    """Plain words from Markdown: no marks, links by their name, phone numbers in groups.

    Web addresses are said as pages ("the recall page of lexus dot com"), 08/23 as "oh eight, twenty
    three". What is spoken already stays as it is.
    """
    text = _LINK.sub(r"\1", markdown)
    text = _URL.sub(lambda m: (m.group(1) or m.group(2)).rstrip("/."), text)
    text = re.sub(r"^\s*(?:[-*]|\d+\.)\s+", "", text, flags=re.MULTILINE)
    text = _ADDRESS.sub(_page, _MAIL.sub("", text))
    text = _ON_THE_HOUR.sub(r"\1", text)
    text = _MONTH_AND_YEAR.sub(_month_and_year, text)
    text = _OR_ELSE.sub(" or ", text)
    text = _ASIDE.sub(r", \1,", text)
    text = _MARKS.sub("", text)
    text = _PHONE.sub(lambda m: phone_in_groups(m.group(0)), text)
    return _STOPS.sub(r"\1", _SPACES.sub(" ", text)).strip()


def _page(address: re.Match[str]) -> str:
    """ "lexus.com/recall" -> "the recall page of lexus dot com"."""
    site = (
        address["site"].lower().removeprefix("www.").replace(".", " dot ") + address["end"].lower()
    )
    words = " ".join(re.findall(r"[A-Za-z0-9]+", address["path"]))
    return f"the {words} page of {site}" if words else site


def _month_and_year(match: re.Match[str]) -> str:
    """ "08/23" -> "oh eight, twenty three", as it is read off a sticker."""
    month = _UNDER_100[int(match[1])]
    year = match[2][-2:]
    said = ("twenty " if len(match[2]) == 4 else "") + _UNDER_100[int(year)]
    return f"{'oh ' if match[1][0] == '0' else ''}{month}, {said}"


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
