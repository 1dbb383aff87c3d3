"""A database for each test that asks for one: SQLite, and PostgreSQL for the modules that say so.

A module with `DATABASES = EVERY` runs on all of them. PostgreSQL is the server that
TEST_POSTGRES_URL names; `tools/with_services.py make test` starts one.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import ProgrammingError

from assistant.storage.database import open_database, open_engine
from assistant.storage.migration import upgrade
from assistant.storage.schema import metadata

# A run tries what the run before tried; `python -m benchmarks.fuzz` looks further.
hypothesis.settings.register_profile("repeatable", derandomize=True)
hypothesis.settings.load_profile("repeatable")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Once on each database of the module's DATABASES: memory, file, postgresql."""
    kinds = getattr(metafunc.module, "DATABASES", None)
    if kinds and "database_url" in metafunc.fixturenames:
        services = pytest.mark.services
        params = [pytest.param(k, marks=services if k == "postgresql" else ()) for k in kinds]
        metafunc.parametrize("database_url", params, indirect=True)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database with the current schema; SQLite in memory unless the module says more."""
    kind = getattr(request, "param", "memory")
    if kind == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    return "sqlite://" if kind == "memory" else f"sqlite:///{tmp_path}/a.db"


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """The database, opened."""
    engine = open_database(database_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """The URL of a PostgreSQL server on which tests may make databases."""
    url = os.environ.get("TEST_POSTGRES_URL", "")
    if not url:
        pytest.skip("PostgreSQL: TEST_POSTGRES_URL is not set; tools/with_services.py starts one")
    return url


@pytest.fixture(scope="session")
def _postgres_of_this_run(postgres_server: str) -> Iterator[str]:
    yield from _new_database(postgres_server, then=upgrade)


@pytest.fixture
def postgres_url(_postgres_of_this_run: str) -> str:
    """A PostgreSQL database with the current schema and nothing in it."""
    engine = open_engine(_postgres_of_this_run)
    try:
        with engine.begin() as db:
            for table in reversed(metadata.sorted_tables):
                db.execute(table.delete())
    except ProgrammingError:  # The test before has taken a table away.
        with engine.begin() as db:
            db.execute(sa.text("DROP SCHEMA public CASCADE"))
            db.execute(sa.text("CREATE SCHEMA public"))
        upgrade(engine)
    engine.dispose()
    return _postgres_of_this_run


@pytest.fixture
def new_postgres_url(postgres_server: str) -> Iterator[str]:
    """A PostgreSQL database without any table, for this test alone."""
    yield from _new_database(postgres_server)


def _new_database(server: str, then: object = None) -> Iterator[str]:
    name = f"tests_{uuid.uuid4().hex}"
    maker = sa.create_engine(server, future=True, isolation_level="AUTOCOMMIT")
    with maker.connect() as db:
        db.execute(sa.text(f"CREATE DATABASE {name}"))
    url = str(sa.engine.make_url(server).set(database=name).render_as_string(hide_password=False))
    try:
        if callable(then):
            then(url)
        yield url
    finally:
        with maker.connect() as db:
            db.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
        maker.dispose()
