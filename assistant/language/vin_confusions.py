"""Which character is taken for which: by the ear, and by the eye and the fingers.

The weights are relative likelihoods, 1 for what happens most. A pair that stands nowhere is never
tried. The classes follow the vowel of a letter's name ("bee, cee, dee"), as is known from
recognition of the spoken alphabet; the single pairs are those that sound closest of all.
"""

from __future__ import annotations

from collections.abc import Mapping

from assistant.eligibility.vin import CHARACTERS

Confusions = Mapping[str, Mapping[str, float]]
"""Heard character -> what it may have been -> weight."""

_BY_EAR_CLASSES = (
    ("BCDEGPTVZ3", 0.18),
    ("A8HKJ", 0.3),
    ("FSX", 0.6),
    ("MN", 1.0),
    ("59", 1.0),
    ("IY", 0.6),
    ("QU2", 0.4),
    ("UW2", 0.1),
    ("LMN", 0.08),
    ("FSLMNX7", 0.03),
    ("O0R4L", 0.08),
    ("IY59R1", 0.06),
)
_BY_EAR_PAIRS = (
    ("BD BP BV CZ DT PT VZ", 0.35),
    ("AK JK A8 H8", 0.45),
    ("FS SX", 0.7),
    ("GJ T2 19 N9 67 6S 6X S7 HX AE", 0.06),
)
_BY_EYE_CLASSES = (
    ("0ODQ", 1.0),
    ("1IL", 1.0),
    ("5S", 1.0),
    ("8B", 1.0),
    ("2Z", 1.0),
    ("UV", 1.0),
    ("17T", 0.3),
    ("G6C", 0.3),
    ("VWYU", 0.3),
    ("MN", 0.6),
    ("EF", 0.4),
    ("PRF", 0.3),
    ("HNKX", 0.15),
    ("38", 0.3),
    ("56", 0.3),
    ("49A", 0.2),
)
_EAR_WHEN_TYPED = 0.25
"""Somebody may type what another reads out; that is less common than a slip of the eye."""


def _table(*classes: tuple[str, float]) -> dict[str, dict[str, float]]:
    table: dict[str, dict[str, float]] = {}
    for members, weight in classes:
        for heard in members:
            row = table.setdefault(heard, {})
            for meant in members:
                if meant != heard and meant in CHARACTERS:
                    row[meant] = max(row.get(meant, 0.0), weight)
    return table


def _by_ear() -> dict[str, dict[str, float]]:
    pairs = [(pair, weight) for row, weight in _BY_EAR_PAIRS for pair in row.split()]
    return _table(*_BY_EAR_CLASSES, *pairs)


def _by_eye() -> dict[str, dict[str, float]]:
    ear = [(members, weight * _EAR_WHEN_TYPED) for members, weight in _BY_EAR_CLASSES]
    return _table(*_BY_EYE_CLASSES, *ear)


BY_EAR: Confusions = _by_ear()
BY_EYE: Confusions = _by_eye()
BY_EAR_OR_EYE: Confusions = {
    heard: {
        meant: max(BY_EAR.get(heard, {}).get(meant, 0.0), 0.4 * BY_EYE.get(heard, {}).get(meant, 0))
        for meant in {**BY_EAR.get(heard, {}), **BY_EYE.get(heard, {})}
    }
    for heard in {**BY_EAR, **BY_EYE}
}
"""For groups of letters and digits, which a recogniser writes as well as a person."""
SWAPPED = 0.3
"""How likely two typed neighbours have changed places, beside a single slip."""
SURE = 0.04
"""How much less likely a character said with a code word was misheard."""
MEANT_DIGITS = {"O": "0", "I": "1", "Q": "0"}
"""What the letters that no VIN has were meant to be, when typed."""
