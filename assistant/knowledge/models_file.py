"""knowledge/program/models.csv: the chart's rows and the table's rows, side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from assistant.knowledge.csv_table import CsvRow, read_csv
from assistant.knowledge.fault_list import FilePen, did_you_mean, listed
from assistant.knowledge.phases_file import in_force
from assistant.knowledge.program import PLANTS, ChartRow, NamedThird, Plant, TableRow
from assistant.knowledge.record import read_day, read_month
from assistant.knowledge.topic import Source

MODEL_COLUMNS = (
    "line",
    "plant",
    "key_type",
    "chart_years",
    "chart_start",
    "chart_end",
    "chart_vehicles",
    "table_plant",
    "table_years",
    "table_start",
    "table_end",
    "table_vehicles",
    "said",
    "until",
)
_THIRDS = ("early", "mid", "late")


@dataclass(frozen=True)
class ModelsFile:
    """The rows that hold as of the newest bulletin."""

    chart: tuple[ChartRow, ...]
    table: tuple[TableRow, ...]


class _Row:
    """One row of models.csv, asked cell by cell."""

    def __init__(self, row: CsvRow, pen: FilePen) -> None:
        self.line = row.line
        self._cells = row.cells
        self._pen = pen

    def raw(self, name: str) -> str:
        return self._cells.get(name, "")

    def say(self, message: str) -> None:
        self._pen.say(self.line, message)

    def day(self, name: str) -> date | None:
        text = self.raw(name)
        if not text:
            return None
        day = read_day(text)
        if day is None:
            self.say(
                f"'{text}' in column {name} is not a date. Write a day as YYYY-MM-DD, such "
                "as 2022-11-07."
            )
        return day

    def third(self, name: str) -> NamedThird | None:
        text = self.raw(name)
        part, _, rest = text.partition(" ")
        month = read_month(rest.strip())
        if part.lower() not in _THIRDS or month is None:
            self.say(
                f"'{text}' in column {name} is no third of a month. Write early, mid or "
                "late and the month, "
                "such as 'late 2022-10'."
            )
            return None
        return NamedThird(cast(Literal["early", "mid", "late"], part.lower()), month)

    def years(self, name: str) -> tuple[int, ...]:
        text = self.raw(name)
        match = re.fullmatch(r"(20\d\d)(?:\s*-\s*(20\d\d))?", text)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
        if first > last:
            self.say(
                f"'{text}' in column {name} is no model year. Write 2023, or 2022-2024 for several."
            )
        return tuple(range(first, last + 1))

    def plant(self, name: str) -> Plant | None:
        text = self.raw(name)
        if text not in PLANTS:
            self.say(
                f"'{text}' in column {name} is no plant; it is "
                f"{listed(PLANTS)}.{did_you_mean(text, PLANTS)}"
            )
            return None
        return text

    def vehicles(self, name: str) -> int | None:
        text = self.raw(name).replace(",", "")
        if text.upper() == "TBD":
            return None
        if not text.isdecimal() or len(text) > 9:
            self.say(
                f"'{text}' in column {name} is no number of vehicles. Write a whole number, or TBD."
            )
            return None
        return int(text)


def read_models(text: str, bulletins: Sequence[date], pen: FilePen) -> ModelsFile:
    """The rows of chart and table, after noting every fault.

    `bulletins`: the days that `said` may name; the newest is the day as of which rows hold.
    """
    columns, rows, head = read_csv(text, pen)
    _check_columns(columns, MODEL_COLUMNS, head, pen)
    as_of = max(bulletins, default=date.max)
    chart: list[ChartRow] = []
    table: list[TableRow] = []
    seen: dict[tuple[str, str], int] = {}
    for row in (_Row(entry, pen) for entry in rows):
        said, until = row.day("said"), row.day("until")
        if said is None:
            if not row.raw("said"):
                row.say(
                    "column said is empty. Write the date of the bulletin that this row comes from."
                )
        elif bulletins and said not in bulletins:
            row.say(f"no bulletin is dated {said}. Add it under 'bulletins' of phases.yml.")
        chart_row, table_row = _chart_row(row), _table_row(row)
        if not in_force(said, until, as_of):
            continue
        key = (row.raw("line"), row.raw("plant"))
        if key in seen:
            row.say(
                f"{key[0]} from {key[1]} stands here twice (also in line {seen[key]}). "
                "Give the older row its last day in column until."
            )
        seen[key] = row.line
        if chart_row:
            chart.append(chart_row)
        if table_row:
            table.append(table_row)
    return ModelsFile(tuple(chart), tuple(table))


def _chart_row(row: _Row) -> ChartRow | None:
    if not row.raw("line"):
        row.say("column line is empty. Write the model line as the chart does, such as NX or RC F.")
    plant = row.plant("plant")
    if not row.raw("chart_years"):
        return None
    years, start = row.years("chart_years"), row.day("chart_start")
    ongoing = row.raw("chart_end").lower() == "ongoing"
    end = None if ongoing else row.day("chart_end")
    if not row.raw("chart_start") or not row.raw("chart_end"):
        row.say("the chart's row needs chart_start, and chart_end as a date or 'ongoing'.")
    elif start and end and end < start:
        row.say(f"chart_end {end} is before chart_start {start}. Are the two swapped?")
    vehicles = row.vehicles("chart_vehicles")
    if plant is None or not years or start is None or (end is None and not ongoing):
        return None
    line = row.raw("line")
    place = "Japan" if plant == "japan" else "North America"
    quote = f"{start.month}/{start.day}/{start.year} - " + (
        f"{end.month}/{end.day}/{end.year}" if end else "Ongoing"
    )
    source = Source("chart", f"{_short_years(years)} {line}, {place}", quote)
    return ChartRow(line, plant, row.raw("key_type"), years, start, end, vehicles, source)


def _table_row(row: _Row) -> TableRow | None:
    if not row.raw("table_years"):
        if any(
            row.raw(name) for name in ("table_start", "table_end", "table_vehicles", "table_plant")
        ):
            row.say(
                "the table's part of this row has no table_years. Fill it in, or empty the part."
            )
        return None
    plant = None if row.raw("table_plant") == "unknown" else row.plant("table_plant")
    years, start, end = row.years("table_years"), row.third("table_start"), row.third("table_end")
    vehicles = row.vehicles("table_vehicles")
    if not years or start is None or end is None or vehicles is None:
        return None
    if (end.month, _THIRDS.index(end.part)) < (start.month, _THIRDS.index(start.part)):
        row.say("table_end is before table_start. Are the two swapped?")
    line = row.raw("line")
    quote = f"{_third_in_words(start)} - {_third_in_words(end)}, {vehicles:,}"
    source = Source("FAQ", "Q3", f"{_long_years(years)} {line}: {quote}")
    return TableRow(line, plant, years, start, end, vehicles, source)


def _check_columns(columns: Sequence[str], known: Sequence[str], head: int, pen: FilePen) -> None:
    for name in columns:
        if name not in known:
            pen.say(head, f"'{name}' is no column of this table.{did_you_mean(name, known)}")
    for name in known:
        if columns and name not in columns:
            pen.say(head, f"the column '{name}' is missing.")


def _short_years(years: tuple[int, ...]) -> str:
    """`23MY`, `22MY - 24MY`, as the chart writes model years."""
    ends = [f"{year % 100}MY" for year in dict.fromkeys((years[0], years[-1]))]
    return " - ".join(ends)


def _long_years(years: tuple[int, ...]) -> str:
    return " - ".join(str(year) for year in dict.fromkeys((years[0], years[-1])))


def _third_in_words(third: NamedThird) -> str:
    name = date(third.month.year, third.month.month, 1).strftime("%B %Y")
    return f"{third.part.capitalize()} {name}"
