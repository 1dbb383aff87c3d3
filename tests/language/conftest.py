from __future__ import annotations

from pathlib import Path

import pytest

from assistant.knowledge import load
from assistant.knowledge.program import Program
from assistant.language.reader import Reader

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def program() -> Program:
    return load(ROOT / "knowledge", ROOT / "data" / "nlu").program


@pytest.fixture(scope="session")
def reader(program: Program) -> Reader:
    return Reader(program)
