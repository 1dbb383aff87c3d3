"""A whole conversation at the desk, without Rasa: what the doors fall back on while it restarts.

It keeps to the same order as the rules in data/rules.yml: a question about the guest's vehicle asks
for what is missing, a side question is answered and the open question comes back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from assistant.desk.desk import VEHICLE_INTENTS, Desk, Moment
from assistant.desk.last_turn import LastTurn, main_reply
from assistant.desk.reply import Reply
from assistant.desk.understanding import DONT_KNOW, FAQ, PERSON, START_OVER, Understanding
from assistant.desk.vehicle import Vehicle

_PAYLOAD = re.compile(r'/(\w{1,40})(?:\{"topic": ?"(\w{1,60})"\})?')


@dataclass(frozen=True)
class Memory:
    """What a conversation remembers between two messages; fits into JSON."""

    vehicle: Vehicle = Vehicle()
    asked: str | None = None
    """The fact that was asked for last and is still open."""
    last: LastTurn = LastTurn()

    def as_dict(self) -> dict[str, Any]:
        return {
            "vehicle": self.vehicle.as_dict(),
            "asked": self.asked,
            "reply": dict(self.last.reply) if self.last.reply else None,
            "misses": self.last.misses,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Memory:
        return cls(
            vehicle=Vehicle.from_dict(values.get("vehicle") or {}),
            asked=values.get("asked"),
            last=LastTurn(values.get("reply"), int(values.get("misses") or 0)),
        )


def understand_payload(text: str) -> Understanding | None:
    """A button's payload ("/faq{"topic": "cost"}") as an understanding; None for plain text."""
    match = _PAYLOAD.fullmatch(text.strip())
    if not match:
        return None
    topics = (match[2],) if match[2] else ()
    return Understanding(match[1], 1.0, topics=topics)


def converse(desk: Desk, text: str, memory: Memory, moment: Moment) -> tuple[list[Reply], Memory]:
    """One turn: the replies, and what to remember."""
    said = understand_payload(text) or desk.understand(text, moment)
    if said.intent == START_OVER:
        reply = desk.reply(said, memory.last, moment)
        return [reply], Memory(last=LastTurn(reply.as_dict()))
    vehicle = memory.vehicle.hear(said.to_remember, asked=memory.asked)
    replies, vehicle, asked = _replies(desk, said, replace(memory, vehicle=vehicle), moment)
    misses = memory.last.misses + 1 if replies[0].outcome == "fallback" else 0
    last = main_reply([reply.as_dict() for reply in replies])
    return replies, Memory(vehicle, asked, LastTurn(last, misses))


def _replies(
    desk: Desk, said: Understanding, memory: Memory, moment: Moment
) -> tuple[list[Reply], Vehicle, str | None]:
    vehicle = memory.vehicle
    answers_question = memory.asked is not None and said.heard.says_something
    if said.intent in VEHICLE_INTENTS or (answers_question and said.intent != FAQ):
        missing, beside = desk.missing(vehicle, on=moment.on), desk.beside(said, moment)
        if missing:
            return [*beside, desk.ask(missing[0], vehicle, moment)], vehicle, missing[0]
        reply, vehicle = desk.check(vehicle, moment)
        return [reply, *beside], vehicle, None
    if said.intent == DONT_KNOW:
        return [desk.dont_know(memory.asked, vehicle, moment)], vehicle, None
    if memory.asked and said.intent in LEAVES:
        return [desk.reply(said, memory.last, moment)], vehicle, None
    if memory.asked and _means_only_the_question(said, memory.last):
        return [desk.ask(memory.asked, vehicle, moment)], vehicle, memory.asked
    last = replace(memory.last, asking=memory.asked is not None)
    replies = [desk.reply(said, last, moment)]
    if memory.asked:
        replies.append(desk.ask(memory.asked, vehicle, moment))
    return replies, vehicle, memory.asked


def _means_only_the_question(said: Understanding, last: LastTurn) -> bool:
    """Whether "say that again", "yes" or "no" can mean nothing but the open question."""
    outcome = (last.reply or {}).get("outcome")
    if said.intent == "repeat":
        return outcome == "verdict"
    return said.intent in ("affirm", "deny") and outcome != "clarify"


LEAVES = frozenset({"goodbye", PERSON})
"""After these the open question does not come back."""
