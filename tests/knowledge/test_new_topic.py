"""A new topic begins from a question; what only a person can write, the check asks for."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.errors import InputFileError
from assistant.knowledge.new_topic import new_topic, suggest_id

ON = date(2024, 2, 10)


def test_a_new_topic_has_a_file_and_a_mirror_that_lack_only_what_a_person_writes(folder):
    new = new_topic(folder.knowledge, "Can I bring my dog?", on=ON, similar=["dogs allowed: yes?"])
    assert (new.id, new.topic.name, new.mirror.name) == (
        "bring_dog",
        "bring_dog.md",
        "bring_dog.yml",
    )
    messages = [fault.message for fault in folder.faults()]
    assert messages == [
        "a mirror needs 'questions:', and it is missing or empty.",
        "a source needs 'document:', and it is missing or empty.",
        "a source needs 'item:', and it is missing or empty.",
        "a topic needs 12 questions or more to be recognised, and this has 2. Add ways in which "
        "people ask it.",
        "the answer is missing. Write it under the second '---' line.",
        "the voice text is missing. Write it under '## Voice'.",
    ]


def test_a_new_topic_that_is_filled_in_has_no_fault(folder):
    new = new_topic(
        folder.knowledge,
        "Can I bring my dog?",
        on=ON,
        similar=[f"dog question {number}" for number in range(11)],
        tests=[f"dog test {number}" for number in range(6)],
    )
    text = new.topic.read_text()
    text = text.replace("document: #", "document: FAQ #").replace("item: #", "item: Q5 #")
    text = text.replace(
        "---\n\n\n## Voice\n\n", "---\nDogs are welcome.\n\n## Voice\nDogs are welcome.\n"
    )
    new.topic.write_text(text)
    assert folder.faults() == []
    assert folder.load().topics["bring_dog"].title == "Can I bring my dog"


def test_a_topic_or_question_that_is_there_is_not_written_again(folder):
    with pytest.raises(InputFileError, match=r"already stands in .*tickets.md:14"):
        new_topic(folder.knowledge, "Ticket price?", on=ON)
    with pytest.raises(InputFileError, match="is already there"):
        new_topic(folder.knowledge, "something else", on=ON, id="tickets")
    with pytest.raises(InputFileError, match="is no id of a topic"):
        new_topic(folder.knowledge, "something else", on=ON, id="../tickets")


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("can I use the phone app as second key", "use_phone_app_second_key"),
        ("what is it?", "what_is_it"),
        ("2 dogs?", "topic_2_dogs"),
        ("???", "new_topic"),
        ("wo ist der Schlüssel", "wo_ist_der_schlussel"),
    ],
)
def test_an_id_is_made_of_the_words_that_tell(question, name):
    assert suggest_id(question) == name
