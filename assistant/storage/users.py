"""The people who may sign in, and what their role allows."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

from assistant.errors import AssistantError
from assistant.storage.database import reading, writing
from assistant.storage.passwords import Passwords
from assistant.storage.schema import sign_ins, users

Role = Literal["guest", "agent", "editor", "admin"]
ROLES: tuple[Role, ...] = ("guest", "agent", "editor", "admin")
"""From the least to the most: each may do what those before it may."""

_NAME = re.compile(r"[\w.@+-]{2,80}")


@dataclass(frozen=True)
class User:
    """Somebody who may sign in."""

    id: str
    name: str
    """What is typed at the sign-in page; lower case."""
    shown_as: str
    """What the console calls them, and what stands for `{agent name}` in scripts."""
    role: Role
    disabled: bool = False
    issuer: str = ""
    """The identity provider that vouches for them; empty for an account with a password."""

    def may(self, role: Role) -> bool:
        """Whether they may do what this role may."""
        return not self.disabled and ROLES.index(self.role) >= ROLES.index(role)


class UserError(AssistantError):
    """An account cannot be made or changed like this."""


class Users:
    """Reads and writes accounts. Every method raises StorageError when the database is away."""

    def __init__(self, engine: Engine, passwords: Passwords | None = None) -> None:
        self._engine = engine
        self._passwords = passwords or Passwords()

    def add(
        self, name: str, password: str, *, role: Role, shown_as: str = "", now: datetime
    ) -> User:
        """A new account. Raises UserError, WeakPassword."""
        name = typed_name(name)
        if not _NAME.fullmatch(name):
            raise UserError(
                "A name has 2 to 80 letters, digits or . _ - + @, for example maria.lopez."
            )
        kept = self._passwords.hash(password, name=name)
        user = User(str(uuid.uuid4()), name, shown_as.strip() or name, role)
        try:
            self._insert(user, now=now, password=kept)
        except IntegrityError:
            raise UserError(
                f"There is already an account {name!r}. Choose another name, or change its "
                "password or role."
            ) from None
        return user

    def list(self) -> list[User]:
        """Everybody, by name."""
        with reading(self._engine) as db:
            rows = db.execute(sa.select(users).order_by(users.c.name)).all()
        return [user_of(row) for row in rows]

    def find(self, name: str) -> User | None:
        """The account of this name."""
        row = self._row(users.c.name == typed_name(name))
        return user_of(row) if row else None

    def with_password(self, name: str, password: str) -> User | None:
        """Whose name and password these are; None for a wrong name, password, or an account that
        is disabled, all after the same time."""
        row = self._row(users.c.name == typed_name(name))
        kept = row.password if row else None
        if not self._passwords.fits(password, kept) or kept is None or row.disabled:
            return None
        renewed = self._passwords.renewed(password, kept)
        if renewed:
            self._update(row.id, password=renewed)
        return user_of(row)

    def from_provider(
        self, issuer: str, subject: str, *, name: str, shown_as: str, role: Role, now: datetime
    ) -> User | None:
        """Whom an identity provider vouches for, with the role that it gives today.

        A first visit makes the account. None when the account is disabled here.
        """
        known = sa.and_(users.c.issuer == issuer, users.c.subject == subject)
        row = self._row(known)
        if row is None:
            user = User(
                str(uuid.uuid4()), self._free_name(name), shown_as[:120], role, issuer=issuer
            )
            try:
                self._insert(user, now=now, subject=subject)
                return user
            except IntegrityError:  # Their other window was quicker.
                row = self._row(known)
                if row is None:
                    raise
        if row.disabled:
            return None
        self._update(row.id, role=role, shown_as=shown_as[:120])
        return self.find(row.name)

    def change_password(self, name: str, password: str) -> User:
        """A new password; whoever is signed in with the old one is signed out. Raises UserError."""
        user = self._must_find(name)
        if user.issuer:
            raise UserError(f"{user.name} signs in with a company account; its password is there.")
        self._update(user.id, password=self._passwords.hash(password, name=user.name))
        self._sign_out(user.id)
        return user

    def change_role(self, name: str, role: Role) -> User:
        """Another role, from the next click on. Raises UserError."""
        user = self._must_find(name)
        self._update(user.id, role=role)
        return user

    def disable(self, name: str, *, now: datetime) -> User:
        """Signed out everywhere, and not let in again. Raises UserError."""
        user = self._must_find(name)
        self._update(user.id, disabled=now)
        self._sign_out(user.id)
        return user

    def enable(self, name: str) -> User:
        """Let in again. Raises UserError."""
        user = self._must_find(name)
        self._update(user.id, disabled=None)
        return user

    def _must_find(self, name: str) -> User:
        user = self.find(name)
        if user is None:
            raise UserError(f"There is no account {name!r}. `assistant users list` shows them all.")
        return user

    def _free_name(self, wanted: str) -> str:
        name = typed_name(wanted)[:110] or "account"
        taken = {user.name for user in self.list()}
        numbers = (f"{name}-{number}" for number in range(2, len(taken) + 3))
        return name if name not in taken else next(n for n in numbers if n not in taken)

    def _row(self, where: Any) -> Any:
        with reading(self._engine) as db:
            return db.execute(sa.select(users).where(where)).first()

    def _insert(self, user: User, *, now: datetime, **more: Any) -> None:
        with writing(self._engine) as db:
            db.execute(
                users.insert().values(
                    id=user.id,
                    name=user.name,
                    shown_as=user.shown_as,
                    role=user.role,
                    issuer=user.issuer or None,
                    created=now,
                    **more,
                )
            )

    def _update(self, user: str, **values: Any) -> None:
        with writing(self._engine) as db:
            db.execute(users.update().where(users.c.id == user).values(**values))

    def _sign_out(self, user: str) -> None:
        with writing(self._engine) as db:
            db.execute(sign_ins.delete().where(sign_ins.c.user == user))


def typed_name(name: str) -> str:
    """A name as it is kept, whatever was typed: databases do not take every character."""
    plain = name.encode("utf-8", "replace").decode().replace("\0", "\ufffd")
    return plain.strip().lower()[:120]


def user_of(row: Any) -> User:
    """The account of a row of the table."""
    role: Role = row.role if row.role in ROLES else "guest"
    disabled = row.disabled is not None
    return User(row.id, row.name, row.shown_as, role, disabled, row.issuer or "")
