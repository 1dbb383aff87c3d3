"""Which phases a covered vehicle can belong to, and what that means for its timing.

The copy of the chart that we have lost its colors. A filled cell of `phase_chart.csv` gives the
phase; otherwise the program's candidate rules name the possible phases. A phase is never guessed.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.eligibility.verdict import Timing
from assistant.knowledge.program import Month, Phase, Plant, Program
from assistant.knowledge.topic import Source


@dataclass(frozen=True)
class Phases:
    """The phases that are possible for a covered vehicle."""

    numbers: tuple[int, ...]
    """One when the phase is known, ascending otherwise."""
    rule: str
    """`phase_from_chart`, `phase_not_guessed` or `registry_decides`."""
    sources: tuple[Source, ...] = ()

    @property
    def phase(self) -> int | None:
        """The phase, when only one is possible."""
        return self.numbers[0] if len(self.numbers) == 1 else None

    @property
    def candidates(self) -> tuple[int, ...]:
        """The possible phases while the phase is not known, else none."""
        return () if self.phase is not None else self.numbers


def phases_of(program: Program, line: str, plant: Plant, day: date) -> Phases:
    """The phases possible for a covered vehicle of this line and plant, built on this day.

    A day of which neither a cell nor a candidate rule speaks leaves every phase possible.
    """
    cell = program.cells.get((line, plant, Month(day.year, day.month)))
    if cell is not None:
        return Phases((cell,), "phase_from_chart")
    for rule in program.candidates:
        if (rule.first_day or day) <= day <= (rule.last_day or day):
            return Phases(tuple(sorted(rule.phases)), "phase_not_guessed", (rule.source,))
    every = tuple(sorted(phase.number for phase in program.phases))
    return Phases(every, "phase_not_guessed")


def outcome_of(program: Program, phases: Phases) -> Literal["remedy_available", "later_phase"]:
    """`remedy_available` when every possible phase is, even where the phase is not known."""
    possible = _possible(program, phases.numbers)
    if possible and all(phase.status == "available" for phase in possible):
        return "remedy_available"
    return "later_phase"


def timing_of(program: Program, phases: Phases, *, on: date) -> Timing:
    """When the remedy is, or was estimated to be, available.

    `announced` is the day that all possible phases share, else None; `estimate` and `owner_letter`
    hold the months of every possible phase. `overdue`: one of the estimated months is over.
    """
    possible = _possible(program, phases.numbers)
    announced = {phase.announced for phase in possible}
    estimate = tuple(
        dict.fromkeys(p.estimate for p in possible if p.status == "estimated" and p.estimate)
    )
    return Timing(
        status="available" if outcome_of(program, phases) == "remedy_available" else "estimated",
        announced=announced.pop() if len(announced) == 1 else None,
        estimate=estimate,
        owner_letter=tuple(dict.fromkeys(p.owner_letter for p in possible if p.owner_letter)),
        overdue=any(_is_over(month, on) for month in estimate),
    )


def sources_of(program: Program, phases: Phases) -> tuple[Source, ...]:
    """Where the program says these phases, and that they are the possible ones."""
    stated = (s for phase in _possible(program, phases.numbers) for s in phase.sources)
    return (*phases.sources, *stated)


def _possible(program: Program, numbers: Iterable[int]) -> list[Phase]:
    wanted = set(numbers)
    return [phase for phase in program.phases if phase.number in wanted]


def _is_over(month: Month, on: date) -> bool:
    """Whether the whole month has passed; on its last day it has not."""
    return on > date(month.year, month.month, monthrange(month.year, month.month)[1])
