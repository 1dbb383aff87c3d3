"""The schema comes from the migrations alone, whoever starts first and however many at once."""

from __future__ import annotations

import multiprocessing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from assistant.errors import StorageError
from assistant.storage.database import open_engine, writing
from assistant.storage.migration import VERSION_TABLE, upgrade
from assistant.storage.schema import metadata


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without any table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/new/a.db"
    return str(request.getfixturevalue("new_postgres_url"))


def differences(url: str) -> list[Any]:
    """What a database's tables have other than the schema says."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with open_engine(url).connect() as db:
        context = MigrationContext.configure(db, opts={"version_table": VERSION_TABLE})
        return list(compare_metadata(context, metadata))


def test_the_migrations_make_the_tables_of_the_schema(empty: str) -> None:
    assert differences(empty)
    upgrade(empty)
    upgrade(empty)
    assert differences(empty) == []


def test_parts_that_start_at_once_make_the_schema_once(empty: str) -> None:
    processes = multiprocessing.get_context("fork")
    start, told = processes.Barrier(4, timeout=30), processes.SimpleQueue()

    def part() -> None:
        start.wait()
        try:
            upgrade(empty)
            told.put("current")
        except BaseException as error:
            told.put(repr(error))

    parts = [processes.Process(target=part) for _ in range(4)]
    for process in parts:
        process.start()
    for process in parts:
        process.join(timeout=60)
    assert [told.get() for _ in parts] == ["current"] * 4
    assert differences(empty) == []


def test_a_current_schema_waits_for_nobody(empty: str) -> None:
    upgrade(empty)
    with writing(open_engine(empty)) as db:
        db.execute(sa.text("DELETE FROM unanswered"))
        upgrade(empty)


def test_the_schema_of_a_newer_version_is_left_alone(empty: str) -> None:
    upgrade(empty)
    with writing(open_engine(empty)) as db:
        db.execute(sa.text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(StorageError, match="a newer one"):
        upgrade(empty)
