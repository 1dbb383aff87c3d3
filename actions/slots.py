"""Slots of data, events of Rasa: the vehicle a conversation is about, read from and written to."""

from typing import Any, Optional

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from assistant.desk.conversation import understand_payload
from assistant.desk.understanding import Understanding
from assistant.desk.vehicle import Vehicle
from assistant.storage.vault import Vault

HEARD_UNTIL = "heard_until"
"""Slot: the time of the last message that was taken into the vehicle, as its name."""


def understanding(message: dict[str, Any]) -> Understanding:
    """What a user message's parse data say; a button's payload is read from its text."""
    if "understanding" in message:
        return Understanding.from_dict(message["understanding"])
    said = understand_payload(message.get("text") or "")
    return said or Understanding((message.get("intent") or {}).get("name") or "out_of_scope", 1.0)


def unseal(vault: Vault, values: dict[str, Any]) -> dict[str, Any]:
    """The same values with the VIN readable, for the engine only."""
    vin = values.get("vin")
    return {**values, "vin": vault.open(vin)} if vin else values


def remembered(tracker: Tracker, vault: Vault) -> Vehicle:
    """The vehicle as the slots hold it."""
    return Vehicle.from_dict(unseal(vault, tracker.slots))


def with_what_was_said(tracker: Tracker, vault: Vault) -> tuple[Vehicle, Optional[float]]:
    """The vehicle after every message since the slots were last written, and that time.

    Facts in side questions count too: "my RX is from 2023, what do I bring?".
    """
    vehicle = remembered(tracker, vault)
    until = tracker.slots.get(HEARD_UNTIL)
    said = [e for e in tracker.events if e["event"] == "user"]
    # By its place and not by its time: clocks are set back, too. Where the message is no longer
    # among the kept ones, all that are kept came after it.
    heard = [place for place, e in enumerate(said, 1) if e["timestamp"] == until]
    said = said[heard[-1] :] if heard else said
    for event in said:
        parse = dict(event.get("parse_data") or {})
        heard = unseal_heard(vault, understanding(parse))
        asked = tracker.slots.get("requested_slot") if event is said[-1] else None
        vehicle = vehicle.hear(heard.to_remember, asked=asked)
    return vehicle, (said[-1]["timestamp"] if said else None)


def unseal_heard(vault: Vault, said: Understanding) -> Understanding:
    """The understanding with the VIN readable."""
    values = said.as_dict()
    values["heard"] = unseal(vault, values["heard"])
    return Understanding.from_dict(values)


def slot_events(tracker: Tracker, vehicle: Vehicle, vault: Vault) -> list[dict[str, Any]]:
    """SlotSet for every slot whose value changes; a VIN goes in sealed."""
    before = remembered(tracker, vault).as_dict()
    events = []
    for name, value in vehicle.as_dict().items():
        if value == before[name]:
            continue
        events.append(SlotSet(name, vault.seal(value) if name == "vin" and value else value))
    return events


def has_answered(tracker: Tracker) -> bool:
    """Whether something was said since the latest message: the form comes back after an answer."""
    events = tracker.events
    return any(event["event"] == "bot" for event in events[_latest_message(events) :])


def replies_of_last_turn(tracker: Tracker) -> list[dict[str, Any]]:
    """What was said before the latest message, since the message before it."""
    replies: list[dict[str, Any]] = []
    for event in reversed(tracker.events[: _latest_message(tracker.events)]):
        if event["event"] == "user":
            break
        if event["event"] == "bot" and "reply" in (event.get("metadata") or {}):
            replies.insert(0, event["metadata"]["reply"])
    return replies


def _latest_message(events: list[dict[str, Any]]) -> int:
    """The index of the latest message; one past the end where there is none."""
    messages = [i for i, event in enumerate(events) if event["event"] == "user"]
    return messages[-1] if messages else len(events)
