"""What one message says about a car."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from assistant.eligibility.facts import Facts
from assistant.language.vin import VinReading

SpanKind = Literal["model", "model_year", "built", "built_year", "built_month", "plant", "vin"]


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of the message that was understood."""

    start: int
    """First character, counted from 0 in the message as it was given."""
    end: int
    """One past the last character."""
    kind: SpanKind


@dataclass(frozen=True)
class Reading:
    """The facts of one message, and what it says around them."""

    facts: Facts = field(default_factory=Facts)
    """What this message says, with what a faultless VIN in it adds."""
    vin: VinReading | None = None
    """How the VIN was read, where the message has one or an attempt at one."""
    built_year: int | None = None
    """A year of production without its month."""
    built_month: int | None = None
    """A month of production, 1 to 12, without its year."""
    purchase: bool = False
    """A day of purchase or delivery was given instead of a build date."""
    corrects: bool = False
    """The guest takes back what was said or understood before; `facts` has what holds now."""
    another_car: bool = False
    """The message is about another car than the guest's own, or than the one before."""
    spans: tuple[Span, ...] = ()
    """Where the facts stand, in order; they never overlap."""
