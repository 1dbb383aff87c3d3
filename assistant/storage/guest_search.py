"""What is kept about one guest: found by conversation, VIN, phone number or e-mail address.

Nothing of a guest is kept in the clear that could be searched for, so sealed records are opened one
by one and compared. A VIN in a conversation shows its last six characters only: whether it is the
whole VIN, the sealed slot in Rasa's memory of the conversation says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from assistant.storage.database import reading
from assistant.storage.schema import (
    call_backs,
    calls,
    conversations,
    disclosures,
    handoff_texts,
    handoffs,
    messages,
    trackers,
)
from assistant.storage.vault import Vault

_SEALED = re.compile(r"sealed:[\w=-]+")
_SPECIAL = re.compile(r"[^A-Z0-9]")


@dataclass(frozen=True)
class Guest:
    """By what a guest is looked for; what is empty is not asked."""

    conversation: str = ""
    vin: str = ""
    phone: str = ""
    email: str = ""

    @property
    def last_six(self) -> str:
        """What of the VIN is kept readable."""
        return _plain(self.vin)[-6:]


@dataclass(frozen=True)
class Found:
    """Where a guest is, by the ids of records."""

    guest: Guest
    conversations: tuple[str, ...]
    """Surely this guest's."""
    perhaps: tuple[str, ...]
    """A VIN with the same last six characters was named there, and no more is kept of it."""
    call_backs: tuple[str, ...]
    disclosures: tuple[str, ...]

    def with_perhaps(self) -> Found:
        """The same, where what is perhaps this guest's counts."""
        both = (*self.conversations, *self.perhaps)
        return Found(self.guest, both, (), self.call_backs, self.disclosures)


def search(engine: Engine, vault: Vault, guest: Guest) -> Found:
    """Look through all records. Raises StorageError."""
    looking = _Search(vault, guest)
    with reading(engine) as db:
        forms = tuple(looking.disclosures(db))
        by_vin = dict(looking.by_last_six(db))
        sure = set(looking.by_id(db)) | set(looking.chats(db))
        sure |= {id for id, proven in by_vin.items() if proven}
        wishes = dict(looking.call_backs(db, sure))
        sure |= set(wishes.values())
    perhaps = {id for id, proven in by_vin.items() if proven is None} - sure
    return Found(guest, tuple(sorted(sure)), tuple(sorted(perhaps)), tuple(sorted(wishes)), forms)


class _Search:
    def __init__(self, vault: Vault, guest: Guest) -> None:
        self._vault, self._guest = vault, guest
        self._vin = _plain(guest.vin)
        self._phone = _digits(guest.phone)
        self._email = guest.email.strip().casefold()

    def by_id(self, db: Connection) -> Iterator[str]:
        """The conversation that was named, wherever there is something of it."""
        id = self._guest.conversation
        kept = (conversations.c.id, trackers.c.sender_id, call_backs.c.conversation)
        if id and any(db.execute(sa.select(c).where(c == id).limit(1)).first() for c in kept):
            yield id

    def call_backs(self, db: Connection, theirs: set[str]) -> Iterator[tuple[str, str]]:
        """The wishes to be called back of this guest or from their conversations, with these."""
        table = call_backs.c
        columns = (table.id, table.conversation, table.sealed, table.notes)
        for row in db.execute(sa.select(*columns)):
            if row.conversation in theirs or self._says(
                self._open(row.sealed), self._open(row.notes)
            ):
                yield row.id, row.conversation

    def disclosures(self, db: Connection) -> Iterator[str]:
        """The copies of forms about this guest's vehicle, or with their number or address."""
        mark = self._vault.fingerprint(self._vin) if self._vin else ""
        columns = (disclosures.c.id, disclosures.c.vehicle, disclosures.c.sealed)
        for row in db.execute(sa.select(*columns)):
            if row.vehicle == mark or (
                (self._phone or self._email) and self._form_says(row.sealed)
            ):
                yield row.id

    def chats(self, db: Connection) -> Iterator[str]:
        """The conversations whose sealed full text says the VIN, the number or the address."""
        texts = sa.select(handoffs.c.conversation, handoff_texts.c.sealed).select_from(
            handoff_texts.join(handoffs)
        )
        for row in db.execute(texts):
            if self._says(self._open(row.sealed)):
                yield row.conversation

    def by_last_six(self, db: Connection) -> Iterator[tuple[str, bool | None]]:
        """Conversations with the VIN's last six; True: it is the VIN, False: it is another one."""
        if not self._vin:
            return
        like = f"%{self._guest.last_six}%"
        said = sa.select(messages.c.conversation).where(messages.c.text.like(like)).distinct()
        kept = sa.select(trackers.c.sender_id).where(trackers.c.events.like(like))
        for id in sorted({row[0] for query in (said, kept) for row in db.execute(query)}):
            yield id, self._proven(db, id)

    def _proven(self, db: Connection, conversation: str) -> bool | None:
        sealed = [
            *db.execute(sa.select(trackers.c.events).where(trackers.c.sender_id == conversation)),
            *db.execute(sa.select(calls.c.state).where(calls.c.conversation == conversation)),
        ]
        found = [_plain(self._open(seal)) for (text,) in sealed for seal in _seals(text)]
        if any(self._vin in text for text in found):
            return True
        return False if any(self._guest.last_six in text for text in found) else None

    def _says(self, *texts: str) -> bool:
        """Whether one of the texts has the VIN, the number or the address."""
        return any(
            (self._vin and self._vin in _plain(text))
            or (self._phone and self._phone in _digits(text))
            or (self._email and self._email in text.casefold())
            for text in texts
        )

    def _form_says(self, sealed: str) -> bool:
        """The fields of a form; the paper beside them is a picture of them."""
        opened = self._open(sealed)
        return bool(opened) and self._says(json.dumps(json.loads(opened)["fields"]))

    def _open(self, sealed: str | None) -> str:
        return (self._vault.open(sealed) if sealed else None) or ""


def _seals(text: str | None) -> list[str]:
    return list(dict.fromkeys(_SEALED.findall(text or "")))


def _plain(text: str) -> str:
    """Letters and digits only, upper case: how a VIN is compared."""
    return _SPECIAL.sub("", text.upper())


def _digits(text: str) -> str:
    """Digits only, without North America's country code where it is a whole number."""
    digits = re.sub(r"\D", "", text)
    return digits[1:] if len(digits) == 11 and digits.startswith("1") else digits
