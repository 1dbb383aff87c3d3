"""A dealer's list of vehicles, read into the registry: all good rows at once, or none."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from assistant.eligibility.batch import is_sound
from assistant.eligibility.entries import is_unknown, read_built, read_model_year, read_plant
from assistant.eligibility.lines import ModelNames
from assistant.eligibility.sheets import Sheet, read_sheet, write_sheet
from assistant.eligibility.vin import compact, problems
from assistant.errors import InputFileError
from assistant.knowledge.program import Program
from assistant.storage.database import gather_and_write, insert
from assistant.storage.schema import vehicles
from assistant.storage.vault import Vault

COLUMNS = ("vin", "model", "model_year", "built", "plant", "phase", "delivered_on")
"""What is read of a list; it must have `vin`, and may have more columns."""
_LONGEST_MODEL = 16
_ADDED = ("row", "reason")
"""The reject file's columns beside the list's own."""

_Cell = str | int | None
_Row = tuple[_Cell, ...]
"""A row of the table: days are written out, as both databases take them."""

Progress = Callable[[int, int], None]
"""Called with how many rows are read, and about how many there are."""

# Rows wait here until all are read. It is the connection's own, so a killed import leaves nothing.
_waiting = sa.Table(
    "waiting_vehicles",
    sa.MetaData(),
    *(sa.Column(c.name, c.type, primary_key=c.primary_key) for c in vehicles.columns),
    prefixes=["TEMPORARY"],
)


@dataclass(frozen=True)
class ImportResult:
    """What an import did, in vehicles and rows."""

    added: int
    """Vehicles that were not known before."""
    updated: int
    """Vehicles that were, whether or not the list says something new of them."""
    rejected: int
    """Rows that could not be read."""


def import_csv(
    source: Path,
    rejects: Path,
    engine: Engine,
    vault: Vault,
    program: Program,
    *,
    progress: Progress = lambda _done, _total: None,
) -> ImportResult:
    """Fill the registry from a CSV file, in one transaction: all good rows, or none.

    Importing again replaces what is known of a VIN; of two rows for one VIN the later counts. Rows
    that cannot be read go to `rejects` as they are, with their reason: mended, that file is
    imported like any other. It is only there when there are any. Guests' messages do not wait for
    an import, but for its last second. Raises InputFileError, StorageError.
    """
    if rejects.resolve() == source.resolve():
        raise InputFileError(f"{rejects} is the list itself. Choose another file for the rejects.")
    sheet = read_sheet(source, known=COLUMNS)
    if "vin" not in sheet.names:
        raise InputFileError(f"{source} has no column 'vin'. Without it no vehicle can be known.")
    reader = _Reader(sheet, vault, program)

    def gather(db: Connection) -> None:
        records = reader.records(progress)
        db.exec_driver_sql(f"DROP TABLE IF EXISTS {_waiting.name}")
        _waiting.create(db)
        _fill(db, list(records.values()))
        _write_rejects(rejects, sheet, reader.rejected)

    _, (added, updated) = gather_and_write(engine, gather, _move)
    return ImportResult(added=added, updated=updated, rejected=len(reader.rejected))


class _Reader:
    """Reads the rows of one list, and keeps those that cannot be read."""

    def __init__(self, sheet: Sheet, vault: Vault, program: Program) -> None:
        self._sheet, self._vault = sheet, vault
        self._names = ModelNames(program)
        self._phases = [phase.number for phase in program.phases]
        readers = {
            "model": self._model,
            "model_year": read_model_year,
            "built": _built,
            "plant": read_plant,
            "phase": self._phase,
            "delivered_on": _day,
        }
        self._vin = sheet.names.index("vin")
        # Where each fact stands and how it is read; the same few cells come again and again.
        places = {name: place for place, name in enumerate(sheet.names)}
        self._facts = [
            (places.get(name), lru_cache(None)(_known(read))) for name, read in readers.items()
        ]
        self.rejected: list[tuple[int, list[str], str]] = []
        """Row (1 is the first below the header), cells, reason."""

    def records(self, progress: Progress) -> dict[str, _Row]:
        """The rows of the table by their keys."""
        found: dict[str, _Row] = {}
        total = len(self._sheet.lines)
        for number, (cells, problem) in enumerate(self._sheet.rows(), 1):
            try:
                if problem:
                    raise ValueError(problem)
                row = self._read(cells)
            except ValueError as error:
                self.rejected.append((number, cells, str(error)))
            else:
                found[str(row[0])] = row
            if number % 1_000 == 0:
                progress(number, total)
        progress(total, total)
        return found

    def _read(self, cells: Sequence[str]) -> _Row:
        vin = cells[self._vin].strip().upper()
        if not is_sound(vin):
            vin = compact(vin)
            if wrong := problems(vin):
                raise ValueError(wrong[0])
        facts = [None if place is None else read(cells[place]) for place, read in self._facts]
        return (self._vault.fingerprint(vin), vin[-6:], *facts)

    def _model(self, text: str) -> str | None:
        line = self._names.line_of(text)
        if line is None and len(text) <= _LONGEST_MODEL and self._names.maker_of(text):
            # Not of this program, and that is what is known of the vehicle.
            return re.sub(r"[^A-Z0-9 -]", "", text.upper())
        if line is None:
            raise ValueError(
                f"'{text}' is not a model that is known here. Please write it like NX, or leave it "
                "empty."
            )
        return line

    def _phase(self, text: str) -> int:
        if not (text.isascii() and text.isdigit()) or int(text) not in self._phases:
            phases = ", ".join(map(str, self._phases))
            raise ValueError(f"'{text}' is no phase of the program; the phases are {phases}.")
        return int(text)


def _known(read: Callable[[str], _Cell]) -> Callable[[str], _Cell]:
    """The same reader, with None for a cell that says nothing."""

    def read_known(cell: str) -> _Cell:
        return None if is_unknown(cell) else read(cell.strip())

    return read_known


def _built(text: str) -> str:
    return str(read_built(text))


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError(f"'{text}' is not a day; write it like 2024-02-10.") from None


def _fill(db: Connection, rows: list[_Row]) -> None:
    """Both drivers' quickest way: a second instead of many. No value has a tab or a backslash."""
    if db.dialect.name == "postgresql":
        lines = ("\t".join(r"\N" if v is None else str(v) for v in row) for row in rows)
        copy = db.connection.cursor().copy_expert
        copy(f"COPY {_waiting.name} FROM STDIN", io.StringIO("\n".join(lines)))
    elif rows:
        places = ", ".join("?" * len(_waiting.columns))
        db.exec_driver_sql(f"INSERT INTO {_waiting.name} VALUES ({places})", rows)


def _move(db: Connection) -> tuple[int, int]:
    """What waits goes into the registry: how many were added, and how many were known."""
    if db.dialect.name == "postgresql":
        # Two lists at once would wait for each other crosswise. Looking vehicles up goes on.
        db.exec_driver_sql(f"LOCK TABLE {vehicles.name} IN SHARE ROW EXCLUSIVE MODE")
    count = sa.select(sa.func.count())
    all_ = int(db.execute(count.select_from(_waiting)).scalar_one())
    same = _waiting.c.fingerprint == vehicles.c.fingerprint
    known = int(db.execute(count.select_from(_waiting.join(vehicles, same))).scalar_one())
    statement = insert(db, vehicles)
    # In the order of the key, which is quickest; and a row that says nothing new is not written.
    rows = sa.select(_waiting).order_by(_waiting.c.fingerprint)
    replaced = {name: statement.excluded[name] for name in _FACTS}
    new = [vehicles.c[name].is_distinct_from(value) for name, value in replaced.items()]
    db.execute(
        statement.from_select(list(_waiting.c.keys()), rows).on_conflict_do_update(
            index_elements=["fingerprint"], set_=replaced, where=sa.or_(*new)
        )
    )
    _waiting.drop(db)
    return all_ - known, known


_FACTS = [column.name for column in vehicles.columns if not column.primary_key]


def _write_rejects(
    rejects: Path, sheet: Sheet, rejected: Sequence[tuple[int, list[str], str]]
) -> None:
    if not rejected:
        rejects.unlink(missing_ok=True)
        return
    # A reject file that is imported again has these columns already.
    own = [place for place, name in enumerate(sheet.names) if name not in _ADDED]
    header = ["row", *(sheet.header[place] for place in own), "reason"]
    rows = ([str(row), *(cells[at] for at in own), reason] for row, cells, reason in rejected)
    write_sheet(rejects, header, rows, delimiter=sheet.delimiter)
