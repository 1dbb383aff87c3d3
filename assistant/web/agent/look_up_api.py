"""What an agent looks up while a guest is on the line: topics and vehicles."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import anyio.to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from assistant.desk.agent_desk import AgentDesk, Card, Entry, Suggestions
from assistant.desk.desk import Desk
from assistant.desk.opening import moment_of
from assistant.errors import MessageTooLong
from assistant.storage.audit import Audit
from assistant.web.agent import console_json
from assistant.web.agent.doorkeeper import Doorkeeper, SignedIn
from assistant.web.bodies import only, read_json
from assistant.web.faults import Malformed
from assistant.web.limits import Limit
from assistant.web.settings import Rate, WebSettings

_LONGEST = 2_000
"""Characters of a field; a dictated VIN is the longest thing that anybody enters."""
_FIELDS = ("vin", "model", "built", "plant", "model_year")
_REMEMBERED = 5_000
"""Sign-ins whose last look-up is remembered; more are never at work at a time."""


class LookUpApi:
    """The handlers, and what they share."""

    def __init__(
        self,
        web: WebSettings,
        desk: Desk,
        doorkeeper: Doorkeeper,
        audit: Audit,
        clock: Callable[[], datetime],
    ) -> None:
        self._web, self._desk, self._agent_desk = web, desk, AgentDesk(desk)
        self._doorkeeper, self._audit, self._clock = doorkeeper, audit, clock
        self._limit = Limit(
            Rate(burst=200, a_minute=1200),
            "That was faster than anybody types. Please wait a moment.",
        )
        self._last: OrderedDict[tuple[str, str], object] = OrderedDict()

    def routes(self) -> list[Route]:
        """The addresses."""
        return [
            Route("/agent/api/suggest", self.suggest, methods=["POST"]),
            Route("/agent/api/vehicle", self.vehicle, methods=["POST"]),
            Route("/agent/api/program", self.program, methods=["GET"]),
            Route("/agent/api/topics/{id:str}", self.topic, methods=["GET"]),
        ]

    async def suggest(self, request: Request) -> JSONResponse:
        """The best three topics for the guest's words, while they are typed."""
        signed_in, data = await self._asked(request, ("text",))
        text, now = data["text"], self._clock()
        on = moment_of({}, now).on

        def look_up() -> dict[str, Any]:
            found = self._agent_desk.suggest(text, on=on)
            self._note_topic(signed_in, found, now)
            return console_json.suggestions(found, self._desk.knowledge.program, now)

        return JSONResponse(await anyio.to_thread.run_sync(look_up))

    async def topic(self, request: Request) -> JSONResponse:
        """One topic, as it is now."""
        signed_in = await self._doorkeeper.require(request, "agent")
        id, now = request.path_params["id"], self._clock()
        shown = self._agent_desk.topic(id)
        if shown is None:
            raise HTTPException(404)
        await anyio.to_thread.run_sync(
            lambda: self._note(signed_in, "topic", id, now, detail={"topic": id})
        )
        return JSONResponse(console_json.topic(shown, self._desk.knowledge.program))

    async def vehicle(self, request: Request) -> JSONResponse:
        """The vehicle card: what was read of it, and the verdict with its reasons."""
        signed_in, data = await self._asked(request, _FIELDS)
        now = self._clock()
        moment = moment_of({"audience": "agent"}, now)

        def look_up() -> dict[str, Any]:
            read = self._agent_desk.vehicle(Entry(**data), moment)
            self._note_vehicle(signed_in, read, now)
            return console_json.card(read, self._desk.knowledge.program)

        return JSONResponse(await anyio.to_thread.run_sync(look_up))

    async def program(self, request: Request) -> JSONResponse:
        """What the console shows around the look-ups."""
        await self._doorkeeper.require(request, "agent")
        program, now = self._desk.knowledge.program, self._clock()
        return JSONResponse(
            {
                "code": program.code,
                "name": program.name,
                "as_of": program.as_of.isoformat(),
                "today": moment_of({}, now).on.isoformat(),
                "models": list(program.lines),
                "people": console_json.people(program, now),
            }
        )

    async def _asked(
        self, request: Request, fields: tuple[str, ...]
    ) -> tuple[SignedIn, dict[str, str]]:
        signed_in = await self._doorkeeper.require(request, "agent")
        self._limit.take(signed_in.id)
        data = await read_json(request, self._web)
        only(data, *fields)
        return signed_in, {field: _text(data, field) for field in fields}

    def _note_topic(self, signed_in: SignedIn, found: Suggestions, now: datetime) -> None:
        if found.topics:
            shown = [suggestion.briefing.topic for suggestion in found.topics]
            self._note(signed_in, "topic", shown[0], now, detail={"topic": shown[0]})

    def _note_vehicle(self, signed_in: SignedIn, read: Card, now: datetime) -> None:
        if read.advice is None:
            return
        verdict = read.advice.verdict
        facts = verdict.facts
        detail = {
            "model": facts.model,
            "built": str(facts.built) if facts.built else None,
            "plant": facts.plant,
            "model_year": facts.model_year,
            "outcome": verdict.outcome,
            "phase": verdict.phase,
        }
        key = (facts.vin, *detail.values())
        self._note(signed_in, "vehicle", key, now, vin=facts.vin or "", detail=detail)

    def _note(
        self,
        signed_in: SignedIn,
        action: str,
        key: object,
        now: datetime,
        *,
        detail: Mapping[str, Any],
        vin: str = "",
    ) -> None:
        """One line a look-up: while somebody types on and the same stands there, no other line."""
        place = (signed_in.id, action)
        if self._last.get(place) == key:
            return
        self._audit.note(signed_in.user.name, action, now=now, vin=vin, detail=detail)
        self._last[place] = key
        self._last.move_to_end(place)
        while len(self._last) > _REMEMBERED:
            self._last.popitem(last=False)


def _text(data: Mapping[str, Any], field: str) -> str:
    value = data.get(field, "")
    if not isinstance(value, str):
        raise Malformed(f"`{field}` must be a text.")
    if len(value) > _LONGEST:
        raise MessageTooLong("This is longer than anything that fits here.")
    # Half a character (a lone surrogate) is nothing that could be looked up.
    return value.encode("utf-8", "replace").decode().replace("\0", "")
