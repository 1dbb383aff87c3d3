"""The vehicle registry: what a dealer's list says of each VIN."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine

from assistant.eligibility.entries import read_built, read_model_year, read_plant
from assistant.eligibility.facts import BuildDate
from assistant.eligibility.record import VehicleRecord
from assistant.eligibility.vin import problems
from assistant.errors import InputFileError
from assistant.knowledge.program import Program
from assistant.storage.database import open_database, reading, writing
from assistant.storage.schema import vehicles
from assistant.storage.vault import Vault

_BATCH = 5_000
_COLUMNS = ("vin", "model", "model_year", "built", "plant", "phase", "delivered_on")


class Registry:
    """Looks vehicles up by VIN; knows them only by a keyed hash."""

    def __init__(self, engine: Engine, vault: Vault) -> None:
        self._engine, self._vault = engine, vault

    def find(self, vin: str) -> VehicleRecord | None:
        """The record of a VIN, None when it was never imported. Raises StorageError."""
        query = sa.select(vehicles).where(vehicles.c.fingerprint == self._vault.fingerprint(vin))
        with reading(self._engine) as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        return VehicleRecord(
            model=row.model,
            model_year=row.model_year,
            built=BuildDate.parse(row.built) if row.built else None,
            plant=row.plant,
            phase=row.phase,
            delivered_on=row.delivered_on,
        )


def open_registry(url: str, secret: str) -> Registry | None:
    """The registry of a database; None while there is no database yet, and so no vehicles."""
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
        return None
    return Registry(open_database(url), Vault(secret))


@dataclass(frozen=True)
class ImportResult:
    """What an import did, in rows."""

    added: int
    updated: int
    rejected: int


def import_csv(
    source: Path,
    rejects: Path,
    engine: Engine,
    vault: Vault,
    program: Program,
    *,
    progress: Callable[[int], None] | None = None,
) -> ImportResult:
    """Fill the registry from a CSV file, in one transaction: all good rows, or none.

    Importing again replaces what is known of a VIN. Rows that cannot be read go to `rejects` with
    their reason; that file is only made when there are any. Raises InputFileError, StorageError.
    """
    rejected = 0
    with ExitStack() as stack:
        rows = _rows(source)
        connection = stack.enter_context(writing(engine))
        before = _count(connection)
        good: dict[str, dict[str, Any]] = {}
        seen: set[str] = set()
        out: Any = None
        for number, cells in rows:
            try:
                record = _record(cells, vault, program)
            except ValueError as error:
                if out is None:
                    out = _reject_file(rejects, stack)
                out.writerow([number, *(cells.get(name, "") for name in _COLUMNS), str(error)])
                rejected += 1
            else:
                good[record["fingerprint"]] = record
                seen.add(record["fingerprint"])
            if len(good) >= _BATCH:
                _store(connection, list(good.values()))
                good.clear()
            if progress and number % 1_000 == 0:
                progress(number)
        _store(connection, list(good.values()))
        added = _count(connection) - before
    return ImportResult(added=added, updated=len(seen) - added, rejected=rejected)


def _rows(source: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row's line number and cells by lower-case column name."""
    try:
        stream = source.open(encoding="utf-8-sig", newline="")
    except OSError as error:
        raise InputFileError(f"{source} cannot be read: {error.strerror}.") from None
    with stream:
        try:
            reader = csv.reader(stream)
            header = [name.strip().lower().replace(" ", "_") for name in next(reader, [])]
            if "vin" not in header:
                raise InputFileError(
                    f"{source} has no column 'vin'. The first line must name the columns: "
                    f"{', '.join(_COLUMNS)}."
                )
            for cells in reader:
                if any(cells):
                    yield reader.line_num, dict(zip(header, cells, strict=False))
        except UnicodeDecodeError:
            raise InputFileError(
                f"{source} is not UTF-8 text. Save it as CSV UTF-8 and import it again."
            ) from None
        except csv.Error as error:
            raise InputFileError(f"{source} is not a CSV file that can be read: {error}.") from None


def _record(cells: dict[str, str], vault: Vault, program: Program) -> dict[str, Any]:
    vin = cells.get("vin", "").strip().upper()
    wrong = problems(vin)
    if wrong:
        raise ValueError(wrong[0])
    built = read_built(cells.get("built", ""))
    return {
        "fingerprint": vault.fingerprint(vin),
        "last_six": vin[-6:],
        "model": cells.get("model", "").strip().upper() or None,
        "model_year": read_model_year(cells.get("model_year", "")),
        "built": str(built) if built else None,
        "plant": read_plant(cells.get("plant", "")),
        "phase": _phase(cells.get("phase", ""), program),
        "delivered_on": _day(cells.get("delivered_on", "")),
    }


def _phase(cell: str, program: Program) -> int | None:
    text = cell.strip()
    if not text:
        return None
    numbers = [phase.number for phase in program.phases]
    if not text.isdigit() or int(text) not in numbers:
        raise ValueError(f"'{text}' is no phase of the program; the phases are {numbers}.")
    return int(text)


def _day(cell: str) -> date | None:
    text = cell.strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"'{text}' is not a day; write it like 2024-02-10.") from None


def _count(connection: Connection) -> int:
    return int(connection.execute(sa.select(sa.func.count()).select_from(vehicles)).scalar_one())


def _store(connection: Connection, records: Iterable[dict[str, Any]]) -> None:
    records = list(records)
    if not records:
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    insert = dialect.insert(vehicles)
    replaced = {c.name: insert.excluded[c.name] for c in vehicles.c if c.name != "fingerprint"}
    connection.execute(
        insert.on_conflict_do_update(index_elements=["fingerprint"], set_=replaced), records
    )


def _reject_file(rejects: Path, stack: ExitStack) -> Any:
    stream = stack.enter_context(rejects.open("w", encoding="utf-8", newline=""))
    writer = csv.writer(stream)
    writer.writerow(["line", *_COLUMNS, "reason"])
    return writer
