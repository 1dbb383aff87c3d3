"""Which line of the program a model's name means, and who makes the models that are not in it."""

from __future__ import annotations

import re

from assistant.knowledge.program import Program

_TRIM = re.compile(r"\d{3}[A-Z]{0,2}")
"""What follows the letters of a line in a trim's name: 350, 350H, 450."""


def line_of(name: str, program: Program) -> str | None:
    """The line that a name means, tolerant of spelling and trims; None when it is another model.

    `nx`, `NX 450h+`, `Lexus LC500 convertible` and `RC-F` are lines; `RC 350`, `TX` and `Camry`
    are not.
    """
    words = _words(name)
    if words[:1] == ["LEXUS"]:
        words = words[1:]
    if any(words == _words(other) for other in program.other_models):
        return None
    joined = "".join(words[:2])
    for line in sorted(program.lines, key=len, reverse=True):
        bare = "".join(_words(line))
        if bare in (joined, "".join(words[:1])):
            return line
        if words and words[0].startswith(bare) and _TRIM.fullmatch(words[0][len(bare) :]):
            return line
    return None


def maker_of(name: str, program: Program) -> str | None:
    """Who makes a model that is not of the program (`Camry` -> `Toyota`); None when not known."""
    words = _words(name)
    if "TOYOTA" in words:
        return "Toyota"
    for other, maker in program.other_models.items():
        if words in (_words(other), [maker.upper(), *_words(other)]):
            return maker
    return None


def _words(name: str) -> list[str]:
    return re.findall(r"[A-Z0-9]+", name.upper())
