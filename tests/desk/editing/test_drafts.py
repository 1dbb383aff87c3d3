"""A topic is written as a draft, tried as if it were live, and then put in its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.desk.editing.drafts import Trial, drafted, drafts, publish, try_out
from assistant.errors import InputFileError
from assistant.knowledge.new_topic import NewTopic, new_topic
from tests.desk.editing.conftest import Folder, fill_in, recogniser

ON = date(2024, 2, 10)
DOGS = [f"{word} dog" for word in "my the small big wet old young blind white black brown".split()]
TESTS = ["my old dog please", *(f"{word} dogs" for word in "two friendly quiet tiny lazy".split())]


def start(folder: Folder, *, tests: list[str] = TESTS) -> NewTopic:
    return new_topic(
        folder.knowledge, "Can I bring my dog?", on=ON, similar=DOGS, tests=tests, draft=True
    )


def trial(folder: Folder, id: str) -> Trial:
    live = recogniser(folder.load())
    return try_out(id, live, *drafted(id, folder.knowledge, folder.dialogue, on=ON))


def test_an_unfinished_draft_keeps_no_other_edit_from_going_live(folder: Folder) -> None:
    before = folder.load()
    new = start(folder)
    assert new.topic == folder.knowledge / "drafts" / "bring_dog.md"
    assert new.mirror == folder.knowledge / "drafts" / "bring_dog.yml"
    assert folder.faults() == []
    assert folder.load() == before
    assert drafts(folder.knowledge) == ("bring_dog",)


def test_a_drafts_faults_are_named_where_its_files_are(folder: Folder) -> None:
    start(folder, tests=[])
    found = trial(folder, "bring_dog")
    assert {fault.file.as_posix() for fault in found.faults} == {
        "knowledge/drafts/bring_dog.md",
        "knowledge/drafts/bring_dog.yml",
    }
    assert any("the answer is missing" in fault.message for fault in found.faults)
    assert not found.good


def test_a_finished_draft_is_tried_with_its_own_test_questions(folder: Folder) -> None:
    fill_in(start(folder).topic, "Dogs are welcome.")
    found = trial(folder, "bring_dog")
    assert found.faults == ()
    assert found.own
    assert found.own.asked == 6
    assert "my old dog please" not in [miss.question for miss in found.own.misses]


def test_questions_taken_from_a_neighbor_are_told(folder: Folder) -> None:
    neighbors = [
        f"{word} what does a ticket for a grown-up cost" for word in "one two three".split()
    ]
    six = [*neighbors, "ticket price in euros", "price of a ticket today", "is there a fee"]
    folder.write(
        "knowledge/tests/tickets.yml",
        "topic: tickets\nquestions:\n" + "".join(f"  - {text}\n" for text in six),
    )
    thieves = [f"what does a ticket cost for a grown-up {n}" for n in range(11)]
    new = new_topic(folder.knowledge, "ticket for grown-ups?", on=ON, similar=thieves, tests=TESTS,
                    draft=True)  # fmt: skip
    fill_in(new.topic, "The same.")
    found = trial(folder, new.id)
    assert set(neighbors) <= {miss.question for miss in found.taken if miss.topic == "tickets"}
    assert all(miss.topic != new.id for miss in found.taken)
    assert not found.good


def test_publishing_moves_both_files_to_their_places(folder: Folder) -> None:
    fill_in(start(folder).topic, "Dogs are welcome.")
    publish("bring_dog", folder.knowledge)
    assert drafts(folder.knowledge) == ()
    assert folder.load().topics["bring_dog"].answer == "Dogs are welcome."
    assert folder.load().mirrors["bring_dog"] == tuple(TESTS)


def test_a_draft_that_is_not_there_or_live_already_is_refused(folder: Folder) -> None:
    start(folder)
    with pytest.raises(InputFileError, match=r"no draft 'bring_dg' .* Did you mean 'bring_dog'"):
        publish("bring_dg", folder.knowledge)
    folder.write("knowledge/drafts/tickets.md", "")
    with pytest.raises(InputFileError, match=r"knowledge/topics/tickets.md is live already"):
        publish("tickets", folder.knowledge)


def test_a_question_that_waits_as_a_draft_is_not_started_again(folder: Folder) -> None:
    start(folder)
    with pytest.raises(InputFileError, match="is already there"):
        start(folder)
    with pytest.raises(InputFileError, match=r"already stands in .*drafts"):
        new_topic(folder.knowledge, "wet dog", on=ON, draft=True)


def test_a_draft_leaves_nothing_behind_when_it_is_tried(folder: Folder, tmp_path: Path) -> None:
    fill_in(start(folder).topic, "Dogs are welcome.")
    before = sorted(tmp_path.rglob("*"))
    trial(folder, "bring_dog")
    assert sorted(tmp_path.rglob("*")) == before
