"""Numbers as people write and say them: days, years, and the numbers of trims."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

_UNITS = {
    "zero": 0, "oh": 0, "o": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9,
}  # fmt: skip
_AFTER_ZERO = {**_UNITS, "ate": 8}
del _AFTER_ZERO["o"]
_TEENS = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13,
    "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18,
    "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
}  # fmt: skip
_SUFFIXES = frozenset(("st", "nd", "rd", "th"))

FIRST_YEAR, LAST_YEAR = 1989, 2039
"""Lexus has built cars since 1989; what lies outside is no year of one."""


class Number(NamedTuple):
    """A number that was read, and the position of the first word after it."""

    value: int
    end: int
    ordinal: bool = False
    spoken: bool = False


def is_spoken(word: str) -> bool:
    """Is the word a number, or the beginning of one?"""
    return word in _UNITS or word in _TEENS or word in _TENS or word in _ORDINALS


def small(words: Sequence[str], at: int) -> Number | None:
    """0 to 99: "7", "08", "7th", "seven", "oh eight", "twenty-three", "twenty first"."""
    word = words[at]
    if word.isdecimal():
        if len(word) > 2:
            return None
        if words[at + 1] in _SUFFIXES:
            return Number(int(word), at + 2, ordinal=True)
        return Number(int(word), at + 1)
    if word in _UNITS:
        following = words[at + 1]
        if _UNITS[word] == 0 and following in _AFTER_ZERO:
            return Number(_AFTER_ZERO[following], at + 2, spoken=True)
        return Number(_UNITS[word], at + 1, spoken=True) if word != "o" else None
    if word in _TEENS:
        return Number(_TEENS[word], at + 1, spoken=True)
    if word in _ORDINALS:
        return Number(_ORDINALS[word], at + 1, ordinal=True, spoken=True)
    if word in _TENS:
        ones_at = at + 2 if words[at + 1] == "-" else at + 1
        ones = words[ones_at]
        if _UNITS.get(ones, 0) > 0:
            return Number(_TENS[word] + _UNITS[ones], ones_at + 1, spoken=True)
        if 0 < _ORDINALS.get(ones, 0) < 10:
            return Number(_TENS[word] + _ORDINALS[ones], ones_at + 1, ordinal=True, spoken=True)
        return Number(_TENS[word], at + 1, spoken=True)
    return None


def whole_year(words: Sequence[str], at: int) -> Number | None:
    """A year with its century: "2023", "twenty twenty three", "two thousand and twenty two".

    Also digit by digit: "two oh two three".
    """
    word = words[at]
    if word.isdecimal():
        if len(word) == 4 and FIRST_YEAR <= int(word) <= LAST_YEAR:
            return Number(int(word), at + 1)
        return None
    if word in ("twenty", "nineteen"):
        start = at + 2 if words[at + 1] == "-" and words[at + 2] in _TENS else at + 1
        if words[start] in _UNITS and _UNITS[words[start]] > 0:
            return None
        rest = small(words, start)
        if rest is None or rest.ordinal:
            return None
        value = (2000 if word == "twenty" else 1900) + rest.value
    elif word in ("two", "2") and words[at + 1] == "thousand":
        start = at + 3 if words[at + 2] == "and" else at + 2
        rest = small(words, start)
        if rest is None:
            return None
        value = 2000 + rest.value
    elif word == "two" and _UNITS.get(words[at + 1]) == 0 and words[at + 2] in ("one", "two"):
        rest = small(words, at + 3)
        if rest is None or rest.ordinal or rest.value > 9 or rest.end != at + 4:
            return None
        value = 2000 + 10 * _UNITS[words[at + 2]] + rest.value
    else:
        return None
    if not FIRST_YEAR <= value <= LAST_YEAR:
        return None
    return Number(value, rest.end, spoken=True)


def short_year(words: Sequence[str], at: int) -> Number | None:
    """A year of two digits: "23", "'23", "twenty-three"; years 15 to 39 only."""
    start = at + 1 if words[at] == "'" else at
    rest = small(words, start)
    if rest is None or rest.ordinal or not 15 <= rest.value <= 39:
        return None
    if words[start].isdecimal() and len(words[start]) != 2:
        return None
    return rest._replace(value=2000 + rest.value)


def trim(words: Sequence[str], at: int) -> Number | None:
    """The number of a trim: "350", "three fifty", "three hundred and fifty", "three five oh"."""
    word = words[at]
    if word.isdecimal():
        if len(word) == 3:
            return Number(int(word), at + 1)
        if len(word) == 1 and words[at + 1] in ("50", "00", "60", "70"):
            return Number(int(word + words[at + 1]), at + 2)
        return None
    hundreds = _UNITS.get(word, 0)
    if not hundreds:
        return None
    following = words[at + 1]
    if following == "hundred":
        start = at + 3 if words[at + 2] == "and" else at + 2
        # "Five hundred twenty twenty three": a year is no part of the number before it.
        if words[start] in _TENS and whole_year(words, start) is None:
            return Number(hundreds * 100 + _TENS[words[start]], start + 1, spoken=True)
        return Number(hundreds * 100, at + 2, spoken=True)
    if following in _TENS:
        return Number(hundreds * 100 + _TENS[following], at + 2, spoken=True)
    if following in _UNITS and words[at + 2] in ("oh", "o", "zero"):
        return Number(hundreds * 100 + _UNITS[following] * 10, at + 3, spoken=True)
    return None
