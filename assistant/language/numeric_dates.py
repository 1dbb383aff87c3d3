"""Dates in numbers: 08/23, 2022-11-07, "eleven slash twenty two", "oh eight twenty three"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from spacy.tokens import Doc

from assistant.language import numbers
from assistant.language.date_kinds import (
    MONTH,
    MONTH_ONLY,
    PAIR,
    UNITS_AFTER,
    DateRead,
    a_day,
    a_month,
    full_year,
)
from assistant.language.words import glued

_SEPARATORS = frozenset(("/", "-", ".", "slash", "dash", "of", "\\", "|"))


def numeric(doc: Doc, words: Sequence[str], at: int, on: date) -> DateRead | None:
    """08/23, 8-2023, 2022-11-07, 11/7/2022, "eleven slash twenty two", "8 of 23"."""
    if at and words[at - 1] in ("type", "types", "phase", "phases", "q"):
        return "", "", at + 1
    if at and words[at - 1] in ("/", "$", "-", "#") and glued(doc, at):
        return None
    if at and words[at - 1] == "." and glued(doc, at) and glued(doc, at - 1):
        return None
    first = numbers.whole_year(words, at) or _spelled_month(words, at) or numbers.small(words, at)
    if first is None or first.ordinal or words[first.end] not in _SEPARATORS:
        return None
    sign = words[first.end]
    tight = sign == "."
    if tight and not (glued(doc, first.end) and glued(doc, first.end + 1)):
        return None
    second = numbers.whole_year(words, first.end + 1) or numbers.small(words, first.end + 1)
    spelled = _digit_by_digit(words, first.end + 1)
    if spelled:
        second = spelled
    if second is None or second.ordinal:
        return None
    third = None
    if words[second.end] in _SEPARATORS and (words[second.end] == sign or sign == "of"):
        third = numbers.whole_year(words, second.end + 1) or numbers.small(words, second.end + 1)
    elif sign in ("slash", "/", "dash") and second.spoken and second.value < 32:
        third = numbers.whole_year(words, second.end)
    if third and not third.ordinal and not (tight and not glued(doc, third.end - 1)):
        return _three(first.value, second.value, third.value, third.end)
    if words[second.end] in UNITS_AFTER or (words[second.end] in ("/", "-") and not third):
        following = words[second.end + 1]
        if words[second.end] in UNITS_AFTER or following.isdecimal():
            return "", "", second.end
    two_digits = second.spoken or len(words[second.end - 1]) >= 2
    return _two(first.value, second.value, second.end, sign, two_digits=two_digits)


def _spelled_month(words: Sequence[str], at: int) -> numbers.Number | None:
    """ "one one", "one oh": a month said digit by digit, before "slash"."""
    if words[at] in ("one", "1", "0") and words[at + 2] in ("slash", "/", "dash"):
        ones = numbers.small(words, at + 1)
        if words[at] == "0":
            return ones._replace(spoken=True) if ones and ones.value < 10 else None
        if words[at + 1] in ("zero", "oh", "o", "0"):
            return numbers.Number(10, at + 2, spoken=True)
        if ones and ones.value in (1, 2) and len(words[at + 1]) in (1, 3):
            return numbers.Number(10 + ones.value, at + 2, spoken=True)
    return None


def _three(first: int, second: int, third: int, end: int) -> DateRead:
    if first > 99:
        return a_day(first, second, third, end)
    year = full_year(third)
    if year is None:
        return "", "", end
    if first > 12:
        return a_day(year, second, first, end)
    return a_day(year, first, second, end)


def _two(first: int, second: int, end: int, sign: str, *, two_digits: bool) -> DateRead | None:
    if first > 99:
        if sign == "." and not two_digits:
            return None
        return a_month(first, second, end) if second <= 12 else ("", "", end)
    if second > 99:
        return a_month(second, first, end)
    if sign == "." and not two_digits:
        return None
    if sign == "of" and not two_digits:
        return None
    if 1 <= first <= 12 and 15 <= second <= 39 and two_digits:
        return (PAIR if sign in (".", "-") else MONTH), f"{2000 + second}-{first:02d}", end
    if sign in (".", "of", "-"):
        return "", "", end
    if 1 <= first <= 12 and 1 <= second <= 14 and (two_digits or sign == "/"):
        return MONTH_ONLY, str(first), end
    return "", "", end


def pair(doc: Doc, words: Sequence[str], at: int, on: date) -> DateRead | None:
    """ "oh eight twenty three", "eleven seven twenty twenty two", "08 23", "0823"."""
    if len(words[at]) == 4 and words[at].isdecimal() and not numbers.whole_year(words, at):
        month, short = int(words[at][:2]), int(words[at][2:])
        fits = 1 <= month <= 12 and 15 <= short <= 30
        return (PAIR, f"{2000 + short}-{month:02d}", at + 1) if fits else None
    year = numbers.whole_year(words, at)
    if year and words[year.end] in ("oh", "zero"):
        after = numbers.small(words, year.end)
        if after is None or after.value > 9 or words[after.end] in UNITS_AFTER:
            return None
        return a_month(year.value, after.value, after.end) if after.value else None
    first = numbers.small(words, at)
    if first is None or first.ordinal or not 1 <= first.value <= 12:
        return None
    day = numbers.small(words, first.end)
    if (
        day
        and not day.ordinal
        and 1 <= day.value <= 31
        and not numbers.whole_year(words, first.end)
    ):
        year = numbers.whole_year(words, day.end) or numbers.short_year(words, day.end)
        if year and words[year.end] not in UNITS_AFTER:
            kind, value, end = a_day(year.value, first.value, day.value, year.end)
            return (PAIR if kind else "", value, end)
    year = numbers.whole_year(words, first.end) or spelled_year(words, first.end)
    if year and words[year.end] not in UNITS_AFTER:
        return PAIR, f"{year.value}-{first.value:02d}", year.end
    return None


def spelled_year(words: Sequence[str], at: int) -> numbers.Number | None:
    """A short year, also digit by digit: "two three"."""
    return _digit_by_digit(words, at) or numbers.short_year(words, at)


def _digit_by_digit(words: Sequence[str], at: int) -> numbers.Number | None:
    tens, ones = numbers.small(words, at), numbers.small(words, at + 1)
    if tens and ones and tens.value in (1, 2) and ones.value < 10:
        value = 2000 + 10 * tens.value + ones.value
        alike = ones.spoken == tens.spoken and len(words[at]) != 2 and len(words[at + 1]) != 2
        if alike and ones.end == at + 2 and tens.end == at + 1 and value >= 2015:
            return numbers.Number(value, ones.end, spoken=True)
    return None
