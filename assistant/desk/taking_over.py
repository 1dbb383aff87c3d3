"""What the desk remembers when it takes a conversation over from the bot: what the bot knew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from assistant.desk.conversation import Memory
from assistant.desk.last_turn import LastTurn, main_reply
from assistant.desk.understanding import Understanding
from assistant.desk.vehicle import Heard, Vehicle
from assistant.storage.vault import Vault

_HEARD_UNTIL = "heard_until"
"""The bot's slot with the time of the last message that was taken into the vehicle."""


def memory_of(events: Sequence[Mapping[str, Any]], vault: Vault) -> Memory:
    """The memory at the end of the events that the bot has written down; empty where none are.

    Facts of side questions, which the bot takes into the vehicle one message later, count too.
    """
    slots = _slots(events)
    asked = slots.get("requested_slot")
    vehicle = Vehicle.from_dict(_unsealed(slots, vault))
    said = [event for event in events if event["event"] == "user"]
    taken = [n for n, e in enumerate(said, 1) if e.get("timestamp") == slots.get(_HEARD_UNTIL)]
    said = said[taken[-1] :] if taken else said
    for event in said:
        understood = (event.get("parse_data") or {}).get("understanding")
        heard = Heard()
        if understood:
            open_facts = _unsealed(understood["heard"], vault)
            heard = Understanding.from_dict({**understood, "heard": open_facts}).to_remember
        vehicle = vehicle.hear(heard, asked=asked if event is said[-1] else None)
    replies = _last_replies(events)
    return Memory(vehicle, asked, LastTurn(main_reply(replies) if replies else None, 0))


def _slots(events: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    slots: dict[str, Any] = {}
    for event in events:
        if event["event"] == "slot":
            slots[event["name"]] = event.get("value")
        elif event["event"] in ("reset_slots", "restart"):
            slots.clear()
    return slots


def _last_replies(events: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """What was said to the last message that got an answer."""
    replies: list[Mapping[str, Any]] = []
    for event in reversed(events):
        if event["event"] == "bot" and "reply" in (event.get("metadata") or {}):
            replies.insert(0, event["metadata"]["reply"])
        elif event["event"] == "user" and replies:
            break
    return replies


def _unsealed(values: Mapping[str, Any], vault: Vault) -> dict[str, Any]:
    vin = values.get("vin")
    return {**values, "vin": vault.open(vin)} if vin else dict(values)
