"""What the vehicle registry knows of one VIN."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assistant.eligibility.facts import BuildDate
from assistant.knowledge.program import Plant


@dataclass(frozen=True)
class VehicleRecord:
    """One vehicle as the dealer's import recorded it; None is "the import did not say".

    What it holds decides over what was said and over what a VIN or the chart would give.
    """

    model: str | None = None
    model_year: int | None = None
    built: BuildDate | None = None
    plant: Plant | None = None
    phase: int | None = None
    delivered_on: date | None = None
    """The day on which the second key was handed over; None while it was not."""
