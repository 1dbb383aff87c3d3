"""Who is signed in, and how often somebody has failed to."""

from __future__ import annotations

import hashlib
import hmac
import math
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.errors import StorageError
from assistant.storage.clocks import APART
from assistant.storage.database import reading, writing
from assistant.storage.schema import failed_sign_ins, sign_ins, users
from assistant.storage.users import User, typed_name, user_of

_TOUCH = timedelta(minutes=1)
"""How exactly the last use is kept: not every click is written."""


class SignIns:
    """Who is signed in. The browser holds a random id; here stands its hash."""

    def __init__(
        self,
        engine: Engine,
        *,
        lasts: timedelta = timedelta(hours=12),
        idle: timedelta = timedelta(hours=2),
    ) -> None:
        """`lasts`: a long shift; `idle`: how long nobody need have touched the console."""
        self._engine, self.lasts, self._idle = engine, lasts, idle

    def begin(self, user: User, *, now: datetime) -> str:
        """Sign somebody in; gives the id, 256 random bits, told only once."""
        id = secrets.token_urlsafe(32)
        with writing(self._engine) as db:
            db.execute(sign_ins.delete().where(sign_ins.c.expires < now))
            db.execute(
                sign_ins.insert().values(
                    id_hash=_hash(id),
                    user=user.id,
                    created=now,
                    active=now,
                    expires=now + self.lasts,
                )
            )
        return id

    def find(self, id: str, *, now: datetime) -> User | None:
        """Who is signed in with this id, with the role they have now."""
        table = sign_ins.c
        query = (
            sa.select(users, table.active)
            .select_from(sign_ins.join(users, users.c.id == table.user))
            .where(
                table.id_hash == _hash(id),
                table.expires > now,
                table.created < now + APART,
                table.active > now - self._idle,
                users.c.disabled.is_(None),
            )
        )
        with reading(self._engine) as db:
            row = db.execute(query).first()
        if row is None:
            return None
        if abs(now - _utc(row.active)) > _TOUCH:
            # Where only reading works, somebody who is signed in may go on to read.
            with suppress(StorageError), writing(self._engine) as db:
                db.execute(sign_ins.update().where(table.id_hash == _hash(id)).values(active=now))
        return user_of(row)

    def end(self, id: str) -> None:
        """Sign out."""
        with writing(self._engine) as db:
            db.execute(sign_ins.delete().where(sign_ins.c.id_hash == _hash(id)))


@dataclass(frozen=True)
class Patience:
    """So many failures within a time, and then a pause of that length from the last one."""

    failures: int
    within: timedelta = timedelta(minutes=15)


class Attempts:
    """Counts failed sign-ins by name and network, whether the name exists or not.

    The strictest count is that of one name from one network, so that a stranger elsewhere does not
    lock an agent out; the wider ones stop guessing from many places and of many names.
    """

    PAIR, NAME, NETWORK = Patience(5), Patience(30), Patience(60)

    def __init__(self, engine: Engine, secret: str) -> None:
        self._engine = engine
        self._key = hashlib.sha256(b"sign-in:" + secret.encode()).digest()

    def wait(self, name: str, network: str, *, now: datetime) -> int:
        """Seconds until the next attempt may be made; 0 when it may be made now."""
        longest = timedelta()
        with reading(self._engine) as db:
            for key, patience in self._counted(name, network):
                query = (
                    sa.select(failed_sign_ins.c.at)
                    .where(
                        failed_sign_ins.c.key == key,
                        failed_sign_ins.c.at > now - patience.within,
                        failed_sign_ins.c.at < now + APART,
                    )
                    .order_by(failed_sign_ins.c.at.desc())
                    .limit(patience.failures)
                )
                failed = [_utc(row.at) for row in db.execute(query)]
                if len(failed) >= patience.failures:
                    longest = max(longest, failed[0] + patience.within - now)
        return max(0, math.ceil(longest.total_seconds()))

    def failed(self, name: str, network: str, *, now: datetime) -> None:
        """Count one failure."""
        rows = [{"key": key, "at": now} for key, _ in self._counted(name, network)]
        old = now - max(p.within for p in (self.PAIR, self.NAME, self.NETWORK))
        with writing(self._engine) as db:
            db.execute(failed_sign_ins.delete().where(failed_sign_ins.c.at < old))
            db.execute(failed_sign_ins.insert(), rows)

    def succeeded(self, name: str, network: str) -> None:
        """Forget the failures of this name from this network."""
        (pair, _), *_rest = self._counted(name, network)
        with writing(self._engine) as db:
            db.execute(failed_sign_ins.delete().where(failed_sign_ins.c.key == pair))

    def _counted(self, name: str, network: str) -> list[tuple[str, Patience]]:
        name = typed_name(name)
        return [
            (self._hash(f"pair:{name}\n{network}"), self.PAIR),
            (self._hash(f"name:{name}"), self.NAME),
            (self._hash(f"network:{network}"), self.NETWORK),
        ]

    def _hash(self, text: str) -> str:
        return hmac.new(self._key, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _hash(id: str) -> str:
    return hashlib.sha256(id.encode("utf-8", "replace")).hexdigest()


def _utc(moment: datetime) -> datetime:
    """SQLite gives times back without their zone; all of ours are UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
