"""All that a message says of a VIN, before it is compared with what a VIN must be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.eligibility.vin import LENGTH
from assistant.language.vin_confusions import BY_EAR, BY_EAR_OR_EYE, BY_EYE, Confusions
from assistant.language.vin_literals import Literal, literals, windows
from assistant.language.vin_slot import Slot

TYPED_RUN = 8
"""So many letters and digits without a blank are typed."""
GROUP = 3
"""From so many on, letters and digits without a blank may be typed as well as recognised."""


@dataclass(frozen=True)
class Heard:
    """The readings of one message."""

    full: tuple[Literal, ...]
    """Readings of 17 characters, cheapest first. The cost is counted from the cheapest reading of
    any length: 0 when nothing had to be bent to come to 17."""
    nearest: Literal
    """The reading whose length is nearest to 17."""
    typed: bool
    """By fingers, certainly."""
    spoken: bool
    """By a recogniser, certainly; neither where it cannot be told."""
    swaps: bool
    """Neighbours may have changed places, as under fingers."""

    @property
    def table(self) -> Confusions:
        """What may have been taken for what."""
        if self.typed:
            return BY_EYE
        return BY_EAR if self.spoken else BY_EAR_OR_EYE


def hear(row: Sequence[Slot]) -> Heard:
    """Read a row of slots as VINs of any length."""
    full: dict[str, Literal] = {}
    nearest, best = Literal(""), (LENGTH + 1, 0.0)
    for window in windows(row):
        readings = literals(window)
        if not readings:
            continue
        cheapest = readings[0]
        rank = (abs(len(cheapest.text) - LENGTH), cheapest.cost)
        if rank < best:
            nearest, best = cheapest, rank
        for reading in readings:
            if len(reading.text) != LENGTH:
                continue
            cost = reading.cost - cheapest.cost
            if reading.text not in full or cost < full[reading.text].cost:
                full[reading.text] = replace(reading, cost=cost)
    longest = max((_run(slot) for slot in row), default=0)
    typed = longest >= TYPED_RUN
    return Heard(
        full=tuple(sorted(full.values(), key=lambda reading: (reading.cost, reading.text))),
        nearest=nearest,
        typed=typed,
        spoken=not typed and (longest < GROUP or any(_is_named(slot) for slot in row)),
        swaps=typed,
    )


def _run(slot: Slot) -> int:
    return 0 if slot.stranger or _is_named(slot) else len(slot.choices[0][0])


def _is_named(slot: Slot) -> bool:
    """Came from words ("two", "bee", "double five"), not from letters and digits themselves."""
    return not slot.stranger and 0 < len(slot.choices[0][0]) < slot.end - slot.start
