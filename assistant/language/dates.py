"""Days, months and years in a message, as written, spoken, or counted back from the day of asking.

What happened then (a build, a purchase) is not decided here. A date that cannot be (month 13,
February 30) is passed over: no date is better than a wrong one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from spacy.language import Language
from spacy.tokens import Doc, Span

from assistant.language import names, numbers
from assistant.language.relative_dates import relative
from assistant.language.word_set import word_set
from assistant.language.words import glued, norms

DAY, MONTH, YEAR = "day", "month", "year"
MONTH_ONLY = "month_only"
"""A month without its year; the value is its number."""
SHORT_YEAR = "short_year"
"""Two digits that may be a year ("23 nx350"); only what stands around them can tell."""
PAIR = "pair"
"""Month and year as two bare numbers ("oh eight twenty three"); it needs a reason to be a date."""
VAGUE = "vague"
"""A day that was named but not exactly ("last week")."""

MONTHS = {
    "january": 1, "jan": 1, "february": 2, "feb": 2, "febr": 2, "march": 3, "mar": 3, "april": 4,
    "apr": 4, "may": 5, "june": 6, "jun": 6, "july": 7, "jul": 7, "august": 8, "aug": 8,
    "september": 9, "sep": 9, "sept": 9, "october": 10, "oct": 10, "november": 11, "nov": 11,
    "december": 12, "dec": 12,
}  # fmt: skip
_WORDS_TOO = frozenset(("may", "march", "mar", "april", "june", "sun", "august", "dec", "jan"))
"""Months that are also words or names: alone they need "in", "last", "of" before them."""
_BEFORE_A_MONTH = word_set(
    "in last this of since mid early late built made until by around about during past",
    "previous for manufactured produced it's was",
)
_SEPARATORS = frozenset(("/", "-", ".", "slash", "dash", "of", "\\", "|"))
_UNITS_AFTER = word_set(
    "minutes minute mins min hours hour hrs days day weeks week business months am pm dollars",
    "bucks miles mile km years yrs year's percent % people cars keys vehicles guests",
)


class Dates:
    """Finds dates; a span's label is its kind, its value ISO text (`2023-08`, `11` for a month)."""

    def __call__(self, doc: Doc) -> Doc:
        words = norms(doc)
        for span in doc.spans.get(names.MODEL_LINES, ()):
            words[span.start : span.end] = [names.READ_ELSEWHERE] * len(span)
        on: date = doc.user_data[names.DAY_OF_ASKING]
        found: list[Span] = []
        at = 0
        while at < len(doc):
            end = at + 1
            for reader in _READERS:
                read = reader(doc, words, at, on)
                if read:
                    kind, value, end = read
                    if kind:
                        found.append(Span(doc, at, min(end, len(doc)), label=kind, kb_id=value))
                    break
            at = max(end, at + 1)
        doc.spans[names.DATES] = found
        return doc


_Read = tuple[str, str, int]
"""Kind ("" for what looks like a date and is none), value, position after it."""


def full_year(value: int) -> int | None:
    """The year that two digits or four stand for."""
    if value < 40:
        return 2000 + value
    if value >= 89 and value < 100:
        return 1900 + value
    return value if numbers.FIRST_YEAR <= value <= numbers.LAST_YEAR else None


def _day(year: int, month: int, day: int, end: int) -> _Read:
    try:
        return DAY, date(year, month, day).isoformat(), end
    except ValueError:
        return "", "", end


def _month(year: int, month: int, end: int) -> _Read:
    return (MONTH, f"{year:04d}-{month:02d}", end) if 1 <= month <= 12 else ("", "", end)


def _numeric(doc: Doc, words: Sequence[str], at: int, on: date) -> _Read | None:
    """08/23, 8-2023, 2022-11-07, 11/7/2022, "eleven slash twenty two", "8 of 23"."""
    if at and words[at - 1] in ("/", "$", "-", "#") and glued(doc, at):
        return None
    if at and words[at - 1] == "." and glued(doc, at) and glued(doc, at - 1):
        return None
    first = numbers.whole_year(words, at) or numbers.small(words, at)
    if first is None or first.ordinal or words[first.end] not in _SEPARATORS:
        return None
    sign = words[first.end]
    tight = sign == "."
    if tight and not (glued(doc, first.end) and glued(doc, first.end + 1)):
        return None
    second = numbers.whole_year(words, first.end + 1) or numbers.small(words, first.end + 1)
    if second is None or second.ordinal:
        return None
    third = None
    if words[second.end] in _SEPARATORS and (words[second.end] == sign or sign == "of"):
        third = numbers.whole_year(words, second.end + 1) or numbers.small(words, second.end + 1)
    elif sign in ("slash", "/", "dash") and second.spoken and second.value < 32:
        third = numbers.whole_year(words, second.end)
    if third and not third.ordinal and not (tight and not glued(doc, third.end - 1)):
        return _three(first.value, second.value, third.value, third.end)
    if words[second.end] in _UNITS_AFTER or (words[second.end] in ("/", "-") and not third):
        following = words[second.end + 1]
        if words[second.end] in _UNITS_AFTER or following.isdecimal():
            return "", "", second.end
    two_digits = second.spoken or len(words[second.end - 1]) >= 2
    return _two(first.value, second.value, second.end, sign, two_digits=two_digits)


def _three(first: int, second: int, third: int, end: int) -> _Read:
    if first > 99:
        return _day(first, second, third, end)
    year = full_year(third)
    if year is None:
        return "", "", end
    if first > 12:
        return _day(year, second, first, end)
    return _day(year, first, second, end)


def _two(first: int, second: int, end: int, sign: str, *, two_digits: bool) -> _Read | None:
    if first > 99:
        return _month(first, second, end) if second <= 12 else ("", "", end)
    if second > 99:
        return _month(second, first, end)
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


def _named(doc: Doc, words: Sequence[str], at: int, on: date) -> _Read | None:
    """November 2022, Nov 7 2022, 7 november 22, "the seventh of november twenty twenty two"."""
    number = numbers.small(words, at)
    if number and 1 <= number.value <= 31 and not words[at].startswith("'"):
        month_at = number.end
        while words[month_at] in ("of", "-", "/", "."):
            month_at += 1
        month = MONTHS.get(words[month_at])
        if month and month_at - number.end <= 2:
            year = _year_after(words, month_at + 1, bare_ok=True)
            if year:
                return _day(year.value, month, number.value, year.end)
            if number.ordinal or words[month_at] not in _WORDS_TOO:
                return MONTH_ONLY, str(month), month_at + 1
    year_first = numbers.whole_year(words, at)
    if year_first and words[year_first.end] in MONTHS:
        month_at = year_first.end
        if words[month_at] not in ("may", "mar") and not _year_after(words, month_at + 1):
            day = numbers.small(words, month_at + 1)
            month = MONTHS[words[month_at]]
            if day and 1 <= day.value <= 31 and (day.ordinal or words[day.end] in ("", ".", ",")):
                return _day(year_first.value, month, day.value, day.end)
            return _month(year_first.value, month, month_at + 1)
    month = MONTHS.get(words[at])
    return _after_month(words, at, month, on) if month else None


def _after_month(words: Sequence[str], at: int, month: int, on: date) -> _Read | None:
    after = at + 1
    if words[after] == "." or (words[after] in ("-", "/") and words[after + 1].isdecimal()):
        after += 1
    day_at = after + 1 if words[after] == "the" else after
    day = numbers.small(words, day_at)
    if day and 1 <= day.value <= 31 and words[day_at] != "'":
        year = _year_after(words, day.end, bare_ok=True)
        whole = numbers.whole_year(words, day_at)
        if year and not (whole and not day.ordinal and whole.end >= year.end):
            return _day(year.value, month, day.value, year.end)
    year = _year_after(words, after, bare_ok=True)
    if year:
        return _month(year.value, month, year.end)
    if day and 1 <= day.value <= 31 and (day.ordinal or words[day_at].isdecimal()):
        return MONTH_ONLY, str(month), day.end
    told = relative_year(words, after, on)
    if told:
        return _month(told[0], month, told[1])
    before = words[at - 1] if at else ""
    if before in ("last", "this", "past", "previous"):
        same = month <= on.month if before == "this" else month < on.month
        return _month(on.year if same else on.year - 1, month, at + 1)
    if words[after] in ("and", "or", "to") and words[after + 1] in MONTHS:
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


def _year_after(words: Sequence[str], at: int, *, bare_ok: bool = False) -> numbers.Number | None:
    """A year after a month or a day: "2022", "of '22", ", 2022", "in twenty three", "-23"."""
    joined = at
    while joined < at + 3 and words[joined] in (
        ",",
        "of",
        "in",
        "-",
        "/",
        "the",
        "year",
        "uh",
        "um",
    ):
        joined += 1
    whole = numbers.whole_year(words, joined)
    if whole:
        return whole
    if words[joined] == "20" and words[joined + 1].isdecimal() and len(words[joined + 1]) == 2:
        return numbers.Number(2000 + int(words[joined + 1]), joined + 2)
    if not bare_ok or words[joined - 1] == ",":
        return None
    short = numbers.short_year(words, joined)
    return None if short and words[short.end] in _UNITS_AFTER else short


def relative_year(words: Sequence[str], at: int, on: date) -> tuple[int, int] | None:
    """ "of last year", "this year" after a month: the year, and the position after it."""
    start = at + 1 if words[at] in ("of", "in", ",") else at
    if words[start + 1] == "year" and words[start] in ("last", "this", "past"):
        return (on.year if words[start] == "this" else on.year - 1), start + 2
    return None


def _counted_back(doc: Doc, words: Sequence[str], at: int, on: date) -> _Read | None:
    return relative(words, at, on)


def _pair(doc: Doc, words: Sequence[str], at: int, on: date) -> _Read | None:
    """ "oh eight twenty three", "eleven seven twenty twenty two", "08 23", "0823"."""
    if len(words[at]) == 4 and words[at].isdecimal() and not numbers.whole_year(words, at):
        month, short = int(words[at][:2]), int(words[at][2:])
        fits = 1 <= month <= 12 and 15 <= short <= 39
        return (PAIR, f"{2000 + short}-{month:02d}", at + 1) if fits else None
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
        if year and words[year.end] not in _UNITS_AFTER:
            kind, value, end = _day(year.value, first.value, day.value, year.end)
            return (PAIR if kind else "", value, end)
    year = numbers.whole_year(words, first.end) or _short_or_spelled(words, first.end)
    if year and words[year.end] not in _UNITS_AFTER:
        return PAIR, f"{year.value}-{first.value:02d}", year.end
    return None


def _short_or_spelled(words: Sequence[str], at: int) -> numbers.Number | None:
    """A short year, also digit by digit: "two three"."""
    tens, ones = numbers.small(words, at), numbers.small(words, at + 1)
    if tens and ones and tens.value in (1, 2) and tens.spoken and ones.value < 10:
        value = 2000 + 10 * tens.value + ones.value
        if ones.spoken and ones.end == at + 2 and tens.end == at + 1 and value >= 2015:
            return numbers.Number(value, ones.end, spoken=True)
    return numbers.short_year(words, at)


def _year(doc: Doc, words: Sequence[str], at: int, on: date) -> _Read | None:
    if at and words[at - 1] in ("$", "#", "-") and words[at - 1] != "":
        return None
    whole = numbers.whole_year(words, at)
    if whole:
        if words[whole.end] in _UNITS_AFTER and words[whole.end] != "year's":
            return "", "", whole.end
        return YEAR, str(whole.value), whole.end
    short = numbers.short_year(words, at)
    if short and words[short.end] not in _UNITS_AFTER:
        kind = YEAR if words[at] == "'" else SHORT_YEAR
        return kind, str(short.value), short.end
    return None


_READERS: tuple[Callable[[Doc, Sequence[str], int, date], _Read | None], ...] = (
    _counted_back,
    _numeric,
    _named,
    _pair,
    _year,
)


@Language.factory(names.DATES, requires=["token.norm"], assigns=["doc.spans"])
def make_dates(nlp: Language, name: str) -> Dates:
    return Dates()
