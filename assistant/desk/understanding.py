"""What the desk understood of one message: topics, acts, and facts about a vehicle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from assistant.desk.vehicle import Heard

FAQ = "faq"
"""The intent of a message that asks about topics."""
CHECK = "check_my_vehicle"
INFORM = "inform"
OUT_OF_SCOPE = "out_of_scope"
PERSON = "talk_to_person"
DONT_KNOW = "dont_know"
START_OVER = "start_over"
SMALL_TALK = frozenset({"greet", "goodbye", "thank", "bot_challenge", "what_else"})

Decision = Literal["sure", "doubt", "no"]


@dataclass(frozen=True)
class Understanding:
    """One message, understood. `intent` is what the gate lets through."""

    intent: str
    """`faq`, a dialogue intent, or `out_of_scope`; `clarify` while two meanings are open."""
    confidence: float
    """0 to 1, of the best label."""
    topics: tuple[str, ...] = ()
    """The topics asked about, in the order asked; empty unless `intent` is `faq`, or is about the
    guest's own vehicle and these are asked beside it."""
    candidates: tuple[str, ...] = ()
    """Labels for "did you mean", best first; empty unless `intent` is `clarify`."""
    heard: Heard = field(default_factory=Heard)
    """What the message says of a vehicle."""

    @property
    def to_remember(self) -> Heard:
        """What it says of the guest's own vehicle.

        A model year in a question about the program ("do 2025 models come with two keys?") is not
        about it, and would later contradict the day on which it was built.
        """
        if self.intent != FAQ or self.heard.facts.model_year is None or self.heard.facts.vin:
            return self.heard
        return replace(self.heard, facts=replace(self.heard.facts, model_year=None))

    def best_guess(self) -> Understanding:
        """Of a doubt, the likeliest meaning, as if it had been sure; else the same."""
        if self.intent != CLARIFY:
            return self
        likeliest = self.candidates[0]
        if likeliest == CHECK:
            return replace(self, intent=CHECK, candidates=())
        return replace(self, intent=FAQ, topics=(likeliest,), candidates=())

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON types; travels through Rasa's messages."""
        return {
            "intent": self.intent,
            "confidence": round(self.confidence, 4),
            "topics": list(self.topics),
            "candidates": list(self.candidates),
            "heard": self.heard.as_dict(),
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Understanding:
        return cls(
            intent=values["intent"],
            confidence=float(values["confidence"]),
            topics=tuple(values["topics"]),
            candidates=tuple(values["candidates"]),
            heard=Heard.from_dict(values["heard"]),
        )


CLARIFY = "clarify"
"""The intent of a message with more than one likely meaning."""
