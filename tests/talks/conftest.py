"""One trained model for all talks, and a stage on which they are played."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from assistant.settings import Settings

VAGUE = (
    "what if I sold the car", "the dealer and the key thing", "letter question", "keys letter",
    "something with the address", "what about used ones", "phases and models", "appointment letter",
    "dealer wants something", "I already told you", "new car one key dealer", "so what about it",
    "and the other key type thing", "which one and when", "warranty letter dealer", "sold it key",
)  # fmt: skip
"""Messages of which at least one has two likely meanings, however the recogniser is tuned."""


class Stage:
    """Plays guests' messages through the real pipeline: model, policies, words and actions."""

    def __init__(self, rehearsal: Any, loop: asyncio.AbstractEventLoop) -> None:
        self._rehearsal = rehearsal
        self._loop = loop
        self._vague: str | None = None

    @property
    def vague(self) -> str:
        """A message to which the bot answers "did you mean", with a topic as its first guess."""
        if self._vague is None:
            self._vague = next(text for text in VAGUE if self._is_vague(text))
        return self._vague

    def _is_vague(self, text: str) -> bool:
        reply, *_ = self.begin(on="2024-02-10").say(text).replies
        return reply["outcome"] == "clarify" and reply["buttons"][0]["payload"].startswith("/faq")

    def begin(self, **metadata: str) -> Conversation:
        return Conversation(self, metadata)

    def say(self, text: str, sender: str, metadata: dict[str, str]) -> Any:
        turn = self._rehearsal.say(text, sender=sender, metadata=metadata)
        return self._loop.run_until_complete(turn)


class Conversation:
    """One guest's conversation."""

    def __init__(self, stage: Stage, metadata: dict[str, str]) -> None:
        self._stage = stage
        self._metadata = metadata
        self._sender = uuid.uuid4().hex

    def say(self, text: str, **metadata: str) -> Any:
        return self._stage.say(text, self._sender, {**self._metadata, **metadata})


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    from assistant.bot.training import ensure_model, quiet_logs, quiet_rasa

    quiet_rasa()
    from actions.direct import run_action
    from assistant.bot.rehearsal import Rehearsal

    quiet_logs()
    model = ensure_model(Settings.from_environment())
    loop = asyncio.new_event_loop()
    try:
        yield Stage(loop.run_until_complete(Rehearsal.load(model, run_action)), loop)
    finally:
        loop.close()
