"""The channel between Rasa and our doors: one message in, whole replies out, on loopback."""

import logging
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any, Optional

from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.core.lock_store import LockError
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from assistant.bot.desk import the_desk
from assistant.bot.lean_actions import check_plain_answers_at_sight, keep_open
from assistant.bot.lean_turns import lighten
from assistant.bot.once import check_ready, take_turn_once
from assistant.bot.tracker_store import forget_nothing
from assistant.bot.turn import begin_turn
from assistant.errors import AssistantError
from assistant.logs import HEADER, REQUEST_ID, log_as_json, request_id_of
from assistant.steady import keep_what_is_loaded
from assistant.storage.masking import mask

log = logging.getLogger(__name__)

RASA_COMMANDS = re.compile(r"\s*/(restart|back|session_start)\b")
"""Rasa obeys these without asking any rule: one undoes turns, one says nothing at all."""


class DoorOutput(OutputChannel):
    """Collects the replies of one turn, each in the shape of Reply.as_dict()."""

    def __init__(self) -> None:
        self.replies: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        return "door"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Every reply of ours carries itself whole under `reply`; anything else is its text."""
        reply = message.get("reply") or {"text": message.get("text") or "", "buttons": []}
        self.replies.append(reply)


def without_commands(text: str) -> str:
    """The message, where Rasa's own commands ("/restart") are words like any others.

    Buttons' payloads ("/deny") stay; a guest who types a command means what it says. Without a
    word, Rasa would see no message and go on answering the one before. Half a character (a lone
    surrogate) could be neither read nor kept.
    """
    text = text.encode("utf-8", "replace").decode()
    if not text.strip():
        return "..."
    return text.strip()[1:] if RASA_COMMANDS.match(text) else text


class DoorInput(InputChannel):
    """POST /webhooks/door/webhook {"sender", "message", "metadata"} -> [reply, ...].

    With "again": true a message that was answered before (by its metadata's "message_id") is not
    taken a second time. The metadata are trusted: only our doors reach this address.
    """

    @classmethod
    def name(cls) -> str:
        return "door"

    def get_metadata(self, request: Request) -> Optional[dict[str, Any]]:
        return (request.json or {}).get("metadata")

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        # Rasa makes its channels before it answers: the first guest does not wait for the desk.
        the_desk().prepare()
        webhook = Blueprint("door_webhook", "door")

        @webhook.listener("before_server_start")
        async def begin(*_: Any) -> None:
            log_as_json("rasa", clean=mask, logger="assistant")

        check_plain_answers_at_sight()

        @webhook.listener("after_server_start")
        async def connect(app: Sanic, _: Any) -> None:
            lighten(app.ctx.agent)
            forget_nothing(app.ctx.agent)
            app.ctx.actions = keep_open(app.ctx.agent)
            keep_what_is_loaded()

        @webhook.listener("before_server_stop")
        async def disconnect(app: Sanic, _: Any) -> None:
            if app.ctx.actions:
                await app.ctx.actions.close()

        @webhook.route("/", methods=["GET"])
        async def health(request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @webhook.route("/ready", methods=["GET"])
        async def ready(request: Request) -> HTTPResponse:
            try:
                await check_ready(getattr(request.app.ctx, "agent", None))
            except (AssistantError, LockError) as error:
                log.error("Not ready: %s", error)
                return response.json({"status": "not ready"}, status=503)
            return response.json({"status": "ready"})

        @webhook.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            body = request.json or {}
            sender, text = body.get("sender"), body.get("message")
            if not isinstance(sender, str) or not isinstance(text, str):
                return response.json({"error": "sender and message are texts"}, status=400)
            REQUEST_ID.set(request_id_of(request.headers.get(HEADER)))
            turn, began = begin_turn(), time.perf_counter()
            output = DoorOutput()
            message = UserMessage(
                without_commands(text),
                output,
                sender,
                input_channel=self.name(),
                metadata=self.get_metadata(request),
            )
            try:
                if body.get("again") is True:
                    given = await take_turn_once(request.app.ctx.agent, message)
                    output.replies = given or output.replies
                else:
                    await on_new_message(message)
            except Exception:  # the last net: a door must hear of it, without the guest's words
                log.exception("A message could not be handled.")
                return response.json({"error": "the message could not be handled"}, status=500)
            milliseconds = round((time.perf_counter() - began) * 1000, 1)
            outcomes = [reply.get("outcome") for reply in output.replies]
            log.info("turn", extra={"ms": milliseconds, "outcomes": outcomes, **turn.as_fields()})
            return response.json(output.replies, headers=turn.as_headers())

        return webhook
