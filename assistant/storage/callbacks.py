"""Guests who want to be called back: sealed, worked off by agents, forgotten in time."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

from assistant.storage.database import reading, writing
from assistant.storage.notice import Notice, note
from assistant.storage.presences import Agent
from assistant.storage.schema import call_backs
from assistant.storage.vault import Vault

State = Literal["open", "taken", "done"]


@dataclass(frozen=True)
class Wish:
    """What a guest leaves. Phone and e-mail are empty where not given; one of them is."""

    name: str
    phone: str = ""
    email: str = ""
    about: str = ""
    """What it is about, in the guest's words; may be empty."""


@dataclass(frozen=True)
class Note:
    """What an agent wrote down about a call-back."""

    at: str
    by: str
    text: str


@dataclass(frozen=True)
class CallBack:
    """One call-back."""

    id: str
    created: datetime
    state: State
    wish: Wish | None
    """None when another installation's secret sealed it."""
    agent: str | None
    agent_name: str | None
    consented: datetime
    consent: str
    """The words that the guest agreed to."""
    notes: tuple[Note, ...] = field(default=())


class CallBackStore:
    """Keeps call-backs. Every method raises StorageError when the database is away."""

    def __init__(self, engine: Engine, vault: Vault) -> None:
        self._engine, self._vault = engine, vault

    def leave(
        self,
        id: str,
        conversation: str,
        wish: Wish,
        *,
        consent: str,
        now: datetime,
        notice: Notice | None = None,
    ) -> bool:
        """Keep a wish with the guest's consent. The same id again is the same wish: False.

        `notice`: what the conversation shows then; both are kept, or neither.
        """
        try:
            with writing(self._engine) as db:
                db.execute(
                    call_backs.insert().values(
                        id=id,
                        conversation=conversation,
                        created=now,
                        sealed=self._vault.seal(json.dumps(asdict(wish))),
                        consented=now,
                        consent=consent,
                        state="open",
                        changed=now,
                    )
                )
                if notice:
                    note(db, conversation, notice, now)
        except IntegrityError:
            return False
        return True

    def list(self, *, done: bool = False, limit: int = 200) -> list[CallBack]:
        """What is to be done, the oldest first; with `done`, what was done, the newest first."""
        table = call_backs.c
        if done:
            query = (
                sa.select(call_backs).where(table.state == "done").order_by(table.changed.desc())
            )
        else:
            query = sa.select(call_backs).where(table.state != "done").order_by(table.created)
        with reading(self._engine) as db:
            rows = db.execute(query.limit(limit)).all()
        return [self._opened(row) for row in rows]

    def count(self) -> int:
        """How many nobody has taken yet."""
        query = sa.select(sa.func.count()).where(call_backs.c.state == "open")
        with reading(self._engine) as db:
            return int(db.execute(query).scalar() or 0)

    def find(self, id: str) -> CallBack | None:
        """One of them."""
        with reading(self._engine) as db:
            row = db.execute(sa.select(call_backs).where(call_backs.c.id == id)).first()
        return self._opened(row) if row else None

    def take(self, id: str, agent: Agent, *, now: datetime) -> CallBack | None:
        """Take one that is open. Gives it as it is then: whose it is, says it. None: no such."""
        self._change(
            id,
            call_backs.c.state == "open",
            state="taken",
            agent=agent.id,
            agent_name=agent.name[:120],
            changed=now,
        )
        return self.find(id)

    def give_back(self, id: str, agent: Agent, *, now: datetime) -> bool:
        """Somebody else shall take it. False when it is not theirs."""
        theirs = sa.and_(call_backs.c.state == "taken", call_backs.c.agent == agent.id)
        return self._change(id, theirs, state="open", agent=None, agent_name=None, changed=now)

    def done(self, id: str, agent: Agent, *, now: datetime) -> bool:
        """It is worked off. False when it is not theirs."""
        theirs = sa.and_(call_backs.c.state == "taken", call_backs.c.agent == agent.id)
        return self._change(id, theirs, state="done", changed=now)

    def note(self, id: str, agent: Agent, text: str, *, now: datetime) -> bool:
        """Add a note. False when it is not theirs."""
        theirs = (
            call_backs.c.id == id,
            call_backs.c.agent == agent.id,
            call_backs.c.state == "taken",
        )
        with writing(self._engine) as db:
            row = db.execute(sa.select(call_backs.c.notes).where(*theirs).with_for_update()).first()
            if row is None:
                return False
            notes = [asdict(note) for note in self._notes(row.notes)]
            notes.append(asdict(Note(now.isoformat(timespec="seconds"), agent.name, text)))
            sealed = self._vault.seal(json.dumps(notes))
            db.execute(call_backs.update().where(*theirs).values(notes=sealed, changed=now))
        return True

    def _change(self, id: str, where: Any, **values: Any) -> bool:
        with writing(self._engine) as db:
            changed = db.execute(
                call_backs.update().where(call_backs.c.id == id, where).values(**values)
            )
        return bool(changed.rowcount)

    def _opened(self, row: Any) -> CallBack:
        opened = self._vault.open(row.sealed)
        return CallBack(
            id=row.id,
            created=_utc(row.created),
            state=row.state,
            wish=Wish(**json.loads(opened)) if opened else None,
            agent=row.agent,
            agent_name=row.agent_name,
            consented=_utc(row.consented),
            consent=row.consent,
            notes=self._notes(row.notes),
        )

    def _notes(self, sealed: str | None) -> tuple[Note, ...]:
        opened = self._vault.open(sealed) if sealed else None
        return tuple(Note(**note) for note in json.loads(opened)) if opened else ()


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
