"""Live handoffs: a guest who asked for a person, the agent who took them, what they wrote.

Everything is written here first and announced afterwards, so a door that is killed loses nothing.
Each change is one transaction that begins with the handoff's own row: two agents, a deadline and a
guest who changes their mind cannot overtake each other, and messages are numbered in the order in
which they can be read.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from assistant.storage.database import reading, writing
from assistant.storage.handoff import EndedBy, Handoff, handoff_of
from assistant.storage.masking import mask, mask_data
from assistant.storage.notice import Notice, note, touch
from assistant.storage.presences import Agent
from assistant.storage.schema import handoff_texts, handoffs, messages
from assistant.storage.vault import Vault


class HandoffStore:
    """Reads and writes handoffs. Every method raises StorageError when the database is away."""

    def __init__(self, engine: Engine, vault: Vault) -> None:
        self._engine, self._vault = engine, vault

    # ---------------------------------------------------------------- reading

    def open(self) -> list[Handoff]:
        """All that wait or are live, the longest waiting first."""
        return self._read(handoffs.c.open_for.is_not(None))

    def open_of(self, conversation: str) -> Handoff | None:
        """The conversation's handoff that waits or is live."""
        found = self._read(handoffs.c.open_for == conversation)
        return found[0] if found else None

    def find(self, id: str) -> Handoff | None:
        """One handoff in any state."""
        found = self._read(handoffs.c.id == id)
        return found[0] if found else None

    def texts(self, conversation: str) -> dict[str, str]:
        """By message: what guest and agent wrote in full, as long as it is kept."""
        query = (
            sa.select(handoff_texts.c.message, handoff_texts.c.sealed)
            .select_from(handoff_texts.join(handoffs))
            .where(handoffs.c.conversation == conversation)
        )
        with reading(self._engine) as db:
            rows = db.execute(query).all()
        opened = {row.message: self._vault.open(row.sealed) for row in rows}
        return {message: text for message, text in opened.items() if text is not None}

    # ---------------------------------------------------------------- what happens

    def ask(
        self,
        conversation: str,
        *,
        facts: Mapping[str, Any],
        until: datetime,
        notice: Notice,
        now: datetime,
    ) -> Handoff:
        """The guest wants a person; the open handoff when they have asked already."""
        id = str(uuid.uuid4())
        try:
            with writing(self._engine) as db:
                db.execute(
                    handoffs.insert().values(
                        id=id,
                        conversation=conversation,
                        open_for=conversation,
                        state="waiting",
                        version=1,
                        facts=mask_data(dict(facts)),
                        asked=now,
                        until=until,
                        guest_seen=now,
                    )
                )
                note(db, conversation, notice, now)
        except IntegrityError:
            id = ""
        found = self.find(id) if id else self.open_of(conversation)
        # It may have ended between the two: then the guest asks anew.
        return found or self.ask(conversation, facts=facts, until=until, notice=notice, now=now)

    def take(self, id: str, agent: Agent, *, notice: Notice, now: datetime) -> Handoff | None:
        """An agent takes a waiting guest. Gives the handoff as it is then: whose it is, says it.

        However many ask at once, one gets it. None when there is no such handoff.
        """
        with writing(self._engine) as db:
            row = _change(
                db,
                (handoffs.c.id == id, handoffs.c.state == "waiting", handoffs.c.until > now),
                state="live",
                agent=agent.id,
                agent_name=agent.name[:120],
                taken=now,
            )
            if row is not None:
                note(db, row.conversation, notice, now)
        return self.find(id)

    def end(self, id: str, by: EndedBy, *, notice: Notice, now: datetime) -> bool:
        """Back to the bot. False when it had ended already."""
        return self._end(id, by, notice, now, handoffs.c.open_for.is_not(None))

    def expire(self, found: Handoff, *, notice: Notice, now: datetime) -> bool:
        """Nobody came in time. False when something has changed since the handoff was `found`."""
        same = sa.and_(handoffs.c.state == "waiting", handoffs.c.version == found.version)
        return self._end(found.id, "nobody", notice, now, same)

    def queue_again(
        self, id: str, agent: str, *, until: datetime, notice: Notice, now: datetime
    ) -> bool:
        """The agent who had it is gone: it waits again. False when it is no longer theirs."""
        with writing(self._engine) as db:
            row = _change(
                db,
                (handoffs.c.id == id, handoffs.c.state == "live", handoffs.c.agent == agent),
                state="waiting",
                agent=None,
                agent_name=None,
                taken=None,
                until=until,
            )
            if row is not None:
                note(db, row.conversation, notice, now)
        return row is not None

    def say_as_guest(self, conversation: str, message: str, text: str, *, now: datetime) -> bool:
        """Write down what a guest says to a person. False when no handoff is open.

        The same id again is one message.
        """
        return self._say(
            (handoffs.c.open_for == conversation,), "guest", message, text, now, name=None
        )

    def say_as_agent(
        self, id: str, agent: Agent, message: str, text: str, *, now: datetime
    ) -> bool:
        """Write down what an agent says. False when the guest is not theirs (any more)."""
        theirs = (handoffs.c.id == id, handoffs.c.state == "live", handoffs.c.agent == agent.id)
        return self._say(theirs, "agent", message, text, now, name=agent.name)

    def guest_is_here(self, conversation: str, *, now: datetime) -> None:
        """The guest's page is open."""
        this = handoffs.c.open_for == conversation
        with writing(self._engine) as db:
            db.execute(handoffs.update().where(this).values(guest_seen=now))

    # ---------------------------------------------------------------- the common parts

    def _end(self, id: str, by: EndedBy, notice: Notice, now: datetime, open_: Any) -> bool:
        with writing(self._engine) as db:
            row = _change(
                db,
                (handoffs.c.id == id, open_),
                state="ended",
                open_for=None,
                ended=now,
                ended_by=by,
            )
            if row is not None:
                note(db, row.conversation, notice, now)
        return row is not None

    def _say(
        self,
        where: tuple[Any, ...],
        author: str,
        message: str,
        text: str,
        now: datetime,
        *,
        name: str | None,
    ) -> bool:
        with writing(self._engine) as db:
            row = _change(db, where, guest_seen=now) if author == "guest" else _change(db, where)
            if row is None:
                return False
            touch(db, row.conversation, now)
            this = (messages.c.conversation == row.conversation, messages.c.id == message)
            known = db.execute(sa.select(messages.c.answered).where(*this)).first()
            if known is not None:
                # Sent again; or its answer by the bot never came, and now a person reads it.
                db.execute(
                    messages.update()
                    .where(*this, messages.c.answered.is_(None))
                    .values(answered=now)
                )
                return True
            masked = mask(text)
            db.execute(
                messages.insert().values(
                    id=message,
                    conversation=row.conversation,
                    author=author,
                    text=masked,
                    created=now,
                    answered=now if author == "guest" else None,
                    answered_by=author if author == "agent" else None,
                    reply={"text": masked, "name": name} if name else None,
                )
            )
            if masked != text:
                db.execute(
                    handoff_texts.insert().values(
                        handoff=row.id, message=message, sealed=self._vault.seal(text)
                    )
                )
        return True

    def _read(self, where: Any) -> list[Handoff]:
        query = sa.select(handoffs).where(where).order_by(handoffs.c.asked)
        with reading(self._engine) as db:
            rows = db.execute(query).all()
        return [handoff_of(row) for row in rows]


def _change(db: Connection, where: tuple[Any, ...], **values: Any) -> Any:
    """Change the one handoff that fits, and count the change; its row, or None."""
    row = db.execute(
        sa.select(handoffs.c.id, handoffs.c.conversation).where(*where).with_for_update()
    ).first()
    if row is None:
        return None
    db.execute(
        handoffs.update()
        .where(handoffs.c.id == row.id)
        .values(version=handoffs.c.version + 1, **values)
    )
    return row
