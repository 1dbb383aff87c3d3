"""The difference of two versions names what guests will hear otherwise."""

from __future__ import annotations

import json

from assistant.knowledge.diff import changes

TICKETS = "knowledge/topics/tickets.md"


def test_the_same_knowledge_differs_in_nothing(folder):
    found = changes(folder.load(), folder.load())
    assert (found.topics, found.program) == ((), ())


def test_a_changed_answer_is_shown_line_by_line(folder):
    old = folder.load()
    folder.edit(TICKETS, "12 dollars", "13 dollars")
    folder.edit(TICKETS, "twelve dollars", "13 dollars")
    (topic,) = changes(old, folder.load()).topics
    assert (topic.id, topic.kind, topic.heard) == ("tickets", "changed", True)
    assert [part.part for part in topic.parts] == ["answer", "voice"]
    assert topic.parts[0].lines() == ("-A ticket costs 12 dollars.", "+A ticket costs 13 dollars.")


def test_a_changed_question_is_not_heard(folder):
    old = folder.load()
    folder.edit(TICKETS, "entrance fee", "entry fee")
    (topic,) = changes(old, folder.load()).topics
    assert ([part.part for part in topic.parts], topic.heard) == (["questions"], False)


def test_a_topic_that_goes_is_removed_and_one_that_comes_is_added(folder):
    old = folder.load()
    folder.edit("knowledge/topics/opening_hours.md", "related: [tickets]\n", "")
    folder.remove(TICKETS)
    folder.remove("knowledge/tests/tickets.yml")
    new = folder.load()
    kinds = {topic.id: topic.kind for topic in changes(old, new).topics}
    assert kinds == {"opening_hours": "changed", "tickets": "removed"}
    assert {t.id: t.kind for t in changes(new, old).topics}["tickets"] == "added"


def test_a_new_cell_and_a_changed_phase_are_named_as_an_editor_knows_them(folder):
    old = folder.load()
    folder.edit("knowledge/program/phase_chart.csv", "NX,japan,,1", "NX,japan,1,1")
    folder.edit("knowledge/program/phases.yml", "estimate: 2024-03", "estimate: 2024-04")
    found = changes(old, folder.load())
    parts = {part.part: (part.before, part.after) for part in found.program}
    assert parts == {
        "phase 2": (
            "estimated, estimated for 2024-03, vehicles TBD",
            "estimated, estimated for 2024-04, vehicles TBD",
        ),
        "cell NX japan 2022-11": ("", "phase 1"),
    }
    assert json.loads(json.dumps(found.as_dict()))["program"][1]["after"] == "phase 1"
