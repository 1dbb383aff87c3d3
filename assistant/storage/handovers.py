"""What bot and desk must still tell each other of a conversation, for whichever door comes next.

While the bot is away the desk answers, and remembers; the bot hears of it when it is back. Both
stand sealed in the conversation's row, since they hold what a guest typed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.storage.database import reading, writing
from assistant.storage.schema import conversations, trackers
from assistant.storage.vault import Vault


@dataclass(frozen=True)
class Handover:
    """A conversation that the desk leads for the bot."""

    memory: dict[str, Any]
    """What the desk remembers."""
    missed: tuple[tuple[str, str], ...]
    """The ids and texts of the messages that the bot has not heard, oldest first."""


class HandoverStore:
    """Every method is one short transaction. Raises StorageError."""

    def __init__(self, engine: Engine, vault: Vault) -> None:
        self._engine, self._vault = engine, vault

    def find(self, conversation: str) -> Handover | None:
        """The handover; None while the bot has heard everything."""
        query = sa.select(conversations.c.handover).where(conversations.c.id == conversation)
        with reading(self._engine) as db:
            sealed = db.execute(query).scalar()
        opened = self._vault.open(sealed) if sealed else None
        if not opened:
            return None
        values = json.loads(opened)
        return Handover(values["memory"], tuple((id, text) for id, text in values["missed"]))

    def keep(self, conversation: str, handover: Handover | None) -> None:
        """Write down how it stands; None when the bot has heard everything."""
        sealed = None
        if handover:
            values = {"memory": handover.memory, "missed": handover.missed}
            sealed = self._vault.seal(json.dumps(values))
        this = conversations.c.id == conversation
        with writing(self._engine) as db:
            db.execute(conversations.update().where(this).values(handover=sealed))

    def bot_events(self, conversation: str) -> list[dict[str, Any]]:
        """What the bot has written down of a conversation; empty where that is nothing."""
        query = sa.select(trackers.c.events).where(trackers.c.sender_id == conversation)
        with reading(self._engine) as db:
            text = db.execute(query).scalar()
        events: list[dict[str, Any]] = json.loads(text) if text else []
        return events
