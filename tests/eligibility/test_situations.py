"""The situations that a program manager can read, each through the engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.eligibility.assess import assess
from assistant.eligibility.facts import BuildDate, Facts
from assistant.eligibility.record import VehicleRecord
from assistant.eligibility.rules import RULES, explain
from assistant.eligibility.verdict import Verdict
from assistant.eligibility.windows import Window, third_days
from assistant.knowledge import load
from assistant.knowledge.program import PLANTS, Program

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(__file__).parent / "situations"
TIMING = ("status", "announced", "estimate", "owner_letter", "overdue")
CONTAINED = ("conflicts", "problems")


def situations() -> list[Any]:
    found = []
    for file in sorted(FOLDER.glob("*.yml")):
        page = yaml.safe_load(file.read_text(encoding="utf-8"))
        for situation in page["situations"]:
            found.append(
                pytest.param(
                    {"asked_on": page["asked_on"], **situation},
                    id=f"{file.stem}: {situation['title']}",
                )
            )
    return found


def facts_of(said: dict[str, Any]) -> Facts:
    built = said.get("built")
    return Facts(**{**said, "built": BuildDate.parse(str(built)) if built else None})


def record_of(said: dict[str, Any] | None) -> VehicleRecord | None:
    if said is None:
        return None
    built = said.get("built")
    return VehicleRecord(**{**said, "built": BuildDate.parse(str(built)) if built else None})


def plain(value: Any) -> Any:
    """Dates as the JSON writes them; YAML reads some of them as days."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


@pytest.mark.parametrize("situation", situations())
def test_situation(situation: dict[str, Any], program: Program) -> None:
    holds(situation, program)


def test_the_situations_hold_for_the_knowledge_as_it_stands(program: Program) -> None:
    """The same, read from the files; the chart's cells that a dealer may fill in are left out."""
    knowledge = load(ROOT / "knowledge", ROOT / "data" / "nlu").program
    if knowledge.as_of != program.as_of:
        pytest.skip("the letter has been updated since these situations were written")
    assert program.cells.items() <= knowledge.cells.items()
    for param in situations():
        holds(param.values[0], replace(knowledge, cells=program.cells))


def holds(situation: dict[str, Any], program: Program) -> None:
    verdict = assess(
        facts_of(situation["facts"]),
        program,
        on=situation["asked_on"],
        record=record_of(situation.get("record")),
    )
    shown = verdict.as_dict()
    for name, expected in situation["expect"].items():
        actual = shown["timing"][name] if name in TIMING else shown[name]
        if name in CONTAINED and expected:
            assert [words for words in expected if words not in " ".join(actual)] == [], actual
        elif name == "rules":
            assert set(expected) <= set(actual)
        elif name == "facts":
            assert {key: actual[key] for key in expected} == {
                k: plain(v) for k, v in expected.items()
            }
        else:
            assert actual == plain(expected), name
    keeps_its_promises(verdict, program)


def keeps_its_promises(verdict: Verdict, program: Program) -> None:
    """What holds of every verdict."""
    assert set(verdict.rules) <= set(RULES)
    assert all(explain(verdict, program))
    assert verdict.as_of == program.as_of
    assert verdict.phase is None or verdict.phase_candidates == ()
    assert bool(verdict.missing) == (verdict.outcome == "need_facts")
    assert bool(verdict.problems) == (verdict.outcome == "invalid_facts")
    covered = verdict.outcome in ("remedy_available", "later_phase")
    assert bool(verdict.bring) == covered
    assert (verdict.phase is not None or verdict.phase_candidates != ()) == covered or (
        verdict.outcome == "already_delivered"
    )
    if verdict.outcome == "verify_with_dealer":
        assert verdict.conflicts
    if verdict.outcome == "need_facts":
        assert verdict.conflicts == verdict.conditions == ()
    places = [(source.document, source.item) for source in verdict.sources]
    assert len(places) == len(set(places))


def test_titles_are_sentences_of_their_own() -> None:
    ids = [param.id for param in situations()]
    assert len(ids) == len(set(ids))


def test_both_sides_of_every_border_have_a_situation(program: Program) -> None:
    judged = {
        (s["facts"]["model"], s["facts"]["plant"], plain(s["facts"]["built"]))
        for (s,) in (param.values for param in situations())
        if {"model", "plant", "built"} <= set(s["facts"])
    }
    missing = []
    for line in program.lines:
        for plant in PLANTS:
            window = Window.of(program, line, plant)
            firsts = {row.start for row in window.chart}
            lasts = {row.end for row in window.chart if row.end}
            for row in window.table:
                own = window.chart or row.plant == plant
                starts, ends = third_days(row.start), third_days(row.end)
                firsts |= {starts[0], *([ends[0]] if own else [])}
                lasts |= {ends[1], *([starts[1]] if own else [])}
            borders = firsts | lasts
            borders |= {day - timedelta(days=1) for day in firsts}
            borders |= {day + timedelta(days=1) for day in lasts}
            missing += [
                (line, plant, str(day))
                for day in sorted(borders)
                if (line, plant, str(day)) not in judged
            ]
    assert missing == []
