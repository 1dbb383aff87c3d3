"""A call-back is sealed, and taken by one."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.storage.callbacks import CallBackStore, Wish
from assistant.storage.presences import Agent
from assistant.storage.schema import call_backs
from assistant.storage.vault import Vault

DATABASES = ("memory", "postgresql")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)
DANA, LEE = Agent("agent-1", "Dana"), Agent("agent-2", "Lee")
WISH = Wish("Robin Miller", phone="+12147483647", about="my NX")
ID = "00000000-0000-0000-0000-000000000001"


@pytest.fixture
def store(engine: Engine) -> CallBackStore:
    store = CallBackStore(engine, Vault("secret"))
    assert store.leave(ID, "conversation", WISH, consent="I agree.", now=NOON)
    return store


def test_it_comes_back_as_it_was_left(store: CallBackStore) -> None:
    [found] = store.list()
    assert (found.wish, found.state, found.consent) == (WISH, "open", "I agree.")
    assert found.consented == NOON
    assert store.count() == 1


def test_sent_twice_it_is_one(store: CallBackStore) -> None:
    assert not store.leave(ID, "conversation", WISH, consent="I agree.", now=NOON)
    assert len(store.list()) == 1


def test_nothing_of_it_stands_in_the_clear(store: CallBackStore, engine: Engine) -> None:
    store.take(ID, DANA, now=NOON)
    store.note(ID, DANA, "Robin prefers mornings", now=NOON)
    with engine.connect() as db:
        written = str(db.execute(sa.select(call_backs)).all())
    for word in ("Robin", "2147483647", "my NX", "mornings"):
        assert word not in written
    assert CallBackStore(engine, Vault("other")).list()[0].wish is None


def test_one_agent_works_it_off(store: CallBackStore) -> None:
    assert not store.done(ID, DANA, now=NOON)
    assert store.take(ID, DANA, now=NOON).agent == DANA.id  # type: ignore[union-attr]
    assert store.take(ID, LEE, now=NOON).agent == DANA.id  # type: ignore[union-attr]
    assert not store.note(ID, LEE, "mine", now=NOON)
    assert not store.done(ID, LEE, now=NOON)
    assert store.note(ID, DANA, "No answer at 12", now=NOON)
    assert store.note(ID, DANA, "Reached at 3", now=NOON)
    assert store.done(ID, DANA, now=NOON)
    assert store.list() == []
    [found] = store.list(done=True)
    assert [note.text for note in found.notes] == ["No answer at 12", "Reached at 3"]
    assert store.count() == 0


def test_given_back_another_may_take_it(store: CallBackStore) -> None:
    store.take(ID, DANA, now=NOON)
    assert not store.give_back(ID, LEE, now=NOON)
    assert store.give_back(ID, DANA, now=NOON)
    assert store.take(ID, LEE, now=NOON).agent_name == "Lee"  # type: ignore[union-attr]


def test_what_is_not_there_is_none(store: CallBackStore) -> None:
    assert store.take("nothing", DANA, now=NOON) is None
    assert store.find("nothing") is None
