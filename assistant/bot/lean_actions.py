"""Calls of custom actions without what Rasa 3.6 pays for each of them and needs once.

Rasa checks an action's answer against a schema, and at every call first checks that schema against
the schema of schemas: 25 ms, most of a verdict's turn. It also opens a connection for every call.
Rasa 3.6.21 is pinned and the last of its line, so what is replaced here stays as it is.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Optional

import aiohttp
from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.utils.endpoints import EndpointConfig

_validate_with_rasa = RemoteAction._validate_action_result
_EVENTS = frozenset({"slot", "active_loop", "action_execution_rejected"})


def check_plain_answers_at_sight() -> None:
    """From now on only an answer that is not plainly sound goes through Rasa's schema."""

    def validate(self: RemoteAction, result: dict[str, Any]) -> bool:
        return is_plainly_sound(result) or _validate_with_rasa(self, result)

    RemoteAction._validate_action_result = validate


def is_plainly_sound(result: Any) -> bool:
    """Whether it is what our actions answer: responses, and events of a form and its slots."""
    if not isinstance(result, dict):
        return False
    events, responses = result.get("events"), result.get("responses")
    if not isinstance(events, list) or not isinstance(responses, list):
        return False
    return all(isinstance(response, dict) for response in responses) and all(
        isinstance(event, dict)
        and event.get("event") in _EVENTS
        and isinstance(event.get("name"), (str, type(None)))
        and isinstance(event.get("timestamp"), (int, float, type(None)))
        for event in events
    )


class KeptOpen(EndpointConfig):
    """The same endpoint over connections that stay open between calls."""

    _session: Optional[aiohttp.ClientSession] = None

    @classmethod
    def like(cls, endpoint: EndpointConfig) -> "KeptOpen":
        """The endpoint that endpoints.yml describes, kept open."""
        kept = cls()
        kept.__dict__.update(endpoint.__dict__)
        return kept

    @asynccontextmanager
    async def session(self) -> AsyncIterator[aiohttp.ClientSession]:
        """Rasa closes what it gets here after each request; this one goes on."""
        if self._session is None or self._session.closed:
            self._session = super().session()
        yield self._session

    async def close(self) -> None:
        """Close the connections; the next call opens them again."""
        if self._session is not None:
            await self._session.close()


def keep_open(agent: Agent) -> Optional[KeptOpen]:
    """Let a running agent keep its connections to the action server; None when it has none."""
    if agent.action_endpoint is None or agent.processor is None:
        return None
    kept = KeptOpen.like(agent.action_endpoint)
    agent.action_endpoint = agent.processor.action_endpoint = kept
    return kept
