"""knowledge/program/other_models.yml: makes and models that are not of this program."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.knowledge.fault_list import FilePen
from assistant.knowledge.record import Record
from assistant.knowledge.yaml_tree import read_yaml


def read_other_models(text: str, lines: Iterable[str], pen: FilePen) -> dict[str, str]:
    """Model -> make. `lines`: the program's own, which must not stand here."""
    record = Record(read_yaml(text, pen), pen, "the other models file", ("makes",))
    own = {line.casefold() for line in lines}
    found: dict[str, str] = {}
    for entry in record.records("makes", "a make", ("make", "models")):
        make = entry.text("make")
        for model in entry.texts("models"):
            if model.value.casefold() in own:
                pen.say(
                    model.line,
                    f"'{model.value}' is a line of this program (models.csv). Take it out here.",
                )
            elif found.get(model.value, make) != make:
                pen.say(
                    model.line,
                    f"'{model.value}' already stands under {found[model.value]}. Keep one.",
                )
            elif make:
                found[model.value] = make
    return found
