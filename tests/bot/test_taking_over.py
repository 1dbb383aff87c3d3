"""When the desk takes over in mid-form, it knows what the bot knew."""

from __future__ import annotations

import json
from datetime import date, datetime, timezone
from typing import Any

import pytest

from assistant.desk.conversation import converse
from assistant.desk.desk import Moment
from assistant.desk.taking_over import memory_of
from assistant.storage.database import open_database
from assistant.storage.handovers import HandoverStore
from assistant.storage.vault import Vault

pytestmark = pytest.mark.rasa

VIN = "2T2GACVZ8PC079756"


@pytest.fixture
def take_over(bot: Any, url: str) -> Any:
    """The bot is told some things; then the desk answers the next one."""

    def take_over(*told: str, then: str) -> str:
        from assistant.bot.desk import the_desk, the_vault

        for text in told:
            bot(text)
        store = HandoverStore(open_database(url), the_vault())
        memory = memory_of(store.bot_events("guest"), the_vault())
        now = datetime(2024, 2, 10, 17, tzinfo=timezone.utc)
        moment = Moment(on=date(2024, 2, 10), now=now, audience="guest")
        replies, _ = converse(the_desk(), then, memory, moment)
        return "\n".join(reply.text for reply in replies)

    return take_over


def test_the_model_and_the_open_question_are_known(take_over: Any) -> None:
    answer = take_over("is my car in the program?", "an NX", then="08/23")
    assert "NX built in August 2023 is available" in answer


def test_facts_of_a_side_question_are_known(take_over: Any) -> None:
    answer = take_over("is my car in?", "what do I bring for my NX?", then="built 08/23")
    assert "NX built in August 2023 is available" in answer


def test_a_vin_is_known_though_it_is_kept_sealed(take_over: Any, url: str) -> None:
    answer = take_over("is my car in the program?", f"my vin is {VIN}", then="it was built 08/23")
    assert "August 2023" in answer
    events = HandoverStore(open_database(url), Vault("another")).bot_events("guest")
    assert VIN not in json.dumps(events)


def test_saying_it_again_says_what_the_bot_said_last(take_over: Any) -> None:
    answer = take_over("what do I need to bring?", then="can you repeat that?")
    assert "original Smart Key" in answer


def test_of_somebody_new_nothing_is_known(take_over: Any) -> None:
    assert "Which Lexus model" in take_over(then="is my car in the program?")
