"""A verdict in front of an agent: what to say, and why it is so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.desk.reply import Reply
from assistant.desk.speech import day_name, month_name
from assistant.desk.verdict_words import PLANT_NAMES
from assistant.desk.what_if import Change, changes
from assistant.eligibility.assess import Engine
from assistant.eligibility.facts import BuildDate, Facts
from assistant.eligibility.rules import RULES
from assistant.eligibility.verdict import Verdict
from assistant.eligibility.windows import third_days
from assistant.knowledge.program import ChartRow, Contradiction, Month, Program, TableRow
from assistant.knowledge.topic import Source

Covers = Literal["yes", "partly", "no", "unknown"]


@dataclass(frozen=True)
class ListRow:
    """A row of one of the two lists, read beside the build date."""

    list: Literal["chart", "table"]
    vehicle: str
    """ "NX, Japan, 2022 to 2024" """
    period: str
    """ "November 7, 2022 to December 28, 2022", as exact as the list is."""
    covers: Covers
    """Whether the build date lies inside; `unknown` while there is none."""
    source: Source


@dataclass(frozen=True)
class Reason:
    """One law of the engine that was used, and where the letter says it."""

    sentence: str
    source: Source | None


@dataclass(frozen=True)
class Advice:
    """What an agent is shown of a vehicle."""

    verdict: Verdict
    told: Reply
    """The verdict as a guest is told it, or the one question to ask next."""
    say: str
    """The safe sentence: plain words, to be read aloud."""
    asks: str
    """The fact that `say` asks for; empty when the verdict is told."""
    rows: tuple[ListRow, ...]
    phase_cell: str
    """What the chart's cell says of the phase; empty while model or build date is unknown."""
    reasons: tuple[Reason, ...]
    conflicts: tuple[str, ...]
    contradictions: tuple[Contradiction, ...]
    """Where the letter contradicts itself about this model."""
    changes: tuple[Change, ...]


def advise(verdict: Verdict, told: Reply, engine: Engine) -> Advice:
    """The verdict with its reasons. `told` is how a guest hears it."""
    program = engine.program
    return Advice(
        verdict=verdict,
        told=told,
        say=told.speech,
        asks=verdict.missing[0] if verdict.outcome == "need_facts" and verdict.missing else "",
        rows=_rows(verdict.facts, program),
        phase_cell=_phase_cell(verdict, program),
        reasons=_reasons(verdict, program),
        conflicts=verdict.conflicts,
        contradictions=_contradictions(verdict.facts.model, program),
        changes=changes(verdict, engine),
    )


def _rows(facts: Facts, program: Program) -> tuple[ListRow, ...]:
    chart = [
        _chart_row(row, facts.built)
        for row in program.chart
        if row.line == facts.model and facts.plant in (None, row.plant)
    ]
    table = [
        _table_row(row, facts.built)
        for row in program.table
        if row.line == facts.model and (facts.plant is None or row.plant in (None, facts.plant))
    ]
    return (*chart, *table)


def _chart_row(row: ChartRow, built: BuildDate | None) -> ListRow:
    until = day_name(row.end) if row.end else "ongoing"
    vehicle = f"{row.line}, {PLANT_NAMES[row.plant]}, {_years(row.model_years)}"
    period = f"{day_name(row.start)} to {until}"
    return ListRow("chart", vehicle, period, _covers(row.start, row.end, built), row.source)


def _table_row(row: TableRow, built: BuildDate | None) -> ListRow:
    (first, _), (_, last) = third_days(row.start), third_days(row.end)
    where = f", {PLANT_NAMES[row.plant]}" if row.plant else ""
    thirds = [f"{t.part.capitalize()} {month_name(t.month)}" for t in (row.start, row.end)]
    vehicle = f"{row.line}{where}, {_years(row.model_years)}"
    return ListRow("table", vehicle, " to ".join(thirds), _covers(first, last, built), row.source)


def _covers(first: date, last: date | None, built: BuildDate | None) -> Covers:
    if built is None:
        return "unknown"
    if built.last < first or (last and built.first > last):
        return "no"
    inside = first <= built.first and (last is None or built.last <= last)
    return "yes" if inside else "partly"


def _years(years: tuple[int, ...]) -> str:
    return f"{min(years)} to {max(years)}" if len(years) > 1 else str(years[0])


def _phase_cell(verdict: Verdict, program: Program) -> str:
    facts = verdict.facts
    if facts.model not in program.lines or facts.built is None:
        return ""
    month: Month = facts.built.month
    cells = {
        plant: phase
        for (line, plant, cell_month), phase in program.cells.items()
        if (line, cell_month) == (facts.model, month) and facts.plant in (None, plant)
    }
    where = f"{facts.model}, {month_name(month)}"
    if not cells:
        return f"{where}: the chart's color is lost in our copy, so its phase is not known to us."
    told = sorted({f"phase {phase}, {PLANT_NAMES[plant]}" for plant, phase in cells.items()})
    return f"{where}: {'; '.join(told)}."


def _reasons(verdict: Verdict, program: Program) -> tuple[Reason, ...]:
    """The rules in order, and behind the phases their candidates' reasons (rules.explain)."""
    found = []
    for id in verdict.rules:
        found.append(Reason(RULES[id].sentence, RULES[id].source))
        if id == "phase_not_guessed":
            possible = set(verdict.phase_candidates)
            found += [
                Reason(candidate.reason, candidate.source)
                for candidate in program.candidates
                if possible >= set(candidate.phases)
            ]
    return tuple(found)


def _contradictions(model: str | None, program: Program) -> tuple[Contradiction, ...]:
    if not model:
        return ()
    named = re.compile(rf"\b{re.escape(model)}\b")
    return tuple(c for c in program.contradictions if named.search(c.about))
