"""How likely a VIN is that of a caller's Lexus: soft, for ranking only.

What a VIN *must* fit stands in `assistant.eligibility.vin`; here is what it usually looks like, so
that of several possible mishearings the likely one is asked about first. It decodes nothing.
"""

from __future__ import annotations

from assistant.eligibility.vin import CHARACTERS, CHECK_POSITION, FIRST_SERIAL_DIGIT, LENGTH
from assistant.knowledge.program import VinFacts
from assistant.language.vin_descriptions import description_likelihood

YEAR_POSITION = 10
_PROGRAM_YEARS = (2022, 2023, 2024)
_OTHER_YEAR, _NEIGHBOUR_YEAR = 0.01, 0.05
"""How often a caller's car is of one other model year, beside one of the program's three."""
_PLANTS = {"2T2": "C", "58A": "U", "JTH": "01245A", "JTJ": "01245A"}
"""Position 11, as read off real vehicles."""
_PLANT_IS_USUAL, _PLANT_IS_DIGIT = 0.55, 0.15
_SERIAL_IS_DIGIT = 0.95
"""Position 12; from 13 on it is certain."""
_TOYOTA = 0.02
"""How often a caller reads the VIN of a Toyota, beside that of one of the makers of a Lexus."""


def plausibility(text: str, facts: VinFacts) -> float:
    """A relative likelihood; 0 when a position cannot be so. `text`: 17 characters."""
    maker = text[:3]
    if impossible(text, facts):
        return 0.0
    if maker in facts.makers:
        value = description_likelihood(maker, text[3:8], facts)
    elif maker.startswith(facts.toyota_makers):
        value = _TOYOTA / len(facts.toyota_makers) / len(CHARACTERS) ** 5
    else:
        return 0.0
    value *= _plant_likelihood(maker, text[10])
    year = facts.model_years[text[YEAR_POSITION - 1]]
    if year not in _PROGRAM_YEARS:
        value *= (
            _NEIGHBOUR_YEAR
            if year - 1 in _PROGRAM_YEARS or year + 1 in _PROGRAM_YEARS
            else (_OTHER_YEAR)
        )
    serial = _SERIAL_IS_DIGIT / 10 if text[11].isdigit() else (1 - _SERIAL_IS_DIGIT) / 23
    return value * serial


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


def _plant_likelihood(maker: str, character: str) -> float:
    usual = _PLANTS.get(maker, "")
    value = (1 - _PLANT_IS_USUAL - _PLANT_IS_DIGIT) / len(CHARACTERS)
    value += _PLANT_IS_DIGIT * character.isdigit() / 10
    return value + (_PLANT_IS_USUAL / len(usual) if character in usual else 0.0)
