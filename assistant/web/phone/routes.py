"""The webhooks of the phone line, in Twilio's form.

    POST /phone/call          a call comes in: the greeting
    POST /phone/turns/{n}     what the caller said, pressed, or how a transfer went: the answer
    POST /phone/turns/{n}/answer   the answer to a turn that took longer than a provider waits
    POST /phone/status        the call has ended: what was said is forgotten
    POST /phone/fallback      the provider had trouble with one of the others: where the call stands

A turn's number stands in the address that the answer before it gave to the provider, so a request
that comes twice, late or out of order is known as such.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timezone

import anyio
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.desk.desk import Desk
from assistant.errors import AssistantError
from assistant.storage.calls import Call, CallStore
from assistant.web.faults import Malformed, NotThere
from assistant.web.phone import twiml
from assistant.web.phone.conversing import Conversing, in_thread
from assistant.web.phone.form import read_form
from assistant.web.phone.heard import Heard, call_sid, heard
from assistant.web.phone.hints import Hints
from assistant.web.phone.people import to_a_person
from assistant.web.phone.scene import CallState, Spoken
from assistant.web.phone.settings import PhoneSettings
from assistant.web.phone.talk import Step, Talk, TextMe, Turn
from assistant.web.request_id import current_request_id

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]

_OVER = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
_POLL_SECONDS = 0.2
_LONGEST_TURN = 4
"""Digits: no call has ten thousand turns."""
_TROUBLE = "I am sorry, something went wrong on our side."


def phone_routes(
    settings: PhoneSettings,
    desk: Desk,
    conversing: Conversing,
    calls: CallStore,
    *,
    text_me: TextMe | None = None,
    clock: Clock | None = None,
) -> list[Route]:
    """The addresses of the phone line. `text_me` sends texts; without it "text me" is declined."""
    line = PhoneLine(settings, Talk(desk, conversing, text_me=text_me), conversing, calls, clock)
    return [
        Route("/phone/call", line.call, methods=["POST"]),
        Route("/phone/turns/{turn:str}", line.turn, methods=["POST"]),
        Route("/phone/turns/{turn:str}/answer", line.late_answer, methods=["POST"]),
        Route("/phone/status", line.status, methods=["POST"]),
        Route("/phone/fallback", line.fallback, methods=["POST"]),
    ]


class PhoneLine:
    """The handlers, and what they share."""

    def __init__(
        self,
        settings: PhoneSettings,
        talk: Talk,
        conversing: Conversing,
        calls: CallStore,
        clock: Clock | None,
    ) -> None:
        self._settings, self._talk, self._calls = settings, talk, calls
        self._conversing = conversing
        self._now: Clock = clock or (lambda: datetime.now(timezone.utc))
        self._hints = Hints()

    async def call(self, request: Request) -> Response:
        """A call comes in."""
        fields, sid = await self._read(request)
        return await self._answer_kindly(sid, 0, Heard(), fields)

    async def turn(self, request: Request) -> Response:
        """The caller's turn."""
        fields, sid = await self._read(request)
        return await self._answer_kindly(sid, _turn_of(request), heard(fields), fields)

    async def late_answer(self, request: Request) -> Response:
        """The answer to a turn that another request is still at; none in time is trouble."""
        _, sid = await self._read(request)
        number = _turn_of(request)
        try:
            with anyio.move_on_after(self._settings.patience_seconds):
                while True:
                    answer = await in_thread(lambda: self._calls.last_answer(sid, number))
                    if answer is not None:
                        return _xml(answer)
                    await anyio.sleep(_POLL_SECONDS)
        except AssistantError as error:
            return self._told(error)
        return self._trouble()

    async def status(self, request: Request) -> Response:
        """How the call goes on; only its end matters."""
        fields, sid = await self._read(request)
        if fields.get("CallStatus") in _OVER:
            call = await in_thread(lambda: self._calls.find(sid))
            if call is not None and not call.ended:
                await in_thread(lambda: self._calls.end(sid, now=self._now()))
                await self._conversing.close(call.conversation, now=self._now())
        return Response(status_code=204)

    async def fallback(self, request: Request) -> Response:
        """The provider could not use an answer, or got none in time: the last one once more."""
        _, sid = await self._read(request)
        log.warning("The provider had trouble with a call. [%s]", current_request_id())
        try:
            call = await in_thread(lambda: self._calls.find(sid))
            if call is None or call.ended:
                return self._trouble()
            return _xml(await self._where_it_stands(call))
        except AssistantError as error:
            return self._told(error)

    async def _read(self, request: Request) -> tuple[dict[str, str], str]:
        fields = await read_form(request, self._settings)
        sid = call_sid(fields)
        if sid is None:
            raise Malformed("A call must have a CallSid.")
        return fields, sid

    async def _answer_kindly(
        self, sid: str, number: int, said: Heard, fields: dict[str, str]
    ) -> Response:
        try:
            return _xml(await self._answer(sid, number, said, fields.get("From", "")))
        except AssistantError as error:
            return self._told(error)

    async def _answer(self, sid: str, number: int, said: Heard, caller: str) -> str:
        call = await in_thread(lambda: self._calls.find(sid))
        if call is None:
            # Also a call whose beginning is not known here: it begins anew, with the greeting.
            conversation = await self._conversing.begin(now=self._now())
            await in_thread(lambda: self._calls.begin(sid, conversation, now=self._now()))
            call = Call(sid, conversation, 0, {}, False)
            number, said = 0, Heard()
        if call.ended:
            return twiml.hang_up()
        taken = await in_thread(lambda: self._calls.take(sid, number, said.key(), now=self._now()))
        if taken.how == "ours":
            return await self._take(sid, number, said, caller)
        if taken.answer is not None and taken.how == "answered":
            return taken.answer
        if taken.how == "busy":
            return await self._wait(sid, number, said)
        return taken.answer or twiml.wait(f"/phone/turns/{call.next_turn}/answer")

    async def _take(self, sid: str, number: int, said: Heard, caller: str) -> str:
        """This turn is ours: answer it, or give it back."""
        try:
            call = await in_thread(lambda: self._calls.find(sid))
            assert call is not None
            state, spoken = await self._step(call, number, said, caller)
            answer = self._render(spoken, number + 1)
            return await in_thread(
                lambda: self._calls.answer(sid, number, answer, state.as_dict(), now=self._now())
            )
        except BaseException:
            with anyio.CancelScope(shield=True):
                await in_thread(lambda: self._calls.release(sid, number))
            raise

    async def _step(self, call: Call, number: int, said: Heard, caller: str) -> Step:
        if number == 0 or not call.state:
            return self._talk.greet(call.conversation)
        turn = Turn(number, self._now(), caller)
        return await self._talk.turn(CallState.from_dict(call.state), said, turn)

    async def _wait(self, sid: str, number: int, said: Heard) -> str:
        """Another request has this turn; its answer is ours as well."""
        with anyio.move_on_after(self._settings.patience_seconds):
            while True:
                await anyio.sleep(_POLL_SECONDS)
                taken = await in_thread(
                    lambda: self._calls.take(sid, number, said.key(), now=self._now())
                )
                if taken.how == "ours":
                    return await self._take(sid, number, said, "")
                if taken.answer is not None:
                    return taken.answer
        return twiml.wait(f"/phone/turns/{number}/answer")

    async def _where_it_stands(self, call: Call) -> str:
        """The last answer of a call once more."""
        answer = await in_thread(lambda: self._calls.last_answer(call.sid))
        return answer or self._render(self._talk.greet(call.conversation)[1], call.next_turn)

    def _told(self, error: AssistantError) -> Response:
        """A caller hears a kind sentence, and the log what happened."""
        log.error("%s: %s [%s]", type(error).__name__, error, current_request_id())
        return self._trouble()

    def _trouble(self) -> Response:
        """Nothing can be remembered now, so a person is the way on, or the hours."""
        transfer = to_a_person(self._talk.knowledge.program, self._now())
        spoken = Spoken(f"{_TROUBLE} {transfer.text}", dial=transfer.number, hang_up=True)
        return _xml(self._render(spoken, 0))

    def _render(self, spoken: Spoken, next_turn: int) -> str:
        knowledge = self._talk.knowledge
        return twiml.answer(
            spoken,
            action=f"/phone/turns/{next_turn}",
            settings=self._settings,
            hints=self._hints.of(knowledge, spoken.asks),
            lines=knowledge.program.lines,
        )


def _turn_of(request: Request) -> int:
    """The turn that stands in the address. Raises NotThere for one that no call comes to."""
    turn: str = request.path_params["turn"]
    if not (turn.isascii() and turn.isdigit() and len(turn) <= _LONGEST_TURN):
        raise NotThere("There is no such turn.")
    return int(turn)


def _xml(document: str) -> Response:
    return Response(document, media_type="application/xml")
