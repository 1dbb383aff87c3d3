"""The model fits the dialogue files, and nothing that an editor changes makes it stale."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.bot.training import current_model, ensure_model
from assistant.errors import ModelError
from assistant.settings import Settings

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
    model.touch()
    assert ensure_model(settings) == model


def test_a_named_model_goes_first_and_must_exist(settings: Settings, tmp_path: Path) -> None:
    named = tmp_path / "ours.tar.gz"
    settings = replace(settings, model=str(named))
    with pytest.raises(ModelError, match="SECOND_KEY_MODEL"):
        ensure_model(settings)
    named.touch()
    assert ensure_model(settings) == named
