"""Time, cut where the answer for one line from one plant can change.

Between two cuts every build day has the same answer, so a day, a month and "not known" are all the
same question: which stretches do the possible build days touch?
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.eligibility.phases import Phases, phases_of
from assistant.eligibility.windows import Standing, Window
from assistant.knowledge.program import Month, Plant, Program

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """Build days from `first` to `last`, both included."""

    first: date
    last: date

    def meets(self, other: Span) -> bool:
        """Whether both have a day in common."""
        return self.first <= other.last and other.first <= self.last

    def within(self, other: Span) -> Span:
        """The days that both have, which must be at least one."""
        return Span(max(self.first, other.first), min(self.last, other.last))


@dataclass(frozen=True)
class Stretch:
    """Build days that all have the same answer."""

    days: Span
    standing: Standing
    phases: Phases | None
    """None unless the days are covered."""


def stretches(
    program: Program, line: str, plant: Plant, *, model_year: int | None
) -> tuple[Stretch, ...]:
    """All of time for one line from one plant, in order and without a gap."""
    window = Window.of(program, line, plant)
    cuts = window.borders() | _phase_cuts(program, line, plant)
    firsts = sorted({date.min, *cuts})
    lasts = [*(cut - ONE_DAY for cut in firsts[1:]), date.max]
    pieces = []
    for first, last in zip(firsts, lasts, strict=True):
        standing = window.standing(first, model_year=model_year)
        covered = standing.coverage == "covered"
        phases = phases_of(program, line, plant, first) if covered else None
        pieces.append(Stretch(Span(first, last), standing, phases))
    return tuple(pieces)


def runs(pieces: Sequence[Stretch], within: Span) -> list[Span]:
    """Those of the days that these stretches have, with neighbours joined."""
    joined: list[Span] = []
    for stretch in pieces:
        days = stretch.days.within(within)
        if joined and joined[-1].last + ONE_DAY == days.first:
            joined[-1] = Span(joined[-1].first, days.last)
        else:
            joined.append(days)
    return joined


def _phase_cuts(program: Program, line: str, plant: Plant) -> set[date]:
    cuts = set()
    for cell_line, cell_plant, month in program.cells:
        if (cell_line, cell_plant) == (line, plant):
            cuts |= {date(month.year, month.month, 1), _month_after(month)}
    for rule in program.candidates:
        if rule.first_day:
            cuts.add(rule.first_day)
        if rule.last_day:
            cuts.add(rule.last_day + ONE_DAY)
    return cuts


def _month_after(month: Month) -> date:
    years, index = divmod(month.month, 12)
    return date(month.year + years, index + 1, 1)
