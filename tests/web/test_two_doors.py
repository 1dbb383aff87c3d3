"""A guest's messages come through any door: what one door's desk was told, the others know."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from door_fakes import Clock, FakeBot, FakeDesk, Guest
from starlette.testclient import TestClient

from assistant.storage.conversations import ConversationStore
from assistant.storage.database import open_database, reading
from assistant.storage.handovers import HandoverStore
from assistant.storage.schema import conversations
from assistant.storage.vault import Vault
from assistant.web.app import create_app
from assistant.web.bot import Breaker
from assistant.web.handovers import Handovers
from assistant.web.settings import WebSettings


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/doors.db"


@pytest.fixture
def doors(database: str, bot: FakeBot, clock: Clock) -> Iterator[list[TestClient]]:
    """Two doors that share a database and a bot, and nothing else."""
    vault = Vault("the same for both")

    def door() -> TestClient:
        engine = open_database(database)
        app = create_app(
            WebSettings(),
            bot,
            FakeDesk(),
            ConversationStore(engine),
            breaker=Breaker(clock=clock),
            handovers=Handovers(HandoverStore(engine, vault), vault),
        )
        return TestClient(app, base_url="https://keys.example")

    with door() as one, door() as other:
        yield [one, other]


@pytest.fixture
def guest(doors: list[TestClient]) -> Guest:
    return Guest(doors[0])


def say(guest: Guest, door: TestClient, text: str) -> str:
    guest.client = door
    return "\n".join(message["text"] for message in guest.say(text).json()["messages"])


def test_the_desk_of_one_door_knows_what_the_others_was_told(
    guest: Guest, doors: list[TestClient], bot: FakeBot
) -> None:
    one, other = doors
    bot.away = True
    assert "Which model" in say(guest, one, "Is my vehicle in the program?")
    assert "When was it built" in say(guest, other, "an NX")
    assert "is available" in say(guest, one, "August 2023")


def test_the_bot_is_told_once_and_in_order_by_whichever_door_comes_first(
    guest: Guest, doors: list[TestClient], bot: FakeBot, clock: Clock
) -> None:
    one, other = doors
    bot.away = True
    say(guest, one, "Is my vehicle in the program?")
    say(guest, other, "an NX")
    bot.away = False
    clock.now += 60
    assert "is available" in say(guest, other, "August 2023")
    say(guest, one, "is it free?")
    heard = [text for _, text, _ in bot.heard]
    assert heard == ["Is my vehicle in the program?", "an NX", "August 2023", "is it free?"]


def test_what_waits_for_the_bot_is_sealed_and_goes_when_it_was_told(
    guest: Guest, doors: list[TestClient], database: str, bot: FakeBot, clock: Clock
) -> None:
    def kept() -> str | None:
        with reading(open_database(database)) as db:
            return db.execute(sa.select(conversations.c.handover)).scalar()

    assert kept() is None
    bot.away = True
    say(guest, doors[0], "an NX, 2T2HGCEZ5PC012345")
    waiting = kept()
    assert waiting
    assert waiting.startswith("sealed:")
    bot.away = False
    clock.now += 60
    say(guest, doors[1], "is it free?")
    assert kept() is None


def test_what_a_door_was_killed_over_is_asked_again_as_such(
    guest: Guest, doors: list[TestClient], database: str, bot: FakeBot
) -> None:
    this = str(uuid.uuid4())
    a_while_ago = datetime.now(timezone.utc) - timedelta(minutes=1)
    killed = ConversationStore(open_database(database))
    killed.claim(guest.id, this, "is it free?", now=a_while_ago)
    guest.client = doors[1]
    assert guest.say("is it free?", id=this).status_code == 200
    say(guest, doors[0], "what do I bring?")
    assert bot.again == [this]


def test_nothing_waits_after_a_new_beginning(
    guest: Guest, doors: list[TestClient], database: str, bot: FakeBot
) -> None:
    bot.away = True
    say(guest, doors[0], "an NX")
    guest.post("restart", {})
    with reading(open_database(database)) as db:
        assert set(db.execute(sa.select(conversations.c.handover)).scalars()) == {None}
