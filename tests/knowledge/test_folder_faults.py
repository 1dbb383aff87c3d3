"""Faults between files: phrasings in two places, topics without mirrors, unread files."""

from __future__ import annotations

import pytest

TICKETS = "knowledge/topics/tickets.md"
HOURS = "knowledge/topics/opening_hours.md"
TICKETS_TEST = "knowledge/tests/tickets.yml"
GREET = "data/nlu/greet.yml"


def test_a_topic_without_a_mirror_is_a_fault(folder):
    folder.remove(TICKETS_TEST)
    assert f"{TICKETS}:1: nothing tests this topic. Add tests/tickets.yml" in folder.only_fault()


def test_a_mirror_without_a_topic_is_a_fault(folder):
    folder.write(
        "knowledge/tests/ticket.yml",
        "topic: ticket\nquestions:\n" + "".join(f"  - q {i}\n" for i in range(6)),
    )
    assert folder.only_fault() == (
        "knowledge/tests/ticket.yml:1: there is no topic 'ticket'. Did you mean 'tickets'? "
        "Rename this file, or take "
        "it out."
    )


def test_a_mirror_is_named_like_its_topic_and_has_six_questions(folder):
    folder.edit(TICKETS_TEST, "topic: tickets", "topic: prices")
    folder.edit(TICKETS_TEST, "  - six test of tickets\n", "")
    first, second = folder.faults()
    assert "this file mirrors 'prices' but is named 'tickets.yml'" in str(first)
    assert str(second).startswith(f"{TICKETS_TEST}:2: a mirror needs 6 test questions or more")


@pytest.mark.parametrize("same", ["Hours, please!", "hours please", "HOURS  PLEASE"])
def test_a_phrasing_in_two_topics_is_a_fault(folder, same):
    folder.edit(TICKETS, "  - entrance fee", f'  - "{same}"')
    assert folder.only_fault() == (
        f"{TICKETS}:20: '{same}' stands in topic tickets and in topic opening_hours "
        f"({HOURS}:17), so nobody can tell "
        "which is meant. Keep it where it belongs."
    )


def test_a_phrasing_twice_in_a_topic_is_a_fault(folder):
    folder.edit(TICKETS, "  - entrance fee", "  - entrance fee\n  - Entrance fee?")
    assert (
        f"{TICKETS}:21: 'Entrance fee?' stands twice in topic tickets (also {TICKETS}:20)"
        in folder.only_fault()
    )


def test_a_phrasing_in_a_topic_and_in_the_dialogue_is_a_fault(folder):
    folder.edit(GREET, "    - hello\n", "    - hello\n    - Tickets\n")
    assert (
        f"'tickets?' stands in topic tickets and in dialogue greet ({GREET}:6)"
        in folder.only_fault()
    )


def test_marks_of_entities_do_not_hide_that_a_phrasing_is_the_same(folder):
    folder.edit(TICKETS, "  - entrance fee", "  - good day to the NX")
    assert f"({GREET}:6)" in folder.only_fault()


def test_a_test_question_that_also_stands_in_a_topic_tests_nothing(folder):
    folder.edit(TICKETS_TEST, "one test of tickets", "Ticket price!")
    assert (
        f"the test question 'Ticket price!' also stands in topic tickets ({TICKETS}:14)"
        in folder.only_fault()
    )


def test_a_test_question_in_two_mirrors_is_a_fault(folder):
    folder.edit(TICKETS_TEST, "one test of tickets", "one test of lamp_care")
    assert "stands in mirror tickets and in mirror lamp_care" in folder.only_fault()


def test_a_dialogue_file_must_be_in_rasas_format(folder):
    folder.write(GREET, "greet:\n  - hello\n")
    assert f"{GREET}:1: a dialogue file has" in folder.only_fault()


def test_an_example_of_the_dialogue_begins_with_a_dash(folder):
    folder.edit(GREET, "    - hello\n", "    - hello\n    good evening\n")
    assert f"{GREET}:6: an example begins with '- '. Write '- good evening'." in folder.only_fault()


def test_lookups_and_synonyms_of_rasa_are_left_alone(folder):
    assert folder.load().dialogue == {"greet": ("hello", "good day to the NX")}


def test_a_missing_program_file_is_a_fault(folder):
    folder.remove("knowledge/program/vin.yml")
    assert folder.only_fault() == "knowledge/program/vin.yml:1: the file 'vin.yml' is missing."


def test_a_program_file_of_another_name_is_answered_with_the_right_one(folder):
    folder.write("knowledge/program/contact.yaml", "contacts: []")
    assert "Did you mean 'contacts.yml'?" in folder.only_fault()


def test_a_missing_folder_is_said_once(folder):
    for path in (folder.root / "knowledge/tests").iterdir():
        path.unlink()
    (folder.root / "knowledge/tests").rmdir()
    assert (
        str(folder.faults()[0]) == "knowledge/tests:1: the folder 'tests' is missing in knowledge."
    )


def test_the_version_follows_every_file_and_nothing_else(folder):
    first = folder.load().version
    assert folder.load().version == first
    folder.write("knowledge/topics/tickets.md~", "rubbish")
    assert folder.load().version == first
    folder.edit(GREET, "hello", "hi")
    assert folder.load().version != first
