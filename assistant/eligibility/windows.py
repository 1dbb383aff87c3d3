"""What the letter says of one build day of one line from one plant.

Two lists say which vehicles were delivered with one Smart Key: the chart, with exact days, and the
Model/Years table, with thirds of months. They do not always agree; where only one of them says
covered, nobody but the dealer can tell.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from assistant.eligibility.phrases import (
    day_in_words,
    plant_in_words,
    sentence,
    third_in_words,
    years_in_words,
)
from assistant.knowledge.program import ChartRow, NamedThird, Plant, Program, TableRow
from assistant.knowledge.topic import Source

Coverage = Literal["covered", "disputed", "not_covered"]

_THIRDS = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}
"""First and last day of each third (contract: Early 1 to 10, Mid 11 to 20, Late 21 to the end)."""

_ESTIMATED_RETURN = Source("FAQ", "Q9")


def third_days(third: NamedThird) -> tuple[date, date]:
    """The first and the last day of "Early", "Mid" or "Late" of a month."""
    first, last = _THIRDS[third.part]
    year, month = third.month.year, third.month.month
    end = monthrange(year, month)[1]
    return date(year, month, first), date(year, month, min(last, end))


@dataclass(frozen=True)
class Standing:
    """Where one build day stands, and why."""

    coverage: Coverage
    rules: tuple[str, ...]
    conflicts: tuple[str, ...] = ()
    """Which statements disagree, each sentence naming both."""
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Period:
    """A row of the Model/Years table, read beside the chart."""

    first: date
    last: date | None
    """None where the chart's production is ongoing."""
    exact: bool
    """Whether an exact day of the chart stands in for a third of the table."""


@dataclass(frozen=True)
class Window:
    """Everything that the two lists say of one line from one plant."""

    line: str
    plant: Plant
    chart: tuple[ChartRow, ...]
    """Empty where the chart has no row: the ES from Japan."""
    table: tuple[TableRow, ...]
    """Empty where the table has no row: the RC F."""
    two_keys_again: date

    @classmethod
    def of(cls, program: Program, line: str, plant: Plant) -> Window:
        """The rows for this line and plant; a table row that names no plant is for every one."""
        return cls(
            line,
            plant,
            tuple(row for row in program.chart if (row.line, row.plant) == (line, plant)),
            tuple(row for row in program.table if row.line == line and row.plant in (None, plant)),
            program.two_keys_again,
        )

    @property
    def ongoing(self) -> bool:
        """Whether the chart gives no end."""
        return any(row.end is None for row in self.chart)

    def period(self, row: TableRow) -> Period:
        """The days of a table row, with the chart's exact days where they fall in its thirds."""
        start, end = third_days(row.start), third_days(row.end)
        starts = [c.start for c in self.chart if start[0] <= c.start <= start[1]]
        ends = [c.end for c in self.chart if c.end and end[0] <= c.end <= end[1]]
        return Period(
            first=starts[0] if starts else start[0],
            last=None if self.ongoing else (ends[0] if ends else end[1]),
            exact=bool(starts or ends),
        )

    def borders(self) -> set[date]:
        """Every day on which a standing can begin or end: it is the same between two of them."""
        days = {self.two_keys_again}
        for c in self.chart:
            days.add(c.start)
            if c.end:
                days.add(c.end + timedelta(days=1))
        for row in self.table:
            period = self.period(row)
            days.add(period.first)
            if period.last:
                days.add(period.last + timedelta(days=1))
        return days

    def standing(self, day: date, *, model_year: int | None) -> Standing:
        """Whether a vehicle built on this day is covered; `model_year` None is "not known"."""
        in_chart = [row for row in self.chart if row.start <= day <= (row.end or day)]
        in_table = [row for row in self.table if _inside(day, self.period(row))]
        sources = (*(row.source for row in self.chart), *(row.source for row in self.table))
        if not in_chart and not in_table:
            return Standing("not_covered", ("neither_list_covers", *self._readings()), (), sources)
        if not in_chart or not in_table:
            conflict = sentence(f"{self._chart_says()}; {self._table_says()}")
            return Standing("disputed", ("lists_disagree",), (conflict,), sources)
        rules = ["both_lists_cover", *self._readings()]
        conflicts = []
        if model_year is not None and not (
            any(model_year in row.model_years for row in in_chart)
            and any(model_year in row.model_years for row in in_table)
        ):
            rules.append("model_year_unlisted")
            conflicts.append(self._years_say(model_year))
        if day >= self.two_keys_again and any(row.end is None for row in in_chart):
            rules.append("two_keys_again")
            conflicts.append(self._return_says())
            sources = (*sources, _ESTIMATED_RETURN)
        coverage: Coverage = "disputed" if conflicts else "covered"
        return Standing(coverage, tuple(rules), tuple(conflicts), sources)

    def _readings(self) -> tuple[str, ...]:
        """The rules by which the two lists were read as one."""
        exact = any(self.period(row).exact for row in self.table)
        ongoing = self.ongoing and bool(self.table)
        return ("exact_day_counts",) * exact + ("ongoing_has_no_end",) * ongoing

    @property
    def _name(self) -> str:
        return f"the {self.line} from {plant_in_words(self.plant)}"

    def _chart_says(self) -> str:
        if not self.chart:
            return f"the chart has no row for {self._name}"
        spans = " and ".join(
            f"from {day_in_words(row.start)} "
            + (f"to {day_in_words(row.end)}" if row.end else "on, without an end")
            for row in self.chart
        )
        return f"the chart has {self._name} with one Smart Key {spans}"

    def _table_says(self) -> str:
        if not self.table:
            return "the Model/Years table has no row for it"
        spans = " and ".join(
            f"from {third_in_words(row.start)} to {third_in_words(row.end)}" for row in self.table
        )
        return f"the Model/Years table has it {spans}"

    def _years_say(self, model_year: int) -> str:
        in_chart = years_in_words(year for row in self.chart for year in row.model_years)
        in_table = years_in_words(year for row in self.table for year in row.model_years)
        return (
            f"For {self._name}, the chart lists model years {in_chart} and the Model/Years table "
            f"{in_table}; this is a {model_year} model."
        )

    def _return_says(self) -> str:
        return (
            f"The chart calls production of {self._name} with one Smart Key ongoing; FAQ Q9 "
            f"estimates two Smart Keys again from {day_in_words(self.two_keys_again)}."
        )


def _inside(day: date, period: Period) -> bool:
    return period.first <= day and (period.last is None or day <= period.last)
