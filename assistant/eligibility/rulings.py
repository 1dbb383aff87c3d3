"""What holds for one line from one plant over the build days that are possible.

A month is read as the contract says: covered days decide, else disputed days, else not covered.
Rulings for several possible vehicles are merged when they say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from assistant.eligibility.phases import Phases, outcome_of, sources_of
from assistant.eligibility.phrases import day_in_words, month_in_words, plant_in_words
from assistant.eligibility.stretches import Span, Stretch, runs
from assistant.eligibility.verdict import Outcome
from assistant.knowledge.program import Month, Plant, Program
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
    days: Span | None = None
    """The build days that were possible; None when they play no part."""
    covered: tuple[Span, ...] = ()
    """Those of them that are covered, when not all of them are; else empty."""
    conflicts: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()

    @property
    def answer(self) -> Answer:
        return self.outcome, self.phases.numbers if self.phases else ()


def rule_on(program: Program, plant: Plant, days: Span, pieces: Sequence[Stretch]) -> Ruling:
    """The ruling for a vehicle from this plant, built on one of these days.

    `pieces` are the stretches that the days touch, at least one. Conflicts about days that do not
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
        return Ruling(outcome, None, plant, days, (), conflicts, rules, sources)
    phases = union([piece.phases for piece in covered if piece.phases])
    outcome = outcome_of(program, phases)
    part = len(covered) < len(pieces)
    return Ruling(
        outcome,
        phases,
        plant,
        days,
        tuple(runs(covered)) if part else (),
        conflicts,
        (*rules, *(("covered_days_of_month",) if part else ()), phases.rule, outcome),
        (*sources, *sources_of(program, phases)),
    )


def union(several: Sequence[Phases]) -> Phases:
    """All phases that are possible when any of these may hold; `several` is never empty."""
    numbers = tuple(sorted({number for phases in several for number in phases.numbers}))
    rule = several[0].rule if len(numbers) == 1 else "phase_not_guessed"
    return Phases(numbers, rule, once(source for p in several for source in p.sources))


def conditions(rulings: Sequence[Ruling]) -> tuple[str, ...]:
    """What must hold of the build date, each condition with its plant where the plants differ."""
    each = {ruling.plant: condition(ruling) for ruling in rulings}
    if not any(each.values()):
        return ()
    if len(set(each.values())) == 1:
        return (next(iter(each.values())),)
    return tuple(
        f"{text} in {plant_in_words(ruling.plant)}" if text else _whole_span(ruling)
        for ruling in rulings
        for text in [each[ruling.plant]]
        if ruling.plant
    )


def condition(ruling: Ruling) -> str:
    """`built on or after November 7, 2022`; empty when every possible day is covered."""
    if not ruling.covered or not ruling.days:
        return ""
    return "built " + ", or ".join(_part(run, ruling.days) for run in ruling.covered)


def _part(run: Span, days: Span) -> str:
    if run.first == days.first:
        return f"on or before {day_in_words(run.last)}"
    if run.last == days.last:
        return f"on or after {day_in_words(run.first)}"
    if run.first == run.last:
        return f"on {day_in_words(run.first)}"
    return f"between {day_in_words(run.first)} and {day_in_words(run.last)}"


def _whole_span(ruling: Ruling) -> str:
    """A plant without a condition, said beside one that has one."""
    place = f"in {plant_in_words(ruling.plant)}" if ruling.plant else ""
    days = ruling.days
    if not days or (days.first.year, days.first.month) != (days.last.year, days.last.month):
        return f"built {place}"
    return f"built in {month_in_words(Month(days.first.year, days.first.month))} {place}"


def one_per_plant(rulings: Iterable[Ruling]) -> list[Ruling]:
    """The first ruling of each plant; enough where all of a plant's rulings say the same."""
    return list({ruling.plant: ruling for ruling in reversed(list(rulings))}.values())[::-1]


def once(items: Iterable[T]) -> tuple[T, ...]:
    """The items without repetition, in the order in which they first stand."""
    return tuple(dict.fromkeys(items))
