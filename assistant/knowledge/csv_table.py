"""A CSV file as rows that know their line: as Excel, LibreOffice or a text editor saved it."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from assistant.knowledge.fault_list import FilePen


@dataclass(frozen=True)
class CsvRow:
    """One row: column name -> text, blanks cut off."""

    cells: dict[str, str]
    line: int


def read_csv(text: str, pen: FilePen) -> tuple[tuple[str, ...], tuple[CsvRow, ...], int]:
    """Column names, rows, and the header's line. Empty lines and those with a # are left out.

    Separated by commas, or by semicolons (as spreadsheets of some countries do).
    """
    lines = text.splitlines()
    head = next((i for i, line in enumerate(lines) if line.strip() and not _is_comment(line)), None)
    if head is None:
        pen.say(1, "the table has no header. Its first line names the columns.")
        return (), (), 1
    separator = ";" if lines[head].count(";") > lines[head].count(",") else ","
    # Comments become empty lines, so that line numbers stay true.
    clean = "\n".join("" if _is_comment(line) else line for line in lines)
    reader = csv.reader(io.StringIO(clean), delimiter=separator)
    columns: tuple[str, ...] = ()
    rows = []
    for cells in reader:
        values = [cell.strip() for cell in cells]
        if not any(values):
            continue
        if not columns:
            columns = tuple(values)
            while columns and not columns[-1]:
                columns = columns[:-1]
            continue
        if any(values[len(columns) :]):
            pen.say(
                reader.line_num,
                f"this row has {len(values)} cells and the header has {len(columns)}. Does "
                "a cell hold a "
                "comma? Then put it in quotes.",
            )
        padded = [*values, *[""] * len(columns)][: len(columns)]
        rows.append(CsvRow(dict(zip(columns, padded, strict=True)), reader.line_num))
    return columns, tuple(rows), head + 1


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith(("#", '"#'))
