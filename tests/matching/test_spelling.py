"""What is mended in a message, and what is left alone."""

from __future__ import annotations

import pytest

from assistant.matching.spelling import Spelling, spell_out

EXAMPLES = ["i want to cancel my order", "is the delivery free", "what is the guarantee"]
DICTIONARY = {"order", "border", "carpenter", "lock", "want", "went", "quarantine"}


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Pls cancl my ORDR", "please cancel my order"),
        ("gurantee?", "guarantee"),
        ("wat is eth delivrey", "what is eth delivery"),  # too short to be sure of
        ("the border", "the border"),  # right, though near to "order"
        ("two carpenters", "two carpenters"),  # a dictionary's word with an ending
        ("quarantine", "quarantine"),
        ("I don’t know", "i don't know"),
        ("", ""),
        ("order 1234567 and ab12cd34ef", "order number and code"),
        ("built 2023-11-01 in 2024", "built 2023-11-01 in 2024"),
    ],
)
def test_a_message_is_read_as_it_was_meant(typed: str, read: str) -> None:
    assert Spelling(EXAMPLES, DICTIONARY).repair(typed) == read


def test_without_a_dictionary_only_one_slip_is_mended() -> None:
    spelling = Spelling(EXAMPLES)
    assert spelling.repair("delivry") == "delivery"
    assert spelling.repair("deelivry") == "deelivry"


def test_of_two_likely_words_the_more_frequent_one_is_meant() -> None:
    assert Spelling(["a lane", "the lane", "late"]).repair("laxe") == "lane"
    assert Spelling(["a lane", "late", "too late"]).repair("laxe") == "late"


def test_examples_are_spelt_out_like_messages() -> None:
    assert spell_out("Whats ur price??") == "what is your price"


def test_what_an_example_misspells_is_mended_too() -> None:
    spelling = Spelling(["cancel my order"] * 6 + ["cancl this order"], DICTIONARY)
    assert spelling.repair("cancl this order") == "cancel this order"


def test_a_word_that_is_not_much_rarer_is_right() -> None:
    spelling = Spelling(["the lexis"] * 2 + ["a lexus"] * 3, DICTIONARY)
    assert spelling.repair("lexis lexus") == "lexis lexus"


def test_without_a_dictionary_every_word_of_the_examples_is_right() -> None:
    assert Spelling(["a lane"] * 9 + ["late"]).repair("late") == "late"
