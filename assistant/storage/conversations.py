"""Conversations with guests: who may read one, what was said, and which message is answered."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from assistant.storage.database import reading, writing
from assistant.storage.masking import mask, mask_data
from assistant.storage.schema import conversations, feedback, messages

Author = Literal["guest", "bot", "agent", "notice"]
"""`agent`: a person in a live handoff. `notice`: what happens around it ("Dana has joined")."""
Claim = Literal["ours", "answered", "busy"]

_ABANDONED = timedelta(seconds=30)
"""After this long without an answer, whoever worked on a message is taken to be gone."""


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


class ConversationStore:
    """Reads and writes conversations. Every method is one short transaction.

    All of them raise StorageError when the database does not answer.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def ready(self) -> None:
        """Nothing when the database answers and has its tables."""
        with reading(self._engine) as db:
            db.execute(sa.select(conversations.c.id).limit(1)).first()

    def begin(self, *, channel: str, now: datetime) -> tuple[Conversation, str]:
        """A new conversation and its token: 256 random bits, told only once."""
        conversation = Conversation(str(uuid.uuid4()), channel, now)
        token = secrets.token_urlsafe(32)
        with writing(self._engine) as db:
            db.execute(
                conversations.insert().values(
                    id=conversation.id,
                    token_hash=_hash(token),
                    channel=channel,
                    created=now,
                    active=now,
                )
            )
        return conversation, token

    def find(self, token: str, *, active_since: datetime) -> Conversation | None:
        """The open conversation that a token belongs to, if it was used since then."""
        table = conversations.c
        query = sa.select(table.id, table.channel, table.created).where(
            table.token_hash == _hash(token),
            table.closed.is_(None),
            table.active >= active_since,
        )
        with reading(self._engine) as db:
            row = db.execute(query).first()
        return Conversation(row.id, row.channel, _utc(row.created)) if row else None

    def close(self, conversation: str, *, now: datetime) -> None:
        """End a conversation: its token opens nothing from now on."""
        with writing(self._engine) as db:
            db.execute(
                conversations.update().where(conversations.c.id == conversation).values(closed=now)
            )

    def claim(self, conversation: str, message: str, text: str, *, now: datetime) -> Claim:
        """Take on a guest's message, writing it down if it is new.

        `ours`: answer it. `answered`: its answer is written down. `busy`: someone else is at it.
        However often the same id comes in, and through however many doors, one answers.
        """
        table = messages.c
        this = sa.and_(table.conversation == conversation, table.id == message)
        row = messages.insert().values(
            id=message,
            conversation=conversation,
            author="guest",
            text=mask(text),
            created=now,
            claimed=now,
        )
        try:
            with writing(self._engine) as db:
                found = db.execute(sa.select(table.answered).where(this)).first()
                if found is None:
                    db.execute(row)
                    _touch(db, conversation, now)
                    return "ours"
                if found.answered is not None:
                    return "answered"
                free = sa.or_(table.claimed.is_(None), table.claimed < now - _ABANDONED)
                taken = db.execute(messages.update().where(this, free).values(claimed=now))
                return "ours" if taken.rowcount else "busy"
        except IntegrityError:
            return "busy"  # Another door wrote the same id in this very moment.

    def release(self, conversation: str, message: str) -> None:
        """Give a claimed message back unanswered: the next attempt may take it at once."""
        table = messages.c
        with writing(self._engine) as db:
            db.execute(
                messages.update()
                .where(table.conversation == conversation, table.id == message)
                .values(claimed=None)
            )

    def answer(
        self,
        conversation: str,
        message: str,
        replies: Sequence[dict[str, Any]],
        *,
        answered_by: str,
        now: datetime,
    ) -> list[Message]:
        """Write down the answer to a message, unless it has one; gives the answer's messages."""
        table = messages.c
        rows: list[dict[str, Any]] = [
            {
                "id": str(uuid.uuid4()),
                "conversation": conversation,
                "author": "bot",
                "text": mask(reply["text"]),
                "created": now,
                "answers": message,
                "answered_by": answered_by,
                "reply": mask_data(reply),
            }
            for reply in replies
        ]
        with writing(self._engine) as db:
            first = db.execute(
                messages.update()
                .where(
                    table.conversation == conversation,
                    table.id == message,
                    table.answered.is_(None),
                )
                .values(answered=now)
            )
            if first.rowcount and rows:
                db.execute(messages.insert(), rows)
            _touch(db, conversation, now)
        if not first.rowcount:
            return self.answers(conversation, message)
        return [
            Message(
                id=row["id"],
                author="bot",
                text=row["text"],
                created=now,
                answered=False,
                answers=message,
                answered_by=answered_by,
                reply=row["reply"],
            )
            for row in rows
        ]

    def answers(self, conversation: str, message: str) -> list[Message]:
        """The answer to one message, in the order said; empty when there is none yet."""
        return self._read(
            messages.c.conversation == conversation, messages.c.answers == message, limit=None
        )

    def transcript(self, conversation: str, *, limit: int = 200, after: int = 0) -> list[Message]:
        """The last messages of a conversation, those after a position, oldest first."""
        later = messages.c.position > after
        return self._read(messages.c.conversation == conversation, later, limit=limit)

    def rate(self, conversation: str, message: str, helpful: bool, *, now: datetime) -> bool:
        """Keep a thumb for an answer; the last one counts. False when there is no such answer."""
        this = (feedback.c.conversation == conversation, feedback.c.message == message)
        with writing(self._engine) as db:
            exists = db.execute(
                sa.select(messages.c.id).where(
                    messages.c.conversation == conversation,
                    messages.c.id == message,
                    messages.c.author == "bot",
                )
            ).first()
            if exists is None:
                return False
            changed = db.execute(
                feedback.update().where(*this).values(helpful=helpful, created=now)
            )
            if not changed.rowcount:
                db.execute(
                    feedback.insert().values(
                        conversation=conversation, message=message, helpful=helpful, created=now
                    )
                )
        return True

    def _read(self, *where: Any, limit: int | None) -> list[Message]:
        rated = sa.and_(
            feedback.c.conversation == messages.c.conversation,
            feedback.c.message == messages.c.id,
        )
        query = (
            sa.select(messages, feedback.c.helpful)
            .select_from(messages.outerjoin(feedback, rated))
            .where(*where)
            .order_by(messages.c.position.desc())
            .limit(limit)
        )
        with reading(self._engine) as db:
            rows = db.execute(query).all()
        return [_message(row) for row in reversed(rows)]


def _touch(db: Connection, conversation: str, now: datetime) -> None:
    db.execute(conversations.update().where(conversations.c.id == conversation).values(active=now))


def _message(row: Any) -> Message:
    return Message(
        id=row.id,
        author=row.author,
        text=row.text,
        created=_utc(row.created),
        answered=row.answered is not None,
        answers=row.answers,
        answered_by=row.answered_by,
        reply=row.reply,
        helpful=row.helpful,
        position=row.position,
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _utc(moment: datetime) -> datetime:
    """SQLite gives times back without their zone; all of ours are UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
