"""The very pipeline that guests meet, in this process and without a server.

`assistant ask`, the talks and the benchmarks of turns use it: the trained model, its policies, the
words of the desk, and the custom actions, called directly instead of over HTTP.
"""

import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Optional

from rasa.core.agent import Agent, load_agent
from rasa.core.channels.channel import UserMessage
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.events import UserUttered
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from assistant.bot.door_channel import DoorOutput, without_commands
from assistant.bot.lean_actions import check_plain_answers_at_sight
from assistant.bot.lean_turns import lighten
from assistant.bot.speaker import Speaker
from assistant.bot.tracker_store import ConversationStore
from assistant.errors import ModelError

RunAction = Callable[[dict[str, Any]], Awaitable[Optional[dict[str, Any]]]]
"""Runs one action call of Rasa's protocol; the actions package offers one."""


class DirectActions(EndpointConfig):
    """An action endpoint that calls the actions in this process."""

    def __init__(self, run_action: RunAction) -> None:
        super().__init__(url="direct:")
        self._run_action = run_action

    async def request(
        self, method: str = "post", subpath: Optional[str] = None, **kwargs: Any
    ) -> Any:
        """Rasa's RemoteAction asks for nothing else of an endpoint."""
        result = await self._run_action(kwargs["json"])
        if result is None:
            raise ClientResponseError(404, "no such action", "{}")
        return result


class Rehearsal:
    """Whole conversations with the trained model, one message at a time."""

    def __init__(self, agent: Agent) -> None:
        self._agent = agent

    @classmethod
    async def load(
        cls, model: Path, run_action: RunAction, *, database: Optional[str] = None
    ) -> "Rehearsal":
        """Load the model once. Raises ModelError when it is missing or broken.

        With a `database` URL, conversations are kept as the running bot keeps them; else in memory.
        """
        try:
            agent = await load_agent(model_path=str(model))
        except Exception as error:
            raise ModelError(
                f"The model {model.name} cannot be loaded ({error}). Run `make train` to make a "
                f"new one."
            ) from error
        if not agent.is_ready():
            raise ModelError("There is no usable model. Run `make train` to make one.")
        check_plain_answers_at_sight()
        lighten(agent)
        agent.action_endpoint = DirectActions(run_action)
        agent.processor.action_endpoint = agent.action_endpoint
        agent.nlg = agent.processor.nlg = Speaker()
        agent.tracker_store = (
            ConversationStore(agent.domain, host=database)
            if database
            else InMemoryTrackerStore(agent.domain)
        )
        agent.processor.tracker_store = agent.tracker_store
        return cls(agent)

    async def say(
        self, text: str, *, sender: Optional[str] = None, metadata: Optional[dict[str, Any]] = None
    ) -> "Turn":
        """One message of a conversation (a new one without `sender`), and what came of it."""
        sender = sender or uuid.uuid4().hex
        output = DoorOutput()
        await self._agent.handle_message(
            UserMessage(
                without_commands(text),
                output,
                sender,
                input_channel="door",
                metadata=metadata or {},
            )
        )
        tracker = await self._agent.tracker_store.retrieve(sender)
        # Not latest_message: read back at the end of a form, it still points to the turn before.
        said = [e for e in (tracker.events if tracker else ()) if isinstance(e, UserUttered)]
        parse = dict(said[-1].parse_data) if said else {}
        return Turn(text=text, parse=parse, replies=output.replies)


class Turn:
    """One message with its parse data and the replies in the shape of Reply.as_dict()."""

    def __init__(self, *, text: str, parse: dict[str, Any], replies: list[dict[str, Any]]) -> None:
        self.text = text
        self.parse = parse
        self.replies = replies
