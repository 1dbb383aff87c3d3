"""The actions about a guest's own vehicle: collect, judge, help to find out, start over."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActionExecutionRejected, ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.desk import moment, say, the_desk, the_vault
from actions.slots import (
    HEARD_UNTIL,
    has_answered,
    remembered,
    replies_of_last_turn,
    slot_events,
    understanding,
    with_what_was_said,
)
from assistant.desk.desk import VEHICLE_INTENTS
from assistant.desk.last_turn import LastTurn
from assistant.desk.understanding import Understanding
from assistant.desk.vehicle import Vehicle

FORM = "vehicle_form"
FACTS = ("model", "built", "plant")
"""What the form may ask for."""
ASIDE = frozenset({"faq", "talk_to_person", "goodbye", "start_over", "dont_know"})
"""Intents that are answered even where the message brings facts as well."""

Events = list[dict[str, Any]]


class ValidateVehicleForm(Action):
    """Takes in what was said and names the one fact to ask for next, if any."""

    def name(self) -> str:
        return f"validate_{FORM}"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        desk, vault = the_desk(), the_vault()
        vehicle, until = with_what_was_said(tracker, vault)
        said = understanding(tracker.latest_message)
        events = slot_events(tracker, vehicle, vault)
        taken = said.heard.says_something or said.intent in VEHICLE_INTENTS
        if until is not None and (taken or _only_the_question_again(said, tracker)):
            events.append(SlotSet(HEARD_UNTIL, until))
        missing = [f for f in desk.missing(vehicle, on=moment(tracker).on) if f in FACTS]
        if missing and not has_answered(tracker):
            for reply in desk.beside(said, moment(tracker)):
                say(dispatcher, reply)
        events.append(SlotSet("requested_slot", missing[0] if missing else None))
        aside = said.intent in ASIDE and not has_answered(tracker)
        if taken and aside and tracker.slots.get("requested_slot"):
            # A side question that also brings facts: the facts stay, the question is answered.
            events.append(ActionExecutionRejected(FORM))
        return events


def _only_the_question_again(said: Understanding, tracker: Tracker) -> bool:
    """Whether "say that again", "yes" or "no" can mean nothing but the open question."""
    replies = replies_of_last_turn(tracker)
    if not replies:
        return False
    if said.intent == "repeat":
        return len(replies) == 1
    return said.intent in ("affirm", "deny") and replies[0]["outcome"] != "clarify"


class ActionCheckVehicle(Action):
    """Tells the verdict."""

    def name(self) -> str:
        return "action_check_vehicle"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        desk, vault = the_desk(), the_vault()
        reply, vehicle = desk.check(remembered(tracker, vault), moment(tracker))
        for told in (reply, *desk.beside(understanding(tracker.latest_message), moment(tracker))):
            say(dispatcher, told)
        return slot_events(tracker, vehicle, vault)


class ActionDontKnow(Action):
    """Says how to find the missing fact out, and what holds meanwhile."""

    def name(self) -> str:
        return "action_dont_know"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        asked = tracker.slots.get("requested_slot")
        vehicle = remembered(tracker, the_vault())
        say(dispatcher, the_desk().dont_know(asked, vehicle, moment(tracker)))
        return [ActiveLoop(None), SlotSet("requested_slot", None)]


class ActionStartOver(Action):
    """Forgets the vehicle and begins anew."""

    def name(self) -> str:
        return "action_start_over"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        vault = the_vault()
        said = understanding(tracker.latest_message)
        say(dispatcher, the_desk().reply(said, LastTurn(), moment(tracker)))
        message = tracker.get_last_event_for("user") or {}
        return [
            ActiveLoop(None),
            SlotSet("requested_slot", None),
            *slot_events(tracker, Vehicle(), vault),
            SlotSet(HEARD_UNTIL, message.get("timestamp")),
        ]
