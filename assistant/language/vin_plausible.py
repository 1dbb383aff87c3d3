"""How plausible a character is at a position of a Lexus of this program: soft, for ranking only.

What a VIN *must* fit stands in `assistant.eligibility.vin`; here is what it usually looks like, so
that of several possible mishearings the likely one is asked about first. It decodes nothing.
"""

from __future__ import annotations

from assistant.eligibility.vin import CHECK_POSITION, FIRST_SERIAL_DIGIT, LENGTH
from assistant.knowledge.program import VinFacts

YEAR_POSITION = 10
_PROGRAM_YEARS = (2022, 2023, 2024)
_USUAL_PLANT = {"2T2": "C", "58A": "U"}
"""Position 11 of the Canadian and the American cars."""
_DIGIT_IN_DESCRIPTION = (0.25, 0.4, 0.6, 0.5)
"""Positions 4 to 7: how usual a digit is, beside a letter."""
_UNKNOWN_LINE = 0.3
_UNUSUAL_PLANT = 0.15
_LETTER_IN_SERIAL = 0.15
_NEIGHBOUR_YEAR = 0.1


def plausibility(text: str, facts: VinFacts) -> float:
    """The product over the positions, 0 to 1; 0 when a position cannot be so. 17 characters."""
    if text[:3] not in facts.makers or impossible(text, facts):
        return 0.0
    value = 1.0
    for character, usual in zip(text[3:7], _DIGIT_IN_DESCRIPTION, strict=True):
        value *= usual if character.isdigit() else 1.0
    if not any(letter == text[7] and maker in ("", text[:3]) for letter, _, maker in facts.lines):
        value *= _UNKNOWN_LINE
    if not is_program_year(text, facts):
        value *= _NEIGHBOUR_YEAR
    if text[10] != _USUAL_PLANT.get(text[:3], text[10]):
        value *= _UNUSUAL_PLANT
    return value if text[11].isdigit() else value * _LETTER_IN_SERIAL


def is_program_year(text: str, facts: VinFacts) -> bool:
    """Whether position 10 is a model year of the program."""
    return facts.model_years.get(text[YEAR_POSITION - 1]) in _PROGRAM_YEARS


def impossible(text: str, facts: VinFacts) -> tuple[int, ...]:
    """The positions (1-based) whose character cannot stand there, whatever the others are."""
    found = [at for at, character in enumerate(text, start=1) if character in "IOQ"]
    if not text[CHECK_POSITION - 1].isdigit() and text[CHECK_POSITION - 1] != "X":
        found.append(CHECK_POSITION)
    if text[YEAR_POSITION - 1] not in facts.model_years:
        found.append(YEAR_POSITION)
    found.extend(at for at in range(FIRST_SERIAL_DIGIT, LENGTH + 1) if not text[at - 1].isdigit())
    return tuple(sorted(set(found)))
