"""What a message mentions, each with its kind: a model year told from a year of building."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import cast

from spacy.tokens import Doc

from assistant.knowledge.program import Plant
from assistant.language import model_lines, plants
from assistant.language.corrections import TURNS, turn_between
from assistant.language.date_kinds import DAY, MONTH, MONTH_ONLY, PAIR, SHORT_YEAR, VAGUE, YEAR
from assistant.language.events import ACQUIRED, BUILT, HOME, OTHER
from assistant.language.people import Owner, owner
from assistant.language.reading import SpanKind
from assistant.language.sentence import Piece, Sentence
from assistant.language.word_set import word_set

_CAR_NOUNS = word_set(
    "lexus model car vehicle toyota suv sedan convertible my y edition",
)
_BEFORE_A_MODEL_YEAR = word_set(
    "a an my our your his her their new the it's its is was year model ' mine are this 's",
    "that's brand used be",
)
_COPULAS = frozenset(("is", "was", "it's", "its", "are", "be", "the", "that's", "'s"))
_FILLERS = word_set(
    "it it's its is was says say i think the that's that um uh like maybe probably yes yeah",
    "so about around in on of my a well ok okay or , . - ? ! : = and hi hello believe guess",
    "mine not no sorry actually oh built made date read reads reading shows sure be to meant",
    "mean = ( ) please wait should there there's just would ah hmm month year nope correction",
    "instead from you sometime summer spring fall winter late early mid",
)
_CORRECTING = TURNS | word_set(
    "i oh make it it's its was is that that's the in of built made uh um , -"
)
"""What stands between a date and its correction, and nothing else."""
_ENDS = frozenset(("", ".", ",", "!", "?", ";", "not", "so", "and"))
_OWNED = word_set("my our own drive have i've his her bought got lease it's")
_FORMER = frozenset(("old", "previous", "former", "prior", "first"))
_MOVED = word_set("drove driven drive driving took taking brought moved moving shipped")
_DEEDS = word_set(
    "won found chose came brought flew gave paid put took went drove made kept sold sent spent"
)
"""And all that end in "ed"."""
_HOLIDAYS = word_set("anniversary birthday christmas easter graduation thanksgiving xmas")
_CARS_OF = word_set(
    "car model version one nx rx es built made make build plant spec assembled manufactured",
    "produced vehicle lexus unit factory market production edition",
)
_NOT_CARS_OF = word_set(
    "address phone dealer dealers dealership resident citizen plates plate letter number",
    "customer customers owner owners guest guests government postal mailing market brand",
    "company law",
)


@dataclass(frozen=True)
class Mention:
    """One thing mentioned: words `start` up to `end`, its value as text, and whose car it is of."""

    kind: SpanKind
    value: str
    start: int
    end: int
    owner: Owner = ""
    sure: bool = True
    """False for a value that gives way to any other (a model that is not of the program)."""


@dataclass(frozen=True)
class Mentions:
    """All that a message mentions."""

    facts: tuple[Mention, ...]
    acquired: tuple[Owner, ...]
    """For each day of purchase or delivery that was named, by whom."""


def mentions(doc: Doc, sentence: Sentence, lines: Sequence[str]) -> Mentions:
    """Tell apart what was found in the message; `lines` are the model lines of the program."""
    facts: list[Mention] = list(_models(sentence, lines))
    acquired: list[Owner] = []
    bare = _is_bare(doc, sentence)
    for span in _without_ranges(doc, sentence, facts):
        found = _corrected(span, facts, sentence) or _date(span, doc, sentence, bare=bare)
        if found == ACQUIRED:
            acquired.append(owner(sentence, span.start))
        elif isinstance(found, Mention):
            facts.append(found)
    facts.extend(_plants(doc, sentence))
    return Mentions(tuple(sorted(facts, key=lambda fact: fact.start)), tuple(acquired))


def _models(sentence: Sentence, lines: Sequence[str]) -> Iterator[Mention]:
    named = any(span.label == model_lines.MODEL for span in sentence.models)
    for span in sentence.models:
        former = sentence.before(span.start) in _FORMER
        whose: Owner = "former" if former else owner(sentence, span.start)
        if span.label == model_lines.MAKE and (named or not _is_owned(sentence, span)):
            continue
        ours = span.value in lines
        yield Mention("model", span.value, span.start, span.end, whose, sure=ours)


def _is_owned(sentence: Sentence, make: Piece) -> bool:
    """Is it "my Toyota", and not "Toyota Financial" or "a program of Toyota"?"""
    before = sentence.before(make.start)
    if before in ("a", "an") and make.start > 1:
        before = sentence.words[make.start - 2]
    owned = before in _OWNED or before.endswith("'s")
    return owned and sentence.words[make.end] not in _NOT_CARS_OF


def _without_ranges(doc: Doc, sentence: Sentence, facts: list[Mention]) -> list[Piece]:
    """The dates, but of "between march and april 2023" only the year."""
    found: list[Piece] = sentence.dates
    kept: list[Piece] = []
    skip = -1
    for index, span in enumerate(found):
        if index == skip:
            continue
        following = found[index + 1] if index + 1 < len(found) else None
        if following is not None and _is_range(sentence, span, following):
            skip = index + 1
            years = {s.value[:4] for s in (span, following) if s.label in (MONTH, DAY)}
            event = sentence.event(span.start, span.end)
            if len(years) == 1 and event in ("", BUILT):
                facts.append(Mention("built_year", years.pop(), span.start, following.end,
                                     owner(sentence, span.start)))  # fmt: skip
            continue
        kept.append(span)
    return kept


def _is_range(sentence: Sentence, first: Piece, second: Piece) -> bool:
    between = sentence.words[first.end : second.start]
    kinds = {first.label, second.label}
    if between == ["or"] and kinds <= {YEAR, SHORT_YEAR}:
        return True
    if not kinds & {MONTH, DAY, MONTH_ONLY} or SHORT_YEAR in kinds:
        return False
    if kinds & {YEAR, VAGUE} or first.value == second.value:
        return False
    if between in (["or"], ["or", "in"], ["/"], ["or", "maybe"], ["to"], ["or", "early"]):
        return True
    return between in (["and"], ["-"], ["through"]) and sentence.before(first.start) in (
        "between", "from", "either",
    )  # fmt: skip


def _corrected(span: Piece, facts: Sequence[Mention], sentence: Sentence) -> Mention | None:
    """The date of building with another year or month: "built march 2022, sorry, 2023".

    A corrected month leaves no day behind.
    """
    built = facts[-1] if facts else None
    if built is None or built.kind != "built" or span.label not in (YEAR, MONTH_ONLY):
        return None
    words = sentence.words
    # "... sorry, 2023 RX" and "... no, 2023 is when I got it" are about something else.
    if words[span.end] not in _ENDS or not _CORRECTING.issuperset(words[built.end : span.start]):
        return None
    if not turn_between(sentence, built.end, span.start):
        return None
    if span.label == MONTH_ONLY:
        value = f"{built.value[:4]}-{int(span.value):02d}"
    else:
        value = span.value + built.value[4:]
        if value.endswith("-02-29"):  # Few years have that day.
            value = value[:7]
    return replace(built, value=value, start=span.start, end=span.end)


def _date(span: Piece, doc: Doc, sentence: Sentence, *, bare: bool) -> Mention | str:
    """The fact that a date is, or the event it is the date of."""
    start, end, kind, value = span.start, span.end, span.label, span.value
    whose = owner(sentence, start)
    if kind in (YEAR, SHORT_YEAR):
        return _year(span, doc, sentence, bare=bare)
    event = sentence.event(start, end)
    if kind == VAGUE:
        return event if event == ACQUIRED else OTHER
    if kind == PAIR and not (bare or event):
        return OTHER
    if event in (ACQUIRED, OTHER):
        return event
    if sentence.is_limit(start):
        return OTHER
    if kind == MONTH_ONLY:
        if event == BUILT or bare:
            return Mention("built_month", value, start, end, whose)
        return OTHER
    tied = sentence.tie(start) in ("in", "on", "by", "until", "since", "during")
    # "I won an NX in April 2023": something happened then, and nobody says it was the building.
    happened = not sentence.models or any(map(_is_a_deed, sentence.words[:start]))
    if not event and tied and start > 2 and not bare and happened:
        return OTHER
    return Mention("built", value, start, end, whose, sure=event == BUILT)


def _is_a_deed(word: str) -> bool:
    return word in _DEEDS or (len(word) > 4 and word.endswith("ed"))


def _year(span: Piece, doc: Doc, sentence: Sentence, *, bare: bool) -> Mention | str:
    start, end, value = span.start, span.end, span.value
    words = sentence.words
    short = span.label == SHORT_YEAR
    model_year = Mention("model_year", value, start, end, owner(sentence, start))
    before = sentence.before(start)
    tie = sentence.tie(start)
    after = (
        end + 1 if words[end] in ("new", "'", "white", "black", "red", "blue", "silver") else end
    )
    models: list[Piece] = sentence.models
    next_to_model = any(model.start == after for model in models) or (
        words[after] in _CAR_NOUNS - {"my", "y"} or (words[after] in ("my", "y") and short)
    )
    if before == "year" and start > 1 and words[start - 2] == "model":
        return model_year
    if before == "my" and start and not doc[start - 1].whitespace_:
        return model_year
    if (before in (":", "is") and start > 1 and words[start - 2] == "year") and (
        start < 3 or words[start - 3] not in ("production", "build", "built")
    ):
        return model_year
    if before in _HOLIDAYS:
        return OTHER  # "We got it for Christmas 2022": no date of building, and no model year.
    if next_to_model and not (tie in ("in", "since", "during") and before == tie and not models):
        return model_year
    if short:
        event = sentence.event(start, end)
        if event == BUILT and tie in ("in", "around", "about"):
            return Mention("built_year", value, start, end, owner(sentence, start))
        return event if event == ACQUIRED and tie in ("in", "since") else OTHER
    behind = start - 1 if before in (",", "(", "-", "from") else start
    if tie in ("", "from") and any(model.end == behind for model in models):
        return model_year
    if before in _BEFORE_A_MODEL_YEAR - _COPULAS:
        return model_year
    event = sentence.event(start, end)
    if event == BUILT and not sentence.is_limit(start):
        return Mention("built_year", value, start, end, owner(sentence, start))
    if before in _COPULAS and event == "":
        return model_year
    if event == ACQUIRED:
        return ACQUIRED
    if event == OTHER or sentence.is_limit(start):
        return OTHER
    if bare:
        if models:
            return model_year
        return Mention("built_year", value, start, end, owner(sentence, start))
    if models and (not tie or tie == "from") and len(doc) <= 12:
        return model_year
    return OTHER


def _is_bare(doc: Doc, sentence: Sentence) -> bool:
    """Does the message hold facts about a car and next to nothing else? Then it is an answer."""
    covered: set[int] = set()
    for found in (sentence.models, sentence.dates, sentence.plants, sentence.numbers):
        for span in found:
            covered.update(range(span.start, span.end))
    return all(
        index in covered or word in _FILLERS or word == "lexus"
        for index, word in enumerate(sentence.words[: len(doc)])
    )


def _plants(doc: Doc, sentence: Sentence) -> Iterator[Mention]:
    found: list[Piece] = sentence.plants
    places = any(span.label == plants.PLACE for span in found)
    words = sentence.words
    for span in found:
        if span.label == plants.CODE and places and words[span.start].startswith("import"):
            continue
        event = sentence.place_event(span.start, span.end)
        if span.label == plants.CODE or _is_the_plant(span, doc, sentence, event):
            whose = owner(sentence, span.start)
            value = span.value
            yield Mention("plant", value, span.start, span.end, whose, sure=event == BUILT)


def _is_the_plant(span: Piece, doc: Doc, sentence: Sentence, event: str) -> bool:
    words, before = sentence.words, sentence.before(span.start)
    after = words[span.end + 1] if words[span.end] == "-" else words[span.end]
    if words[span.start - 2 : span.start] == ["out", "of"]:
        # "An NX 350h out of Canada", but not "we drove the NX out of Canada".
        moved = not _MOVED.isdisjoint(words[: span.start])
        return not moved and any(model.end == span.start - 2 for model in sentence.models)
    a_name = before in ("lexus", "toyota") or (before == "of" and event != BUILT)
    if a_name and words[span.start] not in ("japanese", "american"):
        return False
    if before in ("am", "i'm", "im", "we're"):
        return False
    if span.start == 0 and after in ("but", "."):
        return True
    if after in _NOT_CARS_OF:
        return False
    if after in _CARS_OF or any(m.start == span.end for m in sentence.models):
        return event != HOME or after in ("built", "made")
    if event == BUILT:
        return True
    if event:
        return False
    tie = before if before in ("in", "from", "to", "near", "at", "for", "outside") else ""
    mentioned = len(sentence.models) + len(sentence.dates)
    if tie == "from":
        return sentence.before(span.start - 1) not in ("i'm", "im", "am", "we're", "are", "moved")
    if tie:
        return len(doc) <= 4 and tie == "in"
    others = sum(1 for word in words[: len(doc)] if word not in _FILLERS)
    return others <= 3 or mentioned > 0


def plant_of(mention: Mention) -> Plant:
    """The plant that a mention names."""
    return cast(Plant, mention.value)
