"""A door with a console, in memory, over the real knowledge; its people and their browsers."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy.engine import Engine
from starlette.testclient import TestClient

sys.path.insert(0, str(Path(__file__).parent))

from agent_fakes import WORDS, Agent, Clock, IdentityProvider
from door_fakes import FakeBot, FakeDesk

from assistant.desk.desk import Desk
from assistant.storage.conversations import ConversationStore
from assistant.storage.passwords import Passwords
from assistant.storage.users import Users
from assistant.web.agent.routes import agent_routes
from assistant.web.agent.settings import AgentSettings, ProviderSettings
from assistant.web.app import create_app
from assistant.web.settings import Rate, WebSettings
from benchmarks.real_desk import open_real_desk

NOON = datetime(2024, 2, 10, 17, tzinfo=timezone.utc)
URL = "https://keys.example"


@pytest.fixture(scope="session")
def real_desk() -> Iterator[Desk]:
    with open_real_desk() as desk:
        yield desk


@pytest.fixture
def now() -> Clock:
    return Clock(NOON)


@pytest.fixture
def passwords() -> Passwords:
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def people(engine: Engine, passwords: Passwords) -> Users:
    people = Users(engine, passwords)
    people.add("maria", WORDS, role="agent", shown_as="Maria", now=NOON)
    people.add("eddie", WORDS, role="editor", now=NOON)
    people.add("gus", WORDS, role="guest", now=NOON)
    return people


@pytest.fixture
def provider(now: Clock) -> IdentityProvider:
    return IdentityProvider(now)


@pytest.fixture
def open_browser(
    real_desk: Desk,
    engine: Engine,
    now: Clock,
    people: Users,
    passwords: Passwords,
    provider: IdentityProvider,
) -> Iterator[Callable[..., Agent]]:
    """Opens browsers at one door."""
    plenty = Rate(burst=10_000, a_minute=10_000)
    web = WebSettings(public_url=URL, requests_per_address=plenty)
    company = ProviderSettings(
        IdentityProvider.ISSUER,
        "console",
        "s3cret",
        roles={"key-agents": "agent", "key-editors": "editor"},
    )
    settings = AgentSettings(secret="a secret of the house", own_url=URL, provider=company)
    routes = agent_routes(
        settings, web, real_desk, engine,
        clock=now, passwords=passwords, transport=provider.transport,
    )  # fmt: skip
    app = create_app(web, FakeBot(), FakeDesk(), ConversationStore(engine), more_routes=routes)
    clients: list[TestClient] = []

    def open_one(address: str = "192.0.2.1") -> Agent:
        client = TestClient(
            app,
            base_url=URL,
            raise_server_exceptions=False,
            follow_redirects=False,
            client=(address, 50000),
        )
        clients.append(client)
        return Agent(client)

    yield open_one
    for client in clients:
        client.close()


@pytest.fixture
def stranger(open_browser: Callable[..., Agent]) -> Agent:
    """Somebody who has not signed in."""
    return open_browser()


@pytest.fixture
def agent(open_browser: Callable[..., Agent]) -> Agent:
    browser = open_browser()
    assert browser.sign_in().status_code == 200
    return browser


@pytest.fixture
def editor(open_browser: Callable[..., Agent]) -> Agent:
    browser = open_browser()
    assert browser.sign_in("eddie").status_code == 200
    return browser
