"""A real door with the agents' console, over the real knowledge, on a free port."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone

from argon2 import PasswordHasher
from door_fakes import FakeBot, FakeDesk
from serving import free_port, serving
from sqlalchemy.engine import Engine

from assistant.storage import unanswered
from assistant.storage.conversations import ConversationStore
from assistant.storage.database import open_database
from assistant.storage.passwords import Passwords
from assistant.storage.users import Users
from assistant.web.agent.routes import agent_routes
from assistant.web.agent.settings import AgentSettings
from assistant.web.app import create_app
from assistant.web.settings import WebSettings
from benchmarks.real_desk import open_real_desk

WORDS = "four calm garden words"
NOON = datetime(2024, 2, 12, 17, tzinfo=timezone.utc)


@dataclass
class ConsoleDoor:
    """A running door; Maria is an agent, Eddie an editor."""

    url: str
    engine: Engine
    people: Users


@contextmanager
def running_console() -> Iterator[ConsoleDoor]:
    """The door, with a clock that stands still in February 2024."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    engine = open_database("sqlite://")
    cheap = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    people = Users(engine, cheap)
    people.add("maria", WORDS, role="agent", shown_as="Maria", now=NOON)
    people.add("eddie", WORDS, role="editor", shown_as="Eddie", now=NOON)
    for question in ("can I get a third key", "does it come with a battery"):
        unanswered.record(engine, question, topic="cost", channel="web", now=NOON)
    with open_real_desk() as desk:
        desk.prepare()
        web = WebSettings()
        routes = agent_routes(
            AgentSettings(secret="s", own_url=url), web, desk, engine,
            clock=lambda: NOON, passwords=cheap,
        )  # fmt: skip
        app = create_app(web, FakeBot(), FakeDesk(), ConversationStore(engine), more_routes=routes)
        with serving(app, web, port):
            yield ConsoleDoor(url, engine, people)
