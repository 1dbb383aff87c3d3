"""What was typed or said, letter for letter: the readings of a row of slots, cheapest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.language.vin_slot import Slot

LONGEST = 21
"""Readings longer than this are not followed: no VIN with a slip or two is."""
WIDTH = 6
"""Readings kept of each length."""
MAX_WINDOWS = 40
"""Stretches of one message that are looked at, those of about 17 characters first."""
MAX_RUNS = 10
"""Runs of characters, parted by mere words, that are joined to one VIN at most."""
ALONE = 11
"""So many characters without a blank may be a VIN without their neighbours ("2023, 2T2GAC...")."""
MAX_STRANGERS = 3
"""So many unknown words in a row end a VIN."""


@dataclass(frozen=True)
class Literal:
    """One reading of what was heard, before any repair."""

    text: str
    """Upper case; may hold I, O and Q, and have any length."""
    cost: float = 0.0
    """0 when every word has its usual meaning."""
    sure: tuple[bool, ...] = ()
    """For each character: said with a code word."""
    original: str = ""
    """What was heard, where answers have changed the text since."""

    @property
    def source(self) -> str:
        """What was heard, before any change."""
        return self.original or self.text

    def is_sure(self, at: int) -> bool:
        """Whether the character at this index (from 0) was said with a code word."""
        return at < len(self.sure) and self.sure[at]


def literals(window: Sequence[Slot]) -> tuple[Literal, ...]:
    """All readings of up to 21 characters (the `WIDTH` cheapest of each length), cheapest first."""
    states: dict[int, list[Literal]] = {0: [Literal("")]}
    for slot in window:
        longer: dict[int, list[Literal]] = {}
        for length, readings in states.items():
            for text, cost in slot.choices:
                if length + len(text) <= LONGEST:
                    sure = (slot.sure,) * len(text)
                    longer.setdefault(length + len(text), []).extend(
                        Literal(reading.text + text, reading.cost + cost, reading.sure + sure)
                        for reading in readings
                    )
        states = {length: _cheapest(readings) for length, readings in longer.items()}
    return tuple(
        sorted(
            (reading for readings in states.values() for reading in readings),
            key=lambda reading: (reading.cost, reading.text),
        )
    )


def _cheapest(readings: list[Literal]) -> list[Literal]:
    if len(readings) == 1:
        return readings
    found: dict[str, Literal] = {}
    for reading in sorted(readings, key=lambda reading: reading.cost):
        found.setdefault(reading.text, reading)
        if len(found) == WIDTH:
            break
    return list(found.values())


def windows(row: Sequence[Slot]) -> list[Sequence[Slot]]:
    """The stretches of a message that may be one VIN: runs of characters with few words between."""
    found: list[Sequence[Slot]] = []
    for part in _parts(row):
        runs = _runs(part)
        for first in range(len(runs)):
            for last in range(first, min(first + MAX_RUNS, len(runs))):
                if last > first and runs[last][0] - runs[last - 1][1] > MAX_STRANGERS:
                    break
                window = part[runs[first][0] : runs[last][1]]
                if sum(slot.fewest for slot in window) > LONGEST + 4:
                    break
                found.append(window)
    found.sort(key=lambda window: abs(sum(slot.fewest for slot in window) - 17))
    return found[:MAX_WINDOWS]


def _parts(row: Sequence[Slot]) -> Iterator[Sequence[Slot]]:
    starts = [0, *(index for index, slot in enumerate(row) if slot.restart and index), len(row)]
    for start, end in pairwise(starts):
        yield row[start:end]


def _runs(part: Sequence[Slot]) -> list[tuple[int, int]]:
    """Where characters stand without a mere word between: (first, after the last)."""
    runs: list[tuple[int, int]] = []
    for index, slot in enumerate(part):
        if not slot.choices[0][0]:
            continue
        long = slot.fewest >= ALONE or (index > 0 and part[index - 1].fewest >= ALONE)
        if runs and runs[-1][1] == index and not long:
            runs[-1] = (runs[-1][0], index + 1)
        else:
            runs.append((index, index + 1))
    return runs
