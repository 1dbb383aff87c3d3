"""What a conversation shows when something happens around it ("Dana has joined")."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from assistant.storage.masking import mask_data
from assistant.storage.schema import conversations, messages

Notice = Mapping[str, Any]
"""A reply (`Reply.as_dict()`), and under `notice` what happened."""


def note(db: Connection, conversation: str, notice: Notice, now: datetime) -> None:
    """Write a notice into a conversation, in the transaction of what happened."""
    touch(db, conversation, now)
    reply = mask_data(dict(notice))
    db.execute(
        messages.insert().values(
            id=str(uuid.uuid4()),
            conversation=conversation,
            author="notice",
            text=reply["text"],
            created=now,
            reply=reply,
        )
    )


def touch(db: Connection, conversation: str, now: datetime) -> None:
    """Before anything is written in a conversation: whoever else writes in it waits, so that its
    messages are numbered in the order in which they can be read."""
    db.execute(conversations.update().where(conversations.c.id == conversation).values(active=now))
