"""A VIN over the phone: in pieces, read back, and only the doubtful character asked about."""

from __future__ import annotations

import pytest
from call_fakes import Caller, DeskBot

NX = "2T2GACVZ8PC079756"


@pytest.fixture
def asked(caller: Caller) -> Caller:
    """A caller who wants to tell the VIN."""
    assert "groups of three or four" in caller.says("can you check my vin").said
    return caller


def test_three_pieces_are_read_back_in_groups_and_confirmed(asked: Caller, bot: DeskBot) -> None:
    assert asked.says("two t two").said == "2T2. Please go on."
    assert asked.says("g a c v z eight").said == "GAC, VZ8. And then?"
    whole = asked.says("p c oh seven nine seven five six")
    assert "2, T as in Tango, 2. G as in Golf, A as in Alpha, C as in Charlie." in whole.said
    assert whole.said.endswith("P as in Papa, C as in Charlie. 079756. Is that right?")
    assert bot.heard == []
    assert "your NX built" in asked.says("yes that's right").said
    assert bot.heard == [f"my VIN is {NX}"]


def test_one_misheard_letter_is_asked_about_at_its_very_place(asked: Caller, bot: DeskBot) -> None:
    asked.says("two t two")
    asked.says("g a c b z eight")  # V arrived as B
    doubt = asked.says("p c oh seven nine seven five six")
    assert "Was the seventh one V as in Victor" in doubt.said
    assert "B as in Bravo?" in doubt.said
    assert "V as in Victor, Z as in Zulu, 8" in asked.says("V as in victor").said
    asked.says("yes")
    assert bot.heard == [f"my VIN is {NX}"]


def test_the_first_one_will_do_as_an_answer(asked: Caller, bot: DeskBot) -> None:
    asked.says("two t two g a c b z eight p c oh seven nine seven five six")
    asked.says("the first one")
    asked.says("yes")
    assert bot.heard == [f"my VIN is {NX}"]


def test_the_doubtful_character_can_be_answered_with_a_key(asked: Caller, bot: DeskBot) -> None:
    asked.says("two t two g a c b z eight p c oh seven nine seven five six")
    asked.presses("1")
    asked.presses("1")
    assert bot.heard == [f"my VIN is {NX}"]


def test_the_digits_can_be_keyed_in(asked: Caller, bot: DeskBot) -> None:
    asked.says("two t two g a c")
    six_left = asked.says("v z eight p c")
    assert "Six are left. You can say them or key them in." in six_left.said
    assert asked.presses("079756").said.startswith("Thank you. I have: ")
    asked.presses("1")
    assert bot.heard == [f"my VIN is {NX}"]


def test_nothing_is_sent_that_was_not_confirmed(asked: Caller, bot: DeskBot) -> None:
    asked.says(NX)
    assert "Which one is wrong?" in asked.says("no").said
    assert bot.heard == []


def test_after_a_correction_only_what_changed_is_said(asked: Caller, bot: DeskBot) -> None:
    asked.says("two t two g a t v z eight p c oh seven nine seven five six")  # T and C weigh alike
    answer = asked.says("no, that was C as in Charlie")
    assert answer.said == (
        "Thank you. Now I have C as in Charlie in the sixth place. Is the VIN right now?"
    )
    asked.says("yes")
    assert bot.heard == [f"my VIN is {NX}"]


def test_what_was_taken_for_something_else_is_said(asked: Caller, bot: DeskBot) -> None:
    """The second character can only be a T, for a Lexus begins with 2T2."""
    asked.says("two b two g a c")
    asked.says("v z eight p c")
    answer = asked.says("oh seven nine seven five six")
    assert "2, T as in Tango, 2. G as in Golf" in answer.said
    assert (
        "I heard B as in Bravo for the second one, but only T as in Tango fits there. "
        "Is that right?"
    ) in answer.said
    assert bot.heard == []
    asked.says("yes")
    assert bot.heard == [f"my VIN is {NX}"]


def test_a_piece_can_be_taken_back(asked: Caller) -> None:
    asked.says("two t two")
    asked.says("g a c b z")
    assert asked.says("go back").said == "2T2. Please go on."
    assert asked.says("g a c v z").said == "GAC, VZ. And then?"


def test_spell_it_reads_what_is_known_so_far(asked: Caller) -> None:
    asked.says("two t two g a c")
    assert "2, T as in Tango, 2. G as in Golf, A as in Alpha" in asked.says("spell it").said


def test_a_question_in_between_is_answered_and_the_vin_goes_on(asked: Caller) -> None:
    asked.says("two t two g a c")
    answer = asked.says("is it free of charge")
    assert "no cost to you" in answer.said
    assert answer.said.endswith("Now, back to your VIN. Please go on.")
    assert asked.says("v z eight").said == "VZ8. And then?"


def test_who_does_not_have_the_vin_is_asked_for_the_model(asked: Caller) -> None:
    answer = asked.says("i don't have it here")
    assert answer.said == (
        "No problem, we can do without it. I will gladly check. Which Lexus model is it?"
    )


def test_a_sentence_is_not_taken_for_characters(asked: Caller) -> None:
    assert "did not catch that" in asked.says("i have no idea what you mean").said
    asked.says("it's on my windshield")
    assert "without the VIN" in asked.says("blue green yellow").said


def test_a_caller_may_begin_the_vin_unasked(caller: Caller) -> None:
    caller.says("is my car in the program")
    assert caller.says("five eight a").said == "58A. Please go on."


def test_who_is_done_too_early_hears_what_is_missing(asked: Caller) -> None:
    asked.says("two t two g a c v z eight")
    answer = asked.says("that's all")
    assert "nine characters, so eight are still missing" in answer.said
    assert not answer.hangs_up


def test_a_vin_is_listened_to_patiently_and_without_stars_for_letters(asked: Caller) -> None:
    gather = asked.says("two t two").gather.attrib
    assert gather["speechTimeout"] == "3"
    assert gather["profanityFilter"] == "false"
    assert "B as in Bravo" in gather["hints"]
    assert "numDigits" not in gather


def test_a_person_can_be_had_in_the_middle_of_a_vin(asked: Caller) -> None:
    asked.says("two t two")
    assert asked.presses("0").dials


def test_after_three_questions_the_caller_hears_all_of_it(asked: Caller) -> None:
    """Whatever is confirmed as it was heard moves the question; after three there is no fourth."""
    answer = asked.says("two t two g a c v z eight p c oh seven nine seven five nine")
    questions = 0
    while "One character is in doubt. Was the" in answer.said:
        questions += 1
        assert questions <= 3
        answer = asked.says("the last one")  # What was heard stands at the end.
    assert questions == 3
    assert "Which one is different?" in answer.said
    assert "without the VIN" in answer.said
    assert "Which Lexus model is it?" in asked.says("without the vin").said
