"""Sentences about a VIN that was read: what was heard, what is in doubt, how to go on."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.eligibility.vin import LENGTH

ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth"
).split()
"""ORDINALS[3] is the name of position 4."""

NOTHING_HEARD = (
    "I could not find a VIN in that. It has 17 letters and digits and stands on the registration "
    "card and on the sticker on the driver's door jamb."
)


def grouped(vin: str) -> str:
    """The characters in groups that can be compared at a glance: "JTJ AVK PB6 R1 161899"."""
    groups = (vin[:3], vin[3:6], vin[6:9], vin[9:11], vin[11:])
    return " ".join(group for group in groups if group)


def length_problem(heard: str, ask: int | None) -> str:
    """Too few or too many characters, and what to say again instead of all of them."""
    count = len(heard)
    counted = "1 character" if count == 1 else f"{count} characters"
    said = f"A VIN has 17 characters; I have {counted}: {grouped(heard)}."
    if ask is not None:
        what = "is missing beside" if count < LENGTH else "was counted twice at"
        return f"{said} Perhaps one {what} the {ORDINALS[ask - 1]}. Please say that part again."
    if count < LENGTH:
        return f"{said} Please give me what comes after that, or the part that is missing."
    return f"{said} Please tell me which part has one too many."


def doubt_problem(heard: str, ask: int, options: Sequence[str]) -> str:
    """One character is in doubt, and which."""
    read = heard[ask - 1]
    others = " or ".join(option for option in options if option != read)
    instead = f" and may be {others}" if others else ""
    return (
        "One character does not fit the others. "
        f"The {ORDINALS[ask - 1]} was read as {read}{instead}. Which is it?"
    )
