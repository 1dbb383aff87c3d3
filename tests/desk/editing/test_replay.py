"""Recorded messages are asked again of two versions; what differs is told by guests."""

from __future__ import annotations

from datetime import date, datetime, timezone

import pytest

from assistant.desk.desk import Moment
from assistant.desk.editing.replay import Replay, read_messages, replay
from assistant.desk.recognition import Recogniser
from assistant.errors import InputFileError
from assistant.knowledge import Knowledge
from assistant.storage.recorded import Said, said_by_guests
from tests.desk.editing.conftest import Folder, Record, edit_answer, recogniser

MOMENT = Moment(date(2024, 2, 10), datetime(2024, 2, 10, 18, tzinfo=timezone.utc))
MESSAGES = [
    Said("ticket cost please", 14),
    Said("when is it open", 3),
    Said("hello", 2),
    Said("what do we pay for four people", 1),
]


def compare(before: Knowledge, after: Knowledge) -> Replay:
    was = recogniser(before)
    return replay(MESSAGES, was, Recogniser(after, before=was), MOMENT)


def test_nothing_is_told_where_nothing_changed(folder: Folder) -> None:
    found = compare(folder.load(), folder.load())
    assert (found.messages, found.guests, found.changed) == (4, 20, ())


def test_a_new_wording_reaches_everyone_who_asked(folder: Folder) -> None:
    before = folder.load()
    edit_answer(folder, "costs", "is")
    found = compare(before, folder.load())
    assert [(c.said.text, c.said.guests) for c in found.changed] == [
        ("ticket cost please", 14),
        ("what do we pay for four people", 1),
    ]
    assert found.changed_guests == 15
    first = found.changed[0]
    assert first.same_topic
    assert first.before.text == "A ticket costs 12 dollars."
    assert first.after.text == "A ticket is 12 dollars."


def test_a_changed_voice_is_another_answer_too(folder: Folder) -> None:
    before = folder.load()
    edit_answer(folder, "twelve dollars", "twelve dollars each")
    (first, *_) = compare(before, folder.load()).changed
    assert first.before.text == first.after.text
    assert first.after.speech == "A ticket costs twelve dollars each."


def test_a_question_that_another_topic_takes_is_told_with_both(folder: Folder) -> None:
    before = folder.load()
    folder.edit("knowledge/topics/tickets.md", "  - what do we pay for four people\n",
                "  - admission\n")  # fmt: skip
    folder.edit("knowledge/topics/opening_hours.md", "  - opening times\n",
                "  - opening times\n  - what do we pay for four people\n")  # fmt: skip
    found = {c.said.text: c for c in compare(before, folder.load()).changed}
    moved = found["what do we pay for four people"]
    assert moved.before.what == "the answer of tickets"
    assert moved.after.what == "the answer of opening_hours"


def test_a_changed_verdict_is_told_with_both(folder: Folder) -> None:
    folder.write(
        "data/nlu/check_my_vehicle.yml",
        'version: "3.1"\nnlu:\n- intent: check_my_vehicle\n  examples: |\n'
        "    - is my NX in\n    - is my car included\n    - am I covered with my NX\n",
    )
    before = folder.load()
    folder.edit("knowledge/program/phase_chart.csv", "NX,japan,,1,,2", "NX,japan,,2,,2")
    was = recogniser(before)
    message = [Said("is my nx in, built december 2022", 1)]
    (moved,) = replay(message, was, Recogniser(folder.load(), before=was), MOMENT).changed
    assert moved.before.what == "the verdict: in the program, key available: phase 1"
    assert moved.after.what == "the verdict: in the program, later phase: phase 2"


def test_messages_come_one_a_line_or_as_json_with_a_count() -> None:
    lines = ["how much?", '{"text": "how much?", "count": 4}', "How  Much?", '{"text": "hello"}']
    assert read_messages(lines, name="m.txt") == [Said("how much?", 6), Said("hello", 1)]


@pytest.mark.parametrize("line", ['{"text": 3}', "{oops", '{"text": "a", "count": 0}', "{}"])
def test_a_line_that_is_no_message_is_named(line: str) -> None:
    with pytest.raises(InputFileError, match=r"m.txt:2: this is no message"):
        read_messages(["hello", line], name="m.txt")


def test_the_record_counts_conversations_not_messages(record: Record) -> None:
    record.asked("How much is it?", "tickets", times=2)
    record.asked("how much  is it?", "tickets")
    record.in_vain("can I bring my dog")
    assert said_by_guests(record.engine) == [
        Said("How much is it?", 3),
        Said("can I bring my dog", 1),
    ]
