"""Which fact would change a verdict, and to what: every other value is simply tried."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from assistant.desk.speech import day_name, listed
from assistant.desk.verdict_words import PLANT_NAMES
from assistant.eligibility.assess import Engine
from assistant.eligibility.facts import BuildDate, Facts
from assistant.eligibility.verdict import Outcome, Verdict
from assistant.eligibility.windows import third_days
from assistant.knowledge.program import PLANTS, Month

_NEAR = 31
"""Days before and after the build date that are tried: a slip of a month."""

OUTCOMES: dict[Outcome, str] = {
    "remedy_available": "in the program, key available",
    "later_phase": "in the program, later phase",
    "not_covered": "not in the program",
    "verify_with_dealer": "the dealer verifies the VIN",
    "need_facts": "more facts needed",
    "invalid_facts": "the facts do not fit together",
    "already_delivered": "second key already delivered",
}
"""An outcome as an agent reads it."""


@dataclass(frozen=True)
class Change:
    """One fact that would change the verdict."""

    fact: str
    """`built`, `plant` or `model_year`."""
    if_: str
    """ "built on or before November 6, 2022" """
    then: str
    """ "not in the program" """
    outcome: Outcome


def short(verdict: Verdict) -> str:
    """A verdict in a few words: "in the program, later phase: 6 or 7"."""
    phases = [str(n) for n in verdict.phase_candidates or ((verdict.phase or 0),) if n]
    return OUTCOMES[verdict.outcome] + (f": phase {listed(phases, word='or')}" if phases else "")


def changes(verdict: Verdict, engine: Engine) -> tuple[Change, ...]:
    """What would change this verdict. Nothing does where the vehicle registry has decided."""
    facts = verdict.facts
    if (
        verdict.outcome in ("invalid_facts", "already_delivered")
        or "registry_decides" in verdict.rules
        or facts.model not in engine.program.lines
        or facts.built is None
    ):
        return ()
    bare = replace(facts, vin=None)
    found: list[Change] = []
    if facts.plant is None or facts.vin is None:
        found += _by_plant(bare, verdict, engine)
    found += _by_day(bare, facts.built, verdict, engine)
    if facts.model_year is None or facts.vin is None:
        found += _by_model_year(bare, verdict, engine)
    return tuple(found)


def _answer(verdict: Verdict) -> tuple[Outcome, int | None, tuple[int, ...]]:
    return verdict.outcome, verdict.phase, verdict.phase_candidates


def _by_plant(facts: Facts, verdict: Verdict, engine: Engine) -> Iterator[Change]:
    rows = {row.plant for row in engine.program.chart if row.line == facts.model}
    for plant in PLANTS:
        if plant == facts.plant or (plant not in rows and facts.plant is None):
            continue
        other = engine.assess(replace(facts, plant=plant))
        if _answer(other) != _answer(verdict):
            yield Change("plant", f"built in {PLANT_NAMES[plant]}", short(other), other.outcome)


def _by_day(facts: Facts, built: BuildDate, verdict: Verdict, engine: Engine) -> Iterator[Change]:
    """Runs of days with an answer of their own: inside the month, and just before and after."""
    near = timedelta(days=_NEAR)
    runs = _runs(facts, engine)
    for begin, end, other in runs:
        if end < built.first - near or begin > built.last + near:
            continue
        if _answer(other) == _answer(verdict) or other.outcome == "invalid_facts":
            continue
        if begin == runs[0][0]:
            if_ = f"built on or before {day_name(end)}"
        elif end == engine.on:
            if_ = f"built on or after {day_name(begin)}"
        elif begin == end:
            if_ = f"built on {day_name(begin)}"
        else:
            if_ = f"built from {day_name(begin)} to {day_name(end)}"
        yield Change("built", if_, short(other), other.outcome)


def _runs(facts: Facts, engine: Engine) -> list[tuple[date, date, Verdict]]:
    """All build days up to today as runs with one answer each. The first has no beginning: it
    starts before either list does."""
    program = engine.program
    starts = [row.start for row in program.chart if row.line == facts.model]
    starts += [third_days(row.start)[0] for row in program.table if row.line == facts.model]
    first = min(starts) - timedelta(days=1)
    days = [first + timedelta(days=n) for n in range((engine.on - first).days + 1)]
    runs: list[tuple[date, date, Verdict]] = []
    for _, alike in groupby(days, key=engine.season_of):
        season = list(alike)
        verdict = engine.assess(replace(facts, built=_on(season[0])))
        if runs and _answer(runs[-1][2]) == _answer(verdict):
            runs[-1] = (runs[-1][0], season[-1], verdict)
        else:
            runs.append((season[0], season[-1], verdict))
    return runs


def _by_model_year(facts: Facts, verdict: Verdict, engine: Engine) -> Iterator[Change]:
    program = engine.program
    years = {year for row in program.chart if row.line == facts.model for year in row.model_years}
    years |= {year for row in program.table if row.line == facts.model for year in row.model_years}
    for year in sorted(years - {facts.model_year or 0}):
        other = engine.assess(replace(facts, model_year=year))
        if _answer(other) != _answer(verdict) and other.outcome != "invalid_facts":
            yield Change("model_year", f"a {year} model", short(other), other.outcome)


def _on(day: date) -> BuildDate:
    return BuildDate(Month(day.year, day.month), day.day)
