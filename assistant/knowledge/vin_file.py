"""knowledge/program/vin.yml: what a Vehicle Identification Number says."""

from __future__ import annotations

import re

from assistant.knowledge.fault_list import FilePen, listed
from assistant.knowledge.program import PLANTS, Plant, VinFacts
from assistant.knowledge.record import Record
from assistant.knowledge.yaml_tree import Fields, Text, read_yaml

_FIELDS = (
    "source",
    "makers",
    "makers_basis",
    "toyota_makers",
    "toyota_makers_basis",
    "model_years",
    "model_years_basis",
    "lines",
    "lines_basis",
)
_MAKER = re.compile(r"[A-HJ-NPR-Z0-9]{2,3}")
_LETTER = re.compile(r"[A-HJ-NPR-Z0-9]")


def read_vin_facts(text: str, pen: FilePen) -> VinFacts | None:
    """The facts, or None after noting every fault."""
    record = Record(read_yaml(text, pen), pen, "the VIN facts", _FIELDS)
    source = record.source()
    makers: dict[str, Plant] = {}
    for maker, plant in _pairs(record, "makers"):
        if plant.value not in PLANTS:
            pen.say(plant.line, f"'{plant.value}' is no plant; it is {listed(PLANTS)}.")
        elif _is_maker(maker, plant.line, pen):
            makers[maker] = plant.value
    toyota = tuple(
        entry.value
        for entry in record.texts("toyota_makers")
        if _is_maker(entry.value, entry.line, pen)
    )
    for maker in toyota:
        if maker in makers:
            pen.say(
                record.line_of("toyota_makers"),
                f"'{maker}' is both a Lexus and a Toyota. Keep one.",
            )
    years: dict[str, int] = {}
    for letter, year in _pairs(record, "model_years"):
        if not _LETTER.fullmatch(letter):
            pen.say(
                year.line, f"'{letter}' never stands in a VIN. Write one capital letter or digit."
            )
        elif not re.fullmatch(r"(?:19|20)\d\d", year.value):
            pen.say(year.line, f"'{year.value}' is no model year. Write four digits, such as 2023.")
        else:
            years[letter] = int(year.value)
    lines = tuple(_lines(record, makers))
    for name in ("makers_basis", "toyota_makers_basis", "model_years_basis", "lines_basis"):
        record.text(name, required=False)
    return VinFacts(makers, toyota, years, lines, source) if source else None


def _pairs(record: Record, name: str) -> list[tuple[str, Text]]:
    node = record.node(name)
    if node is None:
        return []
    if not isinstance(node, Fields):
        record.pen.say(
            node.line, f"'{name}' is a group of pairs, one a line, such as `JTH: japan`."
        )
        return []
    found = []
    for key, value in node.values.items():
        if isinstance(value, Text):
            found.append((key, value))
        else:
            record.pen.say(
                value.line, f"'{key}' of '{name}' has one value, not a list or a group of fields."
            )
    return found


def _is_maker(maker: str, line: int, pen: FilePen) -> bool:
    if _MAKER.fullmatch(maker):
        return True
    pen.say(
        line,
        f"'{maker}' is no beginning of a VIN. Write two or three capital letters or digits, "
        "never I, O or Q.",
    )
    return False


def _lines(record: Record, makers: dict[str, Plant]) -> list[tuple[str, str, str]]:
    found = []
    for entry in record.records("lines", "a letter of position 8", ("letter", "line", "maker")):
        letter, line = entry.text("letter"), entry.text("line")
        maker = entry.text("maker", required=False) or ""
        if letter and not _LETTER.fullmatch(letter):
            entry.pen.say(
                entry.line_of("letter"),
                f"'{letter}' never stands in a VIN. Write one capital letter or digit.",
            )
        if maker and maker not in makers:
            entry.pen.say(
                entry.line_of("maker"),
                f"'{maker}' is not among 'makers' above. Add it there first.",
            )
        if letter and line:
            found.append((letter, line, maker))
    return found
