"""Whatever a file holds, the check says faults and never breaks."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

FILES = [
    "knowledge/topics/opening_hours.md",
    "knowledge/topics/lamp_care.md",
    "knowledge/tests/tickets.yml",
    "knowledge/program/phases.yml",
    "knowledge/program/models.csv",
    "knowledge/program/phase_chart.csv",
    "knowledge/program/contacts.yml",
    "knowledge/program/vin.yml",
    "knowledge/program/contradictions.yml",
    "knowledge/program/other_models.yml",
    "knowledge/program/never_say.yml",
    "data/nlu/greet.yml",
]
RUBBISH = [
    "- a",
    "{}",
    "[[]]",
    "? x",
    "a: b: c",
    "\0",
    "\t- x",
    "null",
    "&a [*a]",
    "!!python/x y",
    '"',
]


@pytest.mark.parametrize("name", FILES)
def test_a_file_cut_anywhere_is_survived(folder, name):
    whole = (folder.root / name).read_bytes()
    for cut in range(0, len(whole), max(1, len(whole) // 10)):
        folder.write(name, whole[:cut])
        folder.faults()


@pytest.mark.parametrize("name", FILES)
def test_rubbish_in_any_place_is_survived(folder, name):
    chance = random.Random(name)
    lines = (folder.root / name).read_text().splitlines()
    for _ in range(12):
        broken = list(lines)
        place = chance.randrange(len(broken))
        line = broken[place]
        start = chance.randrange(len(line) + 1)
        broken[place] = chance.choice([line[:start], line[start:], ""]) + chance.choice(RUBBISH)
        folder.write(name, "\n".join(broken))
        for fault in folder.faults():
            assert 1 <= fault.line <= len(broken) + 1 or fault.file != Path(name)
            assert fault.message
