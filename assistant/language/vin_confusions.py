"""Which character is taken for which: by the ear, and by the eye and the fingers.

A weight is the likelihood that a character, once it is mistaken, arrives as another one; a pair
that stands nowhere is never tried. By the ear it is a blend: any of the same class alike (the vowel
of a letter's name: "bee, dee, ee"), those that sound closest, and what is mistaken now and then.
The shares say how likely we hold each to be how a caller's recogniser mishears; where they are
right, asking at the likeliest place succeeds as often as can be. No ear is known well enough for
more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.eligibility.vin import CHARACTERS

Confusions = Mapping[str, Mapping[str, float]]
"""Heard character -> what it may have been -> weight."""
_Classes = Sequence[tuple[str, float]]
"""Characters that are taken for one another, and how readily beside the other classes."""

_BY_VOWEL: _Classes = [(members, 1.0) for members in "BDEGPTVZ3 MN FSX A8HKJ 59".split()]
_C_AS_WELL: _Classes = [("BCDEGPTVZ3", 1.0), *((members, 1.0) for members, _ in _BY_VOWEL[1:])]
"""C rhymes with "bee" too, but how readily it is taken for the others is not known."""
_CLOSEST: _Classes = [
    *((pair, 1.0) for pair in "BD BP BV CZ DT PT VZ MN FS SX 59 AK JK A8 H8".split()),
    *(
        (pair, 0.4)
        for pair in "BE PE DE VE TE E3 GJ AJ AH DV GT GD T3 T2 U2 GZ CT PG FX 19".split()
    ),
]
_NOW_AND_THEN: _Classes = [
    (members, 1.0)
    for members in "QU2 UW LMN FSLMNX7 O0R4L IY59R1 S67X BCDEGJPTVZ3 17 HX AE8 F4".split()
]
_SAME_VOWEL, _SAME_VOWEL_OR_C, _SOUNDS_CLOSE, _SELDOM = 0.50, 0.20, 0.20, 0.10
_BY_EYE_CLASSES: _Classes = (
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
_EAR_WHEN_TYPED = 0.2
"""Somebody may type what another reads out; that is less common than a slip of the eye."""
_EYE_WHEN_GROUPED = 0.15
"""Groups of letters and digits are written by a recogniser more often than by a person."""


def _likelihoods(classes: _Classes) -> dict[str, dict[str, float]]:
    """Meant character -> heard character -> how likely; each row adds up to 1."""
    rows: dict[str, dict[str, float]] = {}
    for members, weight in classes:
        for meant in members:
            row = rows.setdefault(meant, {})
            for heard in members:
                if heard != meant:
                    row[heard] = max(row.get(heard, 0.0), weight)
    return {
        meant: {heard: weight / sum(row.values()) for heard, weight in row.items()}
        for meant, row in rows.items()
        if meant in CHARACTERS
    }


def _blend(*parts: tuple[_Classes, float]) -> dict[str, dict[str, float]]:
    """Heard character -> meant character -> weight, each part with its share."""
    table: dict[str, dict[str, float]] = {}
    for classes, share in parts:
        for meant, row in _likelihoods(classes).items():
            for heard, likelihood in row.items():
                column = table.setdefault(heard, {})
                column[meant] = column.get(meant, 0.0) + share * likelihood
    return table


_EAR = (
    (_BY_VOWEL, _SAME_VOWEL),
    (_C_AS_WELL, _SAME_VOWEL_OR_C),
    (_CLOSEST, _SOUNDS_CLOSE),
    (_NOW_AND_THEN, _SELDOM),
)


def _ear_and_eye(eye: float) -> Confusions:
    ear = ((classes, share * (1 - eye)) for classes, share in _EAR)
    return _blend(*ear, (_BY_EYE_CLASSES, eye))


BY_EAR: Confusions = _blend(*_EAR)
BY_EYE: Confusions = _ear_and_eye(1 - _EAR_WHEN_TYPED)
BY_EAR_OR_EYE: Confusions = _ear_and_eye(_EYE_WHEN_GROUPED)
"""For groups of letters and digits, which a recogniser writes as well as a person."""
ANYTHING: Confusions = {
    heard: {meant: 1 / len(CHARACTERS) for meant in CHARACTERS if meant != heard}
    for heard in (*CHARACTERS, *"IOQ")
}
"""For a character that cannot stand where it was heard and is mistaken for nothing known."""
SWAPPED = 0.1
"""How likely two typed neighbours have changed places, beside a single slip."""
SURE = 0.25
"""How much less likely a character said with a code word was misheard."""
MEANT_DIGITS = {"O": "0", "I": "1", "Q": "0"}
"""What the letters that no VIN has were meant to be, when typed."""
