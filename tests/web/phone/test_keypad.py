"""Calls with the keypad alone."""

from __future__ import annotations

from call_fakes import SUNDAY_NIGHT, Caller, DeskBot

from assistant.desk.desk import Desk
from assistant.desk.small_talk import did_you_mean


def test_the_star_reads_out_the_keys(caller: Caller) -> None:
    answer = caller.presses("*")
    assert answer.said.startswith("Press 1 to check your vehicle, 2 for what to bring")
    assert answer.said.endswith("0 for a person.")


def test_a_whole_check_by_keys(caller: Caller) -> None:
    model = caller.presses("1")
    keys = "Press 1 for NX, 2 for RX, 3 for LX, 4 for RZ, 5 for ES, or 6 for more."
    assert model.said.endswith(keys)
    built = caller.presses("1")
    assert "two digits for the month and two for the year" in built.said
    assert built.gather.attrib["numDigits"] == "4"
    verdict = caller.presses("0823")
    assert "your NX built in August 2023 is available, in phase 5" in verdict.said
    assert "original Smart Key that came with it" in caller.presses("2").said


def test_the_plant_is_asked_with_keys_too(caller: Caller) -> None:
    caller.says("my nx was built in october 2022")
    caller.presses("*")
    verdict = caller.presses("2")
    assert "is available" in verdict.said


def test_more_models_are_behind_the_sixth_key(caller: Caller, bot: DeskBot) -> None:
    caller.presses("1")
    more = caller.presses("6").said
    assert more.startswith("Press 1 for ")
    assert "6 for more" in more
    caller.presses("6")
    assert "your UX built" in caller.presses("1").said


def test_after_an_answer_the_main_keys_work_without_being_read_out(caller: Caller) -> None:
    caller.says("how long does it take")
    assert "no cost to you" in caller.presses("3").said


def test_who_does_not_know_the_month_presses_one(caller: Caller) -> None:
    caller.presses("1")
    caller.presses("1")
    assert "No problem" in caller.presses("1").said


def test_back_slower_and_repeat_have_keys(caller: Caller) -> None:
    question = caller.presses("1").said
    assert caller.presses("9").said == question
    assert caller.presses("8").said == f"Of course. {question}"
    assert "How may I help you?" in caller.presses("7").said


def test_zero_is_a_person_at_any_time(caller: Caller, bot: DeskBot) -> None:
    caller.presses("1")
    assert caller.presses("0").dials
    bot.now = SUNDAY_NIGHT
    assert caller.is_connected("busy").dials is None
    assert "It opens Monday" in caller.presses("0").said


def test_a_key_that_means_nothing_reads_out_those_that_do(caller: Caller) -> None:
    assert caller.presses("6").said.startswith("Press 1 to check your vehicle")


def test_a_month_that_is_none_is_asked_for_again(caller: Caller) -> None:
    caller.presses("1")
    caller.presses("1")
    answer = caller.presses("1323")
    assert "built" in answer.said
    assert not answer.hangs_up


def test_meanings_are_chosen_by_key_or_by_order(caller: Caller, bot: DeskBot, desk: Desk) -> None:
    """Between likely meanings, "the second one" and the key 2 say the same."""
    doubt = did_you_mean(("what_to_bring", "cost"), desk.knowledge, "guest")
    bot.next_replies = [doubt]
    assert "Do you mean" in caller.says("the key").said
    assert "no cost to you" in caller.says("the second one").said
    bot.next_replies = [doubt]
    caller.says("the key")
    assert "Press 1 for the first, 2 for the second, or 3 for something else." in (
        caller.presses("*").said
    )
    assert "no cost to you" in caller.presses("2").said


def test_one_meaning_is_a_yes_or_something_else(caller: Caller, bot: DeskBot, desk: Desk) -> None:
    bot.next_replies = [did_you_mean(("cost",), desk.knowledge, "guest")]
    caller.presses("3")
    assert caller.presses("*").said.startswith("Press 1 for yes, or 2 for something else.")
    assert "no cost to you" in caller.presses("1").said
