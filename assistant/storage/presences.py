"""Which agents have their console open, and whether they take chats."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.storage.clocks import APART
from assistant.storage.database import insert, reading, writing
from assistant.storage.schema import presences


@dataclass(frozen=True)
class Agent:
    """Somebody who works at the console."""

    id: str
    name: str
    """As guests and colleagues are told it."""
    role: str = "agent"
    login: str = ""
    """The name that the audit keeps; empty: as `name`."""


@dataclass(frozen=True)
class Presence:
    """One agent whose console was open not long ago."""

    agent: str
    name: str
    taking: bool
    """Whether they take chats now."""
    seen: datetime


class PresenceStore:
    """Reads and writes presences. Every method raises StorageError when the database is away."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def beat(self, agent: Agent, *, now: datetime, taking: bool | None = None) -> bool:
        """The agent's console is open. `taking` None: as before, and True at first. Gives it."""
        this = presences.c.agent == agent.id
        change: dict[str, object] = {"name": agent.name[:120], "seen": now}
        if taking is not None:
            change["taking"] = taking
        row = {"agent": agent.id, "taking": True} | change
        with writing(self._engine) as db:
            db.execute(
                insert(db, presences)
                .values(**row)
                .on_conflict_do_update(index_elements=["agent"], set_=change)
            )
            return bool(db.execute(sa.select(presences.c.taking).where(this)).scalar())

    def seen_since(self, since: datetime, *, now: datetime) -> list[Presence]:
        """Who was here since then, by name. Who was seen in the future was seen before the clock
        was set back, and shows again soon if they are here."""
        lately = presences.c.seen.between(since, now + APART)
        query = sa.select(presences).where(lately).order_by(presences.c.name)
        with reading(self._engine) as db:
            rows = db.execute(query).all()
        return [
            Presence(
                row.agent,
                row.name,
                row.taking,
                row.seen if row.seen.tzinfo else row.seen.replace(tzinfo=timezone.utc),
            )
            for row in rows
        ]

    def leave(self, agent: str, *, seen: datetime) -> None:
        """The agent's page closes: taken to be seen last at `seen`. A reload comes back at once."""
        with writing(self._engine) as db:
            db.execute(presences.update().where(presences.c.agent == agent).values(seen=seen))
