"""Which verdicts an edit of the program changes, in sentences."""

from __future__ import annotations

from datetime import date

from assistant.desk.editing.verdict_changes import verdict_changes
from tests.desk.editing.conftest import Folder

ON = date(2024, 2, 10)
CHART = "knowledge/program/phase_chart.csv"


def sentences(folder: Folder, name: str, old: str, new: str) -> list[str]:
    before = folder.load().program
    folder.edit(name, old, new)
    _, found = verdict_changes(before, folder.load().program, on=ON)
    return [change.sentence() for change in found]


def test_the_same_program_changes_no_verdict(folder: Folder) -> None:
    program = folder.load().program
    count, found = verdict_changes(program, program, on=ON)
    assert count > 100
    assert found == []


def test_a_filled_cell_changes_one_line_from_one_plant_in_one_month(folder: Folder) -> None:
    (sentence,) = sentences(folder, CHART, "NX,japan,,1,,2", "NX,japan,,1,2,2")
    assert sentence.startswith("NX built in Japan in January 2023 (")
    assert sentence.endswith(
        "): in the program, key available, phase 1 -> in the program, later phase, phase 2"
    )


def test_months_in_a_row_are_one_sentence(folder: Folder) -> None:
    (sentence,) = sentences(folder, CHART, "NX,japan,,1,,2", "NX,japan,2,2,2,2")
    assert "from November 2022 to January 2023" in sentence


def test_a_moved_border_names_the_days_and_the_condition(folder: Folder) -> None:
    row = "NX,japan,Type A,2022-2024,2022-11-"
    found = sentences(folder, "knowledge/program/models.csv", f"{row}07", f"{row}09")
    text = "\n".join(found)
    assert "on November 7, 2022" in text
    assert "if built on or after November 7, 2022" in text
    assert "if built on or after November 9, 2022" in text


def test_a_moved_estimate_changes_the_timing_alone(folder: Folder) -> None:
    found = sentences(folder, "knowledge/program/phases.yml", "estimate: 2024-03",
                      "estimate: 2024-05")  # fmt: skip
    assert found
    assert all("estimated March 2024 -> " in sentence for sentence in found)
    assert all(sentence.endswith("estimated May 2024") for sentence in found)
