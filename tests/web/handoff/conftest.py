"""One house, two doors."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from handoff_fakes import AtConsole, Clock, FakeBot, InChat, make_app
from sqlalchemy.engine import Engine
from starlette.testclient import TestClient


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def bot() -> FakeBot:
    return FakeBot()


@pytest.fixture
def client(engine: Engine, clock: Clock, bot: FakeBot) -> Iterator[TestClient]:
    with TestClient(make_app(engine, clock, bot), base_url="https://keys.example") as client:
        yield client


@pytest.fixture
def guest(client: TestClient) -> InChat:
    return InChat(client)


@pytest.fixture
def dana(client: TestClient) -> AtConsole:
    return AtConsole(client, "dana")


@pytest.fixture
def lee(client: TestClient) -> AtConsole:
    return AtConsole(client, "lee")
