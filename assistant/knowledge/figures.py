"""Amounts, dates and phone numbers of a text, so that two renderings of a topic can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_MONTHS = "January February March April May June July August September October November December"
_MONTH = re.compile(r"\b(" + _MONTHS.replace(" ", "|") + r")\b")
_LINK = re.compile(r"\]\([^)]*\)|<?https?://\S+")
_TOKEN = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)|(?<!\d)\d+(?:st|nd|rd|th)?(?![A-Za-z\d])|[A-Za-z]+")
_SMALLEST = 3

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
    " thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
)
_WORDS = {
    **{word: value for value, word in enumerate(_ONES.split())},
    **{word: value for value, word in enumerate(_ORDINALS.split())},
    **{word: value * 10 for value, word in enumerate(_TENS.split(), start=2)},
    "oh": 0,
    "thirtieth": 30,
    "twentieth": 20,
}
_SCALES = {"hundred": 100, "thousand": 1000}


@dataclass(frozen=True)
class _Number:
    """One number of a text, in digits or words."""

    value: int
    digits: str
    """As a part of a phone number: "01" keeps its zero."""
    start: int
    end: int


def figures(text: str) -> dict[str, int]:
    """What a text says in numbers: a figure in words a person can read -> where it begins.

    "45", "214000", "April", "April 2024", "phone 800-255-3987". Numbers in words count
    ("forty-five" is 45, "twenty twenty-four" is 2024). Numbers below three are left out: "one key"
    and "two keys" are grammar as often as they are amounts.
    """
    plain = _LINK.sub(lambda match: " " * len(match[0]), text)
    found: dict[str, int] = {}
    numbers = _joined_years(plain, list(_numbers(plain)))
    for run in _runs(plain, numbers):
        digits = "".join(number.digits for number in run)
        if len(run) > 1 and (len(digits) == 10 or (len(digits) == 11 and digits[0] == "1")):
            phone = f"{digits[-10:-7]}-{digits[-7:-4]}-{digits[-4:]}"
            found.setdefault(f"phone {phone}", run[0].start)
            continue
        for number in run:
            if number.value >= _SMALLEST:
                found.setdefault(str(number.value), number.start)
    for match in _MONTH.finditer(plain):
        year = _year_after(plain, match.end(), numbers)
        # "May I ask" is no month; "May 2024" is.
        if match[1] == "May" and year is None:
            continue
        found.setdefault(match[1], match.start())
        if year is not None:
            found.setdefault(f"{match[1]} {year}", match.start())
    return found


def _numbers(text: str) -> Iterator[_Number]:
    """Every number: "two hundred and fourteen thousand" is one, "five five" are two."""
    run: list[re.Match[str]] = []
    for match in _TOKEN.finditer(text):
        word = match[0].lower()
        gap = text[run[-1].end() : match.start()] if run else ""
        if run and gap.strip(" -\n") == "" and _extends(run, word):
            run.append(match)
            continue
        if run:
            yield _number(run)
        run = [match] if word in _WORDS or word[0].isdigit() else []
    if run:
        yield _number(run)


def _extends(run: list[re.Match[str]], word: str) -> bool:
    """Whether `word` goes on with the number said so far."""
    last = run[-1][0].lower()
    if word in _SCALES:
        return True
    if word == "and":
        return last in _SCALES
    if word not in _WORDS:
        return False
    if last in _SCALES or last == "and":
        return True
    return _WORDS.get(last, 0) >= 20 and 0 < _WORDS[word] < 10


def _number(run: list[re.Match[str]]) -> _Number:
    total = current = 0
    for match in run:
        word = match[0].lower()
        if word == "thousand":
            total, current = total + max(current, 1) * 1000, 0
        elif word == "hundred":
            current = max(current, 1) * 100
        elif word in _WORDS:
            current += _WORDS[word]
        elif word != "and":
            # What has more digits is no figure, and Python reads no number of thousands of them.
            current = int(re.sub(r"\D", "", word)[:15])
    value = total + current
    first = run[0][0]
    digits = first if len(run) == 1 and first.isdigit() else str(value)
    return _Number(value, digits, run[0].start(), run[-1].end())


def _joined_years(text: str, numbers: list[_Number]) -> list[_Number]:
    """Put years together that are said in two: twenty twenty-four, nineteen ninety."""
    joined: list[_Number] = []
    for number in numbers:
        last = joined[-1] if joined else None
        if (
            last
            and last.value in (19, 20)
            and 10 <= number.value <= 99
            and text[last.end : number.start] == " "
            and not text[last.start].isdigit()
        ):
            value = last.value * 100 + number.value
            joined[-1] = _Number(value, str(value), last.start, number.end)
        else:
            joined.append(number)
    return joined


def _runs(text: str, numbers: list[_Number]) -> Iterator[list[_Number]]:
    """Numbers that follow each other with nothing but marks between: a phone number, or a list."""
    run = numbers[:1]
    for last, number in pairwise(numbers):
        if re.fullmatch(r"[\s,.()-]*", text[last.end : number.start]):
            run.append(number)
            continue
        yield run
        run = [number]
    if run:
        yield run


def _year_after(text: str, end: int, numbers: list[_Number]) -> int | None:
    """The year that belongs to a month: "April 2024", "December 21, 2023", "March of 2024"."""
    for number in numbers:
        between = text[end : number.start] if number.start >= end else None
        if between is None:
            continue
        if not re.fullmatch(r",?\s*(?:of\s+)?(?:the\s+)?(?:in\s+)?", between):
            return None
        if number.value > 1900:
            return number.value
        end = number.end
    return None
