"""What the recogniser is told to expect: the words of the program, and those of a VIN."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.knowledge import Knowledge
from assistant.web.phone.letters import ALPHABET
from assistant.web.phone.scene import Asks

MOST = 400
"""Phrases; providers take 500."""
LONGEST = 90
"""Characters of one phrase; providers take 100."""
_COMMANDS = ("repeat", "slower", "spell it", "go back", "agent", "yes", "no", "start over")
_PLANTS = ("Japan", "North America", "Canada", "Kentucky", "I don't know")
_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_PROGRAM = ("second Smart Key", "Smart Key", "second key", "VIN", "recall", "phase", "dealer")


def hints(knowledge: Knowledge, asks: Asks) -> tuple[str, ...]:
    """Words and phrases for <Gather hints>, the most likely first."""
    lines = knowledge.program.lines
    if asks in ("vin", "vin_check"):
        letters = [f"{letter} as in {word}" for letter, word in ALPHABET.items()]
        found = ["$OOV_CLASS_ALPHANUMERIC_SEQUENCE", *letters, "double", "triple", *_COMMANDS]
    elif asks == "model":
        found = [*lines, *_spelt(lines), "VIN", "I don't know", *_COMMANDS]
    elif asks == "built":
        found = [*_MONTHS, "$MONTH", "$YEAR", "I don't know", *_COMMANDS]
    elif asks == "plant":
        found = [*_PLANTS, *_COMMANDS]
    else:
        titles = [topic.title for topic in knowledge.topics.values() if topic.audience == "guest"]
        found = [*_PROGRAM, *lines, *_COMMANDS, *titles]
    cleaned = (_phrase(text) for text in found)
    return tuple(dict.fromkeys(text for text in cleaned if text))[:MOST]


def _spelt(lines: tuple[str, ...]) -> list[str]:
    """ "N X": recognisers write letters apart as often as together."""
    return [" ".join(line.replace(" ", "")) for line in lines]


def _phrase(text: str) -> str:
    """Commas part phrases, so none may stand in one."""
    words = re.sub(r"[^\w $#'’/-]+", " ", text).split()
    return " ".join(words)[:LONGEST].strip()


class Hints:
    """The hints of the present knowledge, worked out once a version."""

    def __init__(self) -> None:
        self._version = ""
        self._found: Mapping[str, tuple[str, ...]] = {}

    def of(self, knowledge: Knowledge, asks: Asks) -> tuple[str, ...]:
        """The hints while `asks` is asked."""
        if self._version != knowledge.version:
            self._version, self._found = knowledge.version, {}
        if asks not in self._found:
            self._found = {**self._found, asks: hints(knowledge, asks)}
        return self._found[asks]
