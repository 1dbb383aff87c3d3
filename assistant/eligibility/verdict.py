"""What the engine says of one vehicle on one day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from assistant.eligibility.facts import Facts
from assistant.knowledge.program import Month
from assistant.knowledge.topic import Source

Outcome = Literal[
    "remedy_available",
    "later_phase",
    "not_covered",
    "verify_with_dealer",
    "need_facts",
    "invalid_facts",
    "already_delivered",
]


@dataclass(frozen=True)
class Timing:
    """When the remedy is, or was estimated to be, available."""

    status: Literal["available", "estimated", "unknown"] = "unknown"
    announced: date | None = None
    """The day on which the phase was announced; None when the phase is not known."""
    estimate: tuple[Month, ...] = ()
    owner_letter: tuple[Month, ...] = ()
    overdue: bool = False
    """True when an estimate is already past on the day of asking."""


@dataclass(frozen=True)
class Verdict:
    """The answer to "is my car in, which phase, when", and why."""

    outcome: Outcome
    as_of: date
    """The day on which the letter speaks; never the day of asking."""
    facts: Facts
    """What was asked about, with what a VIN or the registry adds."""
    phase: int | None = None
    phase_candidates: tuple[int, ...] = ()
    timing: Timing = field(default_factory=Timing)
    bring: tuple[str, ...] = ()
    appointment_minutes: int = 45
    missing: tuple[str, ...] = ()
    """Facts that can still change outcome, phase or candidates, in the order to ask them."""
    conditions: tuple[str, ...] = ()
    """What must hold of the vehicle for this verdict: "built on or after November 7, 2022"."""
    conflicts: tuple[str, ...] = ()
    """Which statements of the letter disagree, each naming both."""
    problems: tuple[str, ...] = ()
    """What is wrong with the facts, and how to fix it."""
    rules: tuple[str, ...] = ()
    """Ids of the rules that were used; `assistant.eligibility.rules.RULES` has their sentences."""
    sources: tuple[Source, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The JSON shape of the contract (part 3, `assistant check`)."""
        facts = self.facts
        return {
            "outcome": self.outcome,
            "phase": self.phase,
            "phase_candidates": list(self.phase_candidates),
            "timing": {
                "status": self.timing.status,
                "announced": self.timing.announced.isoformat() if self.timing.announced else None,
                "estimate": [str(month) for month in self.timing.estimate],
                "owner_letter": [str(month) for month in self.timing.owner_letter],
                "overdue": self.timing.overdue,
            },
            "bring": list(self.bring),
            "appointment_minutes": self.appointment_minutes,
            "missing": list(self.missing),
            "conditions": list(self.conditions),
            "conflicts": list(self.conflicts),
            "problems": list(self.problems),
            "facts": {
                "model": facts.model,
                "model_year": facts.model_year,
                "built": str(facts.built) if facts.built else None,
                "plant": facts.plant,
                "vin": facts.vin,
            },
            "rules": list(self.rules),
            "sources": [{"document": s.document, "item": s.item} for s in self.sources],
            "as_of": self.as_of.isoformat(),
        }
