"""The answers sharpen when somebody fills in the chart's cells, without a change of code."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.eligibility.assess import assess
from assistant.eligibility.facts import BuildDate, Facts
from assistant.eligibility.rules import explain
from assistant.eligibility.verdict import Verdict
from assistant.knowledge.program import Month, Plant, Program

ON = date(2024, 2, 10)
Cells = dict[tuple[str, Plant], int]


def filled(program: Program, month: Month, cells: Cells) -> Program:
    more = {(line, plant, month): phase for (line, plant), phase in cells.items()}
    return replace(program, cells={**program.cells, **more})


def rx(program: Program, built: str, plant: Plant | None = None) -> Verdict:
    return assess(Facts("RX", None, BuildDate.parse(built), plant), program, on=ON)


def test_a_filled_cell_gives_the_phase(program: Program) -> None:
    sharp = filled(program, Month(2023, 3), {("RX", "japan"): 3})
    verdict = rx(sharp, "2023-03-15", "japan")
    assert (verdict.outcome, verdict.phase, verdict.phase_candidates) == ("remedy_available", 3, ())
    assert verdict.timing.announced == date(2023, 10, 12)
    assert verdict.timing.owner_letter == (Month(2023, 10),)
    assert "phase_from_chart" in verdict.rules


@pytest.mark.parametrize("built", ["2023-02", "2023-02-28", "2023-04-01", "2023-04"])
def test_the_months_beside_it_stay_as_they_are(built: str, program: Program) -> None:
    sharp = filled(program, Month(2023, 3), {("RX", "japan"): 3})
    assert rx(sharp, built, "japan") == rx(program, built, "japan")


def test_one_filled_plant_makes_the_plant_matter(program: Program) -> None:
    sharp = filled(program, Month(2023, 3), {("RX", "japan"): 3})
    assert rx(sharp, "2023-03").missing == ("plant",)
    assert rx(sharp, "2023-03", "north_america").phase_candidates == (1, 2, 3, 4)


def test_plants_of_one_phase_are_not_asked(program: Program) -> None:
    sharp = filled(program, Month(2023, 3), {("RX", "japan"): 3, ("RX", "north_america"): 3})
    assert (rx(sharp, "2023-03").missing, rx(sharp, "2023-03").phase) == ((), 3)


def test_plants_of_two_phases_are_asked(program: Program) -> None:
    sharp = filled(program, Month(2023, 3), {("RX", "japan"): 3, ("RX", "north_america"): 4})
    assert rx(sharp, "2023-03").missing == ("plant",)


def test_a_later_phase_is_as_sharp(program: Program) -> None:
    sharp = filled(program, Month(2023, 12), {("RX", "japan"): 6, ("RX", "north_america"): 6})
    verdict = rx(sharp, "2023-12")
    assert (verdict.outcome, verdict.phase) == ("later_phase", 6)
    assert verdict.timing.estimate == (Month(2024, 3),)


def test_a_filled_cell_covers_nothing_that_the_lists_do_not(program: Program) -> None:
    sharp = filled(program, Month(2023, 1), {("UX", "japan"): 1})
    late = assess(Facts("UX", None, BuildDate.parse("2023-01-15")), sharp, on=ON)
    assert (late.outcome, late.phase) == ("verify_with_dealer", None)
    month = assess(Facts("UX", None, BuildDate.parse("2023-01")), sharp, on=ON)
    assert (month.phase, month.conditions) == (1, ("built on or before January 10, 2023",))


def test_without_cell_and_rule_every_phase_is_possible(program: Program) -> None:
    bare = replace(program, cells={}, candidates=())
    verdict = rx(bare, "2023-08")
    assert verdict.outcome == "later_phase"
    assert verdict.phase_candidates == (1, 2, 3, 4, 5, 6, 7)


def test_when_the_last_phases_are_announced_the_remedy_is_available(program: Program) -> None:
    phases = tuple(
        replace(phase, status="available", announced=date(2024, 5, 30), estimate=None)
        if phase.status == "estimated"
        else phase
        for phase in program.phases
    )
    verdict = rx(replace(program, phases=phases), "2023-12")
    assert (verdict.outcome, verdict.phase_candidates) == ("remedy_available", (6, 7))
    assert verdict.timing.announced == date(2024, 5, 30)


def test_a_verdict_explains_itself_in_sentences(program: Program) -> None:
    told = explain(rx(program, "2023-03"), program)
    assert "Vehicles built before July 2023 are in one of the phases 1 to 4." in told
    assert all(sentence.endswith(".") for sentence in told)
