"""What the last turn was: what "yes", "no" and "say that again" mean."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

pytestmark = pytest.mark.rasa

QUESTION = {
    "text": "**Which Lexus model is it?**",
    "outcome": "verdict",
    "verdict": {"outcome": "need_facts"},
}
VERDICT = {
    "text": "**Good news.**",
    "outcome": "verdict",
    "verdict": {"outcome": "remedy_available"},
}
ANSWER = {"text": "45 minutes.", "outcome": "answer", "verdict": None}
CLARIFY = {"text": "Do you mean ...?", "outcome": "clarify", "verdict": None}
MISS = {"text": "I am sorry.", "outcome": "fallback", "verdict": None}


def tracker(domain: Any, *turns: list[dict[str, Any]]) -> Any:
    """A conversation in which each message had these replies; the newest has none yet."""
    from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered
    from rasa.shared.core.trackers import DialogueStateTracker

    events: list[Any] = []
    for replies in [*turns, []]:
        events += [ActionExecuted("action_listen"), UserUttered("?")]
        events += [BotUttered(r["text"], metadata={"reply": r}) for r in replies]
    return DialogueStateTracker.from_events("guest", events, domain.slots)


def test_before_the_first_reply_there_is_none(domain: Any) -> None:
    from assistant.bot.speaker import last_turn

    assert last_turn(tracker(domain)).reply is None
    assert last_turn(tracker(domain)).misses == 0


@pytest.mark.parametrize(
    ("replies", "meant"),
    [
        ([ANSWER], ANSWER),
        ([QUESTION], QUESTION),
        ([ANSWER, QUESTION], ANSWER),
        ([CLARIFY, QUESTION], CLARIFY),
        ([ANSWER, VERDICT], VERDICT),
    ],
)
def test_a_turn_is_about_more_than_the_question_that_came_back(
    domain: Any, replies: list[dict[str, Any]], meant: dict[str, Any]
) -> None:
    from assistant.bot.speaker import last_turn

    assert last_turn(tracker(domain, [MISS], replies)).reply == meant


@pytest.mark.parametrize(
    ("turns", "misses"),
    [
        ([[MISS]], 1),
        ([[MISS], [MISS]], 2),
        ([[MISS, QUESTION], [MISS, QUESTION]], 2),
        ([[MISS], [ANSWER]], 0),
        ([[MISS], [ANSWER], [MISS]], 1),
        ([[QUESTION], [MISS, QUESTION]], 1),
    ],
)
def test_misses_are_counted_in_turns(
    domain: Any, turns: list[list[dict[str, Any]]], misses: int
) -> None:
    from assistant.bot.speaker import last_turn

    assert last_turn(tracker(domain, *turns)).misses == misses


def test_a_form_asks_for_the_fact_in_its_name(domain: Any, loop: asyncio.AbstractEventLoop) -> None:
    from rasa.shared.core.events import SlotSet

    from assistant.bot.speaker import Speaker

    talk = tracker(domain)
    talk.update(SlotSet("model", "NX"))
    generate = Speaker().generate("utter_ask_vehicle_form_built", talk, "door")
    message = loop.run_until_complete(generate)
    assert message is not None
    assert "was your NX built" in message["text"]
    assert message["reply"]["text"] == message["text"]
    assert [b["title"] for b in message["buttons"]] == ["I don't know"]
