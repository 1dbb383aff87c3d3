"""A conversation is one small row: its slots, its open question and its last turns, masked."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
import sqlalchemy as sa

from assistant.storage.database import open_database, reading
from assistant.storage.schema import trackers

DATABASES = ("file", "postgresql")
pytestmark = pytest.mark.rasa

VIN = "2T2GACVZ8PC079756"


def row(url: str, sender: str = "guest") -> str:
    with reading(open_database(url)) as connection:
        query = sa.select(trackers.c.events).where(trackers.c.sender_id == sender)
        return str(connection.execute(query).scalar_one())


def slot(url: str, name: str) -> Any:
    events = [e for e in json.loads(row(url)) if e["event"] == "slot" and e["name"] == name]
    return events[-1]["value"] if events else None


def questions(heard: Any) -> list[str]:
    return [reply["text"] for reply in heard.replies if "?**" in reply["text"]]


def test_after_two_hundred_turns_the_row_is_as_small_as_after_ten(
    domain: Any, loop: asyncio.AbstractEventLoop, url: str
) -> None:
    from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SlotSet, UserUttered
    from rasa.shared.core.trackers import DialogueStateTracker

    from assistant.bot.tracker_store import TURNS_KEPT, ConversationStore

    store = ConversationStore(domain, host=url)
    tracker = DialogueStateTracker("guest", domain.slots)
    start = [ActionExecuted("action_session_start"), ActionExecuted("action_listen")]
    facts = [SlotSet("model", "NX"), ActiveLoop("vehicle_form"), SlotSet("requested_slot", "built")]
    tracker.update_with_events([*start, *facts], domain)
    sizes = []
    for turn in range(200):
        said = [UserUttered(f"question {turn:03}"), BotUttered(f"answer {turn:03}" * 20)]
        tracker.update_with_events([*said, ActionExecuted("action_listen")], domain)
        loop.run_until_complete(store.save(tracker))
        tracker = loop.run_until_complete(store.retrieve("guest"))
        sizes.append(len(row(url)))
    assert max(sizes[10:]) <= sizes[10] * 1.05
    assert sizes[-1] < 20_000
    users = [e.text for e in tracker.events if isinstance(e, UserUttered)]
    assert users == [f"question {turn:03}" for turn in range(200 - TURNS_KEPT, 200)]
    assert tracker.active_loop_name == "vehicle_form"
    assert tracker.get_slot("model") == "NX"
    assert tracker.get_slot("requested_slot") == "built"


def test_an_open_question_outlives_many_side_questions(bot: Any, url: str) -> None:
    bot("is my NX in the program?")
    for _ in range(8):
        bot("thank you")
        bot("how long does the appointment take?")
    assert len(row(url)) < 60_000
    heard = bot("are you a robot?")
    assert "was your NX built" in questions(heard)[0]
    (reply,) = bot("August 2023").replies
    assert reply["verdict"]["phase"] == 5


def test_the_car_is_remembered_long_after_its_turns_are_gone(bot: Any, url: str) -> None:
    bot("is my NX from August 2023 in the program?")
    for _ in range(12):
        bot("thank you")
    assert "August 2023" not in str([e for e in json.loads(row(url)) if e["event"] == "user"])
    (reply,) = bot("which phase is my car in?").replies
    assert reply["verdict"]["phase"] == 5


def test_what_names_a_person_or_a_car_is_masked_in_the_row(bot: Any, url: str) -> None:
    bot(f"please check my vin {VIN}")
    bot("you can reach me at 312-555-0147 or jane.doe@example.com")
    kept = row(url)
    assert VIN not in kept
    assert "555-0147" not in kept
    assert "jane.doe" not in kept
    assert "079756" in kept, "the last six stay, so that a person can recognise the car"
    assert "1-800-255-3987" in bot("I would like to talk to a person").replies[0]["text"]
    assert "1-800-255-3987" in row(url), "a centre's own number is no secret"


def test_the_vin_in_the_slot_is_sealed_and_still_judged(bot: Any, url: str) -> None:
    from assistant.bot.desk import the_vault

    bot(VIN)
    sealed = slot(url, "vin")
    assert sealed.startswith("sealed:")
    assert the_vault().open(sealed) == VIN
    (reply,) = bot("it was built in Japan in August 2023").replies
    assert reply["verdict"]["outcome"] == "invalid_facts"
    assert "The VIN says built in North America" in reply["text"]


def test_starting_over_leaves_no_vin_behind(bot: Any, url: str) -> None:
    bot(VIN)
    bot("start over")
    assert slot(url, "vin") is None
    assert slot(url, "model") is None


def test_two_guests_do_not_meet(bot: Any, url: str) -> None:
    bot("is my NX in the program?", sender="one")
    bot("is my RX in the program?", sender="two")
    assert "your NX built" in questions(bot("thank you", sender="one"))[0]
    assert "your RX built" in questions(bot("thank you", sender="two"))[0]


def test_an_unknown_conversation_is_none(domain: Any, loop: asyncio.AbstractEventLoop) -> None:
    from assistant.bot.tracker_store import ConversationStore

    store = ConversationStore(domain, host="sqlite://")
    assert loop.run_until_complete(store.retrieve("nobody")) is None
    assert loop.run_until_complete(store.keys()) == []


def test_saving_twice_keeps_one_row(domain: Any, loop: asyncio.AbstractEventLoop) -> None:
    from rasa.shared.core.events import ActionExecuted, UserUttered
    from rasa.shared.core.trackers import DialogueStateTracker

    from assistant.bot.tracker_store import ConversationStore

    store = ConversationStore(domain, host="sqlite://")
    events = [ActionExecuted("action_listen"), UserUttered("hello")]
    tracker = DialogueStateTracker.from_events("guest", events, domain.slots)
    for _ in range(2):
        loop.run_until_complete(store.save(tracker))
    assert loop.run_until_complete(store.keys()) == ["guest"]
    again = loop.run_until_complete(store.retrieve("guest"))
    assert again is not None
    assert again.latest_message is not None
    assert again.latest_message.text == "hello"


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (f"my vin is {VIN}", "my vin is •••••••••••079756"),
        ({"deep": [f"{VIN}", 7, None]}, {"deep": ["•••••••••••079756", 7, None]}),
        ("sealed:312-555-0147", "sealed:312-555-0147"),
        ("write to jane@example.com", "write to [e-mail address]"),
    ],
)
def test_every_text_is_masked_but_a_seal(value: Any, kept: Any) -> None:
    from assistant.bot.tracker_store import masked

    assert masked(value) == kept
