"""A desk over the real knowledge, recognising by words alone: quick, and the same everywhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.desk.agent_desk import AgentDesk
from assistant.desk.desk import Desk
from benchmarks.real_desk import open_real_desk


@pytest.fixture(scope="session")
def desk() -> Iterator[Desk]:
    with open_real_desk() as desk:
        yield desk


@pytest.fixture(scope="session")
def agent_desk(desk: Desk) -> AgentDesk:
    return AgentDesk(desk)
