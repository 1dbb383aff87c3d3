"""What speakers say around a VIN: where they begin, begin anew, take a character back, or wait."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.language.spoken_characters import (
    CODE_WORDS,
    FILLERS,
    PHRASES,
    REPEATS,
    TEENS,
    TENS,
    WORDS,
    Choices,
)
from assistant.language.vin_slot import Slot

_PHRASE = re.compile(rf"\b(?:{'|'.join(PHRASES)})\b", re.IGNORECASE)
_ANCHOR = re.compile(
    r"\b(?:vins?|v[. ]{0,2}i[. ]{0,2}n|(?:vehicle )?identification(?: number)?|chassis|"
    r"start over|start again|(?:let me )?(?:try|start) (?:that |it )?(?:again|over)|from the top)\b"
    r"(?:\s+(?:number|no|code|is))*",
    re.IGNORECASE,
)
_TAKEN_BACK = re.compile(
    r"\b(?:(?:no|oh|wait|sorry)[,. ]+){0,3}"
    r"(?:no wait|wait no|sorry|scratch that|correction|make that|i meant|no sorry)\b",
    re.IGNORECASE,
)
TAKEN_BACK_COST = 1.5
"""What it costs to keep a character that was taken back ("B, sorry, D")."""

_SHOUTED = frozenset(
    word
    for word in (*FILLERS, *WORDS, *CODE_WORDS, *TENS, *TEENS, *REPEATS)
    if len(word) > 2 or word in ("is", "it", "in")
)
"""Words that are no group of letters of a VIN when all is in capitals."""


def is_shouted(text: str) -> bool:
    """Whether all is in capitals and words are among it, not only groups such as "J TH HCL"."""
    if any(character.islower() for character in text):
        return False
    return any(word in _SHOUTED for word in re.findall(r"[a-z]+", text.lower()))


def without_phrases(text: str) -> str:
    """The text with blanks where nothing is spelt; every other character stays in its place."""
    for pattern in (_ANCHOR, _PHRASE, _TAKEN_BACK):
        text = pattern.sub(lambda match: " " * len(match.group()), text)
    return text


def mark(row: Sequence[Slot], text: str) -> list[Slot]:
    """Put in where the speaker began anew, and let corrected characters be left out."""
    starts = [match.end() for match in _ANCHOR.finditer(text)]
    taken_back = [match.end() for match in _TAKEN_BACK.finditer(text)]
    marked: list[Slot] = []
    for slot in row:
        if starts and slot.start >= starts[0]:
            starts = [start for start in starts if start > slot.start]
            slot = replace(slot, restart=True)
        if taken_back and slot.start >= taken_back[0]:
            taken_back = [end for end in taken_back if end > slot.start]
            if marked and not marked[-1].stranger:
                marked[-1] = replace(marked[-1], choices=_left_out(marked[-1].choices))
        marked.append(slot)
    return marked


def _left_out(choices: Choices) -> Choices:
    kept = tuple((text, cost + TAKEN_BACK_COST) for text, cost in choices if text)
    return (("", 0.0), *kept)
