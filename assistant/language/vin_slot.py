"""One stretch of a message and the characters of a VIN that it may stand for."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.language.spoken_characters import Choices


@dataclass(frozen=True)
class Slot:
    """One stretch of the message and the characters it may stand for."""

    choices: Choices
    start: int
    end: int
    sure: bool = False
    """Said with a code word ("T as in Tom"): hardly ever misheard."""
    stranger: bool = False
    """A word that is no character: a VIN may end or begin here."""
    restart: bool = False
    """What came before does not count: "start over", "my VIN is"."""
    typed: bool = False
    """Letters and digits without a blank between them, as fingers write and tongues do not."""

    @property
    def fewest(self) -> int:
        """Characters it adds at least."""
        return min(len(text) for text, _ in self.choices)
