"""What the tests of faults share with others: the house's honest stand-ins."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

TESTS = Path(__file__).resolve().parents[1]
for folder in ("web", "web/handoff", "machines"):
    sys.path.insert(0, str(TESTS / folder))

from sick_database import SickDatabase  # noqa: E402


@pytest.fixture
def database(tmp_path: Path) -> Iterator[SickDatabase]:
    found = SickDatabase(tmp_path / "house.db")
    yield found
    found.recover()
    found.engine.dispose()


@pytest.fixture
def engine(database: SickDatabase) -> Engine:
    return database.engine
