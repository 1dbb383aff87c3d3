"""What must hold of every vehicle, tried with vehicles that nobody thought of.

`expected` reads the letter a second time, day by day and as plainly as possible; the engine, which
works with stretches of time, must say the same.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assistant.eligibility.assess import Engine, assess
from assistant.eligibility.facts import BuildDate, Facts
from assistant.eligibility.record import VehicleRecord
from assistant.eligibility.verdict import Verdict
from assistant.knowledge.program import PLANTS, Month, NamedThird, Plant, Program

LINES = ["NX", "RX", "LX", "RZ", "GX", "ES", "IS", "LC", "LS", "UX", "RC F"]
BORDERS = [
    date(2022, 10, 10),
    date(2022, 10, 20),
    date(2022, 11, 7),
    date(2022, 12, 28),
    date(2023, 1, 10),
    date(2023, 1, 22),
    date(2023, 7, 1),
    date(2023, 10, 31),
    date(2024, 1, 1),
    date(2024, 4, 1),
]
near_borders = st.builds(
    lambda day, off: day + timedelta(days=off), st.sampled_from(BORDERS), st.integers(-12, 12)
)
days = st.one_of(near_borders, st.dates(date(2021, 1, 1), date(2025, 12, 31)))
builds = st.builds(
    lambda day, whole: BuildDate(Month(day.year, day.month), None if whole else day.day),
    days,
    st.booleans(),
)
asking = st.one_of(near_borders, st.dates(date(2022, 6, 1), date(2027, 1, 1)))
plants = st.sampled_from(PLANTS)
years = st.integers(2021, 2026)
vehicles = st.builds(
    Facts,
    model=st.one_of(st.none(), st.sampled_from([*LINES, "TX"])),
    model_year=st.one_of(st.none(), years),
    built=st.one_of(st.none(), builds),
    plant=st.one_of(st.none(), plants),
)

Answer = tuple[str, int | None, tuple[int, ...]]


def answer(verdict: Verdict) -> Answer:
    return verdict.outcome, verdict.phase, verdict.phase_candidates


def third(third: NamedThird) -> tuple[date, date]:
    first, last = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}[third.part]
    year, month = third.month.year, third.month.month
    return date(year, month, first), date(year, month, min(last, monthrange(year, month)[1]))


def expected(
    program: Program, line: str, plant: Plant, day: date, model_year: int | None
) -> Answer:
    """One day, one plant, read off the letter once more."""
    chart = next((r for r in program.chart if (r.line, r.plant) == (line, plant)), None)
    table = next((r for r in program.table if r.line == line and r.plant in (None, plant)), None)
    in_chart = bool(chart and chart.start <= day and (chart.end is None or day <= chart.end))
    in_table = False
    if table:
        start, end = third(table.start), third(table.end)
        in_table = start[0] <= day <= end[1]
        if chart and start[0] <= chart.start <= start[1] and day < chart.start:
            in_table = False
        if chart and chart.end and end[0] <= chart.end <= end[1] and day > chart.end:
            in_table = False
        if chart and chart.end is None and day > end[1]:
            in_table = True
    if not in_chart and not in_table:
        return "not_covered", None, ()
    if in_chart != in_table:
        return "verify_with_dealer", None, ()
    assert chart
    assert table
    if model_year and not (model_year in chart.model_years and model_year in table.model_years):
        return "verify_with_dealer", None, ()
    if chart.end is None and day >= date(2024, 4, 1):
        return "verify_with_dealer", None, ()
    if (line, day.year, day.month) == ("LC", 2022, 12):
        return "remedy_available", 1, ()
    if day < date(2023, 7, 1):
        return "remedy_available", None, (1, 2, 3, 4)
    if day < date(2023, 11, 1):
        return "remedy_available", 5, ()
    return "later_phase", None, (6, 7)


def chart_plants(program: Program, line: str) -> set[Plant]:
    return {row.plant for row in program.chart if row.line == line}


@settings(max_examples=300, deadline=None)
@given(line=st.sampled_from(LINES), plant=plants, day=days, model_year=st.none() | years)
def test_a_day_is_judged_as_the_letter_reads(
    line: str, plant: Plant, day: date, model_year: int | None, program: Program
) -> None:
    assume(model_year is None or date(model_year - 1, 1, 1) <= day <= date(model_year, 12, 31))
    built = BuildDate(Month(day.year, day.month), day.day)
    verdict = assess(Facts(line, model_year, built, plant), program, on=date(2026, 11, 1))
    assert answer(verdict) == expected(program, line, plant, day, model_year)


@settings(max_examples=200, deadline=None)
@given(line=st.sampled_from(LINES), plant=plants, day=days, on=asking)
def test_a_month_is_judged_by_its_days(
    line: str, plant: Plant, day: date, on: date, program: Program
) -> None:
    month = BuildDate(Month(day.year, day.month))
    assume(month.first <= on)
    verdict = assess(Facts(line, None, month, plant), program, on=on)
    possible = [
        date(day.year, day.month, number)
        for number in range(1, month.last.day + 1)
        if date(day.year, day.month, number) <= on
    ]
    each = {day: expected(program, line, plant, day, None) for day in possible}
    covered = [day for day in possible if each[day][0] in ("remedy_available", "later_phase")]
    if covered:
        assert {answer(verdict)} == {each[day] for day in covered}
        assert bool(verdict.conditions) == (len(covered) < len(possible))
        for condition in verdict.conditions:
            assert any(f"{day:%B} {day.day}, {day.year}" in condition for day in covered)
    else:
        outcomes = {outcome for outcome, *_ in each.values()}
        disputed = "verify_with_dealer" in outcomes
        assert verdict.outcome == ("verify_with_dealer" if disputed else "not_covered")
        assert verdict.conditions == ()


@settings(max_examples=200, deadline=None)
@given(line=st.sampled_from(LINES), built=builds, on=asking)
def test_the_plant_is_asked_exactly_where_the_plants_differ(
    line: str, built: BuildDate, on: date, program: Program
) -> None:
    assume(built.first <= on)
    verdict = assess(Facts(line, None, built), program, on=on)
    each = {
        answer(assess(Facts(line, None, built, plant), program, on=on))
        for plant in chart_plants(program, line)
    }
    assert verdict.missing == (("plant",) if len(each) > 1 else ())
    if len(each) == 1:
        assert {answer(verdict)} == each


@settings(max_examples=300, deadline=None)
@given(
    line=st.sampled_from(LINES), model_year=st.none() | years, plant=st.none() | plants, on=asking
)
def test_the_build_date_is_asked_exactly_where_it_can_change_the_answer(
    line: str, model_year: int | None, plant: Plant | None, on: date, program: Program
) -> None:
    first = date(model_year - 1, 1, 1) if model_year else date(2022, 1, 1)
    last = min(on, date(model_year, 12, 31) if model_year else on)
    assume(first <= last)
    verdict = assess(Facts(line, model_year, None, plant), program, on=on)
    each = {
        expected(program, line, place, first + timedelta(days=number), model_year)
        for place in ({plant} if plant else chart_plants(program, line))
        for number in range((last - first).days + 1)
    }
    assert verdict.missing == (("built",) if len(each) > 1 else ())
    if len(each) == 1:
        assert {answer(verdict)} == each


@settings(max_examples=300, deadline=None)
@given(facts=vehicles, model=st.sampled_from([*LINES, "TX"]), built=builds, plant=plants, on=asking)
def test_what_is_not_asked_does_not_matter(
    facts: Facts, model: str, built: BuildDate, plant: Plant, on: date, program: Program
) -> None:
    engine = Engine(program, on=on)
    before = engine.assess(facts)
    assume(before.outcome != "invalid_facts")
    if facts.model is None and "model" not in before.missing:
        assert answer(engine.assess(replace(facts, model=model))) == answer(before)
    if facts.built is None and "built" not in before.missing:
        after = engine.assess(replace(facts, built=built))
        assert answer(after) == answer(before) or after.outcome == "invalid_facts"
    # The plant waits until model and build date are known, and is one that the chart has.
    if facts.plant is None and facts.model in LINES and facts.built and not before.missing:
        assume(plant in chart_plants(program, facts.model or ""))
        assert answer(engine.assess(replace(facts, plant=plant))) == answer(before)


@settings(max_examples=300, deadline=None)
@given(facts=vehicles, model=st.sampled_from(LINES), built=builds, plant=plants, on=asking)
def test_answering_what_is_missing_ends_the_questions(
    facts: Facts, model: str, built: BuildDate, plant: Plant, on: date, program: Program
) -> None:
    answers: dict[str, Any] = {"model": model, "built": built, "plant": plant}
    asked: list[str] = []
    verdict = assess(facts, program, on=on)
    while verdict.missing:
        fact = verdict.missing[0]
        assert fact not in asked
        asked.append(fact)
        facts = replace(facts, **{fact: answers[fact]})
        verdict = assess(facts, program, on=on)
    assert verdict.outcome != "need_facts"


anything = st.builds(
    Facts,
    model=st.none() | st.text(max_size=8) | st.sampled_from([*LINES, "Camry"]),
    model_year=st.none() | st.integers() | years,
    built=st.none()
    | builds
    | st.builds(
        BuildDate,
        st.builds(Month, st.integers(-5, 12000), st.integers(-1, 14)),
        st.none() | st.integers(-1, 40),
    ),
    plant=st.none() | plants | st.text(max_size=6),  # type: ignore[arg-type]
    vin=st.none() | st.text(max_size=18) | st.sampled_from(["JTJGKCEZ8P2012345"]),
)
records = st.none() | st.builds(
    VehicleRecord,
    model=st.none() | st.sampled_from(["NX", "Camry", ""]),
    model_year=st.none() | years,
    built=st.none() | builds,
    plant=st.none() | plants,
    phase=st.none() | st.integers(0, 9),
    delivered_on=st.none() | days,
)


@settings(max_examples=300, deadline=None)
@given(facts=anything, record=records, on=st.one_of(asking, st.dates()))
def test_any_facts_have_a_verdict(
    facts: Facts, record: VehicleRecord | None, on: date, program: Program
) -> None:
    verdict = assess(facts, program, on=on, record=record)
    assert bool(verdict.problems) == (verdict.outcome == "invalid_facts")
    assert bool(verdict.missing) == (verdict.outcome == "need_facts")
    assert verdict.as_dict()["outcome"] == verdict.outcome
