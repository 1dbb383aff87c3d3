"""The model fits the dialogue files, and nothing that an editor changes makes it stale."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.bot.training import RASA_VERSION, current_model, ensure_model, fault_of
from assistant.errors import ModelError
from assistant.settings import Settings

HEADER = 10 + len("ours.tar\0")  # Of a gzip file: the time and the name in it are no content.
DIALOGUE = ("config.yml", "domain.yml", "data/rules.yml", "data/stories.yml")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    for name in (*DIALOGUE, "data/nlu/greet.yml", "knowledge/topics/cost.md"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name, encoding="utf-8")
    return Settings(root=tmp_path)


@pytest.mark.parametrize("name", DIALOGUE)
def test_a_changed_dialogue_file_wants_another_model(settings: Settings, name: str) -> None:
    before = current_model(settings)
    (settings.root / name).write_text("changed", encoding="utf-8")
    assert current_model(settings) != before
    assert current_model(settings).parent == settings.root / "models"


@pytest.mark.parametrize("name", ["data/nlu/greet.yml", "knowledge/topics/cost.md"])
def test_a_changed_phrasing_or_topic_keeps_the_model(settings: Settings, name: str) -> None:
    before = current_model(settings)
    (settings.root / name).write_text("changed", encoding="utf-8")
    assert current_model(settings) == before


def test_the_same_files_elsewhere_have_the_same_model(settings: Settings, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere"
    for name in DIALOGUE:
        (other / name).parent.mkdir(parents=True, exist_ok=True)
        (other / name).write_bytes((settings.root / name).read_bytes())
    assert current_model(Settings(root=other)).name == current_model(settings).name


def test_a_model_that_is_there_is_taken(settings: Settings) -> None:
    model = current_model(settings)
    model.parent.mkdir()
    make_model(model)
    assert ensure_model(settings) == model


def test_a_named_model_goes_first_and_must_exist(settings: Settings, tmp_path: Path) -> None:
    named = tmp_path / "ours.tar.gz"
    settings = replace(settings, model=str(named))
    with pytest.raises(ModelError, match="SECOND_KEY_MODEL"):
        ensure_model(settings)
    make_model(named)
    assert ensure_model(settings) == named


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda whole: whole[: len(whole) // 2], "is damaged"),
        (lambda whole: b"", "is damaged"),
        (lambda whole: b"no archive", "is damaged"),
        (lambda whole: flipped(whole, 200), "is damaged"),
    ],
)
def test_a_damaged_model_is_told_from_a_good_one(
    settings: Settings, tmp_path: Path, damage: Callable[[bytes], bytes], words: str
) -> None:
    named = tmp_path / "ours.tar.gz"
    make_model(named)
    assert fault_of(named) == ""
    named.write_bytes(damage(named.read_bytes()))
    assert fault_of(named) == words
    with pytest.raises(ModelError, match=f"{words}. Correct SECOND_KEY_MODEL"):
        ensure_model(replace(settings, model=str(named)))


def test_one_changed_byte_anywhere_in_the_content_is_damage(tmp_path: Path) -> None:
    model = tmp_path / "ours.tar.gz"
    make_model(model)
    whole = model.read_bytes()
    content = range(HEADER + 1, len(whole), 7)
    for at in content:
        model.write_bytes(flipped(whole, at))
        assert fault_of(model) == "is damaged", at


def test_a_model_of_another_rasa_is_told(tmp_path: Path) -> None:
    make_model(tmp_path / "old.tar.gz", version="2.8.0")
    assert fault_of(tmp_path / "old.tar.gz") == "was made by Rasa 2.8.0, and not by 3.6.21"
    make_model(tmp_path / "none.tar.gz", version="")
    assert "unknown version" in fault_of(tmp_path / "none.tar.gz")


def flipped(whole: bytes, at: int) -> bytes:
    """The same bytes with every bit of one turned over: a change whatever stood there."""
    return whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]


def make_model(file: Path, *, version: str = RASA_VERSION) -> None:
    """As much of a model as is looked at, and something to damage; the same bytes each time."""
    rest = "".join(hashlib.sha256(bytes([part])).hexdigest() for part in range(20))
    about = {"rasa_open_source_version": version, "rest": rest}
    text = json.dumps(about).encode()
    with tarfile.open(file, "w:gz") as archive:
        member = tarfile.TarInfo("metadata.json")
        member.size = len(text)
        archive.addfile(member, io.BytesIO(text))
