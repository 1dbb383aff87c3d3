"""A conversation, its token, and one bubble of it, as plain data."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

Author = Literal["guest", "bot", "agent", "notice"]
"""`agent`: a person in a live handoff. `notice`: what happens around it ("Dana has joined")."""


@dataclass(frozen=True)
class Conversation:
    """One guest's conversation. Its token is not kept, only the token's hash."""

    id: str
    channel: str
    created: datetime


@dataclass(frozen=True)
class Message:
    """One bubble, as it was written down: masked."""

    id: str
    author: Author
    text: str
    created: datetime
    answered: bool
    """Of a guest's message: whether its answer has been written down."""
    answers: str | None
    """Of an answer: the id of the guest's message."""
    answered_by: str | None
    """Of an answer: "bot" or "desk"."""
    reply: dict[str, Any] | None
    """Of an answer: the whole reply (`Reply.as_dict()`), masked."""
    helpful: bool | None = None
    """The guest's thumb; None when there is none."""
    position: int = 0
    """Where it stands among all messages: later ones have higher numbers. 0: not read back yet."""


def new_conversation(*, channel: str, now: datetime) -> tuple[Conversation, str]:
    """A conversation that stands nowhere yet, and its token."""
    return Conversation(str(uuid.uuid4()), channel, now), secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
