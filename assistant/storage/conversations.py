"""Conversations with guests: who may read one, what was said, and which message is answered."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from assistant.storage.conversation import (
    Conversation,
    Message,
    new_conversation,
    token_hash,
)
from assistant.storage.database import insert, reading, writing
from assistant.storage.masking import mask, mask_data, mask_own
from assistant.storage.notice import touch
from assistant.storage.schema import conversations, feedback, messages

Claim = Literal["ours", "again", "answered", "busy"]

_ABANDONED = timedelta(seconds=30)
"""After this long without an answer, whoever worked on a message is taken to be gone."""


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
        conversation, token = new_conversation(channel=channel, now=now)
        with writing(self._engine) as db:
            _insert(db, conversation, token_hash(token))
        return conversation, token

    def keep(self, conversation: Conversation, hash: str) -> None:
        """Write down a conversation that was begun while that was not possible. Again: nothing."""
        with suppress(IntegrityError), writing(self._engine) as db:
            _insert(db, conversation, hash)

    def check_writable(self) -> None:
        """Nothing when the database takes changes. Raises StorageError."""
        with writing(self._engine) as db:
            nobody = conversations.c.id == ""
            db.execute(conversations.update().where(nobody).values(closed=None))

    def find(self, token: str, *, active_since: datetime) -> Conversation | None:
        """The open conversation that a token belongs to, if it was used since then."""
        return self.find_hash(token_hash(token), active_since=active_since)

    def find_hash(self, hash: str, *, active_since: datetime | None = None) -> Conversation | None:
        """The same, by the token's hash."""
        table = conversations.c
        query = sa.select(table.id, table.channel, table.created).where(
            table.token_hash == hash, table.closed.is_(None)
        )
        if active_since is not None:
            query = query.where(table.active >= active_since)
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

        `ours`: answer it. `again`: answer it; somebody else has begun to, and the bot may know it.
        `answered`: its answer is written down. `busy`: someone else is at it.
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
                touch(db, conversation, now)
                found = db.execute(sa.select(table.answered).where(this)).first()
                if found is None:
                    db.execute(row)
                    return "ours"
                if found.answered is not None:
                    return "answered"
                # One from the future was written before the clock was set back.
                free = sa.or_(
                    table.claimed.is_(None),
                    table.claimed < now - _ABANDONED,
                    table.claimed > now + _ABANDONED,
                )
                taken = db.execute(messages.update().where(this, free).values(claimed=now))
                return "again" if taken.rowcount else "busy"
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
        ids: Sequence[str] = (),
    ) -> list[Message]:
        """Write down the answer to a message, unless it has one; gives the answer's messages.

        `ids`: one for each reply, where they have been told already.
        """
        table = messages.c
        ids = ids or [str(uuid.uuid4()) for _ in replies]
        rows: list[dict[str, Any]] = [
            {
                "id": id,
                "conversation": conversation,
                "author": "bot",
                "text": mask_own(reply["text"]),
                "created": now,
                "answers": message,
                "answered_by": answered_by,
                "reply": mask_data(reply, mask_own),
            }
            for id, reply in zip(ids, replies, strict=True)
        ]
        with writing(self._engine) as db:
            touch(db, conversation, now)
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
        thumb = {"helpful": helpful, "created": now}
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
            db.execute(
                insert(db, feedback)
                .values(conversation=conversation, message=message, **thumb)
                .on_conflict_do_update(index_elements=["conversation", "message"], set_=thumb)
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


def _insert(db: Connection, conversation: Conversation, hash: str) -> None:
    db.execute(
        conversations.insert().values(
            id=conversation.id,
            token_hash=hash,
            channel=conversation.channel,
            created=conversation.created,
            active=conversation.created,
        )
    )


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


def _utc(moment: datetime) -> datetime:
    """SQLite gives times back without their zone; all of ours are UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
