"""A VIN while it is being typed: what its first characters say already."""

from __future__ import annotations

import re

from assistant.desk.verdict_words import PLANT_NAMES
from assistant.eligibility.vin import CHARACTERS, LENGTH, decode
from assistant.knowledge.program import VinFacts

_COUNTRIES = {"J": "Japan", "2": "Canada", "5": "the USA"}
"""The first character of a Lexus VIN."""
_START = re.compile(rf"[{CHARACTERS}]{{3,{LENGTH}}}")


def so_far(characters: str, facts: VinFacts) -> tuple[str, ...]:
    """What the first characters of a VIN say, as short sentences; nothing before the third."""
    characters = characters.upper()
    if not 3 <= len(characters) <= LENGTH:
        return ()
    maker = characters[:3]
    plant = facts.makers.get(maker)
    if plant is None:
        other = "a Toyota" if maker.startswith(facts.toyota_makers) else "not a Lexus that we know"
        return (f"{maker}: {other}.",)
    country = _COUNTRIES.get(maker[0], PLANT_NAMES[plant])
    region = "" if country == PLANT_NAMES[plant] else f" ({PLANT_NAMES[plant]})"
    told = [f"{maker}: Lexus, built in {country}{region}."]
    # The unread places are filled with what says nothing.
    decoded = decode(characters.ljust(LENGTH, "0"), facts)
    if len(characters) >= 8 and decoded.model:
        told.append(f"Position 8, {characters[7]}: {decoded.model}.")
    if len(characters) >= 10 and decoded.model_year:
        told.append(f"Position 10, {characters[9]}: model year {decoded.model_year}.")
    return tuple(told)


def begins_a_vin(text: str, facts: VinFacts) -> bool:
    """Whether somebody is typing a VIN: one word that begins like one of this program."""
    word = text.strip().upper()
    if not _START.fullmatch(word):
        return False
    known = word[:3] in facts.makers or word.startswith(facts.toyota_makers)
    return known and (any(c.isdigit() for c in word) or len(word) > 8)
