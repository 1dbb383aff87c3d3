"""Seams between the parts, tested by reading the files on both sides."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent


def read(name: str) -> dict:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def action_names() -> set[str]:
    """The names that the classes in actions/ give themselves."""
    names = set()
    for file in (ROOT / "actions").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name == "name":
                (given,) = [n for n in ast.walk(node) if isinstance(n, ast.Return)]
                names.add(eval(ast.unparse(given.value), {"FORM": "vehicle_form"}))
    return names


def test_every_action_of_the_domain_is_a_class_and_every_class_is_in_the_domain() -> None:
    assert set(read("domain.yml")["actions"]) == action_names()


def test_every_intent_of_the_rules_is_in_the_domain() -> None:
    known = {name for intent in read("domain.yml")["intents"] for name in intent}
    used = set(re.findall(r"intent: (\w+)", (ROOT / "data/rules.yml").read_text(encoding="utf-8")))
    assert used <= known


def test_every_dialogue_phrasing_file_belongs_to_an_intent_with_a_rule() -> None:
    ruled = set(re.findall(r"intent: (\w+)", (ROOT / "data/rules.yml").read_text(encoding="utf-8")))
    written = {file.stem for file in (ROOT / "data/nlu").glob("*.yml")}
    assert written <= ruled


@pytest.mark.rasa
@pytest.mark.parametrize(
    "path",
    [
        "assistant.bot.understander.Understander",
        "assistant.bot.speaker.Speaker",
        "assistant.bot.tracker_store.ConversationStore",
        "assistant.bot.door_channel.DoorInput",
    ],
)
def test_what_rasas_files_name_can_be_imported(path: str) -> None:
    files = [
        (ROOT / f"{n}.yml").read_text(encoding="utf-8")
        for n in ("config", "endpoints", "credentials")
    ]
    assert any(path in text for text in files)
    module, name = path.rsplit(".", 1)
    assert getattr(importlib.import_module(module), name)


def test_the_lock_holds_hashes_and_no_addresses() -> None:
    for name in ("requirements.lock", "tools/requirements.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "--hash=sha256:" in text
        assert "://" not in text
        assert not re.search(r"^--", text, re.MULTILINE)
