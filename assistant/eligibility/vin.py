"""What a vehicle identification number says, and what is wrong with one that cannot be.

The rules are those of 49 CFR 565 (North America): 17 characters, no I, O or Q, a check digit in
position 9, the model year in position 10, and digits in the last five positions. Which makers,
model-year letters and lines this program knows stands in knowledge/program/vin.yml (`VinFacts`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.knowledge.program import Plant, VinFacts

LENGTH = 17
CHARACTERS = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ"
"""What a VIN may hold: no I, O or Q."""

Make = Literal["lexus", "toyota", "other"]

CHECK_POSITION = 9
FIRST_SERIAL_DIGIT = 13
"""From here to the end there are digits only (1-based)."""

VALUES = {digit: int(digit) for digit in "0123456789"} | dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", (*range(1, 9), *range(1, 6), 7, 9, *range(2, 10)), strict=True)
)
"""What each character counts in the check sum: J and A the same, E and V the same."""

WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
"""How much each position counts; the check digit's own place counts nothing."""


@dataclass(frozen=True)
class DecodedVin:
    """What a VIN says of its vehicle; None where it does not say."""

    make: Make
    model: str | None
    """A line (`NX`); only from letters that the knowledge gives, else ask for the model."""
    model_year: int | None
    plant: Plant | None


def compact(text: str) -> str:
    """The VIN as it is stamped: upper case, without blanks, dashes and dots."""
    return "".join(character for character in text.upper() if character.isalnum())


def check_digit(vin: str) -> str:
    """What position 9 must be, "0" to "9" or "X"; ValueError unless 17 characters of a VIN."""
    if len(vin) != LENGTH or any(character not in VALUES for character in vin):
        raise ValueError(vin)
    total = sum(VALUES[character] * weight for character, weight in zip(vin, WEIGHTS, strict=True))
    return "0123456789X"[total % 11]


def problems(vin: str) -> tuple[str, ...]:
    """Why this cannot be a VIN, as kind sentences; nothing for one that can."""
    vin = compact(vin)
    found: list[str] = []
    if len(vin) != LENGTH:
        found.append(f"A VIN has 17 characters; this one has {len(vin)}.")
    strangers = sorted(set(vin) - set(CHARACTERS))
    if strangers:
        found.append(
            f"A VIN never has the letters I, O or Q, or any sign but letters and digits; "
            f"this one has {_listed(strangers)}. It may be a 1 or a 0."
        )
    if found:
        return tuple(found)
    if not vin[FIRST_SERIAL_DIGIT - 1 :].isdigit():
        found.append("The last five characters of a VIN are digits; here they are not all.")
    if vin[CHECK_POSITION - 1] != check_digit(vin):
        found.append(
            "The VIN's check digit (the ninth character) does not fit the others, "
            "so one character is probably not right. Please compare it with the registration card."
        )
    return tuple(found)


def decode(vin: str, facts: VinFacts) -> DecodedVin:
    """What the VIN says, as far as `facts` knows; reads a VIN with faults as well."""
    vin = compact(vin)
    model_year = facts.model_years.get(vin[9]) if len(vin) == LENGTH else None
    plant = facts.makers.get(vin[:3])
    if plant is None:
        return DecodedVin(
            make="toyota" if vin.startswith(facts.toyota_makers) else "other",
            model=None,
            model_year=model_year,
            plant=None,
        )
    return DecodedVin("lexus", _line(vin, facts), model_year, plant)


def _line(vin: str, facts: VinFacts) -> str | None:
    if len(vin) != LENGTH:
        return None
    for letter, line, maker in facts.lines:
        if vin[7] == letter and maker in ("", vin[:3]):
            return line
    return None


def _listed(characters: list[str]) -> str:
    *first, last = characters
    return f"{', '.join(first)} and {last}" if first else last
