"""The engine: what is known of a vehicle, on a day, in; a verdict with its reasons out.

It is pure: the same facts, program and day give the same verdict. It asks for as little as it can:
an unknown fact is tried with everything that it could be, and is missing only where that changes
the outcome or the possible phases.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property

from assistant.eligibility.checks import Checked, check
from assistant.eligibility.facts import Facts
from assistant.eligibility.lines import ModelNames
from assistant.eligibility.phases import Phases, outcome_of, sources_of, timing_of
from assistant.eligibility.record import VehicleRecord
from assistant.eligibility.rules import RULES
from assistant.eligibility.rulings import (
    Answer,
    Ruling,
    conditions,
    once,
    rule_on,
    union,
)
from assistant.eligibility.stretches import ONE_DAY, Span, Stretch, stretches
from assistant.eligibility.verdict import Timing, Verdict
from assistant.knowledge.program import PLANTS, Plant, Program
from assistant.knowledge.topic import Source

_BRING = Source("FAQ", "Q5")
_LENGTH = Source("FAQ", "Q4")


def assess(
    facts: Facts, program: Program, *, on: date, record: VehicleRecord | None = None
) -> Verdict:
    """The verdict on one vehicle, asked on the day `on`; `record` is what the registry knows of it.

    A known phase stands in `phase` alone; `phase_candidates` holds the possible phases while the
    phase is not known, so one of the two is always empty (contract: "the chart's cell, if filled.
    Otherwise the candidates"). Both are empty unless the vehicle is covered.

    Never raises: facts that cannot be true give `invalid_facts` with `problems`.
    """
    return Engine(program, on=on).assess(facts, record)


class Engine:
    """The engine for one program on one day; what it works out once, it keeps."""

    def __init__(self, program: Program, *, on: date) -> None:
        self.program = program
        self.on = on
        self._names = ModelNames(program)
        self._plants = {
            line: once(row.plant for row in program.chart if row.line == line) or PLANTS
            for line in program.lines
        }
        self._judged: dict[tuple[str, Plant, int | None], list[tuple[Stretch, Ruling]]] = {}

    def assess(self, facts: Facts, record: VehicleRecord | None = None) -> Verdict:
        """As the function `assess`."""
        checked = check(facts, self.program, self._names, on=self.on, record=record)
        if checked.problems:
            return self._verdict(checked, Ruling("invalid_facts"), problems=tuple(checked.problems))
        ruling = self._by_record(record) or self._by_make(checked)
        if ruling:
            return self._verdict(checked, ruling)
        return self._by_lists(checked)

    def season_of(self, day: date) -> tuple[int, int]:
        """A mark for build days that are all alike, whatever the line, the plant and the year.

        Days with the same mark have the same verdict but for `facts`, unless it is `invalid_facts`
        (whose problems name the day).
        """
        return bisect_right(self._cuts, day), day.year

    @cached_property
    def _cuts(self) -> list[date]:
        every = (
            stretch.days.first
            for line in self.program.lines
            for plant in PLANTS
            for stretch, _ in self._pieces(line, plant, None)
        )
        return sorted({*every, self.on + ONE_DAY})

    def _by_record(self, record: VehicleRecord | None) -> Ruling | None:
        """What the registry alone decides: a delivered key, or a phase that the program has."""
        if record is None:
            return None
        known = any(phase.number == record.phase for phase in self.program.phases)
        phases = Phases((record.phase,), "registry_decides") if known and record.phase else None
        if record.delivered_on and record.delivered_on <= self.on:
            return Ruling("already_delivered", phases, rules=("already_delivered",))
        if phases is None:
            return None
        outcome = outcome_of(self.program, phases)
        sources = sources_of(self.program, phases)
        return Ruling(outcome, phases, rules=(outcome,), sources=sources)

    def _by_make(self, checked: Checked) -> Ruling | None:
        """Vehicles that are not of this program, whenever they were built."""
        model = checked.facts.model
        if checked.maker == "toyota":
            return Ruling("not_covered", rules=("toyota_vehicle",))
        if checked.maker == "other":
            return Ruling("not_covered", rules=("other_maker",))
        if model is None or model in self.program.lines:
            return None
        rules: tuple[str, ...] = ("model_not_in_program",)
        if self._names.maker_of(model) == "Toyota":
            rules = ("toyota_vehicle",)
        return Ruling("not_covered", rules=rules)

    def _by_lists(self, checked: Checked) -> Verdict:
        facts = checked.facts
        days = self._possible_days(facts)
        lines = (facts.model,) if facts.model else self.program.lines
        by_vehicle = {
            (line, plant): self._rulings(line, plant, facts, days)
            for line in lines
            # While the plant is not known, only those of the line's chart rows are possible.
            for plant in ((facts.plant,) if facts.plant else self._plants[line])
        }
        rulings = [ruling for several in by_vehicle.values() for ruling in several]
        if not facts.model:
            # The guest's car may also be one that is not of this program at all.
            rulings.append(Ruling("not_covered"))
        if len(answers_of(rulings)) == 1:
            return self._agreed(checked, rulings)
        return self._verdict(
            checked,
            Ruling("need_facts", rules=("ask_what_matters",)),
            missing=_missing(facts, list(by_vehicle.values())),
        )

    def _agreed(self, checked: Checked, rulings: Sequence[Ruling]) -> Verdict:
        """The verdict when all that is possible has the same answer."""
        facts = checked.facts
        reasons: list[str] = [rule for ruling in rulings for rule in ruling.rules]
        if facts.model and not facts.plant:
            reasons.append("plants_of_the_chart")
        if not (facts.model and facts.built):
            reasons.append("unknown_does_not_matter")
        if facts.built and facts.built.last > self.on:
            reasons.append("future_days_impossible")
        phases = union([ruling.phases for ruling in rulings if ruling.phases] or [_NO_PHASES])
        return self._verdict(
            checked,
            Ruling(
                rulings[0].outcome,
                phases if phases.numbers else None,
                conflicts=once(c for ruling in rulings for c in ruling.conflicts),
                rules=tuple(reasons),
                sources=once(source for ruling in rulings for source in ruling.sources),
            ),
            conditions=conditions(rulings, facts.built) if facts.built else (),
        )

    def _rulings(self, line: str, plant: Plant, facts: Facts, days: Span) -> list[Ruling]:
        """The rulings for one possible vehicle: one when its build date is known, else many."""
        pieces = self._pieces(line, plant, facts.model_year)
        touched = [piece for piece in pieces if piece[0].days.meets(days)]
        if facts.built and len(touched) > 1:
            return [rule_on(self.program, plant, days, [stretch for stretch, _ in touched])]
        return [ruling for _, ruling in touched]

    def _pieces(
        self, line: str, plant: Plant, model_year: int | None
    ) -> list[tuple[Stretch, Ruling]]:
        """All of time for one line from one plant, each stretch with its ruling."""
        key = (line, plant, model_year)
        if key not in self._judged:
            self._judged[key] = [
                (stretch, rule_on(self.program, plant, stretch.days, [stretch]))
                for stretch in stretches(self.program, line, plant, model_year=model_year)
            ]
        return self._judged[key]

    def _possible_days(self, facts: Facts) -> Span:
        """Never after the day of asking; never empty, because the facts have been checked."""
        if facts.built:
            days = Span(facts.built.first, facts.built.last)
        elif facts.model_year:
            days = Span(date(facts.model_year - 1, 1, 1), date(facts.model_year, 12, 31))
        else:
            days = Span(date.min, date.max)
        return days.within(Span(date.min, self.on))

    def _verdict(
        self,
        checked: Checked,
        ruling: Ruling,
        *,
        missing: tuple[str, ...] = (),
        conditions: tuple[str, ...] = (),
        problems: tuple[str, ...] = (),
    ) -> Verdict:
        phases, timing = ruling.phases, Timing()
        rules = [*checked.rules, *ruling.rules]
        sources = list(ruling.sources)
        covered = ruling.outcome in ("remedy_available", "later_phase")
        if covered and phases:
            timing = timing_of(self.program, phases, on=self.on)
            if timing.overdue:
                rules.append("estimate_passed")
            sources += [_BRING, _LENGTH]
        if checked.facts.vin:
            sources.append(self.program.vin.source)
        stated = (RULES[id].source for id in rules)
        return Verdict(
            outcome=ruling.outcome,
            as_of=self.program.as_of,
            facts=checked.facts,
            phase=phases.phase if phases else None,
            phase_candidates=phases.candidates if phases else (),
            timing=timing,
            bring=self.program.bring if covered else (),
            appointment_minutes=self.program.appointment_minutes,
            missing=missing,
            conditions=conditions,
            conflicts=ruling.conflicts,
            problems=problems,
            rules=once(rules),
            sources=_distinct([*(s for s in stated if s), *sources]),
        )


_NO_PHASES = Phases((), "phase_not_guessed")


def answers_of(rulings: Iterable[Ruling]) -> set[Answer]:
    """The different answers among these rulings."""
    return {ruling.answer for ruling in rulings}


def _missing(facts: Facts, vehicles: Sequence[Sequence[Ruling]]) -> tuple[str, ...]:
    """What to ask, in order: the model, the build date, and the plant only when both are known.

    `vehicles` holds, for each possible line and plant, its rulings over the possible build dates.
    """
    missing = [] if facts.model else ["model"]
    if not facts.built and any(len(answers_of(rulings)) > 1 for rulings in vehicles):
        missing.append("built")
    return tuple(missing) or ("plant",)


def _distinct(sources: Iterable[Source]) -> tuple[Source, ...]:
    """Each place once, in order; what is quoted from it does not make it another place."""
    places: dict[tuple[str, str], Source] = {}
    for source in sources:
        places.setdefault((source.document, source.item), source)
    return tuple(places.values())
