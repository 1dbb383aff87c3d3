"""What a conversation knows of the guest's vehicle, and how it takes in what it hears.

A purchase date is remembered as such and never becomes a build date; a year without a month (or a
month without a year) waits for its other half.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from assistant.eligibility.facts import BuildDate, Facts
from assistant.knowledge.program import Month

if TYPE_CHECKING:
    from assistant.language import Reading


@dataclass(frozen=True)
class Heard:
    """What one message says of a vehicle: the part of a Reading that outlives the message."""

    facts: Facts = Facts()
    built_year: int | None = None
    """A build year whose month was not said."""
    built_month: int | None = None
    """A build month whose year was not said."""
    purchase: bool = False
    """A purchase or delivery date was given."""
    corrects: bool = False
    """ "no sorry, it's a GX" """
    another_car: bool = False
    """ "what about my wife's RX" """

    @classmethod
    def of(cls, reading: Reading) -> Heard:
        return cls(
            facts=reading.facts,
            built_year=reading.built_year,
            built_month=reading.built_month,
            purchase=reading.purchase,
            corrects=reading.corrects,
            another_car=reading.another_car,
        )

    @property
    def says_something(self) -> bool:
        """Whether anything about a vehicle was said."""
        return bool(self.facts != Facts() or self.built_year or self.built_month or self.purchase)

    def as_dict(self) -> dict[str, Any]:
        """Only what was said, in plain JSON types: this travels through Rasa's messages."""
        said: dict[str, Any] = facts_as_dict(self.facts)
        for name in ("built_year", "built_month", "purchase", "corrects", "another_car"):
            said[name] = getattr(self, name)
        return {name: value for name, value in said.items() if value not in (None, False)}

    @classmethod
    def from_dict(cls, said: Mapping[str, Any]) -> Heard:
        return cls(
            facts=facts_from_dict(said),
            built_year=said.get("built_year"),
            built_month=said.get("built_month"),
            purchase=bool(said.get("purchase")),
            corrects=bool(said.get("corrects")),
            another_car=bool(said.get("another_car")),
        )


@dataclass(frozen=True)
class Vehicle:
    """The vehicle that a conversation is about."""

    facts: Facts = Facts()
    built_year: int | None = None
    built_month: int | None = None
    purchase: bool = False
    """The guest gave a purchase date, and no build date yet."""

    def hear(self, heard: Heard, *, asked: str | None) -> Vehicle:
        """The vehicle after one more message. `asked` is the fact that was asked for last."""
        said = _answer_to(asked, heard)
        base = Vehicle() if _is_another(self, said, asked) else self
        facts = _follow_correction(base.facts, said.facts)
        facts = _overlay(facts, said.facts)
        vehicle = replace(base, facts=facts, purchase=base.purchase or said.purchase)
        vehicle = vehicle._take_date(said)
        return replace(vehicle, purchase=False) if vehicle.facts.built else vehicle

    def without(self, fact: str) -> Vehicle:
        """The vehicle with one fact forgotten."""
        return replace(self, facts=replace(self.facts, **{fact: None}))

    def _take_date(self, said: Heard) -> Vehicle:
        if said.facts.built:
            return replace(self, built_year=None, built_month=None)
        year, month = said.built_year, said.built_month
        if year is None and month is None:
            return self
        known = self.facts.built
        year = year or (known.month.year if known else self.built_year)
        month = month or (known.month.month if known else self.built_month)
        if year and month:
            built = BuildDate(Month(year, month))
            return replace(
                self, facts=replace(self.facts, built=built), built_year=None, built_month=None
            )
        return replace(self, built_year=year, built_month=month)

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON types, every field present: what the slots hold."""
        return {
            **facts_as_dict(self.facts),
            "built_year": self.built_year,
            "built_month": self.built_month,
            "purchase": self.purchase,
        }

    @classmethod
    def from_dict(cls, slots: Mapping[str, Any]) -> Vehicle:
        return cls(
            facts=facts_from_dict(slots),
            built_year=_whole(slots.get("built_year")),
            built_month=_whole(slots.get("built_month")),
            purchase=bool(slots.get("purchase")),
        )


def facts_as_dict(facts: Facts) -> dict[str, Any]:
    """Facts in the contract's shape: `built` as text, unknown as None."""
    return {
        "model": facts.model,
        "model_year": facts.model_year,
        "built": str(facts.built) if facts.built else None,
        "plant": facts.plant,
        "vin": facts.vin,
    }


def facts_from_dict(values: Mapping[str, Any]) -> Facts:
    """The other way round; missing names are unknown facts."""
    built = values.get("built")
    return Facts(
        model=values.get("model"),
        model_year=_whole(values.get("model_year")),
        built=BuildDate.parse(built) if built else None,
        plant=values.get("plant"),
        vin=values.get("vin"),
    )


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)


def _answer_to(asked: str | None, heard: Heard) -> Heard:
    """A bare "2023" after "when was it built?" is a build year, not a model year."""
    bare_year = heard.facts == Facts(model_year=heard.facts.model_year)
    if asked == "built" and heard.facts.model_year and bare_year and not heard.built_year:
        return replace(heard, facts=Facts(), built_year=heard.facts.model_year)
    return heard


def _is_another(vehicle: Vehicle, heard: Heard, asked: str | None) -> bool:
    """Whether the message turns to another vehicle.

    While a fact is being asked for, or with words of correction, a new model corrects the old one;
    otherwise a different model or VIN is a different car.
    """
    if heard.another_car:
        return True
    if heard.corrects or asked is not None:
        return False
    old, new = vehicle.facts, heard.facts
    return bool(
        (new.model and old.model and new.model != old.model)
        or (new.vin and old.vin and new.vin != old.vin)
    )


def _follow_correction(old: Facts, new: Facts) -> Facts:
    """A new VIN replaces what the old one said; a corrected model drops a VIN of another model."""
    if new.vin and old.vin and new.vin != old.vin:
        return replace(old, vin=None, model=None, model_year=None, plant=None)
    return old


def _overlay(old: Facts, new: Facts) -> Facts:
    return Facts(
        model=new.model or old.model,
        model_year=new.model_year or old.model_year,
        built=new.built or old.built,
        plant=new.plant or old.plant,
        vin=new.vin or old.vin,
    )


def facts_to_doubt(facts: Facts, invalid: Any, on: date) -> str | None:
    """The one fact without which the rest makes sense; None when no single one does.

    `invalid(facts, on) -> bool` asks the engine. A VIN that cannot be is doubted first; one that
    is sound outweighs what was said beside it.
    """
    alone = facts.vin is not None and invalid(Facts(vin=facts.vin), on)
    said = ("built", "model_year", "plant", "model")
    for fact in ("vin", *said) if alone else (*said, "vin"):
        if getattr(facts, fact) is None:
            continue
        if not invalid(replace(facts, **{fact: None}), on):
            return fact
    return None
