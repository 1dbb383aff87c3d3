"""Each kind of fault in a topic is said with its file, its line and how to mend it."""

from __future__ import annotations

from datetime import date

import pytest

TICKETS = "knowledge/topics/tickets.md"
HOURS = "knowledge/topics/opening_hours.md"
LAMP = "knowledge/topics/lamp_care.md"


def test_a_good_folder_has_no_fault(folder):
    assert folder.faults() == []


def test_a_misspelt_field_is_answered_with_the_right_one(folder):
    folder.edit(TICKETS, "reviewed:", "reviewd:")
    first, second = folder.faults()
    assert (
        str(second) == f"{TICKETS}:7: 'reviewd' is not a field of a topic. Did you mean 'reviewed'?"
    )
    assert str(first) == f"{TICKETS}:2: a topic needs 'reviewed:', and it is missing or empty."


def test_a_field_that_is_like_no_other_is_answered_with_all_fields(folder):
    folder.edit(TICKETS, "reviewed:", "colour: red\nreviewed:")
    assert "title, audience, source, reviewed, questions, related" in folder.only_fault()


def test_a_missing_source_is_a_fault(folder):
    folder.edit(TICKETS, "source:\n  document: owner letter\n  item: Prices\n", "")
    assert "needs 'source:'" in folder.only_fault()


def test_a_source_must_name_a_part_of_the_letter(folder):
    folder.edit(TICKETS, "document: owner letter", "document: ovner letter")
    assert folder.only_fault() == (
        f"{TICKETS}:5: 'ovner letter' is no document of a source; it is dealer letter, FAQ, "
        "phase table, chart, "
        "disclosure form or owner letter. Did you mean 'owner letter'?"
    )


@pytest.mark.parametrize("day", ["2024-02-30", "soon", "02/01/2024", "2024-2-1"])
def test_a_date_that_is_no_date_is_a_fault(folder, day):
    folder.edit(TICKETS, "2024-02-01", day)
    assert f"{TICKETS}:7: '{day}' is not a date for 'reviewed'" in folder.only_fault()


def test_a_review_in_the_future_is_a_fault_on_the_day_before(folder):
    assert folder.faults(on=date(2024, 2, 1)) == []
    faults = folder.faults(on=date(2024, 1, 31))
    assert len(faults) == 3
    assert "the review of 2024-02-01 is in the future (today is 2024-01-31)" in str(faults[0])


def test_eleven_questions_are_too_few(folder):
    folder.edit(TICKETS, "  - entrance fee\n", "")
    assert f"{TICKETS}:8: a topic needs 12 questions or more" in folder.only_fault()


def test_an_audience_is_guest_or_agent(folder):
    folder.edit(TICKETS, "audience: guest", "audience: guests")
    assert "'guests' is no audience of a topic; it is guest or agent. Did you mean 'guest'?" in str(
        folder.faults()
    )


def test_a_related_topic_must_exist(folder):
    folder.edit(HOURS, "[tickets]", "[ticket]")
    assert folder.only_fault() == f"{HOURS}:22: there is no topic 'ticket'. Did you mean 'tickets'?"


def test_a_related_topic_of_agents_is_not_offered_to_guests(folder):
    folder.edit(HOURS, "[tickets]", "[tickets, lamp_care]")
    assert "'lamp_care' is a topic for agents" in folder.only_fault()


def test_a_topic_is_not_related_to_itself_nor_to_more_than_three(folder):
    folder.edit(HOURS, "[tickets]", "[tickets, tickets, tickets, opening_hours]")
    messages = " ".join(fault.message for fault in folder.faults())
    assert "at most 3 related topics" in messages
    assert "not related to itself" in messages


def test_a_topic_without_its_first_line_is_told_how_it_begins(folder):
    folder.write(TICKETS, "title: What a ticket costs\n")
    assert "a topic begins with a line '---'" in folder.only_fault()


def test_a_header_without_an_end_is_a_fault(folder):
    folder.write(TICKETS, "---\ntitle: What a ticket costs\nquestions:\n")
    assert f"{TICKETS}:3: the header has no end" in folder.only_fault()


def test_a_missing_answer_is_a_fault(folder):
    folder.edit(TICKETS, "A ticket costs 12 dollars.\n", "")
    assert "the answer is missing" in str(folder.faults()[0])


def test_a_guest_topic_needs_a_voice(folder):
    folder.edit(TICKETS, "## Voice\nA ticket costs twelve dollars.\n", "")
    assert "needs a section '## Voice'" in folder.only_fault()


def test_a_misspelt_section_is_answered_with_the_right_one(folder):
    folder.edit(HOURS, "## Agent notes", "## Agents note")
    assert "'## Agents note' is no section of a topic" in folder.only_fault()
    assert "Did you mean 'Agent notes'?" in folder.only_fault()


def test_a_topic_for_agents_has_no_voice_and_one_for_guests_no_script(folder):
    folder.edit(LAMP, "## Script", "## Voice")
    assert "has no '## Voice'" in str(folder.faults()[0])
    folder.edit(LAMP, "## Voice", "## Script")
    folder.edit(TICKETS, "## Voice", "## Script")
    assert any("what guests hear is '## Voice'" in fault.message for fault in folder.faults())


def test_unreadable_yaml_is_said_at_its_own_line(folder):
    folder.edit(TICKETS, "title: What a ticket costs", "title: What: a ticket costs")
    assert str(folder.faults()[0]).startswith(f"{TICKETS}:2: this is not readable as YAML")


def test_the_same_field_twice_is_a_fault(folder):
    folder.edit(TICKETS, "audience: guest", "audience: guest\naudience: agent")
    assert f"{TICKETS}:4: 'audience' stands here twice (also in line 3)" in folder.only_fault()


def test_aliases_are_not_followed(folder):
    folder.edit(TICKETS, "title: What a ticket costs", "title: &a What a ticket costs")
    folder.edit(TICKETS, "  - entrance fee", "  - *a")
    assert "anchors and aliases" in str(folder.faults())


def test_words_that_yaml_guesses_at_stay_words(folder):
    folder.edit(TICKETS, "  - entrance fee", "  - no\n  - 12:30\n  - entrance fee")
    assert folder.load().topics["tickets"].questions[-3:] == ("no", "12:30", "entrance fee")


def test_an_empty_file_is_a_fault_and_not_a_missing_topic_as_well(folder):
    folder.write(TICKETS, "")
    messages = [fault.message for fault in folder.faults()]
    assert any("the file is empty" in message for message in messages)
    assert not any("tests/tickets.yml" in message for message in messages)


def test_a_wrong_encoding_is_said_with_the_line_of_the_letter(folder):
    folder.write(TICKETS, "---\ntitle: Caf\xe9\n---\n".encode("latin-1"))
    assert f"{TICKETS}:2: the file is not saved as UTF-8" in str(folder.faults()[-1])


def test_a_file_with_a_byte_order_mark_and_windows_line_ends_is_read(folder):
    text = (folder.root / TICKETS).read_text()
    folder.write(TICKETS, b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert folder.load().topics["tickets"].voice == "A ticket costs twelve dollars."


def test_a_file_name_must_be_an_id_and_end_right(folder):
    folder.write("knowledge/topics/notes.txt", "x")
    assert "files of this folder end in '.md'" in folder.only_fault()
    folder.remove("knowledge/topics/notes.txt")
    folder.write("knowledge/topics/New Topic.md", "x")
    assert any("is no id of a topic" in fault.message for fault in folder.faults())


def test_what_editors_leave_behind_is_not_read(folder):
    for name in (".tickets.md.swp", "tickets.md~", "#tickets.md#", "README.md"):
        folder.write(f"knowledge/topics/{name}", "rubbish")
    assert folder.faults() == []


def test_all_faults_are_said_at_once_in_the_order_of_files_and_lines(folder):
    folder.edit(TICKETS, "2024-02-01", "soon")
    folder.edit(LAMP, "2024-02-01", "later")
    folder.edit("knowledge/program/vin.yml", "japan", "japn")
    faults = folder.faults()
    assert faults == sorted(faults)
    assert {fault.file.name for fault in faults} >= {"tickets.md", "lamp_care.md", "vin.yml"}
