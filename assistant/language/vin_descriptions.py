"""What positions 4 to 8 of a Lexus of this program look like, for ranking only.

A few descriptions were read off real vehicles; most of the others are not in the list. So what is
known counts as one of four ways to guess, and a VIN that nobody has seen loses little by it.
Nothing here decodes a VIN or says anything about a model or a phase.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from assistant.eligibility.vin import CHARACTERS
from assistant.knowledge.program import VinFacts

_SEEN: Mapping[str, Sequence[str]] = {
    maker: seen.split()
    for maker, seen in {
        "2T2": "HZMDA JZMDA SZMDA YZMDA HZMCA AZMAA HGMDA BAMCA BBMCA BCMDA "
        "GGCEZ GKCEZ HGCEZ HKCEZ ADCEZ GACVZ",
        "JTJ": "HKCEZ HKCFZ GKCEZ BAMCA CHMAA AAAAB ABABB AVKPB AM7BX PB7CX MB7CX",
        "JTH": "HP5AY MPAAY X6JBH X9JBH D51FF GZ1B2 GZ1E2 BZ1B2 BZ1E2 GA1D2 CA1D2 AP1D2 AA1D2 "
        "HP5BC GZ5BC",
        "58A": "EA1C1 DA1C1 FA1C1 DZ1B1 AZ1B1 FZ1B1 GZ1B1 AD1D1",
    }.items()
}
"""Maker -> positions 4 to 8, as they stand in advertisements and registers of used cars."""
_LETTERS = 23
_ANY = len(CHARACTERS)
_AS_SEEN, _LIKE_SEEN, _ANYTHING = 0.40, 0.20, 0.25
"""How much each way of guessing counts; letters only in positions 4 to 7 has the rest."""
_NEW = 0.14
"""How often a place of a description like those seen holds what was never seen there."""
_LINE_GIVEN, _LINE_SEEN, _LINE_OF_ANOTHER = 0.3, 0.3, 0.2
"""Position 8: a letter of this maker that the knowledge gives, one seen, or any of the given."""


def description_likelihood(maker: str, description: str, facts: VinFacts) -> float:
    """How likely a car of this maker has these five characters in positions 4 to 8."""
    seen = _SEEN.get(maker, ())
    first, line = description[:4], _line_likelihood(maker, description[4], facts)
    only_letters = line / _LETTERS**4 if first.isalpha() else 0.0
    value = _ANYTHING * line / _ANY**4
    value += (1 - _AS_SEEN - _LIKE_SEEN - _ANYTHING) * only_letters
    if not seen:
        return value
    like = 1.0
    for character, place in zip(description, _PLACES[maker], strict=True):
        like *= (1 - _NEW) * place[character] / len(seen) + _NEW / _ANY
    return value + _AS_SEEN * (description in seen) / len(seen) + _LIKE_SEEN * like


def _line_likelihood(maker: str, letter: str, facts: VinFacts) -> float:
    given = {known for known, _, only in facts.lines if only in ("", maker)}
    of_any = {known for known, _, _ in facts.lines}
    seen = {description[4] for description in _SEEN.get(maker, ())}
    value, rest = 0.0, 1.0
    for letters, share in ((given, _LINE_GIVEN), (seen, _LINE_SEEN), (of_any, _LINE_OF_ANOTHER)):
        if letters:
            rest -= share
            value += share * (letter in letters) / len(letters)
    return value + rest / _ANY


_PLACES = {
    maker: [Counter(description[at] for description in seen) for at in range(5)]
    for maker, seen in _SEEN.items()
}
