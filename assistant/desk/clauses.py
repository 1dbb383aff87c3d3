"""A message in its sentences, and those in clauses that can be understood by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_SENTENCE = re.compile(r"[^.?!;\n]+[.?!;\n]?")
_LEADING = (
    r"(?:(?:and|also|so|but|plus|then|um|uh|ok|okay|hi|hello|please|pls|from|to|at|by|for|in|on|"
    r"with|since|(?:un)?till?|oh|well|btw|ps|first|second|secondly|next|"
    r"if (?:so|yes|not|i am|it is)|by the way|one more thing)[ ,:;]+){0,3}"
)
_WH = r"what|wat|wut|whats|how|hw|howd|when|wen|where|wer|wher|who|whom|whose|why|wy|which|wich"
_VERB = (
    r"(?:do|does|dose|dos|did|is|are|am|was|were|can|could|coud|cud|will|would|woud|wud|should|"
    r"shoud|shud|shall|must|may|has|have)"
)
_ASKING = (
    _LEADING + rf"(?:{_WH}|{_VERB}(?:n'?t)?|tell me|give me|any|explain|"
    r"i (?:want|need|would like) to know|i'd like to know|i (?:also )?don'?t know|i wonder)\b"
)
_CONDITION = (
    rf"{_LEADING}(?:if|once|after|before|because|unless|as soon as|in case|now that|given)\b"
)
_ASKS = re.compile(rf"\W{{0,3}}(?:{_ASKING})", re.IGNORECASE)
_CURIOUS = (
    r"(?:want|wants|like|love|need|curious|good|grateful|happy|pleased|wish) to "
    r"(?:know|learn|hear|see|understand)|find out|figure out|clarify|explain|advise|"
    r"tell (?:me|us)|wonder\w*|asks|asking|no idea|(?:can'?t|couldn'?t) (?:imagine|tell|find|say)|"
    r"faintest|foggiest|no clue|beyond me|puzzled|confused|not (?:sure|certain|clear)|unsure"
)
_ASKS_WITHIN = re.compile(
    # "... do I get one", "... what's that do", "I'd love to know which", "..., and whether".
    rf"\b(?:{_VERB} (?:i|we|you|they|he|she|it)|(?:{_WH})(?:'?s| {_VERB})|"
    rf"(?:{_CURIOUS})(?: (?:me|us|exactly|about|of|over|as to))? (?:{_WH}|if|whether))\b|"
    r"^\W{0,3}whether\b",
    re.IGNORECASE,
)
_CONDITION_ALONE = re.compile(rf"\W{{0,3}}{_CONDITION}", re.IGNORECASE)
# Blanks before a joint are stripped later: a pattern that begins with a run of them is slow.
_JOINT = re.compile(
    rf"[+&/]\s+|\(?\b\d\)\s*|,?\s(?:and(?! only)|plus|but|nor|n)\s+(?=(?:\S+\s+){{2}})|"
    rf",?\s(?:an|nd)\s+(?={_ASKING})|"
    rf",\s+(?={_ASKING})|\salso\s+(?=wh|how\b)",
    re.IGNORECASE,
)
_ADDS = re.compile(
    r"[\W\d]*(?:[+&/]|(?:and|plus|nor|n|an|nd|also|then|btw|by the way|second|secondly|next)\b)",
    re.IGNORECASE,
)
_TERSE_JOINT = re.compile(r"[+&/,]|\band\b", re.IGNORECASE)
_NUMBERED = re.compile(r"\b1\).+\b2\)", re.DOTALL)
_MOST_CLAUSES = 8
TERSE = 6
"""Words in a message so short that every piece of it asks something."""


@dataclass(frozen=True)
class Clause:
    """A part of a message that can be understood by itself."""

    text: str
    asks: bool
    """Whether it has the form of a question."""
    adds: bool
    """Whether it is joined by "and", "also" or the like, so that it says something more."""


@dataclass(frozen=True)
class Sentence:
    """A sentence, and the clauses that it may be taken apart into (itself, when it is one)."""

    whole: Clause
    parts: tuple[Clause, ...]


def sentences_of(text: str) -> list[Sentence]:
    """The first sentences of a message with their clauses."""
    # In a few words, and in a numbered list, every piece asks something: "cost? duration?"
    few = len(text.split()) <= TERSE
    terse = few or bool(_NUMBERED.search(text))
    sentences = []
    for found in _SENTENCE.findall(text)[:_MOST_CLAUSES]:
        pieces = _with_conditions(_pieces(_TERSE_JOINT if few else _JOINT, found))
        clauses = tuple(_clause(part, terse, adds) for part, adds in pieces if len(part) > 2)
        if clauses:
            whole = _clause(found.strip(), terse, clauses[0].adds)
            sentences.append(Sentence(whole, clauses[:_MOST_CLAUSES]))
    return sentences


def _pieces(joint: re.Pattern[str], sentence: str) -> Iterator[tuple[str, bool]]:
    """What stands between the joints, and whether it is joined as something more."""
    start, before = 0, ""
    for found in [*joint.finditer(sentence), None]:
        piece = sentence[start : found.start() if found else None]
        yield piece.strip(" ,"), bool(_ADDS.match(before + piece))
        if found:
            start, before = found.end(), found[0]


def _with_conditions(pieces: Iterable[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """ "If I buy from the lot, do I get two" is one question, whatever stands between."""
    joined: list[tuple[str, bool]] = []
    condition: tuple[str, bool] | None = None
    for part, adds in pieces:
        if condition:
            joined.append((f"{condition[0]}, {part}", condition[1]))
            condition = None
        elif _CONDITION_ALONE.match(part) and not _asks(part):
            condition = part, adds
        else:
            joined.append((part, adds))
    return [*joined, condition] if condition else joined


def _clause(text: str, terse: bool, adds: bool) -> Clause:
    return Clause(text, terse or text.endswith("?") or _asks(text), adds)


def _asks(text: str) -> bool:
    return bool(_ASKS.match(text) or _ASKS_WITHIN.search(text))
