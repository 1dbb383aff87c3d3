"""A hand-made program: the letter as it stands, so that no edit of knowledge/ moves these tests."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.knowledge.program import (
    CandidateRule,
    ChartRow,
    Month,
    NamedThird,
    Phase,
    Plant,
    Program,
    TableRow,
    VinFacts,
)
from assistant.knowledge.topic import Source

CHART = """
    LC   | japan         | 2023      | 2022-11-07 | 2022-12-28
    LS   | japan         | 2023      | 2022-11-08 | 2023-01-10
    GX   | japan         | 2023      | 2022-11-07 | 2023-01-10
    IS   | japan         | 2023      | 2022-11-07 | 2023-01-10
    RC F | japan         | 2023      | 2022-11-07 | 2023-01-09
    UX   | japan         | 2023      | 2022-11-01 | 2023-01-10
    NX   | japan         | 2022-2024 | 2022-11-07 | ongoing
    RX   | japan         | 2023-2024 | 2022-11-15 | ongoing
    LX   | japan         | 2023-2024 | 2022-11-08 | ongoing
    RZ   | japan         | 2023-2024 | 2023-01-23 | ongoing
    ES   | north_america | 2023      | 2022-10-10 | 2023-01-03
    NX   | north_america | 2023-2024 | 2022-10-13 | ongoing
    RX   | north_america | 2023-2024 | 2022-10-20 | ongoing
"""

TABLE = """
    GX | any           | 2023      | early 2022-11 | early 2023-01
    IS | any           | 2023      | early 2022-11 | early 2023-01
    LC | any           | 2023      | late 2022-10  | late 2022-12
    LS | any           | 2023      | late 2022-10  | early 2023-01
    UX | any           | 2023      | late 2022-10  | mid 2023-01
    ES | any           | 2023      | mid 2022-10   | early 2023-01
    LX | any           | 2023-2024 | early 2022-11 | late 2023-10
    NX | japan         | 2023-2024 | early 2022-11 | late 2023-10
    RX | japan         | 2023-2024 | mid 2022-11   | late 2023-10
    NX | north_america | 2022-2024 | mid 2022-10   | late 2023-10
    RX | north_america | 2023-2024 | mid 2022-10   | late 2023-10
    RZ | any           | 2023-2024 | mid 2023-01   | late 2023-10
"""

PHASES = """
    1 | available | 2023-06-15 |         | 2023-07
    2 | available | 2023-08-29 |         | 2023-09
    3 | available | 2023-10-12 |         | 2023-10
    4 | available | 2023-11-21 |         | 2023-12
    5 | available | 2023-12-21 |         | 2024-02
    6 | estimated |            | 2024-03 |
    7 | estimated |            | 2024-05 |
"""

CHART_SOURCE = Source("chart", "Production Start and End")
TABLE_SOURCE = Source("FAQ", "Q3")


def month(text: str) -> Month:
    year, number = text.split("-")
    return Month(int(year), int(number))


def _rows(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in row.split("|")] for row in text.strip().splitlines()]


def _years(text: str) -> tuple[int, ...]:
    first, _, last = text.partition("-")
    return tuple(range(int(first), int(last or first) + 1))


def _third(text: str) -> NamedThird:
    part, _, when = text.partition(" ")
    return NamedThird(part, month(when))  # type: ignore[arg-type]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text[:1].isdigit() else None


def _chart_row(line: str, plant: Plant, years: str, start: str, end: str) -> ChartRow:
    return ChartRow(
        line, plant, "", _years(years), date.fromisoformat(start), _day(end), None, CHART_SOURCE
    )


def _table_row(line: str, plant: str, years: str, start: str, end: str) -> TableRow:
    known = None if plant == "any" else plant
    return TableRow(
        line,
        known,
        _years(years),
        _third(start),
        _third(end),
        0,
        TABLE_SOURCE,  # type: ignore[arg-type]
    )


def _phase(number: str, status: str, announced: str, estimate: str, letter: str) -> Phase:
    return Phase(
        int(number),
        status,  # type: ignore[arg-type]
        _day(announced),
        month(estimate) if estimate else None,
        month(letter) if letter else None,
        None,
        (Source("phase table", f"Phase {number}"),),
    )


def cells_of_the_text() -> dict[tuple[str, Plant, Month], int]:
    """The chart's cells that the letter gives in words."""
    cells: dict[tuple[str, Plant, Month], int] = {("LC", "japan", Month(2022, 12)): 1}
    ongoing = [row for row in _rows(CHART) if row[-1] == "ongoing"]
    for line, plant, *_ in ongoing:
        for number in (7, 8, 9, 10):
            cells[line, plant, Month(2023, number)] = 5  # type: ignore[index]
    return cells


def hand_made_program() -> Program:
    return Program(
        code="23LJ01",
        name="Second Key Delivery Program",
        as_of=date(2024, 1, 31),
        phases=tuple(_phase(*row) for row in _rows(PHASES)),
        candidates=(
            CandidateRule(
                "built_before_july_2023",
                None,
                date(2023, 6, 30),
                (1, 2, 3, 4),
                "Vehicles built before July 2023 are in one of the phases 1 to 4.",
                Source("phase table", "Phases 1 to 4"),
            ),
            CandidateRule(
                "built_from_november_2023",
                date(2023, 11, 1),
                None,
                (6, 7),
                "The totals of the phases 1 to 5 stop at October 2023.",
                Source("phase table", "Phases 6 and 7"),
            ),
        ),
        chart=tuple(_chart_row(*row) for row in _rows(CHART)),  # type: ignore[arg-type]
        table=tuple(_table_row(*row) for row in _rows(TABLE)),
        cells=cells_of_the_text(),
        two_keys_again=date(2024, 4, 1),
        bring=("your vehicle", "your original Smart Key"),
        appointment_minutes=45,
        vin=VinFacts(
            makers={"JTH": "japan", "JTJ": "japan", "2T2": "north_america", "58A": "north_america"},
            toyota_makers=("JTD", "JTM", "4T1", "5TD"),
            model_years={"M": 2021, "N": 2022, "P": 2023, "R": 2024, "S": 2025},
            lines=(("Z", "NX", ""), ("A", "RX", ""), ("B", "RZ", "JTJ"), ("1", "ES", "58A")),
            source=Source("disclosure form", "VIN"),
        ),
        contacts=(),
        contradictions=(),
        preferences=(),
        other_models={"TX": "Lexus", "RC": "Lexus", "Camry": "Toyota", "Accord": "Honda"},
    )


@pytest.fixture(scope="session")
def program() -> Program:
    return hand_made_program()
