"""How long each kind of record is kept, and the purge that keeps to it.

What is too old goes in small transactions with pauses between, so that guests' messages never wait
for the purge, and one run does no more than a bounded share of work: the rest goes the next time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from datetime import time as clock_time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from assistant.settings import Settings
from assistant.storage import schema
from assistant.storage.database import reading, writing
from assistant.storage.figures import keep_figures

BATCH = 500
"""Rows that go in one transaction."""
BATCHES = 400
"""Transactions for one kind in one run."""
_PAUSE = 0.01
"""Seconds between two transactions, for those who wait to write."""

Old = Callable[[datetime], Any]
"""From a moment to the condition that a row is older."""


@dataclass(frozen=True)
class Sweep:
    """Rows of one table that go when they are old."""

    table: sa.Table
    old: Old
    keys: tuple[str, ...] = ("id",)
    """Columns by which a batch of rows is told from the others; a primary key, or nearly."""


@dataclass(frozen=True)
class Kind:
    """One kind of record, with one period."""

    name: str
    """Its setting is `keep_<name>_days`."""
    sweeps: tuple[Sweep, ...]
    tables: tuple[sa.Table, ...]
    """All tables that this period rules, those that follow a deleted row included."""
    before: Callable[[Connection, list[str]], None] | None = None
    """What is done with the ids of a batch before it goes."""

    @property
    def setting(self) -> str:
        """The name of the field of Settings."""
        return f"keep_{self.name}_days"


def _ended_handoffs(moment: datetime) -> Any:
    ended = sa.select(schema.handoffs.c.id).where(schema.handoffs.c.ended < moment)
    return schema.handoff_texts.c.handoff.in_(ended)


KINDS: tuple[Kind, ...] = (
    Kind(
        "handoff_texts",
        (Sweep(schema.handoff_texts, _ended_handoffs, ("handoff", "message")),),
        (schema.handoff_texts,),
    ),
    Kind(
        "calls",
        # Its conversation stays for the conversations' own period.
        (Sweep(schema.calls, lambda moment: schema.calls.c.active < moment, ("sid",)),),
        (schema.calls, schema.call_turns),
    ),
    Kind(
        "conversations",
        (Sweep(schema.conversations, lambda moment: schema.conversations.c.active < moment),),
        (schema.conversations, schema.messages, schema.feedback, schema.handoffs),
        before=keep_figures,
    ),
    Kind(
        "trackers",
        (
            Sweep(
                schema.trackers, lambda moment: schema.trackers.c.updated < moment, ("sender_id",)
            ),
        ),
        (schema.trackers,),
    ),
    Kind(
        "unanswered",
        (Sweep(schema.unanswered, lambda moment: schema.unanswered.c.last_seen < moment),),
        (schema.unanswered,),
    ),
    Kind(
        "call_backs",
        (Sweep(schema.call_backs, lambda moment: schema.call_backs.c.created < moment),),
        (schema.call_backs,),
    ),
    Kind(
        "disclosures",
        (Sweep(schema.disclosures, lambda moment: schema.disclosures.c.created < moment),),
        (schema.disclosures,),
    ),
    Kind(
        "audit",
        (Sweep(schema.audit, lambda moment: schema.audit.c.at < moment, ("position",)),),
        (schema.audit,),
    ),
    Kind(
        "sign_ins",
        (
            Sweep(schema.sign_ins, lambda moment: schema.sign_ins.c.expires < moment, ("id_hash",)),
            Sweep(
                schema.failed_sign_ins,
                lambda moment: schema.failed_sign_ins.c.at < moment,
                ("key", "at"),
            ),
            Sweep(schema.presences, lambda moment: schema.presences.c.seen < moment, ("agent",)),
        ),
        (schema.sign_ins, schema.failed_sign_ins, schema.presences),
    ),
)
"""In the order in which they go."""

KEPT: Mapping[str, str] = {
    "users": "until an admin removes the account",
    "vehicles": "until the dealer's list is replaced or the vehicle is erased",
    "weekly_figures": "for good: numbers by week, nobody is in them",
}
"""Tables without a period, and why."""


def periods(settings: Settings) -> dict[str, int]:
    """Days by kind."""
    return {kind.name: int(getattr(settings, kind.setting)) for kind in KINDS}


def purge(
    engine: Engine,
    days: Mapping[str, int],
    *,
    on: date,
    dry_run: bool = False,
    batches: int = BATCHES,
    stop: Callable[[], bool] = lambda: False,
) -> dict[str, int]:
    """Delete what is older than its period on the day `on`; rows by kind (main tables only).

    With `dry_run` nothing goes and all that would is counted. At most `batches` transactions a
    kind; `stop` is asked between two of them. Raises StorageError.
    """
    count = _count if dry_run else _sweep
    return {
        kind.name: sum(
            count(engine, kind, sweep, _before(on, days[kind.name]), batches, stop)
            for sweep in kind.sweeps
        )
        for kind in KINDS
    }


def _before(on: date, days: int) -> datetime:
    """The first moment that is still kept: midnight UTC, so many days before."""
    return datetime.combine(on - timedelta(days=days), clock_time(), tzinfo=timezone.utc)


def _count(engine: Engine, _kind: Kind, sweep: Sweep, moment: datetime, *_: Any) -> int:
    query = sa.select(sa.func.count()).select_from(sweep.table).where(sweep.old(moment))
    with reading(engine) as db:
        return int(db.execute(query).scalar_one())


def _sweep(
    engine: Engine,
    kind: Kind,
    sweep: Sweep,
    moment: datetime,
    batches: int,
    stop: Callable[[], bool],
) -> int:
    return sum(_batches(engine, kind, sweep, moment, batches, stop))


def _batches(
    engine: Engine,
    kind: Kind,
    sweep: Sweep,
    moment: datetime,
    batches: int,
    stop: Callable[[], bool],
) -> Iterator[int]:
    keys = [sweep.table.c[name] for name in sweep.keys]
    for _ in range(batches):
        if stop():
            return
        with writing(engine) as db:
            # What another door deletes at this moment is its to count.
            mine = sa.select(*keys).where(sweep.old(moment)).limit(BATCH)
            rows = db.execute(mine.with_for_update(skip_locked=True)).all()
            if not rows:
                return
            if kind.before:
                kind.before(db, [row[0] for row in rows])
            gone = db.execute(sweep.table.delete().where(_among(keys, rows), sweep.old(moment)))
        yield int(gone.rowcount)
        if len(rows) < BATCH:
            return
        time.sleep(_PAUSE)


def _among(keys: list[Any], rows: list[Any]) -> Any:
    """The condition that a row is one of these."""
    if len(keys) == 1:
        return keys[0].in_([row[0] for row in rows])
    return sa.tuple_(*keys).in_([tuple(row) for row in rows])
