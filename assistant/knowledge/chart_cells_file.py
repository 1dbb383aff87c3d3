"""knowledge/program/phase_chart.csv: the colored chart as a grid, a phase in each known cell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import cast

from assistant.knowledge.csv_table import CsvRow, read_csv
from assistant.knowledge.fault_list import FilePen, did_you_mean
from assistant.knowledge.models_file import ModelsFile
from assistant.knowledge.program import Month, Plant
from assistant.knowledge.record import read_month

_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SPREADSHEET_MONTH = re.compile(r"([A-Za-z]{3})[a-z]*[-/ ](\d{4}|\d{2})")

Cells = dict[tuple[str, Plant, Month], int]


def read_cells(text: str, models: ModelsFile, phases: Iterable[int], pen: FilePen) -> Cells:
    """The filled cells, after noting every fault. An empty cell is not known, and absent."""
    columns, rows, head = read_csv(text, pen)
    for name in ("line", "plant"):
        if columns and name not in columns:
            pen.say(head, f"the grid needs a column '{name}'.")
    months: dict[str, Month] = {}
    for name in columns:
        if name in ("line", "plant"):
            continue
        month = _column_month(name)
        if month is None:
            pen.say(
                head, f"'{name}' is no month for a column. Write it as YYYY-MM, such as 2022-10."
            )
        elif month in months.values():
            pen.say(head, f"the month {month} has two columns. Keep one.")
        else:
            months[name] = month
    known, known_phases = _known_rows(models), tuple(phases)
    cells: Cells = {}
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        line, plant = row.cells.get("line", ""), row.cells.get("plant", "")
        if (line, plant) not in known:
            names = [f"{line},{plant}" for line, plant in known]
            hint = did_you_mean(f"{line},{plant}", names)
            pen.say(
                row.line,
                f"models.csv has no row '{line},{plant}', so this row has no meaning.{hint}",
            )
            continue
        if (line, plant) in seen:
            pen.say(
                row.line,
                f"{line} from {plant} stands here twice (also in line {seen[line, plant]}).",
            )
        seen[line, plant] = row.line
        for name, month in months.items():
            phase = _phase(row, name, known_phases, pen)
            if phase is None:
                continue
            if not any(first <= month <= last for first, last in known[line, plant]):
                pen.say(
                    row.line,
                    f"{line} from {plant} was not built with one key in {month}, neither by "
                    "the chart nor by "
                    "the table. Is the cell in the right column?",
                )
            cells[line, cast(Plant, plant), month] = phase
    for line, plant in known:
        if (line, plant) not in seen:
            pen.say(
                head,
                f"the row '{line},{plant}' of models.csv is missing here. Add it; its cells "
                "may be empty.",
            )
    return cells


def _phase(row: CsvRow, name: str, phases: tuple[int, ...], pen: FilePen) -> int | None:
    text = row.cells[name]
    if not text:
        return None
    if not text.isdecimal() or len(text) > 9 or int(text) not in phases:
        pen.say(
            row.line,
            f"'{text}' in column {name} names no phase. Write a number of phases.yml "
            f"({', '.join(map(str, phases))}), or leave the cell empty.",
        )
        return None
    return int(text)


def _known_rows(models: ModelsFile) -> dict[tuple[str, str], list[tuple[Month, Month]]]:
    """(line, plant) of each chart row -> the months of its chart and table windows."""
    windows: dict[tuple[str, str], list[tuple[Month, Month]]] = {}
    for chart in models.chart:
        end = chart.end or date.max
        months = (Month(chart.start.year, chart.start.month), Month(end.year, end.month))
        windows[chart.line, chart.plant] = [months]
    for table in models.table:
        for (line, plant), found in windows.items():
            if line == table.line and table.plant in (None, plant):
                found.append((table.start.month, table.end.month))
    return windows


def _column_month(name: str) -> Month | None:
    """`2022-10`, or what a spreadsheet makes of it when it saves: `Oct-22`."""
    month = read_month(name)
    match = _SPREADSHEET_MONTH.fullmatch(name)
    if month or not match or match[1].lower() not in _MONTH_NAMES:
        return month
    year = int(match[2])
    return Month(year if year > 99 else 2000 + year, _MONTH_NAMES.index(match[1].lower()) + 1)
