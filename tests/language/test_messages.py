"""Every message in tests/language/messages, with exactly the facts that it says."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.language.reader import Reader
from assistant.language.reading import Reading

FOLDER = Path(__file__).parent / "messages"
SILENT: dict[str, Any] = {
    "model": None, "model_year": None, "built": None, "plant": None, "vin": None,
    "built_year": None, "built_month": None,
    "purchase": False, "corrects": False, "another_car": False,
}  # fmt: skip
"""What is expected of everything that a case does not name."""


def as_said(reading: Reading) -> dict[str, Any]:
    facts = reading.facts
    return {
        "model": facts.model,
        "model_year": facts.model_year,
        "built": str(facts.built) if facts.built else None,
        "plant": facts.plant,
        "vin": facts.vin,
        "built_year": reading.built_year,
        "built_month": reading.built_month,
        "purchase": reading.purchase,
        "corrects": reading.corrects,
        "another_car": reading.another_car,
    }


def cases(*files: Path) -> list[Any]:
    found = []
    for file in files or sorted(FOLDER.glob("*.yml")):
        content = yaml.safe_load(file.read_text("utf-8"))
        for case in content["messages"]:
            unknown = set(case) - set(SILENT) - {"says", "asked"}
            assert not unknown, f"{file.name}: {unknown} in {case}"
            says = str(case.pop("says"))
            on = case.pop("asked", content["asked"])
            if "built" in case:
                case["built"] = str(case["built"])
            expected = SILENT | case
            found.append(pytest.param(says, on, expected, id=f"{file.stem}: {says[:70]}"))
    return found


@pytest.mark.parametrize(("says", "on", "expected"), cases())
def test_a_message_says_this_and_no_more(
    says: str, on: date, expected: dict[str, Any], reader: Reader
) -> None:
    assert as_said(reader.read(says, on=on)) == expected


@pytest.mark.xfail(strict=True, reason="known to be misread")
@pytest.mark.parametrize(("says", "on", "expected"), cases(FOLDER.parent / "known_misses.yml"))
def test_a_known_miss_is_still_one(
    says: str, on: date, expected: dict[str, Any], reader: Reader
) -> None:
    assert as_said(reader.read(says, on=on)) == expected
