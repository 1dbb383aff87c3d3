"""What holds for one line from one plant over the build days that are possible.

A month is read as the contract says: covered days decide, else disputed days, else not covered.
Rulings for several possible vehicles are merged when they say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from assistant.eligibility.facts import BuildDate
from assistant.eligibility.phases import Phases, outcome_of, sources_of
from assistant.eligibility.phrases import day_in_words, month_in_words, plant_in_words
from assistant.eligibility.stretches import Span, Stretch, runs
from assistant.eligibility.verdict import Outcome
from assistant.knowledge.program import Plant, Program
from assistant.knowledge.topic import Source

T = TypeVar("T")

Answer = tuple[Outcome, tuple[int, ...]]
"""What must be equal for an unknown fact not to matter: the outcome and the possible phases."""


@dataclass(frozen=True)
class Ruling:
    """What holds for one possible vehicle, and why."""

    outcome: Outcome
    phases: Phases | None = None
    """None unless the vehicle is covered."""
    plant: Plant | None = None
    condition: str = ""
    """`built on or after November 7, 2022`; empty when every possible day is covered."""
    conflicts: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()

    @property
    def answer(self) -> Answer:
        return self.outcome, self.phases.numbers if self.phases else ()


def rule_on(program: Program, plant: Plant, days: Span, pieces: Sequence[Stretch]) -> Ruling:
    """The ruling for a vehicle from this plant, built on one of these days.

    `pieces` are the stretches that meet these days, at least one. Conflicts about days that do not
    decide are kept: for a day of the month that is not covered, they may still matter.
    """
    conflicts = once(c for piece in pieces for c in piece.standing.conflicts)
    covered = [piece for piece in pieces if piece.standing.coverage == "covered"]
    disputed = [piece for piece in pieces if piece.standing.coverage == "disputed"]
    deciding = covered or disputed or list(pieces)
    rules = once(rule for piece in deciding for rule in piece.standing.rules)
    sources = once(source for piece in deciding for source in piece.standing.sources)
    if not covered:
        outcome: Outcome = "verify_with_dealer" if disputed else "not_covered"
        return Ruling(outcome, None, plant, "", conflicts, rules, sources)
    phases = union([piece.phases for piece in covered if piece.phases])
    outcome = outcome_of(program, phases)
    part = len(covered) < len(pieces)
    return Ruling(
        outcome,
        phases,
        plant,
        _condition(covered, days) if part else "",
        conflicts,
        (*rules, *(("covered_days_of_month",) if part else ()), phases.rule, outcome),
        (*sources, *sources_of(program, phases)),
    )


def union(several: Sequence[Phases]) -> Phases:
    """All phases that are possible when any of these may hold; `several` is never empty."""
    numbers = tuple(sorted({number for phases in several for number in phases.numbers}))
    rule = several[0].rule if len(numbers) == 1 else "phase_not_guessed"
    return Phases(numbers, rule, once(source for p in several for source in p.sources))


def conditions(rulings: Sequence[Ruling], built: BuildDate) -> tuple[str, ...]:
    """What must hold of the build date; where the plants differ, each says its own."""
    different = once(ruling.condition for ruling in rulings)
    if not any(different):
        return ()
    if len(different) == 1:
        return different
    whole = f"built in {month_in_words(built.month)}"
    return tuple(
        f"{ruling.condition or whole} in {plant_in_words(ruling.plant)}"
        for ruling in rulings
        if ruling.plant
    )


def _condition(covered: Sequence[Stretch], days: Span) -> str:
    return "built " + ", or ".join(_part(run, days) for run in runs(covered, days))


def _part(run: Span, days: Span) -> str:
    if run.first == days.first:
        return f"on or before {day_in_words(run.last)}"
    if run.last == days.last:
        return f"on or after {day_in_words(run.first)}"
    if run.first == run.last:
        return f"on {day_in_words(run.first)}"
    return f"between {day_in_words(run.first)} and {day_in_words(run.last)}"


def once(items: Iterable[T]) -> tuple[T, ...]:
    """The items without repetition, in the order in which they first stand."""
    return tuple(dict.fromkeys(items))
