"""Spreadsheets as people save them: comma, semicolon or tab, any header case, any encoding.

Reading never loses a line: what cannot be read comes out as a row with a problem, in its place.
"""

from __future__ import annotations

import codecs
import csv
import io
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from assistant.errors import InputFileError

DELIMITERS = ",;\t|"
_EXCEL_HINT = re.compile(r'"?sep=(.)"?\s*')
"""Excel writes its delimiter into the first line: `sep=;`."""

Row = tuple[list[str], str]
"""The cells, as many as the header has, and what is wrong with the row ("" when nothing is)."""


@dataclass(frozen=True)
class Sheet:
    """A file with a header."""

    header: tuple[str, ...]
    """The names as they are written."""
    delimiter: str
    lines: Sequence[str]
    """The lines after the header, with their ends."""

    @property
    def names(self) -> tuple[str, ...]:
        """The header's names evened out: `Model Year` is `model_year`."""
        return tuple(name_of(cell) for cell in self.header)

    def rows(self) -> Iterator[Row]:
        """Every row in order; blank lines are no rows."""
        width = len(self.header)
        for cells, problem in _records(self.lines, self.delimiter):
            if len(cells) == width:
                yield cells, problem
            elif any(cell.strip() for cell in cells):
                yield _fitted(cells, width, problem)


def name_of(cell: str) -> str:
    """A column's name, evened out."""
    return re.sub(r"[\s\-]+", "_", cell.strip().casefold())


def read_sheet(source: Path, *, known: Iterable[str]) -> Sheet:
    """The sheet in a file, its delimiter found by the names that are `known`.

    InputFileError when the file cannot be read, is empty, or has none of the known columns.
    """
    try:
        text = _decode(source.read_bytes())
    except OSError as error:
        raise InputFileError(f"{source} cannot be read: {error.strerror}.") from None
    lines = list(io.StringIO(text, newline=""))
    start = next((at for at, line in enumerate(lines) if line.strip()), None)
    if start is None:
        raise InputFileError(f"{source} is empty. Its first line must name the columns.")
    delimiters = DELIMITERS
    if hint := _EXCEL_HINT.fullmatch(lines[start]):
        start, delimiters = start + 1, hint[1]
    names = set(known)
    candidates = [_header(lines, start, delimiter) for delimiter in delimiters]
    sheet = max(candidates, key=lambda s: (len(names & set(s.names)), len(s.header)))
    found = [name for name in sheet.names if name in names]
    if not found:
        raise InputFileError(
            f"{source} has none of the columns {', '.join(known)}. Its first line must name at "
            f"least one of them."
        )
    twice = next((name for name in found if found.count(name) > 1), None)
    if twice:
        raise InputFileError(f"{source} has the column {twice} twice. Please keep one of them.")
    return sheet


def write_sheet(
    target: Path, header: Sequence[str], rows: Iterable[Sequence[str]], *, delimiter: str
) -> None:
    """Write a sheet as UTF-8, all of it or nothing; InputFileError when it cannot be written."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        try:
            with part.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(_Lines(file), delimiter=delimiter, lineterminator="\r\n")
                writer.writerow(header)
                writer.writerows(rows)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise InputFileError(f"{target} cannot be written: {error.strerror}.") from None


class _Lines:
    """Ends lines with a line feed. Before Python 3.13 a csv.writer quotes a carriage return in a
    cell only when it ends its own lines with one; unquoted it would tear the row in two."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, line: str) -> int:
        return self._file.write(line.removesuffix("\r\n") + "\n")


def _decode(raw: bytes) -> str:
    """UTF-8 with or without a mark, UTF-16 with one, else what old Windows programs write.

    A NUL, which no CSV reader takes, becomes the sign for what cannot be read.
    """
    return _text(raw).replace("\0", "\ufffd")


def _text(raw: bytes) -> str:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _header(lines: Sequence[str], start: int, delimiter: str) -> Sheet:
    """The sheet if this is its delimiter."""
    reader = csv.reader(lines[start:], delimiter=delimiter)
    try:
        header = next(reader, [])
    except csv.Error:
        header = []
    return Sheet(tuple(header), delimiter, lines[start + max(reader.line_num, 1) :])


def _records(lines: Sequence[str], delimiter: str) -> Iterator[Row]:
    """The cells of every record; after a line that cannot be read, reading begins anew."""
    start = 0
    while start < len(lines):
        reader = csv.reader(
            (lines[at] for at in range(start, len(lines))), delimiter=delimiter, strict=True
        )
        read = 0
        try:
            for cells in reader:
                yield cells, ""
                read = reader.line_num
            return
        except csv.Error:
            line = lines[start + read].rstrip("\r\n")
            yield (
                line.split(delimiter),
                "This row cannot be read: its quotation marks do not match. Please mend the row.",
            )
            start += read + 1


def _fitted(cells: list[str], width: int, problem: str) -> Row:
    """A row with as many cells as the header; what does not fit is said, and not lost."""
    if len(cells) > width:
        extra = [cell for cell in cells[width:] if cell.strip()]
        if extra and not problem:
            problem = (
                f"This row has {len(cells)} cells, but the header has {width}; left over: "
                f"{', '.join(extra)}. Please check the row for a delimiter too many."
            )
        return cells[:width], problem
    return cells + [""] * (width - len(cells)), problem or (
        f"This row has {len(cells)} cells, but the header has {width}. Please fill it up with "
        f"empty cells."
    )
