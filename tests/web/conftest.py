"""A door in memory with an honest bot behind it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from door_fakes import FRIEND, Clock, FakeBot, FakeDesk, Guest
from sqlalchemy.engine import Engine
from starlette.testclient import TestClient

from assistant.storage.conversations import ConversationStore
from assistant.web.app import create_app
from assistant.web.bot import Breaker
from assistant.web.settings import WebSettings


@pytest.fixture
def bot() -> FakeBot:
    return FakeBot()


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(engine: Engine) -> ConversationStore:
    return ConversationStore(engine)


@pytest.fixture
def settings() -> WebSettings:
    return WebSettings(allowed_origins=(FRIEND,))


@pytest.fixture
def client(
    settings: WebSettings, bot: FakeBot, desk: FakeDesk, store: ConversationStore, clock: Clock
) -> Iterator[TestClient]:
    app = create_app(settings, bot, desk, store, breaker=Breaker(clock=clock))
    with TestClient(app, base_url="https://keys.example", raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def guest(client: TestClient) -> Guest:
    return Guest(client)
