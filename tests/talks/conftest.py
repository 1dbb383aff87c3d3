"""One trained model for all talks, and a stage on which they are played."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from assistant.settings import Settings


class Stage:
    """Plays guests' messages through the real pipeline: model, policies, words and actions."""

    def __init__(self, rehearsal: Any, loop: asyncio.AbstractEventLoop) -> None:
        self._rehearsal = rehearsal
        self._loop = loop

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
