"""A VIN for the ear: in groups, with a word for each letter that could be misheard."""

from __future__ import annotations

from assistant.language.vin_words import grouped
from assistant.web.phone.ear import spell

ALPHABET = {
    word[0].upper(): word
    for word in (
        "Alpha Bravo Charlie Delta Echo Foxtrot Golf Hotel Juliet Kilo Lima Mike November Papa "
        "Romeo Sierra Tango Uniform Victor Whiskey X-ray Yankee Zulu"
    ).split()
}
"""No VIN has an I, an O or a Q."""


def letter(character: str) -> str:
    """ "‹J› as in Juliet", "‹5›"."""
    word = ALPHABET.get(character)
    return f"{spell(character)} as in {word}" if word else spell(character)


def in_groups(characters: str) -> str:
    """ "‹JTJ›, ‹AVK›": for a piece that is only taken note of."""
    return ", ".join(spell(group) for group in grouped(characters).split())


def in_words(vin: str) -> str:
    """Every letter with its word, digits in a row: to be confirmed."""
    return ". ".join(_group(group) for group in grouped(vin).split())


def _group(group: str) -> str:
    said: list[str] = []
    digits = ""
    for character in group:
        if character in ALPHABET:
            said += [spell(digits)] if digits else []
            said.append(letter(character))
            digits = ""
        else:
            digits += character
    return ", ".join([*said, spell(digits)] if digits else said)
