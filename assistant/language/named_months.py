"""Dates with the name of a month: November 2022, "the seventh of november", last december."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from spacy.tokens import Doc

from assistant.language import numbers
from assistant.language.corrections import TURNS
from assistant.language.date_kinds import MONTH_ONLY, UNITS_AFTER, DateRead, a_day, a_month
from assistant.language.word_set import word_set

MONTHS = {
    "january": 1, "jan": 1, "february": 2, "feb": 2, "febr": 2, "march": 3, "mar": 3, "april": 4,
    "apr": 4, "may": 5, "june": 6, "jun": 6, "july": 7, "jul": 7, "august": 8, "aug": 8,
    "september": 9, "sep": 9, "sept": 9, "october": 10, "oct": 10, "november": 11, "nov": 11,
    "december": 12, "dec": 12,
}  # fmt: skip
_WORDS_TOO = frozenset(("may", "march", "mar", "april", "june", "sun", "august", "dec", "jan"))
"""Months that are also words or names: alone they need "in", "last", "of" before them."""
_JOINING = word_set(", of in - / the year month uh um")
"""Between a month and its year."""
_BEFORE_A_MONTH = word_set(
    "in last this of since mid early late built made until by around about during past",
    "previous for manufactured produced it's was not",
)
_BEFORE_A_CORRECTION = TURNS | {"oh"}
"""Before a month that takes another one's place: "april 2023, sorry, may"."""


def named(doc: Doc, words: Sequence[str], at: int, on: date) -> DateRead | None:
    """November 2022, Nov 7 2022, 7 november 22, "the seventh of november twenty twenty two"."""
    number = numbers.small(words, at)
    if number and 1 <= number.value <= 31 and not words[at].startswith("'"):
        month_at = number.end
        while words[month_at] in ("of", "-", "/", "."):
            month_at += 1
        month = MONTHS.get(words[month_at])
        if month and month_at - number.end <= 2:
            year = year_after(words, month_at + 1, bare_ok=True)
            if year:
                return a_day(year.value, month, number.value, year.end)
            if number.ordinal or words[month_at] not in _WORDS_TOO:
                return MONTH_ONLY, str(month), month_at + 1
    year_first = numbers.whole_year(words, at)
    if year_first and words[year_first.end] in MONTHS:
        month_at = year_first.end
        if words[month_at] not in ("may", "mar") and not year_after(words, month_at + 1):
            day_at = month_at + 2 if words[month_at + 1] == "day" else month_at + 1
            day = numbers.small(words, day_at)
            month = MONTHS[words[month_at]]
            if day and 1 <= day.value <= 31 and (day.ordinal or words[day.end] in ("", ".", ",")):
                return a_day(year_first.value, month, day.value, day.end)
            return a_month(year_first.value, month, month_at + 1)
    month = MONTHS.get(words[at])
    return _after_month(words, at, month, on) if month else None


def labelled(doc: Doc, words: Sequence[str], at: int, on: date) -> DateRead | None:
    """ "month 11 year 2022", "2023 month 03", "the third month of 2023"."""
    number = numbers.small(words, at)
    if number and number.ordinal and words[number.end] == "month":
        year = year_after(words, number.end + 1, bare_ok=words[number.end + 1] == "of")
        return a_month(year.value, number.value, year.end) if year else None
    month = _value(words, at, "month", _month_number)
    if month:
        year = _value(words, month.end, "year", _any_year)
        return a_month(year.value, month.value, year.end) if year else None
    year = _value(words, at, "year", _any_year) or numbers.whole_year(words, at)
    if year:
        month = _value(words, year.end, "month", _month_number)
        return a_month(year.value, month.value, month.end) if month else None
    return None


def _value(
    words: Sequence[str],
    at: int,
    label: str,
    read: Callable[[Sequence[str], int], numbers.Number | None],
) -> numbers.Number | None:
    """What stands after "month" or "year", with "is", ":" or a comma between."""
    while words[at] in (",", "and", "the"):
        at += 1
    if words[at] != label:
        return None
    at += 1
    while words[at] in ("is", ":", "=", "of", "was"):
        at += 1
    return read(words, at)


def _any_year(words: Sequence[str], at: int) -> numbers.Number | None:
    return numbers.whole_year(words, at) or numbers.short_year(words, at)


def _month_number(words: Sequence[str], at: int) -> numbers.Number | None:
    if words[at] in MONTHS:
        return numbers.Number(MONTHS[words[at]], at + 1)
    number = numbers.small(words, at)
    return number if number and 1 <= number.value <= 12 else None


def _after_month(words: Sequence[str], at: int, month: int, on: date) -> DateRead | None:
    after = at + 1
    if words[after] == "." or (words[after] in ("-", "/") and words[after + 1].isdecimal()):
        after += 1
    day_at = after + 1 if words[after] == "the" else after
    day = numbers.small(words, day_at)
    if day and 1 <= day.value <= 31 and words[day_at] != "'":
        year = year_after(words, day.end, bare_ok=True)
        whole = numbers.whole_year(words, day_at)
        if year and not (whole and not day.ordinal and whole.end >= year.end):
            return a_day(year.value, month, day.value, year.end)
    year = year_after(words, after, bare_ok=True)
    if year:
        return a_month(year.value, month, year.end)
    if day and 1 <= day.value <= 31 and (day.ordinal or words[day_at].isdecimal()):
        return MONTH_ONLY, str(month), day.end
    told = _relative_year(words, after, on)
    if told:
        return a_month(told[0], month, told[1])
    before = words[at - 1] if at else ""
    if before in ("last", "this", "past", "previous"):
        same = month <= on.month if before == "this" else month < on.month
        return a_month(on.year if same else on.year - 1, month, at + 1)
    if words[after] in ("and", "or", "to") and words[after + 1] in MONTHS:
        return MONTH_ONLY, str(month), at + 1
    corrects = (words[at - 2] if before == "," and at > 1 else before) in _BEFORE_A_CORRECTION
    if corrects and words[after] in ("", ".", "?", "!", ","):
        return MONTH_ONLY, str(month), at + 1
    if words[at] in _WORDS_TOO and before not in _BEFORE_A_MONTH and at > 0:
        return None
    if words[at] in ("may", "march", "mar", "april", "june") and before in (
        "",
        "it's",
        "was",
        "for",
    ):
        return None if words[after] not in ("", "?", ".") else (MONTH_ONLY, str(month), at + 1)
    return MONTH_ONLY, str(month), at + 1


def year_after(words: Sequence[str], at: int, *, bare_ok: bool = False) -> numbers.Number | None:
    """A year after a month or a day: "2022", "of '22", ", 2022", "in twenty three", "-23"."""
    joined = at
    while joined < at + 3 and words[joined] in _JOINING:
        joined += 1
    whole = numbers.whole_year(words, joined)
    if whole:
        return whole
    if words[joined] == "20" and words[joined + 1].isdecimal() and len(words[joined + 1]) == 2:
        return numbers.Number(2000 + int(words[joined + 1]), joined + 2)
    if not bare_ok or words[joined - 1] == ",":
        return None
    short = numbers.short_year(words, joined)
    return None if short and words[short.end] in UNITS_AFTER else short


def _relative_year(words: Sequence[str], at: int, on: date) -> tuple[int, int] | None:
    """ "of last year", "this year" after a month: the year, and the position after it."""
    start = at + 1 if words[at] in ("of", "in", ",") else at
    if words[start + 1] == "year" and words[start] in ("last", "this", "past"):
        return (on.year if words[start] == "this" else on.year - 1), start + 2
    return None
