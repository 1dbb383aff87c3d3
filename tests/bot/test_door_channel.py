"""What the doors and Rasa say to each other."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import pytest

pytestmark = pytest.mark.rasa

REPLY = {"text": "Hello.", "speech": "Hello.", "buttons": [], "outcome": "chitchat"}


@pytest.fixture
def post(loop: asyncio.AbstractEventLoop) -> Callable[..., tuple[int, Any]]:
    """Posts a body to the webhook, behind which `rasa` stands."""
    from assistant.bot.door_channel import DoorInput

    def post(body: Any, rasa: Callable[[Any], Awaitable[None]]) -> tuple[int, Any]:
        webhook = DoorInput().blueprint(rasa)
        routes = {route.uri: route.handler for route in webhook._future_routes}
        request = SimpleNamespace(json=body, headers={})
        answer = loop.run_until_complete(routes["/webhook"](request))
        return answer.status, json.loads(answer.body)

    return post


async def says_hello(message: Any) -> None:
    await message.output_channel.send_response("guest", {"text": "Hello.", "reply": REPLY})


def test_a_message_goes_in_whole_and_replies_come_out_whole(post: Any) -> None:
    seen = []

    async def rasa(message: Any) -> None:
        seen.append(message)
        await says_hello(message)

    body = {"sender": "guest", "message": "hi", "metadata": {"audience": "agent"}}
    assert post(body, rasa) == (200, [REPLY])
    (message,) = seen
    assert (message.text, message.sender_id) == ("hi", "guest")
    assert message.metadata == {"audience": "agent"}
    assert message.input_channel == "door"


@pytest.mark.parametrize(
    "body", [None, {}, {"sender": "guest"}, {"message": "hi"}, {"sender": 7, "message": "hi"}]
)
def test_what_is_no_message_is_refused(post: Any, body: Any) -> None:
    status, answer = post(body, says_hello)
    assert status == 400
    assert "sender and message are texts" in answer["error"]


def test_a_fault_behind_it_is_told_without_the_guests_words(post: Any) -> None:
    async def rasa(message: Any) -> None:
        raise RuntimeError(f"cannot handle {message.text}")

    status, answer = post({"sender": "guest", "message": "my secret"}, rasa)
    assert status == 500
    assert "secret" not in str(answer)


def test_a_message_that_is_not_ours_is_still_a_reply(loop: asyncio.AbstractEventLoop) -> None:
    from assistant.bot.door_channel import DoorOutput

    output = DoorOutput()
    loop.run_until_complete(output.send_response("guest", {"text": "plain"}))
    assert output.replies == [{"text": "plain", "buttons": []}]


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("/restart", "restart"),
        (" /back ", "back"),
        ("/session_start", "session_start"),
        ("/deny", "/deny"),
        ("/check_my_vehicle", "/check_my_vehicle"),
        ('/faq{"topic": "cost"}', '/faq{"topic": "cost"}'),
        ("is it 1/2 restart", "is it 1/2 restart"),
        ("/backwards", "/backwards"),
        (" \n", "..."),
        ("an NX \ud800", "an NX ?"),
    ],
)
def test_rasas_own_commands_are_words_like_any_others(typed: str, taken: str) -> None:
    from assistant.bot.door_channel import without_commands

    assert without_commands(typed) == taken
