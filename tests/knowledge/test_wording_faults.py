"""What a topic says: nothing for agents, known phones only, the same for eye and ear."""

from __future__ import annotations

import pytest

TICKETS = "knowledge/topics/tickets.md"
HOURS = "knowledge/topics/opening_hours.md"
LAMP = "knowledge/topics/lamp_care.md"
ANSWER = "A ticket costs 12 dollars."
VOICE = "A ticket costs twelve dollars."


@pytest.mark.parametrize(
    "said", ["herring", "HERRING", "wick W-77", "Ann\nKeeper", "(800) 555-0199", "800.555.0199"]
)
def test_what_is_for_agents_must_not_stand_in_an_answer(folder, said):
    folder.edit(TICKETS, ANSWER, f"{ANSWER}\nSay {said}.")
    assert f"{TICKETS}:23: " in folder.only_fault()
    assert "must never reach a guest" in folder.only_fault()


def test_what_is_for_agents_must_not_stand_in_voice_title_or_script(folder):
    folder.edit(TICKETS, VOICE, f"{VOICE} Say herring.")
    folder.edit(HOURS, "title: When", "title: Herring and when")
    folder.edit(LAMP, "The lamp is", "By herring the lamp is")
    assert [fault.file.name for fault in folder.faults()] == [
        "lamp_care.md",
        "opening_hours.md",
        "tickets.md",
    ]


def test_agent_notes_questions_and_answers_for_agents_may_say_it(folder):
    folder.edit(HOURS, "- hours please", "- what is herring")
    assert folder.faults() == []


def test_a_longer_word_is_not_the_forbidden_one(folder):
    folder.edit(TICKETS, ANSWER, f"{ANSWER} Herringbone floors.")
    assert folder.faults() == []


def test_a_phone_number_must_stand_in_contacts(folder):
    folder.edit(HOURS, "1-800-555-0100", "1-800-555-0101")
    assert folder.only_fault() == (
        f"{HOURS}:25: the phone number 800-555-0101 is not in contacts.yml. Correct it, or "
        "add the contact with its "
        "source. Known: 1-800-555-0100, (800) 555-0199."
    )


def test_a_phone_number_in_agent_notes_or_program_data_must_stand_in_contacts_too(folder):
    folder.edit(HOURS, "is herring.", "is herring, 202-555-0123.")
    folder.edit(
        "knowledge/program/contradictions.yml", "says: 11 dollars", "says: call 202 555 0124"
    )
    assert len(folder.faults()) == 2


@pytest.mark.parametrize("link", ["[ours](https://lighthouse.example/visitt)", "http://q.org"])
def test_a_web_address_must_stand_in_contacts(folder, link):
    folder.edit(TICKETS, ANSWER, f"{ANSWER} See {link}.")
    assert f"{TICKETS}:22: the address http" in folder.only_fault()
    assert ("Did you mean" in folder.only_fault()) == ("visitt" in link)


@pytest.mark.parametrize(
    "link", ["[ours](https://www.lighthouse.example/visit)", "http://lighthouse.example/visit/"]
)
def test_a_known_web_address_may_be_written_with_or_without_www(folder, link):
    folder.edit(TICKETS, ANSWER, f"{ANSWER} See {link}.")
    assert folder.faults() == []


@pytest.mark.parametrize(
    "markup", ["<b>bold</b>", "<br/>", "<script>x()</script>", "<!-- note -->"]
)
def test_html_is_a_fault(folder, markup):
    folder.edit(TICKETS, ANSWER, f"{ANSWER} {markup}")
    assert "is HTML" in str(folder.faults()[0])


def test_an_address_in_angle_brackets_is_markdown(folder):
    folder.edit(TICKETS, ANSWER, f"{ANSWER} See <https://lighthouse.example/visit>, 3 < 4.")
    assert folder.faults() == []


def test_template_braces_are_a_fault_in_an_answer(folder):
    folder.edit(TICKETS, ANSWER, f"{ANSWER} Dear {{{{ name }}}}.")
    assert f"{TICKETS}:22: '{{' looks like a template" in folder.only_fault()


def test_a_script_may_have_blanks_in_small_letters_only(folder):
    folder.edit(LAMP, "{guest name}", "{{guest.name}}")
    assert "such as {guest name}" in folder.only_fault()


def test_a_voice_text_is_over_before_twenty_five_seconds(folder):
    folder.edit(TICKETS, VOICE, VOICE + " really" * 57)
    assert folder.faults() == []
    folder.edit(TICKETS, VOICE, VOICE + " really")
    assert "the voice text takes 25 seconds (63 words)" in folder.only_fault()


def test_a_voice_text_has_no_marks_that_are_read_aloud(folder):
    folder.edit(TICKETS, VOICE, "A ticket costs **twelve** dollars.")
    assert "'**' is read aloud" in str(folder.faults()[0])


@pytest.mark.parametrize(
    ("eye", "ear", "heard"),
    [
        ("It takes 45 minutes.", "It takes fifty minutes.", "50"),
        ("It takes 45 minutes.", "It takes 50 minutes.", "50"),
        ("From April 2024 on.", "From May 2024 on.", "May"),
        ("From April 2024 on.", "From April 2025 on.", "April 2025"),
        ("Call 1-800-555-0100.", "Call (800) 555-0199.", "phone 800-555-0199"),
        ("About 214,000 vehicles.", "About two hundred twelve thousand vehicles.", "212000"),
    ],
)
def test_a_figure_that_only_the_ear_hears_is_a_fault(folder, eye, ear, heard):
    folder.edit(TICKETS, ANSWER, eye)
    folder.edit(TICKETS, VOICE, ear)
    assert f"the voice text says '{heard}', and the answer does not" in str(folder.faults())


@pytest.mark.parametrize(
    ("eye", "ear"),
    [
        ("About 214,000 vehicles.", "About two hundred and fourteen thousand vehicles."),
        ("About 214,000 vehicles.", "About 214 thousand vehicles."),
        ("It takes 45 minutes.", "It may take forty five minutes, and one more, or two."),
        ("Call 1-800-555-0100.", "Call 1, 800, 555, 01, 00."),
        ("Call 1-800-555-0100.", "Call one, eight hundred, five five five, zero one zero zero."),
        ("By March 2024, in 3 phases.", "By March of 2024, in three phases."),
        ("Open 7:00 am to 7:00 pm.", "Open from seven to seven."),
        ("Since December 21, 2023.", "Since December twenty-first, twenty twenty-three."),
    ],
)
def test_the_same_figure_in_words_is_the_same(folder, eye, ear):
    folder.edit(TICKETS, ANSWER, eye)
    folder.edit(TICKETS, VOICE, ear)
    assert folder.faults() == []
