"""One guest's records: told in full, or taken out of every table."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from assistant.storage import unanswered as questions
from assistant.storage.database import empty_write_ahead_log, reading, writing
from assistant.storage.figures import keep_figures
from assistant.storage.guest_search import Found
from assistant.storage.schema import (
    audit,
    call_backs,
    calls,
    conversations,
    disclosures,
    feedback,
    handoff_texts,
    handoffs,
    messages,
    trackers,
    unanswered,
    vehicles,
)
from assistant.storage.vault import Vault

Rows = list[dict[str, Any]]


def export(engine: Engine, vault: Vault, found: Found) -> dict[str, Any]:
    """Everything that is kept of a guest, opened where it is sealed; fit for JSON.

    Only what is surely theirs: `perhaps` names the ids of conversations that may be.
    """
    with reading(engine) as db:
        told: dict[str, Any] = {
            "conversations": [_conversation(db, vault, id) for id in found.conversations],
            "perhaps_conversations": list(found.perhaps),
            "call_backs": [
                {
                    **row,
                    "sealed": _opened(vault, row["sealed"]),
                    "notes": _opened(vault, row["notes"]),
                }
                for row in _rows(db, call_backs, call_backs.c.id.in_(found.call_backs))
            ],
            "disclosures": [
                {
                    "created": row["created"],
                    "fields": (_opened(vault, row["sealed"]) or {})["fields"],
                }
                for row in _rows(db, disclosures, disclosures.c.id.in_(found.disclosures))
            ],
            "vehicles": [
                _without(row, "fingerprint") for row in _rows(db, vehicles, _vehicle(vault, found))
            ],
            # Who looked is staff, not the guest; that somebody did is told.
            "looked_up": [
                _without(row, "vehicle", "user", "position")
                for row in _rows(db, audit, _noted(vault, found))
            ],
        }
    return told


def erase(engine: Engine, vault: Vault, found: Found) -> dict[str, int]:
    """Take a guest out of every table; what was taken, by table. Raises StorageError.

    One transaction: all of it, or nothing. Lines of the audit stay without the vehicle and what was
    typed, so that it can still be said who worked when; the weekly figures stay, for nobody is in
    them. What other guests asked in the same words stays too.
    """
    gone: Counter[str] = Counter()
    ids = found.conversations
    with writing(engine) as db:
        # Nothing more is said in them until they are gone, nor does a purge count them.
        theirs = sa.select(conversations.c.id).where(conversations.c.id.in_(ids))
        db.execute(theirs.with_for_update())
        gone["unanswered"] = _forget_questions(db, ids)
        gone["messages"] = len(_rows(db, messages, messages.c.conversation.in_(ids)))
        keep_figures(db, list(ids))
        for table, where in (
            (trackers, trackers.c.sender_id.in_(ids)),
            (
                call_backs,
                _or(call_backs.c.id.in_(found.call_backs), call_backs.c.conversation.in_(ids)),
            ),
            # Messages, thumbs, chats with agents and calls go with their conversation.
            (conversations, conversations.c.id.in_(ids)),
            (disclosures, disclosures.c.id.in_(found.disclosures)),
            (vehicles, _vehicle(vault, found)),
        ):
            gone[table.name] = int(db.execute(table.delete().where(where)).rowcount)
        blank: dict[str, Any] = {"vehicle": None, "last_six": None, "detail": {}}
        noted = audit.update().where(_noted(vault, found)).values(**blank)
        gone["audit"] = int(db.execute(noted).rowcount)
    empty_write_ahead_log(engine)
    return dict(gone)


def _conversation(db: Connection, vault: Vault, id: str) -> dict[str, Any]:
    """One conversation with all that hangs on it."""
    in_chats = sa.select(handoffs.c.id).where(handoffs.c.conversation == id)
    in_calls = sa.select(calls.c.sid).where(calls.c.conversation == id)
    return {
        "id": id,
        "begun": [
            {**_without(row, "token_hash", "id"), "handover": _opened(vault, row["handover"])}
            for row in _rows(db, conversations, conversations.c.id == id)
        ],
        "messages": [
            _without(row, "conversation", "position")
            for row in _rows(db, messages, messages.c.conversation == id)
        ],
        "thumbs": _rows(db, feedback, feedback.c.conversation == id),
        "chats": _rows(db, handoffs, handoffs.c.conversation == id),
        "chats_in_full": [
            {**row, "sealed": vault.open(row["sealed"])}
            for row in _rows(db, handoff_texts, handoff_texts.c.handoff.in_(in_chats))
        ],
        "calls": [
            {**row, "state": _opened(vault, row["state"])}
            for row in _rows(db, calls, calls.c.sid.in_(in_calls))
        ],
        "memory": [
            {**row, "events": _unsealed(vault, json.loads(row["events"]))}
            for row in _rows(db, trackers, trackers.c.sender_id == id)
        ],
    }


def _forget_questions(db: Connection, ids: tuple[str, ...]) -> int:
    """Questions without an answer that these conversations asked: one less each, or gone."""
    said = sa.select(messages.c.text, conversations.c.channel).select_from(
        messages.join(conversations, messages.c.conversation == conversations.c.id)
    )
    guests = said.where(messages.c.author == "guest", conversations.c.id.in_(ids))
    asked = Counter(questions.key(row.channel, row.text) for row in db.execute(guests))
    table, gone = unanswered.c, 0
    for key, times in asked.items():
        count = db.execute(sa.select(table["count"]).where(table.id == key)).scalar()
        if count is None:
            continue
        gone += 1
        if count <= times:
            db.execute(unanswered.delete().where(table.id == key))
        else:
            db.execute(unanswered.update().where(table.id == key).values(count=count - times))
    return gone


def _vehicle(vault: Vault, found: Found) -> Any:
    vin = found.guest.vin
    return vehicles.c.fingerprint == vault.fingerprint(vin) if vin else sa.false()


def _noted(vault: Vault, found: Found) -> Any:
    """Lines of the audit about the vehicle, the conversations or what hangs on them."""
    vin, detail = found.guest.vin, sa.cast(audit.c.detail, sa.Text)
    ids = (*found.conversations, *found.call_backs, *found.disclosures)
    named = [detail.like(f"%{id}%") for id in ids]
    if vin:
        named += [
            audit.c.vehicle == vault.fingerprint(vin),
            detail.like(f"%{found.guest.last_six}%"),
        ]
    return _or(*named)


def _or(*conditions: Any) -> Any:
    return sa.or_(sa.false(), *conditions)


def _rows(db: Connection, table: sa.Table, where: Any) -> Rows:
    order = list(table.primary_key.columns)
    found = db.execute(sa.select(table).where(where).order_by(*order)).mappings()
    return [{name: _plain(value) for name, value in row.items()} for row in found]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _without(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def _opened(vault: Vault, sealed: str | None) -> Any:
    opened = vault.open(sealed) if sealed else None
    return json.loads(opened) if opened else None


def _unsealed(vault: Vault, value: Any) -> Any:
    """JSON data with every sealed text open."""
    if isinstance(value, str):
        return vault.open(value) if value.startswith("sealed:") else value
    if isinstance(value, dict):
        return {name: _unsealed(vault, item) for name, item in value.items()}
    if isinstance(value, list):
        return [_unsealed(vault, item) for item in value]
    return value
