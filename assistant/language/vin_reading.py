"""What came of reading a VIN, and what is still in doubt."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.eligibility.vin import LENGTH, DecodedVin
from assistant.language.vin_repair import Repair


@dataclass(frozen=True)
class VinReading:
    """What was read, and what is still in doubt."""

    vin: str | None
    """Set only when one reading is left."""
    valid: bool
    """`vin` fits everything that a VIN must fit. Still read it back: J and A weigh the same."""
    repaired: tuple[Repair, ...]
    """What was changed to come to `vin`; to be confirmed by the speaker."""
    candidates: tuple[str, ...]
    """What may have been meant, the likeliest first, while it is not settled."""
    ask: int | None
    """The position (1-based) to ask about."""
    problems: tuple[str, ...]
    """What is wrong and how to go on, as kind sentences."""
    decoded: DecodedVin | None
    """What `vin` says; None without one."""
    heard: str
    """The characters as they were heard or typed, before any repair; of any length."""

    def options(self) -> tuple[str, ...]:
        """What the character at `ask` may be instead of what was heard, the likeliest first."""
        if self.ask is None:
            return ()
        at = self.ask - 1
        heard = self.heard[at : at + 1] if len(self.heard) == LENGTH else ""
        return tuple(dict.fromkeys(vin[at] for vin in self.candidates if vin[at] != heard))

    def as_dict(self) -> dict[str, object]:
        """The shape of `assistant vin --json`."""
        decoded = self.decoded or DecodedVin("other", None, None, None)
        return {
            "vin": self.vin,
            "valid": self.valid,
            "repaired": [
                {"position": repair.position, "heard": repair.heard, "is": repair.meant}
                for repair in self.repaired
            ],
            "candidates": list(self.candidates),
            "ask": self.ask,
            "problems": list(self.problems),
            "decoded": {
                "model": decoded.model,
                "model_year": decoded.model_year,
                "plant": decoded.plant,
            },
        }
