"""Knowledge files that are no files, too large, unreadable or saved without a pause: the last good
version answers, the fault is said, and the next good save is taken.

Half-written, renamed and deleted files are in tests/knowledge and tests/desk/test_live_editing.py;
that every process follows, in tests/machines.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sick_database import soon

from assistant.knowledge import Shelf
from assistant.knowledge.folder import LARGEST
from tests.knowledge.conftest import Folder, folder

__all__ = ["folder"]

TICKETS = "topics/tickets.md"
CHART = "program/phase_chart.csv"
MIRROR = "tests/tickets.yml"


@pytest.fixture
def shelf(folder: Folder) -> Iterator[Shelf]:
    with Shelf(folder.knowledge, folder.dialogue, poll_seconds=0.2) as found:
        yield found


def as_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def as_loop(file: Path) -> None:
    file.unlink()
    file.symlink_to(file)


def as_broken_link(file: Path) -> None:
    file.unlink()
    file.symlink_to(file.parent / "nowhere")


def as_pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def as_rubbish(file: Path) -> None:
    file.write_bytes(os.urandom(50_000))


def as_huge(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b"more\n" * (2 * LARGEST))


def as_nothing(file: Path) -> None:
    file.unlink()


@pytest.mark.parametrize("name", [TICKETS, MIRROR, CHART])
@pytest.mark.parametrize(
    "broken", [as_folder, as_loop, as_broken_link, as_pipe, as_rubbish, as_huge, as_nothing]
)
def test_a_file_that_cannot_be_used_changes_nothing_and_is_said(
    folder: Folder, shelf: Shelf, name: str, broken: Callable[[Path], None]
) -> None:
    file, before = folder.knowledge / name, shelf.current
    whole = file.read_bytes()
    broken(file)
    assert soon(lambda: shelf.faults)
    assert shelf.current is before
    assert any(Path(name).stem in str(fault) for fault in shelf.faults)
    if file.is_dir():
        file.rmdir()
    elif os.path.lexists(file):
        file.unlink()
    file.write_bytes(whole + b"\n")
    assert soon(lambda: not shelf.faults)


def test_a_folder_that_is_emptied_changes_nothing_and_is_said(folder: Folder, shelf: Shelf) -> None:
    before = shelf.current
    kept = {
        file: file.read_bytes()
        for place in ("topics", "tests", "program")
        for file in (folder.knowledge / place).iterdir()
        if file.is_file()
    }
    for file in kept:
        file.unlink()
    assert soon(lambda: shelf.faults)
    assert shelf.current is before
    for file, content in kept.items():
        file.write_bytes(content)
    assert soon(lambda: not shelf.faults)


def test_no_topics_at_all_is_a_fault(folder: Folder, shelf: Shelf) -> None:
    before = shelf.current
    for place in ("topics", "tests"):
        for file in (folder.knowledge / place).iterdir():
            file.unlink()
    assert soon(lambda: shelf.faults)
    assert shelf.current is before
    assert soon(lambda: "topics" in str(shelf.faults[0]))


def test_a_thousand_saves_without_a_pause_end_with_the_last(folder: Folder, shelf: Shelf) -> None:
    file = folder.knowledge / TICKETS
    head = file.read_text().split("\n---\n")[0]
    for dollars in range(1_000):
        told = f"A ticket costs {dollars} dollars."
        file.write_text(f"{head}\n---\n{told}\n\n## Voice\n{told}\n")
    assert soon(lambda: "999 dollars" in shelf.current.topics["tickets"].answer)
    assert soon(lambda: not shelf.faults)
