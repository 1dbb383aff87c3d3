"""What is known of one vehicle."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from assistant.knowledge.program import Month, Plant


@dataclass(frozen=True)
class BuildDate:
    """When a vehicle was built: a day, or a whole month when the day is not known."""

    month: Month
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> BuildDate:
        """Read `YYYY-MM` or `YYYY-MM-DD`; ValueError when it is neither, or no such day."""
        parts = text.strip().split("-")
        if len(parts) not in (2, 3) or not all(part.isdigit() for part in parts):
            raise ValueError(text)
        year, month = int(parts[0]), int(parts[1])
        day = int(parts[2]) if len(parts) == 3 else None
        date(year, month, day or 1)
        return cls(Month(year, month), day)

    def __str__(self) -> str:
        return str(self.month) if self.day is None else f"{self.month}-{self.day:02d}"

    @property
    def first(self) -> date:
        """The first day that is possible."""
        return date(self.month.year, self.month.month, self.day or 1)

    @property
    def last(self) -> date:
        """The last day that is possible."""
        end = monthrange(self.month.year, self.month.month)[1]
        return date(self.month.year, self.month.month, self.day or end)


@dataclass(frozen=True)
class Facts:
    """What is known of one vehicle; None is "not known"."""

    model: str | None = None
    """A line of the program (`NX` ... `RC F`), or another model's name as it was said (`TX`)."""
    model_year: int | None = None
    built: BuildDate | None = None
    plant: Plant | None = None
    vin: str | None = None
    """As read: upper case, without blanks. It may still be wrong; the engine says so."""
