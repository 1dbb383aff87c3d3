"""The engine's own promises, apart from what the letter says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from assistant.eligibility.assess import Engine, assess
from assistant.eligibility.facts import BuildDate, Facts
from assistant.eligibility.rules import RULES
from assistant.knowledge.program import Program

ON = date(2024, 2, 10)


def test_a_program_of_one_line_still_asks_for_the_model(program: Program) -> None:
    """The vehicle may be one that is not of the program at all."""
    lines = {"LX"}
    small = replace(
        program,
        chart=tuple(row for row in program.chart if row.line in lines),
        table=tuple(row for row in program.table if row.line in lines),
    )
    verdict = assess(Facts(built=BuildDate.parse("2023-08")), small, on=ON)
    assert verdict.missing == ("model",)


def test_a_line_that_only_the_table_has_may_come_from_any_plant(program: Program) -> None:
    small = replace(program, chart=tuple(row for row in program.chart if row.line != "GX"))
    verdict = assess(Facts("GX", built=BuildDate.parse("2022-12")), small, on=ON)
    assert verdict.outcome == "verify_with_dealer"
    assert len(verdict.conflicts) == 2


def test_the_same_question_has_the_same_answer(program: Program) -> None:
    engine = Engine(program, on=ON)
    for facts in (Facts(), Facts("NX"), Facts("NX", built=BuildDate.parse("2022-11"))):
        assert engine.assess(facts) == engine.assess(facts) == assess(facts, program, on=ON)


def test_facts_are_given_back_evened_out_and_otherwise_as_they_were(program: Program) -> None:
    facts = Facts(" rx350 ", 2023, BuildDate.parse("2023-03-15"), "japan")
    assert assess(facts, program, on=ON).facts == replace(facts, model="RX")
    other = Facts("Land Yacht", built=BuildDate.parse("2023-03"))
    assert assess(other, program, on=ON).facts == other


def test_empty_words_are_unknown_facts(program: Program) -> None:
    assert assess(Facts(model=" ", vin=" - "), program, on=ON).missing == ("model", "built")


def test_every_rule_is_a_sentence_with_an_id_of_its_own() -> None:
    for id, rule in RULES.items():
        assert rule.id == id
        assert rule.sentence[0].isupper()
        assert rule.sentence.endswith(".")
        assert len(rule.sentence.split()) <= 40
