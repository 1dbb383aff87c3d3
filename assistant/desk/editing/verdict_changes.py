"""Which verdicts differ between two versions of the program, told in sentences.

A grid of made-up vehicles is judged with both: every line, from both plants, built in every month
of the chart and on both sides of every border, with every model year that a list names, and with
none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from typing import Any

from assistant.desk.speech import day_name, listed, month_name
from assistant.desk.verdict_words import PLANT_NAMES
from assistant.desk.what_if import OUTCOMES
from assistant.eligibility.assess import Engine
from assistant.eligibility.facts import BuildDate, Facts
from assistant.eligibility.verdict import Verdict
from assistant.eligibility.windows import third_days
from assistant.knowledge.program import PLANTS, Month, Program

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class VerdictChange:
    """Vehicles of the grid whose verdict changes in the same way."""

    lines: tuple[str, ...]
    vehicles: str
    """ "NX and RX built in Japan, November to December 2023" """
    count: int
    """How many vehicles of the grid."""
    before: str
    """ "in the program, later phase, phase 6 or 7" """
    after: str
    outcomes: tuple[str, str]
    """The two outcomes as the engine names them."""
    example: Facts
    """One of the vehicles."""

    def sentence(self) -> str:
        """For an editor."""
        grid = f"{self.count} vehicle{'s' if self.count > 1 else ''} of the grid"
        return f"{self.vehicles} ({grid}): {self.before} -> {self.after}"

    def as_dict(self) -> dict[str, Any]:
        facts = self.example
        return {
            "lines": list(self.lines),
            "vehicles": self.vehicles,
            "count": self.count,
            "before": self.before,
            "after": self.after,
            "outcome_before": self.outcomes[0],
            "outcome_after": self.outcomes[1],
            "example": {
                "model": facts.model,
                "model_year": facts.model_year,
                "built": str(facts.built),
                "plant": facts.plant,
            },
            "sentence": self.sentence(),
        }


def verdict_changes(old: Program, new: Program, *, on: date) -> tuple[int, list[VerdictChange]]:
    """How many vehicles the grid has, and what changes, asked on the day `on` with both."""
    before, after = Engine(old, on=on), Engine(new, on=on)
    found: dict[tuple[str, str, str], list[tuple[Facts, Verdict, Verdict]]] = {}
    count = 0
    for facts in _grid(old, new, on):
        was, is_ = before.assess(facts), after.assess(facts)
        if was.outcome == is_.outcome == "invalid_facts":
            continue
        count += 1
        told = _told(was, is_)
        if told is not None:
            found.setdefault((str(facts.model), *told), []).append((facts, was, is_))
    changed = [
        VerdictChange(
            (line,),
            _described([facts for facts, _, _ in cases], old, new, on),
            len(cases),
            was,
            is_,
            (cases[0][1].outcome, cases[0][2].outcome),
            cases[0][0],
        )
        for (line, was, is_), cases in found.items()
    ]
    return count, _lines_together(changed)


def _grid(old: Program, new: Program, on: date) -> Iterable[Facts]:
    lines = tuple(dict.fromkeys((*old.lines, *new.lines)))
    dates = _build_dates(old, new, on)
    for line, plant, built in product(lines, PLANTS, dates):
        for year in (None, *_years(line, old, new)):
            yield Facts(line, year, built, plant)


def _build_dates(old: Program, new: Program, on: date) -> list[BuildDate]:
    """All months from one before the lists begin to one after they end, and the border days."""
    borders: set[date] = set()
    for program in (old, new):
        for row in program.chart:
            borders |= {row.start - _DAY, row.start}
            borders |= {row.end, row.end + _DAY} if row.end else set()
        for table in program.table:
            first, last = third_days(table.start)[0], third_days(table.end)[1]
            borders |= {first - _DAY, first, last, last + _DAY}
        for rule in program.candidates:
            borders |= {rule.first_day - _DAY, rule.first_day} if rule.first_day else set()
            borders |= {rule.last_day, rule.last_day + _DAY} if rule.last_day else set()
        borders |= {program.two_keys_again - _DAY, program.two_keys_again}
        borders |= {date(month.year, month.month, 1) for _, _, month in program.cells}
    borders = {day for day in borders if day <= on}
    if not borders:
        return []
    months, month, last_month = [], _month_of(min(borders)), _month_of(max(borders))
    while month <= last_month:
        months.append(BuildDate(month))
        month = _next(month)
    return months + [BuildDate(_month_of(day), day.day) for day in sorted(borders)]


def _years(line: str, *programs: Program) -> list[int]:
    """The model years that either list names for a line, in any of the programs."""
    found: set[int] = set()
    for program in programs:
        found.update(year for row in program.chart if row.line == line for year in row.model_years)
        found.update(year for row in program.table if row.line == line for year in row.model_years)
    return sorted(found)


def _told(was: Verdict, is_: Verdict) -> tuple[str, str] | None:
    """Both verdicts in words, with as much detail as tells them apart; None when they agree."""
    for words in (_outcome, _timing, _conditions, _conflicts, _visit):
        before, after = words(was), words(is_)
        if before != after:
            if words is _outcome:
                return before, after
            return f"{_outcome(was)}, {before}", f"{_outcome(is_)}, {after}"
    return None


def _outcome(verdict: Verdict) -> str:
    phases = [str(n) for n in verdict.phase_candidates or ((verdict.phase or 0),) if n]
    return OUTCOMES[verdict.outcome] + (f", phase {listed(phases, word='or')}" if phases else "")


def _timing(verdict: Verdict) -> str:
    timing = verdict.timing
    parts = [
        f"announced {day_name(timing.announced)}" if timing.announced else "",
        f"estimated {listed([month_name(m) for m in timing.estimate], word='or')}"
        if timing.estimate
        else "",
        f"letters {listed([month_name(m) for m in timing.owner_letter], word='or')}"
        if timing.owner_letter
        else "",
    ]
    return ", ".join(part for part in parts if part) or "no date"


def _conditions(verdict: Verdict) -> str:
    return f"if {'; '.join(verdict.conditions)}" if verdict.conditions else "whatever the day"


def _conflicts(verdict: Verdict) -> str:
    return f"because {'; '.join(verdict.conflicts)}" if verdict.conflicts else "without a conflict"


def _visit(verdict: Verdict) -> str:
    return f"bring {listed(list(verdict.bring))}; {verdict.appointment_minutes} minutes"


def _lines_together(changed: Sequence[VerdictChange]) -> list[VerdictChange]:
    """Lines of which the same is true, in one sentence."""
    together: dict[tuple[str, str, str], list[VerdictChange]] = {}
    for change in changed:
        together.setdefault((change.vehicles, change.before, change.after), []).append(change)
    return [
        VerdictChange(
            lines := tuple(line for change in group for line in change.lines),
            f"{listed(list(lines))} {vehicles}",
            sum(change.count for change in group),
            before,
            after,
            group[0].outcomes,
            group[0].example,
        )
        for (vehicles, before, after), group in together.items()
    ]


def _described(cases: Sequence[Facts], old: Program, new: Program, on: date) -> str:
    """ "built in Japan, November to December 2023, model year 2024" """
    plants = {facts.plant for facts in cases if facts.plant}
    where = "" if len(plants) == len(PLANTS) else f" in {PLANT_NAMES[min(plants)]}"
    when = _when([facts.built for facts in cases if facts.built])
    years = {facts.model_year for facts in cases}
    which = ""
    if None not in years:
        named = [str(year) for year in sorted(year for year in years if year)]
        which = f", if it is a {listed(named, word='or')} model"
    return f"built{where} {when}{which}"


def _when(dates: Sequence[BuildDate]) -> str:
    months = sorted({built.month for built in dates if built.day is None})
    days = sorted({built.first for built in dates if built.day and built.month not in months})
    runs: list[list[Month]] = []
    for month in months:
        if runs and _next(runs[-1][-1]) == month:
            runs[-1].append(month)
        else:
            runs.append([month])
    told = [_run(run) for run in runs] + [f"on {day_name(day)}" for day in days]
    return listed(told)


def _run(months: Sequence[Month]) -> str:
    first, last = months[0], months[-1]
    if first == last:
        return f"in {month_name(first)}"
    return f"from {month_name(first)} to {month_name(last)}"


def _month_of(day: date) -> Month:
    return Month(day.year, day.month)


def _next(month: Month) -> Month:
    return Month(month.year + month.month // 12, month.month % 12 + 1)
