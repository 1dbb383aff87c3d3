"""A dealer's list goes into the registry whole, again and again, and is looked up by VIN."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.eligibility.facts import BuildDate
from assistant.eligibility.record import VehicleRecord
from assistant.errors import InputFileError
from assistant.knowledge import load
from assistant.knowledge.program import Program
from assistant.storage.conversations import ConversationStore
from assistant.storage.database import open_database, reading
from assistant.storage.registry import Registry
from assistant.storage.registry_import import ImportResult, import_csv
from assistant.storage.schema import vehicles
from assistant.storage.vault import Vault

DATABASES = ("file", "postgresql")
ROOT = Path(__file__).resolve().parents[2]
VAULT = Vault("a secret for tests")
NX, RX, LX = "2T2HGCEZ0PC012345", "JTJHKCFZ3R2067890", "2T2GACVZ8PC079756"

Import = Callable[..., ImportResult]


@pytest.fixture(scope="module")
def program() -> Program:
    return load(ROOT / "knowledge", ROOT / "data" / "nlu").program


@pytest.fixture
def registry(engine: Engine) -> Registry:
    return Registry(engine, VAULT)


@pytest.fixture
def bring(engine: Engine, program: Program, tmp_path: Path) -> Import:
    """Imports a list with these lines."""

    def import_lines(*lines: str) -> ImportResult:
        source = tmp_path / "list.csv"
        source.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return import_csv(source, tmp_path / "rejects.csv", engine, VAULT, program)

    return import_lines


def test_all_that_a_row_says_is_found_by_its_vin(bring: Import, registry: Registry) -> None:
    bring(
        "VIN;Model;Model Year;Built;Plant;Phase;Delivered On;Owner",
        f"{NX.lower()};NX 350h;2023;2022-11-07;Canada;3;2024-02-10;Maria",
        f"{RX[:9]} {RX[9:]};n/a;;11/2022;;;;",
    )
    assert registry.find(NX) == VehicleRecord(
        "NX", 2023, BuildDate.parse("2022-11-07"), "north_america", 3, date(2024, 2, 10)
    )
    assert registry.find(RX) == VehicleRecord(built=BuildDate.parse("2022-11"))
    assert registry.find(LX) is None


def test_importing_again_doubles_nothing_and_brings_what_is_new(
    bring: Import, registry: Registry, engine: Engine
) -> None:
    list_ = ("vin,phase", f"{NX},1", f"{RX},2")
    assert bring(*list_) == ImportResult(added=2, updated=0, rejected=0)
    assert bring(*list_) == ImportResult(added=0, updated=2, rejected=0)
    assert bring("vin,phase", f"{NX},4", f"{LX},5") == ImportResult(1, 1, 0)
    assert [registry.find(vin).phase for vin in (NX, RX, LX)] == [4, 2, 5]  # type: ignore[union-attr]
    with reading(engine) as db:
        assert len(db.execute(sa.select(vehicles)).all()) == 3


def test_of_two_rows_for_one_vehicle_the_later_counts(bring: Import, registry: Registry) -> None:
    assert bring("vin,phase", f"{NX},1", f"{RX},2", f"{NX},3") == ImportResult(2, 0, 0)
    assert registry.find(NX).phase == 3  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (f"{NX[:-1]},NX,2023,2022-11,japan,1,", "17 characters"),
        (f"{NX[:-1]}6,NX,2023,2022-11,japan,1,", "check digit"),
        (f"{NX},Camel,2023,2022-11,japan,1,", "'Camel' is not a model"),
        (f"{NX},NX,soon,2022-11,japan,1,", "'soon' is not a model year"),
        (f"{NX},NX,2023,in May,japan,1,", "'in May' is not a build date"),
        (f"{NX},NX,2023,2022-11,Mars,1,", "'Mars' is not a plant"),
        (f"{NX},NX,2023,2022-11,japan,99,", "'99' is no phase"),
        (f"{NX},NX,2023,2022-11,japan,1,2024-02-31", "'2024-02-31' is not a day"),
        (f"{NX},NX", "cells"),
        (f'{NX},"NX,2023,2022-11,japan,1,', "quotation marks"),
    ],
)
def test_a_row_that_cannot_be_read_is_kept_with_its_reason(
    bring: Import, registry: Registry, tmp_path: Path, row: str, reason: str
) -> None:
    header = "vin,model,model_year,built,plant,phase,delivered_on"
    assert bring(header, f"{RX},RX,,,,2,", row) == ImportResult(added=1, updated=0, rejected=1)
    assert registry.find(NX) is None
    with (tmp_path / "rejects.csv").open(encoding="utf-8", newline="") as file:
        [told] = csv.DictReader(file)
    assert told["row"] == "2"
    assert told["vin"] == row.split(",")[0]
    assert reason in told["reason"]


def test_another_makers_model_is_kept_as_what_it_is(bring: Import, registry: Registry) -> None:
    assert bring("vin,model", f"{NX},Toyota Camry", f"{RX},tx\\\\").added == 2
    assert registry.find(NX).model == "TOYOTA CAMRY"  # type: ignore[union-attr]
    assert registry.find(RX).model == "TX"  # type: ignore[union-attr]


def test_a_mended_reject_file_is_a_list_like_any_other(
    bring: Import, registry: Registry, tmp_path: Path
) -> None:
    rejects = tmp_path / "rejects.csv"
    bring("vin,phase,owner", f"{NX},99,Maria", f"{RX},2,Paul")
    mended = rejects.read_text(encoding="utf-8").replace("99,", "1,", 1)
    assert "Maria" in mended
    assert "Paul" not in mended
    assert bring(*mended.splitlines()) == ImportResult(added=1, updated=0, rejected=0)
    assert registry.find(NX).phase == 1  # type: ignore[union-attr]
    assert not rejects.exists(), "what was rejected once is no finding any more"


def test_a_list_that_is_none_is_said_and_changes_nothing(
    bring: Import, registry: Registry, engine: Engine, program: Program, tmp_path: Path
) -> None:
    bring("vin,phase", f"{NX},1")
    with pytest.raises(InputFileError, match="no column 'vin'"):
        bring("phase", "2")
    with pytest.raises(InputFileError, match="cannot be read"):
        import_csv(tmp_path / "no.csv", tmp_path / "r.csv", engine, VAULT, program)
    with pytest.raises(InputFileError, match="list itself"):
        import_csv(tmp_path / "list.csv", tmp_path / "list.csv", engine, VAULT, program)
    assert registry.find(NX).phase == 1  # type: ignore[union-attr]


def test_when_the_reject_file_cannot_be_written_nothing_is_imported(
    engine: Engine, registry: Registry, program: Program, tmp_path: Path
) -> None:
    source = tmp_path / "list.csv"
    source.write_text(f"vin,phase\n{NX},1\n{RX},99\n", encoding="utf-8")
    with pytest.raises(InputFileError, match="cannot be written"):
        import_csv(source, tmp_path / "no folder" / "r.csv", engine, VAULT, program)
    assert registry.find(NX) is None


def test_guests_go_on_while_a_list_is_read(
    engine: Engine, program: Program, tmp_path: Path, database_url: str
) -> None:
    source, other = tmp_path / "list.csv", open_database(database_url)
    source.write_text(f"vin,phase\n{NX},1\n{RX},2\n", encoding="utf-8")
    begun = []

    def meanwhile(_done: int, _total: int) -> None:
        now = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)
        begun.append(ConversationStore(other).begin(channel="web", now=now))

    import_csv(source, tmp_path / "r.csv", engine, VAULT, program, progress=meanwhile)
    other.dispose()
    assert begun


KILLED = """
import os, signal, sys
from pathlib import Path
from assistant.knowledge import load
from assistant.storage import registry_import
from assistant.storage.database import open_database
from assistant.storage.vault import Vault

source, url, where = sys.argv[1:]
move = registry_import._move

def killed_within(db):
    move(db)  # Everything is written, and nothing is committed.
    os.kill(os.getpid(), signal.SIGKILL)

registry_import._move = killed_within
program = load(Path("knowledge"), Path("data/nlu")).program
registry_import.import_csv(
    Path(source), Path(where), open_database(url), Vault("a secret for tests"), program
)
"""


def test_of_an_import_that_is_killed_nothing_stays(
    bring: Import, registry: Registry, engine: Engine, database_url: str, tmp_path: Path
) -> None:
    bring("vin,phase", f"{NX},1")
    source = tmp_path / "killed.csv"
    source.write_text(f"vin,phase\n{NX},4\n{RX},2\n", encoding="utf-8")
    command = [sys.executable, "-c", KILLED, str(source), database_url, str(tmp_path / "r.csv")]
    done = subprocess.run(command, cwd=ROOT, env=dict(os.environ, PYTHONPATH=str(ROOT)), timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert registry.find(NX).phase == 1  # type: ignore[union-attr]
    assert registry.find(RX) is None
    with reading(engine) as db:
        assert "waiting_vehicles" not in sa.inspect(db).get_table_names()
    assert bring("vin,phase", f"{NX},4", f"{RX},2") == ImportResult(added=1, updated=1, rejected=0)
