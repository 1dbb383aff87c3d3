"""Phrasings are read once: what they say of a car does not change when a phase gets a date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.desk.masked_phrases import MaskedPhrases
from assistant.knowledge import load
from assistant.knowledge.program import Program
from assistant.language import Reader

ROOT = Path(__file__).resolve().parents[2]
KINDS = {"RX": " modelname ", "NX": " modelname ", "Tacoma": " othermodel "}
PHRASES = [f"is my {model} in phase {n}" for n in range(80) for model in KINDS]
MASKED = [f"is my {kind} in phase {n}" for n in range(80) for kind in KINDS.values()]


@pytest.fixture(scope="module")
def program() -> Program:
    return load(ROOT / "knowledge", ROOT / "data" / "nlu").program


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The phrasings that were read."""
    texts: list[str] = []
    reading = Reader.read

    def counted(self: Reader, text: str, *, on: date) -> object:
        texts.append(text)
        return reading(self, text, on=on)

    monkeypatch.setattr(Reader, "read", counted)
    return texts


def test_the_next_start_reads_only_what_is_new(
    program: Program, tmp_path: Path, read: list[str]
) -> None:
    assert MaskedPhrases(program, tmp_path).masked(PHRASES) == MASKED
    assert len(read) == len(PHRASES)
    again = MaskedPhrases(program, tmp_path).masked([*PHRASES, "is my LS in it"])
    assert again == [*MASKED, "is my  modelname  in it"]
    assert read[len(PHRASES) :] == ["is my LS in it"]


def test_a_new_date_of_a_phase_lets_nothing_be_read_again(
    program: Program, read: list[str]
) -> None:
    phrases = MaskedPhrases(program, None)
    phrases.masked(PHRASES)
    later = replace(program, appointment_minutes=50, phases=program.phases[:-1])
    phrases.for_program(later).masked(PHRASES)
    assert len(read) == len(PHRASES)


def test_another_list_of_models_is_read_by(program: Program, tmp_path: Path) -> None:
    MaskedPhrases(program, tmp_path).masked(PHRASES)
    fewer = replace(program, other_models={})
    for phrases in (
        MaskedPhrases(fewer, tmp_path),
        MaskedPhrases(program, tmp_path).for_program(fewer),
    ):
        assert phrases.masked(["is my Tacoma in it"]) == ["is my Tacoma in it"]


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"masked": 3}', "\udcff"])
def test_a_damaged_file_is_made_anew(program: Program, tmp_path: Path, damage: str) -> None:
    MaskedPhrases(program, tmp_path).masked(PHRASES)
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    file.write_bytes(damage.encode("utf-8", "surrogateescape"))
    assert MaskedPhrases(program, tmp_path).masked(PHRASES) == MASKED
    assert file.read_bytes() == whole


def test_a_folder_that_cannot_be_written_costs_time_only(program: Program, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert MaskedPhrases(program, tmp_path / "file" / "cache").masked(PHRASES) == MASKED
