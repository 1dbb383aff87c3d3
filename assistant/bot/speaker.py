"""Rasa's words: every `utter_...` is said by the desk, live, and never drawn at random."""

from typing import Any, Optional

from rasa.core.nlg import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from assistant.bot.desk import moment, the_desk, the_vault
from assistant.bot.understander import UNDERSTANDING
from assistant.desk.conversation import understand_payload
from assistant.desk.last_turn import LastTurn, main_reply
from assistant.desk.reply import Reply
from assistant.desk.understanding import Understanding
from assistant.desk.vehicle import Vehicle

ASK = "utter_ask_vehicle_form_"


class Speaker(NaturalLanguageGenerator):
    """Named in endpoints.yml as `nlg`."""

    def __init__(
        self, endpoint_config: Optional[EndpointConfig] = None, domain: Optional[Domain] = None
    ) -> None:
        """Both are Rasa's way of making it; it needs neither."""

    async def generate(
        self,
        utter_action: str,
        tracker: DialogueStateTracker,
        output_channel: str,
        **kwargs: Any,
    ) -> Optional[dict[str, Any]]:
        """The reply for `utter_reply` or a form's question, as Rasa's message."""
        return as_message(self._reply(utter_action, tracker))

    @staticmethod
    def _reply(utter_action: str, tracker: DialogueStateTracker) -> Reply:
        desk = the_desk()
        now = moment(tracker.latest_message.metadata if tracker.latest_message else None)
        if utter_action.startswith(ASK):
            vehicle = Vehicle.from_dict(unsealed(tracker.current_slot_values()))
            return desk.ask(utter_action[len(ASK) :], vehicle, now)
        return desk.reply(understood(tracker), last_turn(tracker), now)


def as_message(reply: Reply) -> dict[str, Any]:
    """Text and buttons for any channel of Rasa; the whole reply for our doors."""
    return {
        "text": reply.text,
        "buttons": [{"title": b.title, "payload": b.payload} for b in reply.buttons],
        "reply": reply.as_dict(),
    }


def unsealed(slots: dict[str, Any]) -> dict[str, Any]:
    """The slots with the VIN readable, for the engine only."""
    vin = slots.get("vin")
    return {**slots, "vin": the_vault().open(vin)} if vin else slots


def understood(tracker: DialogueStateTracker) -> Understanding:
    """What the latest message was understood to mean."""
    message = tracker.latest_message
    data = (message.parse_data if message else None) or {}
    if UNDERSTANDING in data:
        return Understanding.from_dict(data[UNDERSTANDING])  # type: ignore[typeddict-item]
    payload = understand_payload(message.text or "") if message else None
    return payload or Understanding("out_of_scope", 0.0)


def last_turn(tracker: DialogueStateTracker) -> LastTurn:
    """What the turn before this one said, and how many turns in a row were not understood.

    A form's question that came back after a side answer is left out: "yes" and "say that again"
    mean the answer before it.
    """
    turns = replies_by_turn(tracker)
    misses = 0
    for replies in reversed(turns):
        if replies[0]["outcome"] != "fallback":
            break
        misses += 1
    asking = tracker.active_loop_name is not None
    return LastTurn(main_reply(turns[-1]) if turns else None, misses, asking)


def replies_by_turn(tracker: DialogueStateTracker) -> list[list[dict[str, Any]]]:
    """For each turn that said something, its replies in order."""
    turns: list[list[dict[str, Any]]] = [[]]
    for event in tracker.events:
        if isinstance(event, UserUttered):
            turns.append([])
        elif isinstance(event, BotUttered) and "reply" in event.metadata:
            turns[-1].append(event.metadata["reply"])
    return [replies for replies in turns if replies]
