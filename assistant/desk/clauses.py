"""A message in its sentences, and those in clauses that can be understood by themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SENTENCE = re.compile(r"[^.?!;\n]+[.?!;\n]?")
_LEADING = (
    r"(?:(?:and|also|so|but|plus|then|um|uh|ok|okay|hi|hello|please|pls|from|to|at|by|oh|well|btw|"
    r"ps|first|second|secondly|next|if (?:so|yes|not|i am|it is)|by the way|one more thing)"
    r"[ ,:;]+){0,3}"
)
_ASKING = (
    _LEADING + r"(?:what|wat|wut|whats|how|hw|when|wen|where|wer|wher|who|whom|whose|why|wy|which|"
    r"wich|(?:do|does|did|is|are|am|was|were|can|could|will|would|should|shall|must|may|has|have)"
    r"(?:n'?t)?|tell me|give me|any|i wonder|explain|"
    r"i (?:want|need|would like) to know|i'd like to know|i (?:also )?don'?t know)\b"
)
_ASKS = re.compile(rf"\W{{0,3}}{_ASKING}", re.IGNORECASE)
# Blanks before a joint are stripped later: a pattern that begins with a run of them is slow.
_JOINT = re.compile(
    rf"[+&/]\s+|\(?\b\d\)\s*|,?\s(?:and|plus|but)\s+(?=(?:\S+\s+){{2}})|"
    rf",\s+(?={_ASKING})|\salso\s+(?=wh|how\b)",
    re.IGNORECASE,
)
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
    terse = len(text.split()) <= TERSE or bool(_NUMBERED.search(text))
    sentences = []
    for found in _SENTENCE.findall(text)[:_MOST_CLAUSES]:
        parts = [part.strip(" ,") for part in _JOINT.split(found)]
        clauses = tuple(_clause(part, terse) for part in parts if len(part) > 2)
        if clauses:
            sentences.append(Sentence(_clause(found.strip(), terse), clauses[:_MOST_CLAUSES]))
    return sentences


def _clause(text: str, terse: bool) -> Clause:
    return Clause(text, terse or text.endswith("?") or bool(_ASKS.match(text)))
