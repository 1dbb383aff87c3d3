"""What guests asked, as editors study it: counted, masked, and without who asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.storage.database import reading
from assistant.storage.schema import conversations, feedback, messages, unanswered


@dataclass(frozen=True)
class Said:
    """One message, however often it was sent."""

    text: str
    """Masked, as it was written first."""
    guests: int
    """In how many conversations it was said."""


@dataclass(frozen=True)
class Use:
    """How one topic is used in one channel."""

    topic: str
    channel: str
    asked: int
    """How many answers held it."""
    thumbs_down: int
    last: date
    """The day (UTC) of the last answer."""


@dataclass(frozen=True)
class Complaint:
    """A guest's message, and the answer that got a thumb down."""

    text: str
    """Masked."""
    topics: tuple[str, ...]
    """The topics that were answered; empty for a verdict or small talk."""
    channel: str
    on: date
    """The day (UTC) of the thumb."""


def said_by_guests(engine: Engine) -> list[Said]:
    """Every message of a guest, the most frequent first; case and blanks make no difference.

    Questions that found no answer count too where their conversation is kept no longer.
    """
    table = messages.c
    query = (
        sa.select(table.text, table.conversation)
        .where(table.author == "guest")
        .order_by(table.position)
    )
    texts: dict[str, str] = {}
    guests: dict[str, set[str]] = {}
    forgotten: dict[str, int] = {}
    with reading(engine) as db:
        for text, conversation in db.execute(query):
            texts.setdefault(_key(text), _plain(text))
            guests.setdefault(_key(text), set()).add(conversation)
        for question, count in db.execute(
            sa.select(unanswered.c.question, unanswered.c["count"]).order_by(unanswered.c.id)
        ):
            if _key(question) not in guests:
                texts.setdefault(_key(question), _plain(question))
                forgotten[_key(question)] = forgotten.get(_key(question), 0) + count
    counted = {key: len(found) for key, found in guests.items()} | forgotten
    said = [Said(text, counted[key]) for key, text in texts.items() if key]
    return sorted(said, key=lambda one: (-one.guests, one.text))


def uses(engine: Engine) -> list[Use]:
    """Each topic that was answered, by channel."""
    asked: dict[tuple[str, str], int] = {}
    down: dict[tuple[str, str], int] = {}
    last: dict[tuple[str, str], date] = {}
    for row in _answers(engine):
        for topic in _topics(row.reply):
            place = (topic, row.channel)
            asked[place] = asked.get(place, 0) + 1
            down[place] = down.get(place, 0) + (row.helpful is False)
            last[place] = max(last.get(place, date.min), row.created.date())
    return [Use(*place, asked[place], down[place], last[place]) for place in sorted(asked)]


def complaints(engine: Engine) -> list[Complaint]:
    """The messages whose answers got a thumb down, oldest first.

    What found no answer is among the unanswered questions (storage.unanswered), and not here.
    """
    return [
        Complaint(_plain(row.question), _topics(row.reply), row.channel, row.rated.date())
        for row in _answers(engine, only_disliked=True)
        if (row.reply or {}).get("outcome") != "fallback"
    ]


def _answers(engine: Engine, *, only_disliked: bool = False) -> Iterator[Any]:
    """Answers with their channel, their question and their thumb."""
    asked = messages.alias("asked")
    thumb = sa.and_(
        feedback.c.conversation == messages.c.conversation,
        feedback.c.message == messages.c.id,
    )
    question = sa.and_(
        asked.c.conversation == messages.c.conversation, asked.c.id == messages.c.answers
    )
    query = (
        sa.select(
            messages.c.reply,
            messages.c.created,
            conversations.c.channel,
            asked.c.text.label("question"),
            feedback.c.helpful,
            feedback.c.created.label("rated"),
        )
        .select_from(
            messages.join(conversations, conversations.c.id == messages.c.conversation)
            .join(asked, question)
            .outerjoin(feedback, thumb)
        )
        .where(messages.c.author == "bot")
        .order_by(messages.c.position)
    )
    if only_disliked:
        query = query.where(feedback.c.helpful.is_(False))
    with reading(engine) as db:
        yield from db.execute(query)


def _topics(reply: dict[str, Any] | None) -> tuple[str, ...]:
    return tuple((reply or {}).get("topics") or ())


def _plain(text: str) -> str:
    return " ".join(text.split())


def _key(text: str) -> str:
    return _plain(text).casefold()
