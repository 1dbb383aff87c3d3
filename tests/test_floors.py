"""Imports go downward only: content and rules know nothing of Rasa, nor doors of each other."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BOTTOM = {f"assistant.{n}" for n in ("errors", "kept", "logs", "settings", "steady")}
KNOWLEDGE = {"assistant.knowledge"}
FLOOR_1 = {f"assistant.{n}" for n in ("matching", "knowledge", "eligibility", "language")}
FLOOR_2 = FLOOR_1 | {"assistant.storage"}
FLOOR_3 = FLOOR_2 | {"assistant.desk"}
MAY_IMPORT = {
    "assistant/matching": set(),
    "assistant/knowledge": set(),
    "assistant/eligibility": KNOWLEDGE,
    "assistant/language": KNOWLEDGE | {"assistant.eligibility"},
    "assistant/storage": FLOOR_1,
    "assistant/desk": FLOOR_2,
    "actions": FLOOR_3 | {"rasa_sdk"},
    "assistant/bot": FLOOR_3 | {"rasa"},
    "assistant/web": FLOOR_3,
}
WATCHED = ("assistant", "actions", "rasa", "rasa_sdk")


def imports(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            if node.module == "assistant":
                found |= {f"assistant.{alias.name}" for alias in node.names}
    return {name for name in found if name.split(".")[0] in WATCHED} - {"assistant"}


def floor_of(module: str) -> str:
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] == "assistant" else parts[0]


@pytest.mark.parametrize("floor", MAY_IMPORT)
def test_a_floor_imports_only_what_lies_below_it(floor: str) -> None:
    own = floor.replace("/", ".")
    allowed = MAY_IMPORT[floor] | BOTTOM | {own}
    for file in sorted((ROOT / floor).rglob("*.py")):
        wrong = {name for name in imports(file) if floor_of(name) not in allowed}
        assert not wrong, f"{file.relative_to(ROOT)} imports {sorted(wrong)}"


def test_nothing_below_the_doors_asks_what_day_it_is() -> None:
    clocks = (".now(", ".today(", ".utcnow(", "time.time(")
    for floor in ("matching", "knowledge", "eligibility", "language", "storage", "desk"):
        for file in (ROOT / "assistant" / floor).rglob("*.py"):
            text = file.read_text(encoding="utf-8")
            assert not [c for c in clocks if c in text], f"{file.relative_to(ROOT)} reads the clock"
