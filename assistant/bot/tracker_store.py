"""Rasa's conversations in our database: one bounded, masked row for each.

Rasa's own SQL store keeps every event for ever and reads all of them at every turn, so a long
conversation grows slower and keeps all that a guest ever typed. Here a conversation is one row:
its slots, its open form and its last turns, with VINs, phone numbers and e-mail addresses masked.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timezone
from functools import cache
from typing import Any, Optional

import sqlalchemy as sa
from rasa.core.agent import Agent
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import FailSafeTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from assistant.settings import Settings
from assistant.storage.database import open_database, reading, writing
from assistant.storage.masking import mask, mask_own
from assistant.storage.schema import trackers

TURNS_KEPT = 6
"""How many of the latest user turns a conversation keeps; enough for every rule and repetition."""


_SAVE = sa.text(
    "INSERT INTO trackers (sender_id, events, updated) VALUES (:sender_id, :events, :updated) "
    "ON CONFLICT (sender_id) DO UPDATE SET events = excluded.events, updated = excluded.updated"
).bindparams(sa.bindparam("updated", type_=trackers.c.updated.type))
"""Both databases read it so. As an insert() it would be put together anew at every turn."""
_FIND = sa.select(trackers.c.events).where(trackers.c.sender_id == sa.bindparam("sender_id"))

_BETWEEN = ",\n"
"""Between two events of a row: JSON never writes a newline by itself, so events can be told apart
without reading them."""


class KeptTracker(DialogueStateTracker):
    """A conversation that came from the store, with the JSON of each event as it stands there.

    What is masked and written once is not masked and written again at every turn.
    """

    kept: Sequence[tuple[Event, str]] = ()


class ConversationStore(TrackerStore):
    """Named in endpoints.yml as `tracker_store`."""

    def __init__(
        self,
        domain: Optional[Domain] = None,
        host: Optional[str] = None,
        event_broker: Optional[EventBroker] = None,
        **kwargs: Any,
    ) -> None:
        """`host` is a database URL; without it, the settings' database is used."""
        super().__init__(domain, event_broker)
        self._engine = open_database(host or Settings.from_environment().database)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Replace the conversation's row; what was pruned or masked is gone."""
        await self.stream_events(tracker)
        if not tracker.events:
            return  # Rasa saves a new conversation before its first event.
        kept = {id(event): line for event, line in getattr(tracker, "kept", ())}
        lines = [kept.get(id(event)) or written(event) for event in bounded(tracker)]
        row = {
            "sender_id": tracker.sender_id,
            "events": f"[{_BETWEEN.join(lines)}]",
            "updated": datetime.now(timezone.utc),
        }
        with writing(self._engine) as connection:
            connection.execute(_SAVE, row)

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """The conversation, or None when it never began or was erased."""
        with reading(self._engine) as connection:
            text = connection.execute(_FIND, {"sender_id": sender_id}).scalar_one_or_none()
        if text is None:
            return None
        events = [event_of(values) for values in json.loads(text)]
        tracker = KeptTracker.from_events(sender_id, events, self.domain.slots)
        lines = text[1:-1].split(_BETWEEN)
        if len(lines) == len(events):
            tracker.kept = list(zip(events, lines, strict=True))
        return tracker

    def check_ready(self) -> None:
        """Nothing when the database answers; otherwise raises StorageError."""
        with reading(self._engine) as connection:
            connection.execute(sa.select(trackers.c.sender_id).limit(1)).first()

    async def keys(self) -> Iterable[str]:
        """The ids of all conversations."""
        with reading(self._engine) as connection:
            return list(connection.execute(sa.select(trackers.c.sender_id)).scalars())


def forget_nothing(agent: Agent) -> None:
    """Let a fault of the database be a fault of the turn.

    Rasa would go on with a new, empty conversation and write that over the old one as soon as the
    database is back. A turn that fails changes nothing, and the door says so or asks elsewhere.
    """
    store = agent.tracker_store
    if isinstance(store, FailSafeTrackerStore) and agent.processor:
        agent.tracker_store = agent.processor.tracker_store = store._tracker_store


def bounded(tracker: DialogueStateTracker, most: int = TURNS_KEPT) -> list[Event]:
    """The latest turns, and before them one event for each slot and for an open form."""
    events = list(tracker.events)
    turns = [i for i, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(turns) <= most:
        return events
    # The listen before a user's message belongs to it: without it Rasa sees no turn.
    cut = turns[-most] - 1
    before = events[:cut]
    state: dict[str, Event] = {}
    for event in before:
        if isinstance(event, SlotSet):
            state[f"slot {event.key}"] = event
        elif isinstance(event, ActiveLoop):
            state["loop"] = event
    return [*_session_start(before), *state.values(), *events[cut:]]


def _session_start(events: list[Event]) -> list[Event]:
    """The first two events, by which Rasa knows that the session has begun."""
    return events[:2] if events and events[0].type_name == "action" else []


def written(event: Event) -> str:
    """An event as one line of JSON with personal data masked."""
    mask_text = mask_own if isinstance(event, (BotUttered, ActionExecuted)) else mask
    return json.dumps(masked(event.as_dict(), mask_text))


def event_of(values: dict[str, Any]) -> Event:
    """The event that was written down as `values`."""
    return event_class(values["event"])._from_parameters(values)


@cache
def event_class(name: str) -> type[Event]:
    """Rasa looks through all classes for every event; there are few names."""
    return Event.resolve_by_type(name)


def masked(value: Any, mask_text: Callable[[str], str] = mask) -> Any:
    """The same JSON value with personal data masked in every text. Sealed VINs stay sealed."""
    if isinstance(value, str):
        return value if value.startswith("sealed:") else mask_text(value)
    if isinstance(value, dict):
        return {key: masked(item, mask_text) for key, item in value.items()}
    if isinstance(value, list):
        return [masked(item, mask_text) for item in value]
    return value
