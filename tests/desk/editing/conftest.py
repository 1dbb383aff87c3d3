"""A made-up knowledge folder of a lighthouse, and a record of what its guests asked."""

from __future__ import annotations

import uuid
from datetime import datetime, timezone
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from assistant.desk.recognition import Recogniser
from assistant.knowledge import Knowledge
from assistant.storage import unanswered
from assistant.storage.conversations import ConversationStore
from tests.knowledge.conftest import Folder, folder

__all__ = ["Folder", "folder"]

NOON = datetime(2024, 2, 10, 12, tzinfo=timezone.utc)


def recogniser(knowledge: Knowledge) -> Recogniser:
    """By words alone: quick, and the same everywhere."""
    return Recogniser(knowledge, encoder="none")


class Record:
    """A database in memory, and conversations to write into it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._store = ConversationStore(engine)

    def asked(
        self,
        text: str,
        *topics: str,
        times: int = 1,
        channel: str = "web",
        helpful: bool | None = None,
        outcome: str = "answer",
        at: datetime = NOON,
    ) -> None:
        """Guests, each in a conversation of their own, who asked and were answered."""
        for _ in range(times):
            conversation, _ = self._store.begin(channel=channel, now=at)
            message = str(uuid.uuid4())
            self._store.claim(conversation.id, message, text, now=at)
            reply = {"text": "...", "buttons": [], "outcome": outcome, "topics": list(topics)}
            (said,) = self._store.answer(
                conversation.id, message, [reply], answered_by="bot", now=at
            )
            if helpful is not None:
                self._store.rate(conversation.id, said.id, helpful, now=at)

    def in_vain(self, text: str, *, times: int = 1) -> None:
        """Guests who asked and were not understood."""
        self.asked(text, times=times, outcome="fallback")
        for _ in range(times):
            unanswered.record(self.engine, text, topic=None, channel="web", now=NOON)


@pytest.fixture
def record(engine: Engine) -> Record:
    return Record(engine)


def edit_answer(found: Folder, old: str, new: str) -> None:
    """Change the price's answer for eye and ear."""
    path = found.root / "knowledge/topics/tickets.md"
    head, body = path.read_text(encoding="utf-8").split("\n---\n")
    path.write_text(f"{head}\n---\n{body.replace(old, new)}", encoding="utf-8")


def fill_in(topic: Path, answer: str) -> None:
    """Write what only a person can write into a fresh draft."""
    text = topic.read_text(encoding="utf-8")
    text = text.replace("document: #", "document: FAQ #").replace("item: #", "item: Q5 #")
    text = text.replace("---\n\n\n## Voice\n\n", f"---\n{answer}\n\n## Voice\n{answer}\n")
    topic.write_text(text, encoding="utf-8")
