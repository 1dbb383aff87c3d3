"""Questions that found no answer: what editors read to know which topic is missing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.storage.database import insert, reading, writing
from assistant.storage.masking import mask
from assistant.storage.schema import unanswered


@dataclass(frozen=True)
class Unanswered:
    """One question, however often it was asked."""

    question: str
    """Masked."""
    topic: str | None
    """The topic that came nearest, if any did."""
    count: int


def record(
    engine: Engine, question: str, *, topic: str | None, channel: str, now: datetime
) -> None:
    """Count a question that found no answer. Case and blanks make no difference."""
    masked = " ".join(mask(question).split())
    this = key(channel, masked)
    table = unanswered.c
    row = {"question": masked, "channel": channel, "count": 1, "first_seen": now}
    again = {"last_seen": now, "topic": topic}
    with writing(engine) as db:
        db.execute(
            insert(db, unanswered)
            .values(id=this, **row, **again)
            .on_conflict_do_update(
                index_elements=["id"], set_={"count": table["count"] + 1, **again}
            )
        )


def key(channel: str, masked: str) -> str:
    """Under which id a masked question is counted in a channel."""
    plain = " ".join(masked.split()).casefold()
    return hashlib.sha256(f"{channel}:{plain}".encode()).hexdigest()


def ranked(engine: Engine, *, limit: int = 100) -> list[Unanswered]:
    """The most frequent first."""
    table = unanswered.c
    query = (
        sa.select(table.question, table.topic, table["count"])
        .order_by(table["count"].desc(), table.last_seen.desc())
        .limit(limit)
    )
    with reading(engine) as db:
        return [Unanswered(row[0], row[1], row[2]) for row in db.execute(query)]
