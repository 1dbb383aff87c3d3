"""Whole calls, turn by turn, as the provider brings them."""

from __future__ import annotations

import pytest
from call_fakes import SUNDAY_NIGHT, Caller, DeskBot
from starlette.testclient import TestClient

from assistant.web.phone.ear import RATES
from assistant.web.phone.talk import TextMe

CENTRE = "+18002553987"


def test_the_greeting_says_that_it_is_an_automated_assistant(caller: Caller) -> None:
    assert "automated assistant" in caller.last.said
    assert caller.last.said.endswith("How may I help you?")


def test_a_question_in_ones_own_words_is_answered(caller: Caller) -> None:
    answer = caller.says("what do i need to bring with me")
    assert "original Smart Key" in answer.said
    assert answer.said.endswith("What else may I do for you?")
    assert caller.says("no thank you").hangs_up


def test_speech_and_keypad_are_both_heard_at_every_turn(caller: Caller) -> None:
    for words in ("is my car in the program", "an RX", "march 2023", "made in japan", "thanks"):
        gather = caller.last.gather.attrib
        assert gather["input"] == "dtmf speech"
        assert gather["bargeIn"] == "true"
        assert gather["actionOnEmptyResult"] == "true"
        assert gather["hints"]
        caller.says(words)


def test_a_car_is_asked_for_one_fact_at_a_time(caller: Caller) -> None:
    assert caller.says("when do i get my second key for my nx").said.endswith("your NX built?")
    assert "MONTH" in caller.last.gather.attrib["hints"]
    answer = caller.says("oh eight twenty three")
    assert "is available, in phase 5, free of charge" in answer.said
    assert "about 45 minutes" in answer.said


def test_a_caller_who_says_nothing_is_asked_twice_and_then_connected(caller: Caller) -> None:
    assert caller.is_silent().said == "I am sorry, I did not hear you. How may I help you?"
    assert "Press 1 to check your vehicle" in caller.is_silent().said
    assert caller.is_silent().dials == CENTRE


def test_a_silent_caller_at_night_hears_the_hours_and_a_goodbye(
    caller: Caller, bot: DeskBot
) -> None:
    bot.now = SUNDAY_NIGHT
    caller.is_silent()
    caller.is_silent()
    last = caller.is_silent()
    assert "It opens Monday at 7 am Central Time" in last.said
    assert last.hangs_up


def test_noise_counts_as_silence_and_a_word_in_between_forgives_it(caller: Caller) -> None:
    assert "did not hear you" in caller.says("uh", confidence="0.31").said
    caller.says("is it free of charge")
    assert "did not hear you" in caller.is_silent().said


@pytest.mark.parametrize(
    "words", ["agent", "can I talk to a real person please", "Representative.", "operator please"]
)
def test_on_a_monday_morning_an_agent_is_connected(caller: Caller, words: str) -> None:
    answer = caller.says(words)
    assert answer.dials == CENTRE
    assert "Lexus Guest Experience Center" in answer.said


def test_on_a_sunday_night_who_wants_an_agent_hears_the_hours(caller: Caller, bot: DeskBot) -> None:
    bot.now = SUNDAY_NIGHT
    answer = caller.says("agent")
    assert answer.dials is None
    assert "Monday through Friday, 7 am to 7 pm, and Saturday, 7 am to 4:30 pm" in answer.said
    assert "It opens Monday at 7 am Central Time." in answer.said
    assert answer.said.endswith("What else may I do for you?")


def test_the_other_centre_is_called_when_only_it_is_open(caller: Caller, bot: DeskBot) -> None:
    bot.now = SUNDAY_NIGHT.replace(day=21, hour=23)  # Saturday, 17:00 in Chicago, 18:00 in New York
    assert caller.says("agent").dials == "+18882553987"


def test_when_nobody_takes_the_call_the_caller_is_not_dropped(caller: Caller) -> None:
    caller.says("agent")
    answer = caller.is_connected("no-answer")
    assert "nobody could take the call" in answer.said
    assert "45 minutes" in caller.says("how long does it take").said


def test_after_talking_to_a_person_the_call_ends(caller: Caller) -> None:
    caller.says("agent")
    assert caller.is_connected("completed").hangs_up


def test_are_you_a_person_is_answered_and_not_connected(caller: Caller) -> None:
    answer = caller.says("are you a real person")
    assert answer.dials is None
    assert "I am an automated assistant" in answer.said


def test_repeat_says_the_same_again(caller: Caller) -> None:
    first = caller.says("is it free of charge").said
    assert caller.says("sorry, what was that").said == first
    assert caller.says("could you repeat that please").said == first


def test_slower_slows_down_and_stays_slow(caller: Caller) -> None:
    caller.says("is it free of charge")
    slow = caller.says("slower please")
    assert slow.root.find(".//prosody").attrib["rate"] == RATES[1]
    assert "no cost to you" in slow.said
    assert caller.says("too fast").root.find(".//prosody").attrib["rate"] == RATES[2]
    assert caller.says("how long does it take").root.find(".//prosody") is not None


def test_go_back_says_what_was_said_before(caller: Caller) -> None:
    question = caller.says("is my car in the program").said
    caller.says("a GX")
    assert caller.says("go back").said == question
    assert "How may I help you?" in caller.says("go back").said
    assert "That was the beginning" in caller.says("go back").said


def test_an_address_is_said_as_a_page_and_spelt_only_when_asked(caller: Caller) -> None:
    answer = caller.says("where can i check my vin online")
    assert "the recall page of the Lexus website" in answer.said
    spelt = caller.says("spell it")
    assert "The address is lexus, dot, com, slash, recall." in spelt.said
    letters = [e.text for e in spelt.root.iter("say-as")]
    assert letters[:2] == ["lexus", "recall"]


def test_phone_numbers_are_said_in_groups(caller: Caller) -> None:
    answer = caller.says("what's the phone number for lexus")
    digits = [e.text for e in answer.root.iter("say-as") if e.get("interpret-as") == "digits"]
    assert digits == ["1", "800", "255", "3987"]
    assert len(list(answer.root.iter("break"))) == 3


def test_texts_are_declined_kindly_while_there_is_nobody_to_send_them(caller: Caller) -> None:
    caller.says("what do i bring")
    assert "cannot send texts" in caller.says("text me that").said


class TestTexts:
    """With somebody to send them, "text me that" sends what was said last."""

    sent: list[tuple[str, str]]

    @pytest.fixture
    def text_me(self) -> TextMe:
        self.sent = []

        async def send(number: str, text: str) -> None:
            self.sent.append((number, text))

        return send

    def test_what_was_said_last_is_sent_to_the_caller(self, caller: Caller) -> None:
        said = caller.says("what do i bring").said
        assert "on its way" in caller.says("text me that").said
        assert self.sent == [("+13125550142", said)]


def test_words_that_the_recogniser_doubts_are_confirmed_first(caller: Caller, bot: DeskBot) -> None:
    answer = caller.says("is it free of charge", confidence="0.21")
    assert "Did you say: is it free of charge?" in answer.said
    assert bot.heard == []
    assert "no cost to you" in caller.says("yes").said
    assert bot.heard == ["is it free of charge"]


def test_words_that_were_misheard_are_asked_for_again(caller: Caller, bot: DeskBot) -> None:
    caller.says("is it freezing barge", confidence="0.21")
    assert "say it again" in caller.says("no").said
    assert "no cost to you" in caller.says("is it free of charge").said
    assert bot.heard == ["is it free of charge"]


def test_after_two_misses_a_person_is_offered(caller: Caller) -> None:
    caller.says("what is the weather in boston")
    answer = caller.says("tell me a joke about cats")
    assert answer.said.endswith("Would you like to talk to a person?")
    assert caller.says("yes please").dials == CENTRE


def test_what_only_staff_is_told_is_not_told_to_a_caller(caller: Caller) -> None:
    answer = caller.says("what is the op code for the claim")
    assert "handled by Lexus dealers" in answer.said


def test_the_desk_answers_while_the_bot_is_away(caller: Caller, bot: DeskBot) -> None:
    caller.says("is my nx included")
    bot.away = True
    assert "phase 5" in caller.says("built in august 2023").said
    bot.away = False
    assert "Smart Key" in caller.says("what do i bring").said


def test_hello_is_a_greeting_and_no_noise(caller: Caller) -> None:
    assert "How may I help you" in caller.says("hello").said


def test_two_calls_at_once_do_not_mix(client: TestClient) -> None:
    first, second = Caller(client, sid="CAone"), Caller(client, sid="CAtwo")
    first.calls()
    second.calls()
    first.says("is my car in the program")
    second.says("is it free of charge")
    assert "your GX built" in first.says("a GX").said
    assert "Smart Key" in second.says("what do i bring").said


def test_a_caller_cannot_put_anything_into_the_document(caller: Caller) -> None:
    answer = caller.says('</Say><Dial>+1900</Dial> & "x" ‹y›', confidence="0.2")
    assert answer.dials is None
    assert "Did you say" in answer.said


def test_a_command_to_the_bot_cannot_be_spoken(caller: Caller, bot: DeskBot) -> None:
    caller.says('/faq{"topic": "claim_filing"}')
    assert not bot.heard[0].startswith("/")
