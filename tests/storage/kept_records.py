"""A guest who has left something in every table, and somebody else beside them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.storage import unanswered
from assistant.storage.audit import Audit
from assistant.storage.callbacks import CallBackStore, Wish
from assistant.storage.calls import CallStore
from assistant.storage.conversations import ConversationStore
from assistant.storage.database import writing
from assistant.storage.disclosures import Disclosures
from assistant.storage.handoffs import HandoffStore
from assistant.storage.masking import mask
from assistant.storage.schema import metadata, trackers, vehicles
from assistant.storage.vault import Vault

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)


@dataclass(frozen=True)
class Person:
    """Somebody with a car."""

    name: str
    vin: str
    phone: str
    email: str
    remark: str


MARIA = Person(
    "Maria Quintanilla", "2T2HGCEZ5PC012345", "+12145550142", "maria.q@example.com",
    "the heron on my lawn",
)  # fmt: skip
PAUL = Person(
    "Paul Ostrander", "JTJHKCFZ1R2067890", "+13035550177", "paul@example.org",
    "the sundial in my yard",
)  # fmt: skip


def leave_everywhere(engine: Engine, vault: Vault, person: Person, now: datetime = NOON) -> str:
    """One row at least in every table that holds guests' records; the conversation's id."""
    store = ConversationStore(engine)
    conversation, _ = store.begin(channel="web", now=now)
    id = conversation.id
    said = f"{person.remark}, VIN {person.vin}, call {person.phone} or {person.email}"
    answer = {"text": "Sorry?", "speech": "Sorry?", "outcome": "fallback", "buttons": []}
    message = str(uuid.uuid4())
    store.claim(id, message, said, now=now)
    [told] = store.answer(id, message, [answer], answered_by="bot", now=now)
    store.rate(id, told.id, False, now=now)
    unanswered.record(engine, said, topic=None, channel="web", now=now)
    chats = HandoffStore(engine, vault)
    notice = {"text": "Please wait."}
    chat = chats.ask(id, facts={"model": "NX"}, until=now, notice=notice, now=now)
    chats.say_as_guest(id, str(uuid.uuid4()), said, now=now)
    chats.end(chat.id, "guest", notice=notice, now=now)
    calls = CallStore(engine, vault)
    sid = f"CA-{person.name.split()[0]}"
    calls.begin(sid, id, now=now)
    calls.take(sid, 0, said, now=now)
    calls.answer(sid, 0, said, {"vin": person.vin}, now=now)
    wish = Wish(person.name, person.phone, person.email, person.remark)
    CallBackStore(engine, vault).leave(str(uuid.uuid4()), id, wish, consent="I agree.", now=now)
    form = {"vin": person.vin, "guest_name": person.name, "mobile_phone": person.phone}
    Disclosures(engine, vault).keep(person.vin, b"%PDF", form, user="dana", now=now)
    Audit(engine, vault).note("dana", "vehicle", now=now, vin=person.vin, detail={"said": said})
    slot = {"event": "slot", "name": "vin", "value": vault.seal(person.vin)}
    events = [{"event": "user", "text": mask(said)}, slot]
    mark, last_six = vault.fingerprint(person.vin), person.vin[-6:]
    with writing(engine) as db:
        row = {"sender_id": id, "events": json.dumps(events), "updated": now}
        db.execute(trackers.insert().values(**row))
        db.execute(vehicles.insert().values(fingerprint=mark, last_six=last_six, model="NX"))
    return id


def everything(engine: Engine) -> Iterator[tuple[str, str]]:
    """Every table of the database as it really is, with all that stands in it."""
    with engine.connect() as db:
        for name in sa.inspect(db).get_table_names():
            yield name, str(db.exec_driver_sql(f'SELECT * FROM "{name}"').all())


def everything_opened(engine: Engine, vault: Vault) -> Iterator[tuple[str, str]]:
    """The same, and every sealed text opened beside it."""
    import re

    for name, text in everything(engine):
        seals = re.findall(r"sealed:[\w=-]+", text)
        yield name, text + "".join(vault.open(seal) or "" for seal in seals)


TABLES = frozenset(metadata.tables)
