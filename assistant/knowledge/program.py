"""The program's data as dated, sourced values: what knowledge/program/ says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Literal

from assistant.knowledge.topic import Source

Plant = Literal["japan", "north_america"]
"""Where a vehicle was built. The letter also says CBU (japan) and NAP (north_america)."""

PLANTS: tuple[Plant, ...] = ("japan", "north_america")


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month: `2024-03`."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


@dataclass(frozen=True)
class Phase:
    """One phase of the program, as the phase table and the dealer letter give it."""

    number: int
    status: Literal["available", "estimated"]
    announced: date | None
    """The day its remedy was announced; None while it is only estimated."""
    estimate: Month | None
    """The month for which its announcement is estimated; None once it is available."""
    owner_letter: Month | None
    """The month in which its owner letters are mailed; None where the letter does not say."""
    vehicles: int | None
    """About how many vehicles; None is the letter's "TBD"."""
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class CandidateRule:
    """Which phases are possible for a covered vehicle whose chart cell is empty."""

    id: str
    first_day: date | None
    """First build day it speaks of; None: no beginning."""
    last_day: date | None
    """Last build day it speaks of; None: no end."""
    phases: tuple[int, ...]
    reason: str
    """One sentence that an agent can read out."""
    source: Source


@dataclass(frozen=True)
class ChartRow:
    """One row of the chart: a line from one plant, with exact days."""

    line: str
    """`NX`, `RX`, ..., `RC F`."""
    plant: Plant
    key_type: str
    model_years: tuple[int, ...]
    start: date
    end: date | None
    """None is the chart's "Ongoing"."""
    vehicles: int | None
    """None is the chart's "TBD"."""
    source: Source


@dataclass(frozen=True)
class NamedThird:
    """Early, Mid or Late of a month, as the Model/Years table writes its borders.

    Early is days 1 to 10, Mid 11 to 20, Late 21 to the end of the month.
    """

    part: Literal["early", "mid", "late"]
    month: Month


@dataclass(frozen=True)
class TableRow:
    """One row of the Model / Years table: a line, its model years and a period in named thirds."""

    line: str
    plant: Plant | None
    """None where the table does not say the plant."""
    model_years: tuple[int, ...]
    start: NamedThird
    end: NamedThird
    vehicles: int
    source: Source


@dataclass(frozen=True)
class VinFacts:
    """What a VIN says about a Lexus of this program."""

    makers: Mapping[str, Plant]
    """First three characters of a Lexus VIN -> plant: {"JTH": "japan", "2T2": "north_america"}."""
    toyota_makers: tuple[str, ...]
    """How a Toyota's VIN begins (two or three characters)."""
    model_years: Mapping[str, int]
    """Position 10 -> model year: {"P": 2023}. The letters of this program and its neighbours."""
    lines: tuple[tuple[str, str, str], ...]
    """(letter in position 8, line, maker it was seen with or ""): ("Z", "NX", "")."""
    source: Source


@dataclass(frozen=True)
class OpeningHours:
    """When a contact centre answers, on some days of the week, in its own time zone."""

    days: tuple[int, ...]
    """0 is Monday."""
    opens: time
    closes: time


@dataclass(frozen=True)
class Contact:
    """A way to reach people."""

    id: str
    name: str
    audience: Literal["guest", "agent"]
    phone: str
    """As the letter writes it: "1-800-255-3987". Empty for an address."""
    url: str
    """Empty for a phone."""
    time_zone: str
    """IANA name: "America/Chicago". Empty where there are no hours."""
    time_zone_name: str
    """As the letter says it: "Central Time"."""
    hours: tuple[OpeningHours, ...]
    purpose: str
    """When to use it, as one phrase."""
    source: Source


@dataclass(frozen=True)
class Statement:
    """One of several things that the letter says about the same matter."""

    says: str
    source: Source


@dataclass(frozen=True)
class Contradiction:
    """Where the letter contradicts itself: both statements, and the rule that picks for guests."""

    id: str
    about: str
    statements: tuple[Statement, ...]
    rule: str
    """The named rule that prefers one: `newest_statement`, `owner_facing_first`, ..."""
    guests_hear: str
    """What guests are told, in one sentence."""


@dataclass(frozen=True)
class Preference:
    """A named rule that picks among contradicting statements, in one sentence."""

    id: str
    sentence: str


@dataclass(frozen=True)
class Program:
    """Everything that the engine and the answers know of the program, at one version."""

    code: str
    """`23LJ01`."""
    name: str
    as_of: date
    """The day on which the letter speaks."""
    phases: tuple[Phase, ...]
    candidates: tuple[CandidateRule, ...]
    chart: tuple[ChartRow, ...]
    table: tuple[TableRow, ...]
    cells: Mapping[tuple[str, Plant, Month], int]
    """Filled cells of the chart: (line, plant, month) -> phase. An empty cell is absent."""
    two_keys_again: date
    """From this build day on, two keys are estimated again (FAQ Q9): 2024-04-01."""
    bring: tuple[str, ...]
    """What a guest brings to the appointment (FAQ Q5)."""
    appointment_minutes: int
    """FAQ Q4: 45."""
    vin: VinFacts
    contacts: tuple[Contact, ...]
    contradictions: tuple[Contradiction, ...]
    preferences: tuple[Preference, ...]
    other_models: Mapping[str, str] = field(default_factory=dict)
    """Models people name that are not of this program: {"TX": "Lexus", "Camry": "Toyota"}."""

    @property
    def lines(self) -> tuple[str, ...]:
        """The model lines that the chart or the table names, in the chart's order."""
        return tuple(
            dict.fromkeys([row.line for row in self.chart] + [row.line for row in self.table])
        )
