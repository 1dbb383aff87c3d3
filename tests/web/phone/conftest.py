"""The phone line over the real knowledge and the real desk, with the clock in hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from call_fakes import HOUSE, MONDAY_MORNING, TOKEN, Caller, DeskBot
from sqlalchemy.engine import Engine
from starlette.applications import Starlette
from starlette.testclient import TestClient

from assistant.desk.desk import Desk
from assistant.knowledge import Knowledge
from assistant.storage.calls import CallStore
from assistant.storage.conversations import ConversationStore
from assistant.storage.vault import Vault
from assistant.web.answering import Answering
from assistant.web.app import create_app
from assistant.web.phone.conversing import Conversing
from assistant.web.phone.routes import phone_routes
from assistant.web.phone.settings import PhoneSettings
from assistant.web.phone.talk import TextMe
from assistant.web.settings import WebSettings
from benchmarks.real_desk import open_real_desk


@pytest.fixture(scope="session")
def desk() -> Iterator[Desk]:
    with open_real_desk() as desk:
        yield desk


@pytest.fixture(scope="session")
def knowledge(desk: Desk) -> Knowledge:
    return desk.knowledge


@pytest.fixture
def bot(desk: Desk) -> DeskBot:
    return DeskBot(desk)


@pytest.fixture
def settings() -> PhoneSettings:
    return PhoneSettings(token=TOKEN, public_url=HOUSE)


@pytest.fixture
def text_me() -> TextMe | None:
    """Off, as it ships."""
    return None


@pytest.fixture
def noted() -> list[tuple[str, str | None]]:
    """The questions that found no answer, and the topic nearest to each."""
    return []


@pytest.fixture
def app(
    desk: Desk,
    bot: DeskBot,
    engine: Engine,
    settings: PhoneSettings,
    text_me: TextMe | None,
    noted: list[tuple[str, str | None]],
) -> Starlette:
    store = ConversationStore(engine)
    conversing = Conversing(
        Answering(bot, bot, channel="voice"),
        store,
        on_unanswered=lambda question, topic: noted.append((question, topic)),
    )
    calls = CallStore(engine, Vault("a secret"))
    routes = phone_routes(settings, desk, conversing, calls, text_me=text_me, clock=lambda: bot.now)
    return create_app(WebSettings(), bot, bot, store, more_routes=routes)


@pytest.fixture
def client(app: Starlette) -> Iterator[TestClient]:
    with TestClient(app, base_url=HOUSE, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def caller(client: TestClient, bot: DeskBot) -> Caller:
    """Somebody who has called on a Monday morning and heard the greeting."""
    assert bot.now == MONDAY_MORNING
    caller = Caller(client)
    caller.calls()
    return caller
