"""The desk: everything a guest or an agent can ask for, as replies. It decides the wording.

One desk serves a process. It holds the live knowledge and a recogniser fitted to it; when an editor
saves a file, the shelf tells the desk, which fits a new recogniser and then swaps both at once.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Protocol

from assistant.desk import small_talk
from assistant.desk.answers import answer
from assistant.desk.last_turn import LastTurn, reply_from_dict, topic_of_first_button
from assistant.desk.questions import ask
from assistant.desk.recognition import Recogniser
from assistant.desk.reply import Reply
from assistant.desk.understanding import (
    CHECK,
    CLARIFY,
    FAQ,
    INFORM,
    OUT_OF_SCOPE,
    PERSON,
    Understanding,
)
from assistant.desk.vehicle import Vehicle, facts_to_doubt
from assistant.desk.verdict_words import PLANT_NAMES, verdict_reply
from assistant.eligibility.assess import Engine
from assistant.eligibility.facts import Facts
from assistant.eligibility.record import VehicleRecord
from assistant.eligibility.verdict import Verdict
from assistant.errors import Fault, StorageError
from assistant.knowledge import Knowledge
from assistant.knowledge.topic import Audience

log = logging.getLogger(__name__)


class Registry(Protocol):
    """The vehicle registry, as far as the desk needs it."""

    def find(self, vin: str) -> VehicleRecord | None:
        """The record of a VIN; None when it is not known."""


class Shelf(Protocol):
    """Where knowledge comes from: the watching Shelf, or a StillShelf that never changes."""

    @property
    def current(self) -> Knowledge: ...

    @property
    def faults(self) -> tuple[Fault, ...]: ...

    def subscribe(self, callback: Callable[[Knowledge], None]) -> Callable[[], None]: ...

    def close(self) -> None: ...


@dataclass(frozen=True)
class Moment:
    """When and to whom the desk speaks."""

    on: date
    """The day of asking, for verdicts."""
    now: datetime
    """The aware time, for opening hours."""
    audience: Audience = "guest"


class Desk:
    """Understands messages and finds the words. Safe to use from several threads."""

    def __init__(
        self,
        shelf: Shelf,
        *,
        registry: Registry | None = None,
        encoder: str = "",
        cache: Path | None = None,
        recogniser: Recogniser | None = None,
    ) -> None:
        """`recogniser`: one that is fitted to the shelf's knowledge already."""
        self._shelf = shelf
        self._registry = registry
        self._fitting = threading.Lock()
        self._encoder, self._cache = encoder, cache
        self._fitted = recogniser
        self._knowledge = shelf.current
        self._judge: Engine | None = None
        shelf.subscribe(self._refit)

    def __enter__(self) -> Desk:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._shelf.close()

    @property
    def knowledge(self) -> Knowledge:
        """The last good version of the knowledge."""
        return self._knowledge

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What is wrong with the files as they are now; `knowledge` stays the last good."""
        return self._shelf.faults

    @property
    def recogniser(self) -> Recogniser:
        """Fitted at its first use: a process that only judges and words never pays for it."""
        if self._fitted is None:
            with self._fitting:
                if self._fitted is None:
                    self._fitted = Recogniser(
                        self._knowledge, encoder=self._encoder, cache=self._cache
                    )
        return self._fitted

    def prepare(self) -> Desk:
        """Do now what the first message would otherwise wait for; returns itself."""
        self.recogniser.matcher.prepare()
        return self

    def check_ready(self) -> None:
        """Nothing when a vehicle could be looked up; otherwise raises StorageError."""
        if self._registry:
            self._registry.find("")

    def understand(self, text: str, moment: Moment) -> Understanding:
        """What a message asks and says."""
        return self.recogniser.understand(text, on=moment.on, audience=moment.audience)

    def verdict(self, facts: Facts, *, on: date) -> Verdict:
        """The engine's verdict, with what the registry knows of the VIN."""
        record = self._registry.find(facts.vin) if self._registry and facts.vin else None
        return self.engine(on).assess(facts, record)

    def _for_guest(self, facts: Facts, *, on: date) -> tuple[Verdict, bool]:
        """For guests: the verdict, and whether the registry was there to be asked for the VIN."""
        try:
            return self.verdict(facts, on=on), True
        except StorageError as error:
            log.error("A VIN could not be looked up: %s", error)
            return self.engine(on).assess(facts, None), False

    def engine(self, on: date) -> Engine:
        """One engine serves all who ask on the same day, until the program changes."""
        engine, program = self._judge, self.knowledge.program
        if engine is None or engine.program is not program or engine.on != on:
            engine = self._judge = Engine(program, on=on)
        return engine

    def check(self, vehicle: Vehicle, moment: Moment) -> tuple[Reply, Vehicle]:
        """The verdict in words, and the vehicle to remember (without a fact that cannot be)."""
        program = self.knowledge.program
        verdict, looked_up = self._for_guest(vehicle.facts, on=moment.on)
        reply = verdict_reply(verdict, replace(vehicle, facts=verdict.facts), program)
        if not looked_up:
            text, speech = f"{reply.text}\n\n{_NOT_LOOKED_UP}", f"{reply.speech} {_NOT_LOOKED_UP}"
            reply = replace(reply, text=text, speech=speech)
        if verdict.outcome == "invalid_facts":
            fact = facts_to_doubt(vehicle.facts, self._invalid, moment.on)
            return reply, vehicle.without(fact) if fact else Vehicle()
        return reply, vehicle

    def ask(self, fact: str, vehicle: Vehicle, moment: Moment) -> Reply:
        """The question for one missing fact."""
        verdict, _ = self._for_guest(vehicle.facts, on=moment.on)
        # With what a VIN adds: "your RX" rather than "your vehicle".
        named = replace(vehicle, facts=verdict.facts)
        return ask(fact, named, self.knowledge.program, verdict)

    def missing(self, vehicle: Vehicle, *, on: date) -> tuple[str, ...]:
        """The facts still to be asked for, in order; empty when the verdict can be told."""
        verdict, _ = self._for_guest(vehicle.facts, on=on)
        return verdict.missing if verdict.outcome == "need_facts" else ()

    def beside(self, said: Understanding, moment: Moment) -> tuple[Reply, ...]:
        """The answer to what was asked beside the guest's own vehicle, if anything was.

        It stands before a question and behind a verdict: "am I in it, and is it free?".
        """
        if said.intent not in VEHICLE_INTENTS or not said.topics:
            return ()
        return (answer(said.topics, self.knowledge, moment.audience),)

    def dont_know(self, fact: str | None, vehicle: Vehicle, moment: Moment) -> Reply:
        """How to find the missing fact, and what holds meanwhile."""
        meanwhile = self._meanwhile(fact, vehicle, moment)
        return small_talk.how_to_find_out(fact, meanwhile, self.knowledge.program)

    def reply(self, said: Understanding, last: LastTurn, moment: Moment) -> Reply:
        """The reply to everything but a question about the guest's own vehicle."""
        knowledge, intent = self.knowledge, said.intent
        if intent == FAQ:
            return answer(said.topics, knowledge, moment.audience)
        if intent == CLARIFY:
            return small_talk.did_you_mean(said.candidates, knowledge, moment.audience)
        if intent == PERSON:
            return small_talk.person(knowledge.program, moment.now)
        if intent in ("affirm", "deny", "repeat") and last.reply:
            return self._in_context(intent, last, moment)
        if intent == "repeat":
            return small_talk.small_talk("nothing_to_repeat")
        if intent == OUT_OF_SCOPE:
            return small_talk.not_understood(last.misses + 1, knowledge.program, moment.now)
        return small_talk.small_talk(intent, aside=last.asking)

    def _in_context(self, intent: str, last: LastTurn, moment: Moment) -> Reply:
        reply = last.reply or {}
        if intent == "repeat":
            return reply_from_dict(reply)
        if intent == "affirm" and reply.get("outcome") == "clarify":
            first = topic_of_first_button(reply)
            if first == CHECK:
                return self.ask("model", Vehicle(), moment)
            if first:
                return answer((first,), self.knowledge, moment.audience)
        if intent == "deny" and reply.get("outcome") == "clarify":
            return small_talk.not_understood(last.misses + 1, self.knowledge.program, moment.now)
        return small_talk.small_talk(intent, aside=last.asking)

    def _meanwhile(self, fact: str | None, vehicle: Vehicle, moment: Moment) -> str:
        program = self.knowledge.program
        model = vehicle.facts.model
        if fact == "plant":
            told = [
                f"built in {name}: {self._short(replace(vehicle.facts, plant=plant), moment)}"
                for plant, name in PLANT_NAMES.items()
            ]
            return f"Meanwhile, this is what holds: if it was {'; if it was '.join(told)}."
        rows = [row for row in program.chart if row.line == model]
        if fact == "built" and rows:
            starts = min(row.start for row in rows)
            ends = [row.end for row in rows]
            until = "" if None in ends else f" and {max(e for e in ends if e):%B %Y}"
            words = f"between {starts:%B %Y}{until}" if until else f"from {starts:%B %Y} on"
            return f"Meanwhile: the {model} vehicles of this program were built {words}."
        return (
            "Your dealer can also look it up by your VIN, and so can you at "
            "[lexus.com/recall](https://www.lexus.com/recall)."
        )

    def _short(self, facts: Facts, moment: Moment) -> str:
        return _SHORT[self._for_guest(facts, on=moment.on)[0].outcome]

    def _invalid(self, facts: Facts, on: date) -> bool:
        return self._for_guest(facts, on=on)[0].outcome == "invalid_facts"

    def _refit(self, knowledge: Knowledge) -> None:
        """Answers follow a saved change at once; recognition as soon as it is fitted anew."""
        with self._fitting:
            self._knowledge = knowledge
            if self._fitted is not None:
                fitted = Recogniser(knowledge, before=self._fitted)
                # Until the new version is ready in full, messages are recognised as before.
                fitted.matcher.prepare()
                self._fitted = fitted
        log.info("Knowledge %s is live.", knowledge.version)


_NOT_LOOKED_UP = (
    "Right now I cannot look your VIN up in the dealers' list, so this goes by the letter alone. "
    "Please have your dealer check your VIN, or ask me again a little later."
)
_SHORT = {
    "remedy_available": "your second key is available",
    "later_phase": "it is in a later phase",
    "not_covered": "it is not in the program",
    "verify_with_dealer": "your dealer has to check the VIN",
    "need_facts": "I need to know more",
    "invalid_facts": "something does not fit",
    "already_delivered": "the key has been delivered",
}


VEHICLE_INTENTS = frozenset({CHECK, INFORM})
