"""How the vehicle of a conversation is folded out of messages, and how it is written down."""

from __future__ import annotations

import pytest

from tests.actions.conversation import Talk

pytestmark = pytest.mark.rasa

VIN = "2T2GACVZ8PC079756"


def folded(talk: Talk) -> dict[str, object]:
    from actions.desk import the_vault
    from actions.slots import with_what_was_said

    vehicle, _ = with_what_was_said(talk.tracker(), the_vault())
    return {k: v for k, v in vehicle.as_dict().items() if v not in (None, False)}


def test_facts_of_side_questions_are_folded_in_order() -> None:
    talk = Talk()
    talk.guest("faq", topics=("what_to_bring",), model="RX").bot("answer")
    talk.guest("faq", topics=("cost",), built_year=2023).bot("answer")
    talk.guest("check_my_vehicle")
    assert folded(talk) == {"model": "RX", "built_year": 2023}
    assert folded(talk.guest("inform", built_month=3)) == {"model": "RX", "built": "2023-03"}


def test_only_messages_since_the_last_fold_count() -> None:
    talk = Talk().guest("inform", model="RX").guest("inform", model="NX", corrects=True)
    talk.slots = {"model": "LX", "heard_until": talk.events[-1]["timestamp"]}
    assert folded(talk) == {"model": "LX"}
    assert folded(talk.guest("inform", built="2023-08")) == {"model": "LX", "built": "2023-08"}


def test_a_bare_year_answers_only_the_question_that_is_open_now() -> None:
    talk = Talk(requested_slot="built", model="NX").guest("inform", model_year=2023)
    assert folded(talk) == {"model": "NX", "built_year": 2023}
    talk = Talk(model="NX").guest("inform", model_year=2023)
    assert folded(talk) == {"model": "NX", "model_year": 2023}


def test_a_vin_is_sealed_in_the_slot_and_readable_to_the_engine() -> None:
    from actions.desk import the_vault
    from actions.slots import remembered, slot_events, with_what_was_said

    talk = Talk().guest("inform", vin=VIN, model="NX")
    assert VIN not in str(talk.events)
    vehicle, _ = with_what_was_said(talk.tracker(), the_vault())
    assert vehicle.facts.vin == VIN
    slots = {e["name"]: e["value"] for e in slot_events(talk.tracker(), vehicle, the_vault())}
    assert slots["model"] == "NX"
    assert slots["vin"].startswith("sealed:")
    talk.slots = slots
    assert remembered(talk.tracker(), the_vault()).facts.vin == VIN
    assert slot_events(talk.tracker(), vehicle, the_vault()) == [], "the same VIN is no change"


def test_a_seal_of_another_installation_is_no_vin() -> None:
    from actions.desk import the_vault
    from actions.slots import remembered
    from assistant.storage.vault import Vault

    talk = Talk(vin=Vault("somebody else's secret").seal(VIN), model="NX")
    assert remembered(talk.tracker(), the_vault()).facts.vin is None


def test_a_button_says_what_its_payload_says() -> None:
    from actions.slots import understanding

    assert understanding({"text": '/faq{"topic": "cost"}'}).topics == ("cost",)
    assert understanding({"text": "/deny"}).intent == "deny"
    assert understanding({"text": "/x{", "intent": {"name": "greet"}}).intent == "greet"
    assert understanding({}).intent == "out_of_scope"


def test_the_last_turn_is_what_was_said_between_the_last_two_messages() -> None:
    from actions.slots import has_answered, replies_of_last_turn

    talk = Talk()
    assert replies_of_last_turn(talk.tracker()) == []
    talk.guest("check_my_vehicle").bot("question").guest("faq").bot("answer").bot("question")
    assert has_answered(talk.tracker())
    talk.guest("repeat")
    assert not has_answered(talk.tracker())
    outcomes = [reply["outcome"] for reply in replies_of_last_turn(talk.tracker())]
    assert outcomes == ["answer", "verdict"]
