"""From a reading that cannot be to the VINs that may have been meant, the likeliest first.

Only readings are kept that fit everything a VIN must fit: 17 characters, check digit, a maker and a
model year that the knowledge gives, digits at the end. One character is taken to be wrong; more
only where each of them stands at a place where it cannot be (an O, a letter among the last five).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import exp, prod

from assistant.eligibility.vin import LENGTH, check_digit
from assistant.knowledge.program import VinFacts
from assistant.language.vin_confusions import SURE, SWAPPED, Confusions
from assistant.language.vin_literals import Literal
from assistant.language.vin_plausible import impossible, plausibility

MOST_CANDIDATES = 20
MOST_IMPOSSIBLE = 3
"""With more characters at places where they cannot be, nothing is tried."""


@dataclass(frozen=True)
class Repair:
    """One character that was heard or typed and what it is instead."""

    position: int
    """1-based."""
    heard: str
    meant: str


@dataclass(frozen=True)
class Candidate:
    """A VIN that may have been meant."""

    vin: str
    weight: float
    """Relative likelihood."""
    repairs: tuple[Repair, ...]


def candidates(
    readings: Sequence[Literal],
    facts: VinFacts,
    *,
    table: Confusions,
    swaps: bool = False,
    answered: Mapping[int, str] | None = None,
) -> tuple[Candidate, ...]:
    """All VINs one slip away from the readings (each of 17 characters), the likeliest first.

    `table` says what may have been taken for what; `swaps` tries neighbours that changed places as
    well. `answered` are positions that the speaker has confirmed: they are not changed any more.
    """
    found: dict[str, Candidate] = {}
    answered = answered or {}
    for reading in readings:
        for candidate in _of_one(reading, facts, table, swaps, answered):
            known = found.get(candidate.vin)
            if known is None or known.weight < candidate.weight:
                found[candidate.vin] = candidate
    ranked = sorted(found.values(), key=lambda candidate: (-candidate.weight, candidate.vin))
    return tuple(ranked[:MOST_CANDIDATES])


def place_to_ask(ranked: Sequence[Candidate]) -> int | None:
    """The position where the slip most likely is; asking there tells most candidates apart."""
    mass: dict[int, float] = {}
    for candidate in ranked:
        for repair in candidate.repairs[:1]:
            mass[repair.position] = mass.get(repair.position, 0.0) + candidate.weight
    return min(mass, key=lambda position: (-mass[position], position)) if mass else None


def _of_one(
    reading: Literal,
    facts: VinFacts,
    table: Confusions,
    swaps: bool,
    answered: Mapping[int, str],
) -> Iterator[Candidate]:
    text = reading.text
    wrong = impossible(text, facts)
    if any(position in answered for position in wrong) or len(wrong) > MOST_IMPOSSIBLE:
        return
    base = exp(-reading.cost)
    if swaps:
        for repairs in _swaps(text, answered):
            if set(wrong) <= {repair.position for repair in repairs}:
                yield from _fitting(text, repairs, SWAPPED * base, facts)
    if len(wrong) > 1:
        changes = _several(text, wrong, table)
    else:
        places = wrong or tuple(at for at in range(1, LENGTH + 1) if at not in answered)
        changes = _single(reading, places, table)
    for repairs, weight in changes:
        yield from _fitting(text, repairs, weight * base, facts)


def _fitting(
    text: str, repairs: tuple[Repair, ...], weight: float, facts: VinFacts
) -> Iterator[Candidate]:
    characters = list(text)
    for repair in repairs:
        characters[repair.position - 1] = repair.meant
    vin = "".join(characters)
    if not set(vin) & set("IOQ") and vin[8] == check_digit(vin):
        plausible = plausibility(vin, facts)
        if plausible:
            yield Candidate(vin, weight * plausible, repairs)


def _single(
    reading: Literal, places: Sequence[int], table: Confusions
) -> Iterator[tuple[tuple[Repair, ...], float]]:
    """Each confusable character at each of these places, alone."""
    for position in places:
        heard = reading.text[position - 1]
        trust = SURE if reading.is_sure(position - 1) else 1.0
        for meant, weight in table.get(heard, {}).items():
            yield (Repair(position, heard, meant),), weight * trust


def _several(
    text: str, places: Sequence[int], table: Confusions
) -> Iterator[tuple[tuple[Repair, ...], float]]:
    options = [[*table.get(text[position - 1], {}).items()] for position in places]
    for choice in product(*options):
        repairs = tuple(
            Repair(position, text[position - 1], meant)
            for position, (meant, _) in zip(places, choice, strict=True)
        )
        yield repairs, prod(weight for _, weight in choice)


def _swaps(text: str, answered: Mapping[int, str]) -> Iterator[tuple[Repair, ...]]:
    for position in range(1, LENGTH):
        left, right = text[position - 1], text[position]
        if left != right and position not in answered and position + 1 not in answered:
            yield Repair(position, left, right), Repair(position + 1, right, left)
