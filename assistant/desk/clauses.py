"""A message in its sentences, and those in clauses that can be understood by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_SENTENCE = re.compile(r"[^.?!;\n]+[.?!;\n]?")
_LEADING = (
    r"(?:(?:and|also|so|but|plus|then|um|uh|ok|okay|hi|hello|please|pls|from|to|at|by|for|in|on|"
    r"with|since|(?:un)?till?|oh|well|btw|ps|first|second|secondly|next|"
    r"if (?:so|yes|not|i am|it is)|by the way|one more thing)[ ,:;]+){0,3}"
)
_WH = r"what|wat|wut|whats|how|hw|howd|when|wen|where|wer|wher|who|whom|whose|why|wy|which|wich"
_VERB = (
    r"(?:do|does|dose|did|is|are|am|was|were|can|could|will|would|should|shall|must|may|has|have)"
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
_TERSE_JOINT = re.compile(r"[+&/]|\band\b", re.IGNORECASE)
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
        joint = _TERSE_JOINT if few else _JOINT
        parts = _with_conditions(part.strip(" ,") for part in joint.split(found))
        clauses = tuple(_clause(part, terse) for part in parts if len(part) > 2)
        if clauses:
            sentences.append(Sentence(_clause(found.strip(), terse), clauses[:_MOST_CLAUSES]))
    return sentences


def _with_conditions(parts: Iterable[str]) -> list[str]:
    """ "If I buy from the lot, do I get two" is one question, whatever stands between."""
    joined: list[str] = []
    condition = ""
    for part in parts:
        if not condition and _CONDITION_ALONE.match(part) and not _asks(part):
            condition = part
            continue
        joined.append(f"{condition}, {part}" if condition else part)
        condition = ""
    return [*joined, condition] if condition else joined


def _clause(text: str, terse: bool) -> Clause:
    return Clause(text, terse or text.endswith("?") or _asks(text))


def _asks(text: str) -> bool:
    return bool(_ASKS.match(text) or _ASKS_WITHIN.search(text))
