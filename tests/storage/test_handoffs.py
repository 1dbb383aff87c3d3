"""A guest who wants a person: one agent gets them, in time or not, and nothing typed is lost."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.storage.conversations import ConversationStore
from assistant.storage.handoff import Handoff
from assistant.storage.handoffs import HandoffStore
from assistant.storage.presences import Agent, PresenceStore
from assistant.storage.schema import handoff_texts, messages
from assistant.storage.vault import Vault

DATABASES = ("memory", "file", "postgresql")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)
SOON = NOON + timedelta(seconds=120)
DANA, LEE = Agent("agent-1", "Dana"), Agent("agent-2", "Lee")
VIN = "JTJBAMBZ8P5012345"


def notice(text: str) -> dict[str, object]:
    return {"text": text, "notice": "test"}


@pytest.fixture
def store(engine: Engine) -> HandoffStore:
    return HandoffStore(engine, Vault("secret"))


@pytest.fixture
def log(engine: Engine) -> ConversationStore:
    return ConversationStore(engine)


@pytest.fixture
def guest(log: ConversationStore) -> str:
    return log.begin(channel="web", now=NOON)[0].id


def ask(store: HandoffStore, guest: str) -> Handoff:
    return store.ask(guest, facts={"model": "NX"}, until=SOON, notice=notice("Asked."), now=NOON)


def new() -> str:
    return str(uuid.uuid4())


def test_asking_twice_is_one_wish(store: HandoffStore, log: ConversationStore, guest: str) -> None:
    assert ask(store, guest).id == ask(store, guest).id
    assert [m.text for m in log.transcript(guest)] == ["Asked."]
    assert store.open_of(guest).facts == {"model": "NX"}  # type: ignore[union-attr]


def test_of_many_agents_who_take_a_guest_at_once_one_gets_them(
    store: HandoffStore, log: ConversationStore, guest: str
) -> None:
    waiting = ask(store, guest)
    agents = [Agent(f"agent-{number}", f"Agent {number}") for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        taken = list(
            pool.map(
                lambda agent: store.take(waiting.id, agent, notice=notice(agent.name), now=NOON),
                agents,
            )
        )
    assert len({found.agent for found in taken if found}) == 1
    assert [m.text for m in log.transcript(guest)] == ["Asked.", taken[0].agent_name]  # type: ignore[union-attr]


def test_it_is_too_late_to_take_a_guest_who_was_told_that_nobody_comes(
    store: HandoffStore, guest: str
) -> None:
    waiting = ask(store, guest)
    late = store.take(waiting.id, DANA, notice=notice("Dana."), now=SOON)
    assert late is not None
    assert late.state == "waiting"
    assert store.expire(waiting, notice=notice("Nobody."), now=SOON)
    assert not store.expire(waiting, notice=notice("Nobody."), now=SOON)
    assert store.open_of(guest) is None


def test_what_both_write_is_in_the_log_in_its_order(
    store: HandoffStore, log: ConversationStore, guest: str
) -> None:
    waiting = ask(store, guest)
    assert store.say_as_guest(guest, new(), "hello?", now=NOON)
    assert not store.say_as_agent(waiting.id, DANA, new(), "too early", now=NOON)
    store.take(waiting.id, DANA, notice=notice("Dana has joined."), now=NOON)
    assert store.say_as_agent(waiting.id, DANA, new(), "Hello, this is Dana.", now=NOON)
    assert not store.say_as_agent(waiting.id, LEE, new(), "Me too.", now=NOON)
    said = log.transcript(guest)
    assert [(m.author, m.text) for m in said] == [
        ("notice", "Asked."),
        ("guest", "hello?"),
        ("notice", "Dana has joined."),
        ("agent", "Hello, this is Dana."),
    ]
    assert [m.position for m in said] == sorted(m.position for m in said)
    assert [m.text for m in log.transcript(guest, after=said[2].position)] == [
        "Hello, this is Dana."
    ]


def test_the_same_message_sent_again_is_one(
    store: HandoffStore, log: ConversationStore, guest: str
) -> None:
    ask(store, guest)
    this = new()
    assert store.say_as_guest(guest, this, "hello?", now=NOON)
    assert store.say_as_guest(guest, this, "hello?", now=NOON)
    assert len(log.transcript(guest)) == 2
    assert log.claim(guest, this, "hello?", now=NOON) == "answered"


def test_a_message_that_the_bot_never_answered_is_the_persons_now(
    store: HandoffStore, log: ConversationStore, guest: str
) -> None:
    this = new()
    log.claim(guest, this, "hello?", now=NOON)
    ask(store, guest)
    assert store.say_as_guest(guest, this, "hello?", now=NOON)
    assert log.claim(guest, this, "hello?", now=NOON) == "answered"


def test_without_a_handoff_a_message_is_the_bots(store: HandoffStore, guest: str) -> None:
    assert not store.say_as_guest(guest, new(), "hello?", now=NOON)
    waiting = ask(store, guest)
    assert store.end(waiting.id, "guest", notice=notice("Back."), now=NOON)
    assert not store.end(waiting.id, "guest", notice=notice("Back."), now=NOON)
    assert not store.say_as_guest(guest, new(), "hello?", now=NOON)


def test_a_vin_is_read_in_full_by_the_two_and_stands_masked_in_the_log(
    store: HandoffStore, log: ConversationStore, guest: str, engine: Engine
) -> None:
    ask(store, guest)
    this, other = new(), new()
    store.say_as_guest(guest, this, f"my vin is {VIN}", now=NOON)
    store.say_as_guest(guest, other, "and it is an NX", now=NOON)
    assert store.texts(guest) == {this: f"my vin is {VIN}"}
    with engine.connect() as db:
        written = str(db.execute(sa.select(messages)).all())
        written += str(db.execute(sa.select(handoff_texts)).all())
    assert VIN not in written


def test_another_secret_opens_nothing(store: HandoffStore, guest: str, engine: Engine) -> None:
    ask(store, guest)
    store.say_as_guest(guest, new(), f"my vin is {VIN}", now=NOON)
    assert HandoffStore(engine, Vault("other")).texts(guest) == {}


def test_a_guest_whose_agent_is_gone_waits_again(store: HandoffStore, guest: str) -> None:
    waiting = ask(store, guest)
    store.take(waiting.id, DANA, notice=notice("Dana."), now=NOON)
    later = SOON + timedelta(seconds=60)
    again = {"until": later, "notice": notice("Another person ..."), "now": NOON}
    assert not store.queue_again(waiting.id, LEE.id, **again)  # type: ignore[arg-type]
    assert store.queue_again(waiting.id, DANA.id, **again)  # type: ignore[arg-type]
    found = store.take(waiting.id, LEE, notice=notice("Lee."), now=SOON)
    assert found is not None
    assert (found.state, found.agent_name) == ("live", "Lee")


def test_every_change_counts_up(store: HandoffStore, guest: str) -> None:
    versions = [ask(store, guest).version]
    store.say_as_guest(guest, new(), "hello?", now=NOON)
    versions.append(store.open()[0].version)
    store.take(store.open()[0].id, DANA, notice=notice("Dana."), now=NOON)
    versions.append(store.open()[0].version)
    assert versions == [1, 2, 3]


def test_an_agent_is_there_while_the_console_gives_signs_of_life(engine: Engine) -> None:
    presences = PresenceStore(engine)
    assert presences.beat(DANA, now=NOON)
    assert not presences.beat(LEE, now=NOON, taking=False)
    assert not presences.beat(LEE, now=SOON)
    assert [(p.name, p.taking) for p in presences.seen_since(NOON, now=NOON)] == [
        ("Dana", True),
        ("Lee", False),
    ]
    assert [p.name for p in presences.seen_since(SOON, now=SOON)] == ["Lee"]
    presences.leave(LEE.id, seen=NOON)
    assert presences.seen_since(SOON, now=SOON) == []
