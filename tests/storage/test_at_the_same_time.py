"""Several doors at one database, at the same moment: each thing happens once, none is lost."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from threading import Barrier
from typing import TypeVar

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.settings import Settings
from assistant.storage.calls import CallStore
from assistant.storage.conversations import ConversationStore
from assistant.storage.database import open_engine, reading, writing
from assistant.storage.figures import report
from assistant.storage.presences import Agent, PresenceStore
from assistant.storage.retention import periods, purge
from assistant.storage.schema import conversations, feedback, presences
from assistant.storage.unanswered import ranked, record
from assistant.storage.vault import Vault

DATABASES = ("file", "postgresql")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)
REPLY = {"text": "Please bring the vehicle.", "buttons": [], "outcome": "answer"}
DOORS = 6

T = TypeVar("T")


@pytest.fixture
def together(engine: Engine, database_url: str) -> Callable[[Callable[[Engine], T]], list[T]]:
    """Does the same at every door, each with connections of its own, at one moment."""

    def at_all_doors(what: Callable[[Engine], T]) -> list[T]:
        start = Barrier(DOORS, timeout=30)

        def at_one(_number: int) -> T:
            door = open_engine(database_url)
            with reading(door) as db:
                db.execute(sa.select(1))
            start.wait()
            try:
                return what(door)
            finally:
                door.dispose()

        with ThreadPoolExecutor(DOORS) as pool:
            return list(pool.map(at_one, range(DOORS)))

    return at_all_doors


Together = Callable[[Callable[[Engine], T]], list[T]]


def answered(engine: Engine) -> tuple[str, str]:
    """A conversation with one answer; both ids."""
    store, message = ConversationStore(engine), str(uuid.uuid4())
    conversation, _ = store.begin(channel="web", now=NOON)
    store.claim(conversation.id, message, "hello", now=NOON)
    [told] = store.answer(conversation.id, message, [REPLY], answered_by="bot", now=NOON)
    return conversation.id, told.id


def test_a_message_is_taken_by_one(engine: Engine, together: Together[str]) -> None:
    conversation, _ = ConversationStore(engine).begin(channel="web", now=NOON)
    this = str(uuid.uuid4())
    claims = together(
        lambda door: ConversationStore(door).claim(conversation.id, this, "hello", now=NOON)
    )
    assert sorted(claims) == ["busy"] * (DOORS - 1) + ["ours"]


def test_a_thumb_pressed_twice_is_one(engine: Engine, together: Together[bool]) -> None:
    conversation, answer = answered(engine)
    assert all(
        together(lambda door: ConversationStore(door).rate(conversation, answer, True, now=NOON))
    )
    with reading(engine) as db:
        assert len(db.execute(sa.select(feedback)).all()) == 1


def test_a_question_asked_at_every_door_is_counted_at_every_door(
    engine: Engine, together: Together[None]
) -> None:
    together(lambda door: record(door, "Can it swim?", topic=None, channel="web", now=NOON))
    assert [(one.question, one.count) for one in ranked(engine)] == [("Can it swim?", DOORS)]


def test_a_turn_of_a_call_is_taken_by_one(engine: Engine, together: Together[str]) -> None:
    vault = Vault("a secret")
    conversation, _ = ConversationStore(engine).begin(channel="voice", now=NOON)
    CallStore(engine, vault).begin("CA1", conversation.id, now=NOON)

    def turn(door: Engine) -> str:
        calls = CallStore(door, vault)
        how = calls.take("CA1", 0, "a GX", now=NOON).how
        if how == "ours":
            calls.answer("CA1", 0, "Thank you.", {}, now=NOON)
        return how

    hows = together(turn)
    assert hows.count("ours") == 1
    assert set(hows) <= {"ours", "busy", "answered"}


def test_an_agents_pages_are_one_agent(engine: Engine, together: Together[bool]) -> None:
    dana = Agent("agent-1", "Dana")
    assert all(together(lambda door: PresenceStore(door).beat(dana, now=NOON)))
    with reading(engine) as db:
        assert len(db.execute(sa.select(presences)).all()) == 1


def test_a_week_is_counted_once_when_every_door_purges(
    engine: Engine, together: Together[int]
) -> None:
    for _ in range(20):
        answered(engine)
    told = report(engine, weeks=1, on=NOON.date())
    days, later = periods(Settings.from_environment({})), NOON.date() + timedelta(days=60)
    gone = together(lambda door: purge(door, days, on=later)["conversations"])
    assert sum(gone) == told[0].conversations == 20
    with reading(engine) as db:
        assert db.execute(sa.select(conversations)).first() is None
    assert report(engine, weeks=1, on=NOON.date()) == told


def test_who_reads_sees_one_moment(engine: Engine, database_url: str) -> None:
    other = open_engine(database_url)
    with reading(engine) as db:
        count = sa.select(sa.func.count()).select_from(conversations)
        assert db.execute(count).scalar() == 0
        with writing(other) as others:
            row = {"id": "1", "token_hash": "1", "channel": "web", "created": NOON, "active": NOON}
            others.execute(conversations.insert().values(**row))
        assert db.execute(count).scalar() == 0
    other.dispose()
    with reading(engine) as db:
        assert db.execute(count).scalar() == 1
