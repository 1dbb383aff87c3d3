"""Phone calls: where each one stands, and what was answered at every turn.

A telephone provider asks again when it hears nothing, and its requests may overtake each other. So
a turn is taken once, whoever asks: the same request gets the same answer, and any other one the
answer of the turn where the call stands.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from assistant.storage.database import reading, writing
from assistant.storage.schema import call_turns, calls
from assistant.storage.vault import Vault

_ABANDONED = timedelta(seconds=20)
"""After this long without an answer, whoever worked on a turn is taken to be gone."""


@dataclass(frozen=True)
class Call:
    """One call, as it stands."""

    sid: str
    conversation: str
    next_turn: int
    state: dict[str, Any]
    """What `answer` was given last; {} in the beginning and after the end."""
    ended: bool


@dataclass(frozen=True)
class Taken:
    """What came of asking for a turn."""

    how: Literal["ours", "answered", "busy", "elsewhere"]
    """`ours`: answer it. `answered`: it was. `busy`: someone else is at it. `elsewhere`: the call
    stands at another turn, or this turn was taken with other words."""
    answer: str | None = None
    """The answer of this turn (`answered`) or of the last one (`elsewhere`), if there is one."""


class CallStore:
    """Reads and writes calls. Every method is one short transaction and may raise StorageError."""

    def __init__(self, engine: Engine, vault: Vault) -> None:
        self._engine, self._vault = engine, vault

    def find(self, sid: str) -> Call | None:
        """The call, or None when it was never seen."""
        with reading(self._engine) as db:
            row = db.execute(sa.select(calls).where(calls.c.sid == sid)).first()
        if row is None:
            return None
        opened = self._vault.open(row.state) if row.state else None
        state = json.loads(opened) if opened else {}
        return Call(row.sid, row.conversation, row.next_turn, state, row.ended is not None)

    def begin(self, sid: str, conversation: str, *, now: datetime) -> None:
        """Write a new call down, unless it is known already."""
        row = {"sid": sid, "conversation": conversation, "next_turn": 0}
        try:
            with writing(self._engine) as db:
                db.execute(calls.insert().values(**row, created=now, active=now))
        except IntegrityError:
            return  # The same call was begun by another request in this very moment.

    def take(self, sid: str, turn: int, heard: str, *, now: datetime) -> Taken:
        """Take a turn of a call that has begun. `heard` is all that the request says."""
        this = (call_turns.c.call == sid, call_turns.c.turn == turn)
        mark = self._vault.fingerprint(heard)
        with writing(self._engine) as db:
            call = db.execute(
                sa.select(calls.c.next_turn, calls.c.ended)
                .where(calls.c.sid == sid)
                .with_for_update()
            ).first()
            found = db.execute(sa.select(call_turns).where(*this)).first()
            if call is None or (found is not None and found.heard != mark):
                return self._elsewhere(db, sid)
            if found is None:
                if turn != call.next_turn or call.ended is not None:
                    return self._elsewhere(db, sid)
                db.execute(call_turns.insert().values(call=sid, turn=turn, heard=mark, claimed=now))
                return Taken("ours")
            if found.answer is not None:
                return Taken("answered", self._vault.open(found.answer))
            # One from the future was written before the clock was set back.
            if found.claimed is not None and abs(now - _utc(found.claimed)) < _ABANDONED:
                return Taken("busy")
            db.execute(call_turns.update().where(*this).values(claimed=now))
            return Taken("ours")

    def answer(
        self, sid: str, turn: int, answer: str, state: dict[str, Any], *, now: datetime
    ) -> str:
        """Write down the answer of a turn and how the call goes on; gives the answer that counts.

        If another door has answered meanwhile, that is its answer.
        """
        this = (call_turns.c.call == sid, call_turns.c.turn == turn)
        sealed = self._vault.seal(json.dumps(state))
        with writing(self._engine) as db:
            # The call first, then its turn, as everybody does: nobody waits crosswise.
            db.execute(sa.select(calls.c.sid).where(calls.c.sid == sid).with_for_update())
            done = db.execute(
                call_turns.update()
                .where(*this, call_turns.c.answer.is_(None))
                .values(answer=self._vault.seal(answer))
            )
            if done.rowcount:
                db.execute(
                    calls.update()
                    .where(calls.c.sid == sid, calls.c.next_turn == turn)
                    .values(next_turn=turn + 1, state=sealed, active=now)
                )
                return answer
            kept = db.execute(sa.select(call_turns.c.answer).where(*this)).scalar()
        return (self._vault.open(kept) if kept else None) or answer

    def last_answer(self, sid: str, turn: int | None = None) -> str | None:
        """The answer of a turn, or of the last one that has one; None when there is none yet."""
        with reading(self._engine) as db:
            return self._last(db, sid, turn)

    def release(self, sid: str, turn: int) -> None:
        """Give a turn back unanswered: the next request for it may take it at once."""
        with writing(self._engine) as db:
            db.execute(
                call_turns.delete().where(
                    call_turns.c.call == sid,
                    call_turns.c.turn == turn,
                    call_turns.c.answer.is_(None),
                )
            )

    def end(self, sid: str, *, now: datetime) -> None:
        """The caller has hung up: what was said is forgotten."""
        with writing(self._engine) as db:
            db.execute(calls.update().where(calls.c.sid == sid).values(ended=now, state=None))
            db.execute(call_turns.delete().where(call_turns.c.call == sid))

    def _elsewhere(self, db: Connection, sid: str) -> Taken:
        return Taken("elsewhere", self._last(db, sid))

    def _last(self, db: Connection, sid: str, turn: int | None = None) -> str | None:
        query = (
            sa.select(call_turns.c.answer)
            .where(call_turns.c.call == sid, call_turns.c.answer.is_not(None))
            .order_by(call_turns.c.turn.desc())
            .limit(1)
        )
        if turn is not None:
            query = query.where(call_turns.c.turn == turn)
        last = db.execute(query).scalar()
        return self._vault.open(last) if last else None


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
