"""Which line of the program a model's name means, and who makes the models that are not in it."""

from __future__ import annotations

import re

from assistant.knowledge.program import Program

_TRIM = re.compile(r"\d{3}[A-Z]{0,2}")
"""What follows the letters of a line in a trim's name: 350, 350H, 450."""


class ModelNames:
    """Reads models' names for one program; remembers those that it has read."""

    def __init__(self, program: Program) -> None:
        lines = sorted(program.lines, key=len, reverse=True)
        self._lines = [("".join(_words(line)), line) for line in lines]
        self._makers: dict[tuple[str, ...], str] = {}
        for name, maker in program.other_models.items():
            self._makers[_words(name)] = maker
            self._makers[_words(f"{maker} {name}")] = maker
        self._known: dict[str, str | None] = {}

    def line_of(self, name: str) -> str | None:
        """The line that a name means, tolerant of spelling and trims; None for another model.

        `nx`, `NX 450h+`, `Lexus LC500 convertible` and `RC-F` are lines; `RC 350`, `TX` and
        `Camry` are not.
        """
        if name not in self._known:
            self._known[name] = self._find(name)
        return self._known[name]

    def maker_of(self, name: str) -> str | None:
        """Who makes a model that is not of the program (`Camry`: `Toyota`); None when unknown."""
        words = _words(name)
        return "Toyota" if "TOYOTA" in words else self._makers.get(words)

    def _find(self, name: str) -> str | None:
        words = _words(name)
        if words in self._makers:
            return None
        if words[:1] == ("LEXUS",):
            words = words[1:]
        if not words:
            return None
        for bare, line in self._lines:
            if bare in ("".join(words[:2]), words[0]):
                return line
            if words[0].startswith(bare) and _TRIM.fullmatch(words[0][len(bare) :]):
                return line
        return None


def _words(name: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[A-Z0-9]+", name.upper()))
