"""Where in a message a VIN stands, typed or spoken, or an attempt at one of the wrong length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.eligibility.vin import LENGTH, problems
from assistant.language.vin import ACCEPTED, MAX_TEXT
from assistant.language.vin_literals import literals, windows
from assistant.language.vin_slot import Slot
from assistant.language.vin_slots import slots

FEWEST = 13
"""Letters and digits in a row that are taken for an attempt at a VIN."""
MOST = 21
FEWEST_ANNOUNCED = 5
"""The same after "my VIN is": also a piece of one."""
FEWEST_LETTERS = 3
FEWEST_DIGITS = 3
MOST_WORDS = 3
"""Mere words between the characters of an attempt; unknown ones count twice."""


@dataclass(frozen=True, order=True)
class VinSpan:
    """Where it stands: `text[start:end]`."""

    start: int
    end: int


def find_vins(text: str) -> tuple[VinSpan, ...]:
    """The VINs and the attempts at one in the first 2,000 characters, in the message's order.

    The spans do not overlap. Each begins and ends with a character of the VIN as typed or named.
    """
    rated: list[tuple[int, float, int, VinSpan]] = []
    for window in windows(slots(text[:MAX_TEXT])):
        rating = _rating(window)
        if rating is not None:
            span = VinSpan(window[0].start, window[-1].end)
            rated.append((*rating, span.end - span.start, span))
    taken: list[VinSpan] = []
    for _, _, _, span in sorted(rated):
        if all(span.end <= other.start or other.end <= span.start for other in taken):
            taken.append(span)
    return tuple(sorted(taken))


def _rating(window: Sequence[Slot]) -> tuple[int, float] | None:
    """How much it looks like a VIN, the smallest first; None when it does not."""
    readings = literals(window)
    if not readings or not readings[0].text:
        return None
    cheapest = readings[0]
    strong = _is_strong(window)
    for reading in readings:
        if len(reading.text) == LENGTH and reading.cost - cheapest.cost <= ACCEPTED:
            if not problems(reading.text):
                return 0, reading.cost
            if strong:
                return 1, reading.cost
    length = len(cheapest.text)
    if strong and length <= MOST:
        return 2, abs(length - LENGTH) + cheapest.cost
    announced = any(slot.restart for slot in window)
    if announced and FEWEST_ANNOUNCED <= length <= MOST and any(c.isdigit() for c in cheapest.text):
        return 3, abs(length - LENGTH) + cheapest.cost
    return None


def _is_strong(window: Sequence[Slot]) -> bool:
    """Whether it is letters and digits in a row, not a sentence with numbers in it."""
    certain = [slot.choices[0][0] for slot in window if slot.fewest and not slot.stranger]
    text = "".join(certain)
    digits = sum(character.isdigit() for character in text)
    words = sum(2 if slot.stranger else 1 for slot in window if not slot.choices[0][0])
    return (
        len(text) >= FEWEST
        and digits >= FEWEST_DIGITS
        and len(text) - digits >= FEWEST_LETTERS
        and words <= MOST_WORDS
    )
