"""What Rasa's message holds after the one component of the pipeline."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.rasa

VIN = "2T2GACVZ8PC079756"


def understand(text: str, **metadata: str) -> Any:
    from rasa.shared.nlu.training_data.message import Message

    from assistant.bot.understander import Understander

    message = Message({"text": text, "metadata": {"on": "2024-02-10", **metadata}})
    component = Understander.create({}, None, None, None)  # type: ignore[arg-type]
    (message,) = component.process([message])
    return message


def test_a_topic_is_one_intent_and_travels_as_an_entity() -> None:
    message = understand("how long does the appointment take?")
    assert message.get("intent")["name"] == "faq"
    assert 0 < message.get("intent")["confidence"] <= 1
    assert message.get("intent_ranking") == [message.get("intent")]
    topics = [e["value"] for e in message.get("entities") if e["entity"] == "topic"]
    assert topics == message.get("understanding")["topics"] == ["appointment_length"]


def test_facts_travel_as_entities_and_in_the_understanding() -> None:
    message = understand("is my RX 350 built in march 2023 in japan in the program?")
    assert message.get("intent")["name"] == "check_my_vehicle"
    said = {e["entity"]: e["value"] for e in message.get("entities")}
    assert said == {"model": "RX", "built": "2023-03", "plant": "japan"}
    assert message.get("understanding")["heard"] == said


def test_a_vin_travels_sealed_only() -> None:
    from assistant.bot.desk import the_vault

    message = understand(f"my vin is {VIN}")
    parsed = {key: message.get(key) for key in ("intent", "entities", "understanding")}
    assert VIN not in str(parsed)
    assert the_vault().open(message.get("understanding")["heard"]["vin"]) == VIN


def test_the_day_of_asking_comes_with_the_message() -> None:
    heard = understand("it was built last december", on="2026-11-23").get("understanding")["heard"]
    assert heard == {"built": "2025-12"}


def test_everything_is_put_out_with_the_parse_data() -> None:
    message = understand("hello")
    for key in ("intent", "intent_ranking", "entities", "understanding"):
        assert key in message.as_dict(only_output_properties=True)


def test_an_empty_message_is_left_alone() -> None:
    assert understand("").get("understanding") is None
