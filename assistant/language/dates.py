"""Days, months and years in a message, as written, spoken, or counted back from the day of asking.

What happened then (a build, a purchase) is not decided here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from spacy.language import Language
from spacy.tokens import Doc, Span

from assistant.language import names, numbers
from assistant.language.date_kinds import SHORT_YEAR, UNITS_AFTER, YEAR, DateRead
from assistant.language.named_months import MONTHS, labelled, named
from assistant.language.numeric_dates import numeric, pair
from assistant.language.relative_dates import relative
from assistant.language.word_set import word_set
from assistant.language.words import glued, norms


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
            for reader in _READERS if _may_begin(words[at]) else ():
                read = reader(doc, words, at, on)
                if read:
                    kind, value, end = read
                    if kind:
                        found.append(Span(doc, at, min(end, len(doc)), label=kind, kb_id=value))
                    break
            at = max(end, at + 1)
        doc.spans[names.DATES] = found
        return doc


def _counted_back(doc: Doc, words: Sequence[str], at: int, on: date) -> DateRead | None:
    return relative(words, at, on)


def _year(doc: Doc, words: Sequence[str], at: int, on: date) -> DateRead | None:
    if at and words[at - 1] in ("$", "#", "-") and words[at - 1] != "":
        return None
    whole = numbers.whole_year(words, at)
    if whole:
        if words[whole.end] == "." and words[whole.end + 1].isdecimal() and glued(doc, whole.end):
            return "", "", whole.end + 2
        if words[whole.end] in UNITS_AFTER and words[whole.end] != "year's":
            return "", "", whole.end
        return YEAR, str(whole.value), whole.end
    short = numbers.short_year(words, at)
    if short and words[short.end] not in UNITS_AFTER:
        kind = YEAR if words[at] == "'" else SHORT_YEAR
        return kind, str(short.value), short.end
    return None


def _may_begin(word: str) -> bool:
    """Can a date begin with this word? Most words need not be looked at more closely."""
    return word.isdecimal() or word in MONTHS or word in _BEGINNINGS or numbers.is_spoken(word)


_BEGINNINGS = word_set("' month year the yesterday last this past previous a an couple")

_READERS: tuple[Callable[[Doc, Sequence[str], int, date], DateRead | None], ...] = (
    _counted_back,
    labelled,
    numeric,
    named,
    pair,
    _year,
)


@Language.factory(names.DATES, requires=["token.norm"], assigns=["doc.spans"])
def make_dates(nlp: Language, name: str) -> Dates:
    return Dates()
