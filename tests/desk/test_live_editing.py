"""What an editor saves is in the next guest's answer, without training and without a restart.

How fast is measured in benchmarks/live_editing; here is only that it happens, and soon.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timezone
from pathlib import Path

import pytest

from assistant.desk.conversation import Memory, converse
from assistant.desk.desk import Desk, Moment
from assistant.knowledge import Shelf
from tests.knowledge.conftest import Folder, folder

__all__ = ["folder"]

MOMENT = Moment(date(2024, 2, 10), datetime(2024, 2, 10, 18, tzinfo=timezone.utc))
PATIENCE = 30.0
"""Seconds; the machine may be busy. Mostly less than one is needed."""

TICKETS = "topics/tickets.md"
PRICE = "what does a ticket cost"
ZEBRA = """\
---
title: Zebra parking
audience: guest
source:
  document: FAQ
  item: Q5
reviewed: 2024-02-01
questions:
{questions}
---
Zebras park behind the dealer's barn.

## Voice
Zebras park behind the dealer's barn.
"""
PHRASINGS = [
    f"{start} {rest}"
    for start in ("where do zebras park", "zebra barn", "a stable for zebras")
    for rest in ("overnight", "with stripes", "behind the barn", "in the meadow")
]


class Editor:
    """Edits the folder, and asks as a guest does."""

    def __init__(self, folder: Path, desk: Desk) -> None:
        self.folder = folder
        self.desk = desk

    def save(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        text = (self.folder / name).read_text(encoding="utf-8")
        assert old in text
        self.save(name, text.replace(old, new))

    def add_zebras(self, name: str = "zebra_parking") -> None:
        questions = "\n".join(f"  - {text}" for text in PHRASINGS)
        tests = "\n".join(f"  - stripes test {n}" for n in range(6))
        self.save(f"tests/{name}.yml", f"topic: {name}\nquestions:\n{tests}\n")
        self.save(f"topics/{name}.md", ZEBRA.format(questions=questions))

    def answer(self, text: str) -> str:
        replies, _ = converse(self.desk, text, Memory(), MOMENT)
        return replies[0].text

    def topics(self, text: str) -> tuple[str, ...]:
        return self.desk.understand(text, MOMENT).topics


@pytest.fixture
def editor(folder: Folder) -> Iterator[Editor]:
    with Shelf(folder.knowledge, folder.dialogue, poll_seconds=0.3) as shelf:
        yield Editor(folder.knowledge, Desk(shelf, encoder="none"))


def soon(true: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.02)
    return true()


def test_a_new_wording_and_a_new_topic_are_in_the_next_answer(editor: Editor) -> None:
    assert "blue moon" not in editor.answer(PRICE)
    editor.edit(TICKETS, "A ticket costs", "Once in a blue moon, a ticket costs")
    assert soon(lambda: "blue moon" in editor.answer(PRICE))

    question = "where do zebras park with stripes behind the barn"
    assert editor.topics(question) != ("zebra_parking",)
    editor.add_zebras()
    assert soon(lambda: editor.answer(question).startswith("Zebras park"))


def test_a_new_phrasing_finds_its_topic(editor: Editor) -> None:
    assert editor.topics("quibble quabble dollaroo") == ()
    editor.edit(TICKETS, "questions:\n", "questions:\n  - quibble quabble dollaroo\n")
    assert soon(lambda: editor.topics("quibble quabble dollaroo") == ("tickets",))


def test_a_phrasing_that_holds_two_questions_is_answered_by_the_topic_it_stands_in(
    editor: Editor,
) -> None:
    both = "where do zebras park overnight and what does a ticket cost"
    editor.add_zebras()
    assert soon(lambda: set(editor.topics(both)) == {"zebra_parking", "tickets"})
    editor.edit(TICKETS, "questions:\n", f"questions:\n  - {both}\n")
    assert soon(lambda: editor.topics(both) == ("tickets",))


def test_a_topic_that_is_renamed_or_deleted_is_answered_so(editor: Editor) -> None:
    editor.add_zebras()
    assert soon(lambda: editor.topics(PHRASINGS[0]) == ("zebra_parking",))
    mirror = editor.folder / "tests/zebra_parking.yml"
    (editor.folder / "topics/zebra_parking.md").rename(editor.folder / "topics/zebras.md")
    editor.save("tests/zebras.yml", mirror.read_text().replace("zebra_parking", "zebras"))
    mirror.unlink()
    assert soon(lambda: editor.topics(PHRASINGS[0]) == ("zebras",))
    assert editor.answer(PHRASINGS[0]).startswith("Zebras park")

    (editor.folder / "topics/zebras.md").unlink()
    (editor.folder / "tests/zebras.yml").unlink()
    assert soon(lambda: "zebras" not in editor.desk.knowledge.topics)
    assert not editor.answer(PHRASINGS[0]).startswith("Zebras park")


def test_a_half_written_and_a_faulty_file_change_nothing(editor: Editor) -> None:
    before = editor.answer(PRICE)
    whole = (editor.folder / TICKETS).read_text(encoding="utf-8")
    for part in ("", whole[: len(whole) // 3], whole.replace("audience:", "audiance:")):
        editor.save(TICKETS, part)
        assert soon(lambda: bool(editor.desk.faults))
        assert editor.answer(PRICE) == before
    assert soon(lambda: any("Did you mean 'audience'?" in str(f) for f in editor.desk.faults))
    assert editor.answer(PRICE) == before
    editor.save(TICKETS, whole.replace("A ticket costs", "A ticket still costs"))
    assert soon(lambda: "A ticket still costs" in editor.answer(PRICE))
    assert editor.desk.faults == ()


def test_an_unfinished_draft_keeps_no_other_edit_back(editor: Editor) -> None:
    (editor.folder / "drafts").mkdir(exist_ok=True)
    editor.save("drafts/zebras.md", "---\ntitle:\n")
    editor.edit(TICKETS, "A ticket costs", "A ticket still costs")
    assert soon(lambda: "A ticket still costs" in editor.answer(PRICE))
    assert editor.desk.faults == ()
