"""What guests said while nothing could be written down, until it can be.

While the database is away a guest is known as in the database: by the hash of the token. Who was
seen before keeps the conversation; who comes newly gets one that is written down later. A door that
is killed meanwhile loses this, and another door does not know it: the guest begins anew there.
"""

from __future__ import annotations

import threading
import uuid
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timezone

from sqlalchemy.exc import IntegrityError

from assistant.storage.conversation import Conversation, Message, new_conversation, token_hash
from assistant.storage.conversations import ConversationStore
from assistant.web.answering import Answer

_GUESTS = 10_000
"""Guests who are remembered at a time; the least recent go first."""
_TURNS = 50
"""Messages of one guest that wait to be written; later ones are answered and not kept."""
_NO_NAMES = uuid.UUID("0a1c5c57-3f5e-4bd0-9a0c-61d3b5c0e7aa")


@dataclass(frozen=True)
class Turn:
    """A guest's message and its answer."""

    id: str
    """The message's."""
    shown: str
    answer: Answer
    at: datetime

    def written(self) -> list[Message]:
        """The guest's bubble and the answer's, as they will be written down."""
        guest = Message(self.id, "guest", self.shown, self.at, True, None, None, None)
        return [guest, *self.answers()]

    def answers(self) -> list[Message]:
        """The answer's bubbles."""
        return [
            Message(id, "bot", reply["text"], self.at, False, self.id, self.answer.by, reply)
            for id, reply in zip(self.answer_ids(), self.answer.replies, strict=True)
        ]

    def answer_ids(self) -> list[str]:
        """The ids that the answer's bubbles have now and will have when they are written."""
        return [
            str(uuid.uuid5(_NO_NAMES, f"{self.id}/{number}"))
            for number in range(len(self.answer.replies))
        ]


@dataclass
class Guest:
    """Somebody with a token."""

    conversation: Conversation
    token: str
    """Its hash."""
    begun_here: bool = False
    """The conversation itself has still to be written."""
    with_person: bool = False
    """When last seen, what this guest said went to a person and not to the bot."""
    turns: list[Turn] = field(default_factory=list)

    def turn(self, message: str) -> Turn | None:
        """The turn of a message that waits to be written."""
        return next((turn for turn in self.turns if turn.id == message), None)


class Unkept:
    """Remembers guests, and writes down what they said. Safe to use from several threads."""

    def __init__(self, store: ConversationStore) -> None:
        self._store = store
        self._guests: OrderedDict[str, Guest] = OrderedDict()
        self._waiting: set[str] = set()
        self._lock = threading.Lock()

    @property
    def waiting(self) -> bool:
        """Whether something is still to be written."""
        return bool(self._waiting)

    def find(self, token: str, *, active_since: datetime) -> Guest | None:
        """Whose token it is, by the database; what they said meanwhile is written down first."""
        hash = token_hash(token)
        with self._lock:
            known = self._guests.get(hash)
        if known and known.token in self._waiting:
            self._write(known)
        found = self._store.find(token, active_since=active_since)
        if found is None:
            with self._lock:
                self._guests.pop(hash, None)
            return None
        if known is None or known.conversation.id != found.id:
            return self.remember(found, token)
        return self._keep(known)

    def remember(self, conversation: Conversation, token: str) -> Guest:
        """A guest whose conversation stands in the database."""
        return self._keep(Guest(conversation, token_hash(token)))

    def guess(self, token: str) -> Guest:
        """Whose token it is while the database is away. A stranger is somebody new.

        Nothing is told that was said elsewhere, so a token that is none opens nothing.
        """
        hash = token_hash(token)
        with self._lock:
            known = self._guests.get(hash)
        if known is None:
            id = str(uuid.uuid5(_NO_NAMES, hash))
            known = Guest(Conversation(id, "web", datetime.now(timezone.utc)), hash)
        return self._keep(known)

    def begin(self, *, now: datetime) -> tuple[Conversation, str]:
        """A new conversation and its token, to be written down later."""
        conversation, token = new_conversation(channel="web", now=now)
        guest = Guest(conversation, token_hash(token), begun_here=True)
        self._waiting.add(guest.token)
        self._keep(guest)
        return conversation, token

    def hold(self, guest: Guest, turn: Turn) -> None:
        """Remember a turn until it can be written."""
        with self._lock:
            if len(guest.turns) < _TURNS and guest.turn(turn.id) is None:
                guest.turns.append(turn)
                self._waiting.add(guest.token)

    def write_all(self) -> None:
        """Write down what waits. Raises StorageError when that is not possible yet."""
        for token in list(self._waiting):
            with self._lock:
                guest = self._guests.get(token)
            if guest is None:
                self._waiting.discard(token)
            else:
                self._write(guest)

    def _keep(self, guest: Guest) -> Guest:
        with self._lock:
            self._guests[guest.token] = guest
            self._guests.move_to_end(guest.token)
            while len(self._guests) > _GUESTS:
                gone, _ = self._guests.popitem(last=False)
                self._waiting.discard(gone)
        return guest

    def _write(self, guest: Guest) -> None:
        """One transaction after the other, in the order said; begun again, it goes on."""
        if guest.begun_here:
            self._store.keep(guest.conversation, guest.token)
            guest.begun_here = False
        found = self._store.find_hash(guest.token)
        while guest.turns:
            turn = guest.turns[0]
            if found is not None:
                try:
                    self._store.claim(found.id, turn.id, turn.shown, now=turn.at)
                    self._store.answer(
                        found.id,
                        turn.id,
                        turn.answer.replies,
                        answered_by=turn.answer.by,
                        now=turn.at,
                        ids=turn.answer_ids(),
                    )
                except IntegrityError:
                    pass  # The conversation was erased in this very moment, or this was written.
            with self._lock:
                if guest.turns and guest.turns[0] is turn:
                    guest.turns.pop(0)
        self._waiting.discard(guest.token)
