"""The agents' desk: what an agent with a guest on the line can ask for.

It answers while somebody types, so nothing here waits for more than the registry's one row.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from assistant.desk.advice import Advice, advise
from assistant.desk.briefing import Briefing, briefing
from assistant.desk.desk import Desk, Moment
from assistant.desk.understanding import CHECK, INFORM, PERSON
from assistant.desk.vehicle import Heard, Vehicle
from assistant.desk.verdict_words import verdict_reply
from assistant.desk.vin_entry import begins_a_vin, so_far
from assistant.eligibility.facts import BuildDate, Facts
from assistant.knowledge.program import Plant
from assistant.language.vin import VinReading, read_vin

SHOWN = 3
"""Topics that an agent is shown at a time."""
_LEAST, _LEAST_BESIDE = 0.04, 0.15
"""Confidence below which a topic is no suggestion; and beside a clear wish for something else."""

_PLANTS: dict[str, Plant] = {"japan": "japan", "north_america": "north_america"}


@dataclass(frozen=True)
class Suggestion:
    """A topic that the guest's words may be about."""

    briefing: Briefing
    confidence: float
    """0 to 1."""


@dataclass(frozen=True)
class Suggestions:
    """What an agent is shown while typing."""

    topics: tuple[Suggestion, ...]
    """At most three, best first."""
    heard: Heard = field(default_factory=Heard)
    """What the words say of a vehicle, to be taken over into the vehicle card."""
    about_vehicle: bool = False
    """The guest asks about their own car: the vehicle card answers that."""
    wants_person: bool = False
    vin_so_far: tuple[str, ...] = ()
    """What the beginning of a VIN says, when one is being typed."""


@dataclass(frozen=True)
class Entry:
    """The vehicle card as it was typed; every field may be empty."""

    vin: str = ""
    """Typed, pasted, or dictated: "two tango two ..."."""
    model: str = ""
    """ "rx350h" """
    built: str = ""
    """ "08/23", "Aug 15 2023", "2023-08" """
    plant: str = ""
    """`japan`, `north_america`, or words for them."""
    model_year: str = ""


@dataclass(frozen=True)
class Card:
    """The vehicle card, read and answered."""

    facts: Facts
    """What was read of the entry, before VIN and registry add to it."""
    vin: VinReading | None
    vin_so_far: tuple[str, ...]
    unread: dict[str, str]
    """Field -> what could not be read in it and how to write it."""
    advice: Advice | None
    """None while nothing has been entered."""


class AgentDesk:
    """Everything on the agents' console but accounts. Safe to use from several threads."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def suggest(self, text: str, *, on: date) -> Suggestions:
        """The best three topics for the guest's words as heard, typos and all."""
        if not text.strip():
            return Suggestions(())
        recogniser = self._desk.recogniser
        knowledge = recogniser.knowledge
        vin_facts = knowledge.program.vin
        heard = Heard.of(recogniser.reader.read(text, on=on))
        if begins_a_vin(text, vin_facts):
            return Suggestions((), heard, about_vehicle=True, vin_so_far=so_far(text, vin_facts))
        ranked = recogniser.rank(text, on=on)
        best = ranked[0][0] if ranked else ""
        elsewhere = best in (CHECK, INFORM, PERSON)
        least = _LEAST_BESIDE if elsewhere else _LEAST
        likely = [pair for pair in ranked if pair[0] in knowledge.topics and pair[1] >= least]
        return Suggestions(
            topics=tuple(
                Suggestion(briefing(knowledge.topics[label], knowledge), confidence)
                for label, confidence in likely[:SHOWN]
            ),
            heard=heard,
            about_vehicle=best in (CHECK, INFORM),
            wants_person=best == PERSON,
        )

    def topic(self, id: str) -> Briefing | None:
        """One topic; None when there is no such topic any more."""
        knowledge = self._desk.knowledge
        topic = knowledge.topics.get(id)
        return briefing(topic, knowledge) if topic else None

    def vehicle(self, entry: Entry, moment: Moment) -> Card:
        """The vehicle card: what was read, and the verdict with its reasons."""
        program = self._desk.knowledge.program
        unread: dict[str, str] = {}
        vin = read_vin(entry.vin, program.vin) if entry.vin.strip() else None
        facts = Facts(
            model=self._model(entry.model, moment, unread),
            model_year=_model_year(entry.model_year, unread),
            built=self._built(entry.built, moment, unread),
            plant=self._plant(entry.plant, moment, unread),
            vin=vin.vin if vin else None,
        )
        told_so_far = so_far(vin.heard, program.vin) if vin and not vin.vin else ()
        advice = self.advise(facts, moment) if facts != Facts() else None
        return Card(facts, vin, told_so_far, unread, advice)

    def advise(self, facts: Facts, moment: Moment) -> Advice:
        """The verdict on these facts, as a guest is told it, and why."""
        program = self._desk.knowledge.program
        verdict = self._desk.verdict(facts, on=moment.on)
        # What VIN and registry add is known here, so the sentence names the model.
        told = verdict_reply(verdict, Vehicle(verdict.facts), program)
        return advise(verdict, told, self._desk.engine(moment.on))

    def _read(self, text: str, moment: Moment) -> Heard:
        return Heard.of(self._desk.recogniser.reader.read(text[:200], on=moment.on))

    def _model(self, text: str, moment: Moment, unread: dict[str, str]) -> str | None:
        if not text.strip():
            return None
        model = self._read(text, moment).facts.model
        if model is None:
            unread["model"] = "This is no model that we know. For example NX, RX 350h or ES."
        return model

    def _built(self, text: str, moment: Moment, unread: dict[str, str]) -> BuildDate | None:
        if not text.strip():
            return None
        try:
            return BuildDate.parse(text)
        except ValueError:
            heard = self._read(f"built {text}", moment)
        if heard.facts.built:
            return heard.facts.built
        if heard.built_year or heard.facts.model_year:
            unread["built"] = "The month is missing, for example 08/23."
        elif heard.built_month:
            unread["built"] = "The year is missing, for example 08/23."
        else:
            unread["built"] = "Write month and year, for example 08/23 or Aug 15 2023."
        return None

    def _plant(self, text: str, moment: Moment, unread: dict[str, str]) -> Plant | None:
        if not text.strip() or text in _PLANTS:
            return _PLANTS.get(text)
        plant = self._read(f"built in {text}", moment).facts.plant
        if plant is None:
            unread["plant"] = "The plant is Japan or North America."
        return plant


def _model_year(text: str, unread: dict[str, str]) -> int | None:
    if not text.strip():
        return None
    digits = text.strip()
    if len(digits) == 2 and digits.isdecimal():
        digits = f"20{digits}"
    if len(digits) == 4 and digits.isdecimal() and 1980 <= int(digits) <= 2100:
        return int(digits)
    unread["model_year"] = "A model year has four digits, for example 2023."
    return None
