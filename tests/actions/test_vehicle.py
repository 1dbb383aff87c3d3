"""The actions about a vehicle: what they set, say, and leave to somebody else."""

from __future__ import annotations

import pytest

from tests.actions.conversation import Talk

pytestmark = pytest.mark.rasa

VIN = "2T2GACVZ8PC079756"


def validate(talk: Talk) -> Talk:
    from actions.vehicle import ValidateVehicleForm

    return talk.run(ValidateVehicleForm())


def check(talk: Talk) -> Talk:
    from actions.vehicle import ActionCheckVehicle

    return talk.run(ActionCheckVehicle())


def test_the_form_asks_for_one_fact_at_a_time() -> None:
    talk = validate(Talk().guest("check_my_vehicle"))
    assert talk.slots["requested_slot"] == "model"
    talk = validate(talk.bot("question").guest("inform", model="NX"))
    assert talk.slots["requested_slot"] == "built"
    talk = validate(talk.bot("question").guest("inform", built="2022-10-20"))
    assert talk.slots["requested_slot"] == "plant"
    talk = validate(talk.bot("question").guest("inform", plant="japan"))
    assert talk.slots["requested_slot"] is None


def test_what_cannot_change_the_outcome_is_not_asked() -> None:
    assert validate(Talk().guest("inform", model="TX")).slots["requested_slot"] is None
    old = validate(Talk().guest("inform", model="NX", model_year=2021))
    assert old.slots["requested_slot"] is None
    same = validate(Talk().guest("inform", model="NX", built="2023-08"))
    assert same.slots["requested_slot"] is None


@pytest.mark.parametrize("intent", ["faq", "talk_to_person", "goodbye", "start_over", "dont_know"])
def test_an_aside_with_a_fact_keeps_the_fact_and_is_left_to_the_rules(intent: str) -> None:
    talk = Talk(requested_slot="model").guest(intent, model="RX")
    assert validate(talk).rejected
    assert talk.slots["model"] == "RX"


def test_an_aside_is_left_to_the_rules_once_and_not_for_ever() -> None:
    talk = Talk(requested_slot="model").guest("faq", topics=("cost",), model="RX")
    assert validate(talk).rejected
    assert not validate(talk.bot("answer")).rejected
    assert talk.slots["requested_slot"] == "built"


def test_a_fact_in_a_message_that_was_not_understood_is_an_answer() -> None:
    talk = validate(Talk(requested_slot="built", model="NX").guest("out_of_scope", built_month=5))
    assert not talk.rejected
    assert talk.slots["built_month"] == 5
    assert talk.slots["requested_slot"] == "built"


@pytest.mark.parametrize("intent", ["repeat", "affirm", "deny"])
def test_a_word_that_can_only_mean_the_question_is_taken_by_the_form(intent: str) -> None:
    talk = Talk(requested_slot="model").guest("check_my_vehicle").bot("question").guest(intent)
    validate(talk)
    assert talk.slots["heard_until"] == talk.events[-1]["timestamp"]


@pytest.mark.parametrize(
    ("intent", "before"),
    [("repeat", "answer"), ("affirm", "clarify"), ("deny", "clarify"), ("thank", "question")],
)
def test_a_word_that_can_mean_more_is_left_to_the_rules(intent: str, before: str) -> None:
    talk = Talk(requested_slot="model").guest("faq").bot(before).bot("question").guest(intent)
    assert "heard_until" not in validate(talk).slots


def test_the_verdict_is_told_once_and_whole() -> None:
    talk = check(Talk(model="LC", built="2022-12").guest("inform"))
    (reply,) = talk.replies
    assert reply["verdict"]["outcome"] == "remedy_available"
    assert reply["verdict"]["phase"] == 1
    assert reply["outcome"] == "verdict"
    assert reply["speech"]


def test_the_day_of_asking_is_the_messages_own() -> None:
    now = check(Talk(model="RX", built="2023-12").guest("inform"))
    later = check(Talk(on="2026-11-23", model="RX", built="2023-12").guest("inform"))
    assert not now.replies[0]["verdict"]["timing"]["overdue"]
    assert later.replies[0]["verdict"]["timing"]["overdue"]


def test_a_fact_that_cannot_be_is_forgotten_and_the_rest_is_kept() -> None:
    talk = validate(Talk().guest("inform", vin="2T2GACVZ7PC079756", built="2023-08"))
    talk = check(talk)
    assert talk.replies[0]["verdict"]["outcome"] == "invalid_facts"
    assert talk.slots["vin"] is None
    assert talk.slots["built"] == "2023-08"


def test_no_reply_shows_the_whole_vin() -> None:
    talk = check(validate(Talk().guest("inform", vin=VIN, model="NX", built="2023-08")))
    assert VIN not in talk.replies[0]["text"] + talk.replies[0]["speech"]


def test_not_knowing_closes_the_questions_and_keeps_the_car() -> None:
    from actions.vehicle import ActionDontKnow

    talk = Talk(model="RX", requested_slot="built").guest("dont_know").run(ActionDontKnow())
    assert talk.loop is None
    assert talk.slots["requested_slot"] is None
    assert talk.slots["model"] == "RX"
    assert "door jamb" in talk.replies[0]["text"]


def test_starting_over_forgets_what_was_said_before_it_too() -> None:
    from actions.vehicle import ActionStartOver

    talk = Talk(requested_slot="built", purchase=True).guest("inform", model="RX", vin=VIN)
    validate(talk).guest("start_over", model="NX").run(ActionStartOver())
    assert talk.loop is None
    assert [talk.slots[name] for name in ("model", "vin", "purchase")] == [None, None, False]
    talk.loop = "vehicle_form"
    assert validate(talk.guest("check_my_vehicle")).slots["requested_slot"] == "model"
