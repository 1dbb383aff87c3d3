"""Some hundreds of hostile inputs for every door and reader; `python -m benchmarks.fuzz` has more.

The inputs are the same in each run. A failure names the input that shows it.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from benchmarks.fuzz.everything import every_part
from benchmarks.fuzz.house import House
from benchmarks.fuzz.running import SLOWLY, Part, Result, one, run
from benchmarks.real_desk import open_real_desk

INPUTS = {
    "requests as described": 60,
    "requests not as described": 60,
    "requests of any shape": 60,
    "phone requests": 40,
    "phone calls": 8,
    "turns at the desk": 15,
    "VINs in pieces": 15,
    "agents' entries": 10,
    "edits of knowledge": 4,
    "commands": 2,
    "the pipeline": 0,
}
"""So many of each part; 50 of those that are not named. The pipeline wants a trained model."""

_house: list[House] = []


def open_house() -> House:
    """One for all parts: its desk learns once."""
    if not _house:
        _house.append(House(open_real_desk()))
    return _house[0]


@pytest.fixture(scope="module", autouse=True)
def _closing() -> Iterator[None]:
    yield
    while _house:
        _house.pop().close()


PARTS = [part for part in every_part(open_house) if INPUTS.get(part.name, 50)]


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name.replace(" ", "-"))
def test_no_input_breaks_a_door_or_a_reader(part: Part) -> None:
    result = run(part, INPUTS.get(part.name, 50), start=11)
    assert result.inputs > 0
    # A busy machine is no defect: how long an input may take is measured by the long run.
    told = [f"{f.what} {f.where}\n  shown by {ascii(f.shown_by)[:800]}"
            for f in result.found.values() if f.what != SLOWLY]  # fmt: skip
    assert not told, "\n".join(told)


def test_a_failure_is_kept_with_its_shortest_input() -> None:
    def check(text: str) -> None:
        if "x" in text:
            raise KeyError(text)

    result = Result("a part")
    for text in ("abc", "long x", "x", "another x"):
        one(check, text, result)
    [found] = result.found.values()
    assert (found.shown_by, found.times, result.inputs) == ("x", 3, 4)
    assert not result.well
