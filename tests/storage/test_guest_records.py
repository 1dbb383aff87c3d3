"""One guest is found, told in full, and taken out of every table; nobody else is touched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from kept_records import (
    MARIA,
    NOON,
    PAUL,
    Person,
    everything,
    everything_opened,
    leave_everywhere,
)
from sqlalchemy.engine import Engine

from assistant.storage import unanswered
from assistant.storage.conversations import ConversationStore
from assistant.storage.database import open_database, writing
from assistant.storage.figures import report
from assistant.storage.guest_records import erase, export
from assistant.storage.guest_search import Found, Guest, search
from assistant.storage.schema import trackers
from assistant.storage.vault import Vault

DATABASES = ("file", "postgresql")
ALL = Guest(vin=MARIA.vin, phone=MARIA.phone, email=MARIA.email)


@pytest.fixture
def vault() -> Vault:
    return Vault("a secret for tests")


def traces(engine: Engine, vault: Vault, person: Person) -> list[str]:
    """Where something of a person is found, sealed texts opened."""
    marks = {vault.fingerprint(person.vin): "the keyed hash", person.vin[-6:]: "the last six"}
    marks |= {text: text for text in (person.vin, person.phone, person.email, person.remark)}
    marks |= {person.name: person.name}
    return [
        f"{table}: {said}"
        for table, text in everything_opened(engine, vault)
        for mark, said in marks.items()
        if mark in text
    ]


def by(person: Person) -> list[Guest]:
    return [
        Guest(vin=person.vin),
        Guest(phone=person.phone),
        Guest(phone="(214) 555-0142"),
        Guest(email=person.email.upper()),
    ]


def test_what_is_erased_is_in_no_table(engine: Engine, vault: Vault) -> None:
    leave_everywhere(engine, vault, MARIA)
    leave_everywhere(engine, vault, PAUL)
    assert traces(engine, vault, MARIA)
    others = traces(engine, vault, PAUL)
    gone = erase(engine, vault, search(engine, vault, ALL))
    assert traces(engine, vault, MARIA) == []
    assert traces(engine, vault, PAUL) == others
    assert {table: count for table, count in gone.items() if not count} == {}


def test_what_is_erased_is_in_no_byte_of_sqlites_file(vault: Vault, tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path}/kept.db")
    leave_everywhere(engine, vault, MARIA)
    leave_everywhere(engine, vault, PAUL)
    erase(engine, vault, search(engine, vault, ALL))
    engine.dispose()
    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    for text in (MARIA.remark, MARIA.vin[-6:], vault.fingerprint(MARIA.vin)):
        assert text.encode() not in kept
    assert PAUL.remark.encode() in kept


@pytest.mark.parametrize("guest", by(MARIA), ids=lambda g: " ".join(filter(None, vars(g).values())))
def test_a_guest_is_found_by_vin_phone_number_or_email_address(
    engine: Engine, vault: Vault, guest: Guest
) -> None:
    hers = leave_everywhere(engine, vault, MARIA)
    leave_everywhere(engine, vault, PAUL)
    found = search(engine, vault, guest)
    assert found.conversations == (hers,)
    assert len(found.call_backs) == 1
    assert found.perhaps == ()


def test_a_guest_is_found_by_the_conversation(engine: Engine, vault: Vault) -> None:
    hers = leave_everywhere(engine, vault, MARIA)
    leave_everywhere(engine, vault, PAUL)
    found = search(engine, vault, Guest(conversation=hers))
    assert found.conversations == (hers,)
    assert len(found.call_backs) == 1
    assert search(engine, vault, Guest(conversation="another")) == Found(
        Guest(conversation="another"), (), (), (), ()
    )


def test_the_export_tells_all_that_the_guest_has_left(engine: Engine, vault: Vault) -> None:
    hers = leave_everywhere(engine, vault, MARIA)
    leave_everywhere(engine, vault, PAUL)
    told = export(engine, vault, search(engine, vault, ALL))
    text = json.dumps(told)
    [conversation] = told["conversations"]
    assert conversation["id"] == hers
    assert {name for name, rows in conversation.items() if not rows} == set()
    assert told["call_backs"][0]["sealed"]["name"] == MARIA.name
    assert told["disclosures"][0]["fields"]["guest_name"] == MARIA.name
    assert told["vehicles"][0]["last_six"] == MARIA.vin[-6:]
    assert told["looked_up"][0]["action"] == "vehicle"
    assert "sealed:" not in text
    assert "token_hash" not in text
    assert "dana" not in text
    assert PAUL.remark not in text


def test_the_same_last_six_is_not_yet_the_same_car(engine: Engine, vault: Vault) -> None:
    twin = PAUL.vin[:-6] + MARIA.vin[-6:]
    hers = leave_everywhere(engine, vault, MARIA)
    namesake = Person("Ann", twin, "+13035550100", "ann@example.org", "a third remark")
    anns = leave_everywhere(engine, vault, namesake)
    assert search(engine, vault, Guest(vin=MARIA.vin)).conversations == (hers,)
    assert search(engine, vault, Guest(vin=twin)).conversations == (anns,)


def test_where_only_the_last_six_are_known_it_says_perhaps(engine: Engine, vault: Vault) -> None:
    store = ConversationStore(engine)
    conversation, _ = store.begin(channel="web", now=NOON)
    store.claim(conversation.id, "m", f"my VIN is {MARIA.vin}", now=NOON)
    found = search(engine, vault, Guest(vin=MARIA.vin))
    assert (found.conversations, found.perhaps) == ((), (conversation.id,))
    assert export(engine, vault, found)["conversations"] == []
    erase(engine, vault, found)
    assert search(engine, vault, Guest(vin=MARIA.vin)) == found
    erase(engine, vault, found.with_perhaps())
    assert traces(engine, vault, MARIA) == []


def test_a_question_that_others_asked_too_stays_theirs(engine: Engine, vault: Vault) -> None:
    store = ConversationStore(engine)
    ids = []
    for _ in range(2):
        conversation, _ = store.begin(channel="web", now=NOON)
        store.claim(conversation.id, "m", "Can it swim?", now=NOON)
        unanswered.record(engine, "Can it swim?", topic=None, channel="web", now=NOON)
        ids.append(conversation.id)
    for left, id in ((1, ids[0]), (0, ids[1])):
        erase(engine, vault, search(engine, vault, Guest(conversation=id)))
        assert sum(question.count for question in unanswered.ranked(engine)) == left


def test_figures_do_not_change_when_a_guest_is_erased(engine: Engine, vault: Vault) -> None:
    leave_everywhere(engine, vault, MARIA)
    before = report(engine, weeks=1, on=NOON.date())
    erase(engine, vault, search(engine, vault, ALL))
    assert report(engine, weeks=1, on=NOON.date()) == before


def test_the_audit_keeps_that_somebody_looked_but_not_at_what(engine: Engine, vault: Vault) -> None:
    leave_everywhere(engine, vault, MARIA)
    erase(engine, vault, search(engine, vault, ALL))
    [line] = [text for name, text in everything(engine) if name == "audit"]
    assert "dana" in line
    assert "None, None, {}" in line.replace("'{}'", "{}")


def test_a_conversation_of_rasa_alone_is_found_too(engine: Engine, vault: Vault) -> None:
    with writing(engine) as db:
        event = {"event": "slot", "name": "vin", "value": vault.seal(MARIA.vin)}
        row = {"sender_id": "shell", "events": json.dumps([event]), "updated": NOON}
        db.execute(trackers.insert().values(**row))
    guest = Guest(conversation="shell")
    assert erase(engine, vault, search(engine, vault, guest))["trackers"] == 1
    with engine.connect() as db:
        assert db.execute(sa.select(trackers)).first() is None
