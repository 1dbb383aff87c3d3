"""A message is one turn, however often a door has to ask; and whether turns are possible at all.

A worker may die between a turn and its answer. The door then asks the next one, saying that it asks
again, and is told what was answered already.
"""

from typing import Any, Optional

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from assistant.bot.lock_store import RedisLocks
from assistant.bot.tracker_store import ConversationStore
from assistant.errors import ModelError


async def take_turn_once(agent: Agent, message: UserMessage) -> Optional[list[dict[str, Any]]]:
    """What was answered to this very message before; None: it was a turn just now.

    Replies of the turn go to the message's output channel, as always.
    """
    async with agent.lock_store.lock(message.sender_id):
        tracker = await agent.tracker_store.retrieve(message.sender_id)
        given = answered(tracker, (message.metadata or {}).get("message_id"))
        if given:
            return given
        await agent.processor.handle_message(message)
    return None


def answered(
    tracker: Optional[DialogueStateTracker], message_id: Optional[str]
) -> list[dict[str, Any]]:
    """The replies to the message with this id; empty when it was never here, or in vain."""
    if tracker is None or message_id is None:
        return []
    replies: list[dict[str, Any]] = []
    for event in reversed(tracker.events):
        if isinstance(event, BotUttered) and "reply" in event.metadata:
            replies.insert(0, event.metadata["reply"])
        elif isinstance(event, UserUttered):
            if (event.metadata or {}).get("message_id") == message_id:
                return replies
            replies = []
    return []


async def check_ready(agent: Optional[Agent]) -> None:
    """Nothing when a turn can be taken: model, database and lock are there.

    Raises ModelError, StorageError or LockError.
    """
    if agent is None or not agent.is_ready():
        raise ModelError("No model is loaded.")
    if isinstance(agent.tracker_store, ConversationStore):
        agent.tracker_store.check_ready()
    if isinstance(agent.lock_store, RedisLocks):
        await agent.lock_store.check_ready()
