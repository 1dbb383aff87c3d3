"""A message that a door sends twice is one turn; a database that stumbles loses no conversation."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.errors import ModelError, StorageError

pytestmark = pytest.mark.rasa

THANKS = {"text": "Thank you.", "outcome": "chitchat"}
ASKED = {"text": "When was it built?", "outcome": "verdict"}


class Worker:
    """A Rasa agent whose turns are counted, over a tracker store of its own."""

    def __init__(self, domain: Any, url: str, replies: list[dict[str, str]]) -> None:
        from rasa.core.lock_store import InMemoryLockStore

        from assistant.bot.tracker_store import ConversationStore

        self.tracker_store = ConversationStore(domain, host=url)
        self.lock_store = InMemoryLockStore()
        self.processor = self
        self.turns = 0
        self._domain, self._replies = domain, replies

    async def handle_message(self, message: Any) -> None:
        from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered
        from rasa.shared.core.trackers import DialogueStateTracker

        self.turns += 1
        tracker = await self.tracker_store.retrieve(message.sender_id) or DialogueStateTracker(
            message.sender_id, self._domain.slots
        )
        said = UserUttered(message.text, metadata=message.metadata)
        answers = [BotUttered(r["text"], metadata={"reply": r}) for r in self._replies]
        tracker.update_with_events(
            [ActionExecuted("action_listen"), said, *answers, ActionExecuted("action_listen")],
            self._domain,
        )
        await self.tracker_store.save(tracker)


def message(id: str, text: str = "an NX") -> Any:
    return SimpleNamespace(sender_id="guest", text=text, metadata={"message_id": id})


def test_what_was_answered_is_told_again_and_is_no_second_turn(
    domain: Any, loop: asyncio.AbstractEventLoop, url: str
) -> None:
    from assistant.bot.once import take_turn_once

    async def twice_and_on() -> list[Any]:
        return [
            await take_turn_once(worker, message("m1")),
            await take_turn_once(worker, message("m1")),
            await take_turn_once(worker, message("m2")),
            await take_turn_once(worker, message("m1")),
        ]

    worker = Worker(domain, url, [THANKS, ASKED])
    given = loop.run_until_complete(twice_and_on())
    assert given == [None, [THANKS, ASKED], None, [THANKS, ASKED]]
    assert worker.turns == 2


def test_a_turn_without_an_answer_is_taken_again(
    domain: Any, loop: asyncio.AbstractEventLoop, url: str
) -> None:
    from assistant.bot.once import take_turn_once

    worker = Worker(domain, url, [])
    for _ in range(2):
        assert loop.run_until_complete(take_turn_once(worker, message("m1"))) is None
    assert worker.turns == 2


def test_a_conversation_that_cannot_be_read_is_not_begun_anew(
    domain: Any, loop: asyncio.AbstractEventLoop, url: str
) -> None:
    from rasa.core.agent import Agent
    from rasa.core.tracker_store import TrackerStore

    from assistant.bot.tracker_store import forget_nothing

    class Stumbling(TrackerStore):
        async def retrieve(self, sender_id: str) -> Any:
            raise StorageError("The database did not answer.")

    agent = Agent(domain=domain, tracker_store=Stumbling(domain))
    agent.processor = SimpleNamespace(tracker_store=agent.tracker_store)
    assert loop.run_until_complete(agent.tracker_store.retrieve("guest")) is None  # Rasa's way
    forget_nothing(agent)
    for store in (agent.tracker_store, agent.processor.tracker_store):
        with pytest.raises(StorageError):
            loop.run_until_complete(store.retrieve("guest"))


def test_a_worker_without_a_model_is_not_ready(
    domain: Any, loop: asyncio.AbstractEventLoop, url: str
) -> None:
    from rasa.core.agent import Agent

    from assistant.bot.once import check_ready

    for agent in (None, Agent(domain=domain)):
        with pytest.raises(ModelError):
            loop.run_until_complete(check_ready(agent))
