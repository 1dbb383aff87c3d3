"""The agent's side: who waits, taking a guest, chatting, handing back, and the call-backs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, TypeVar

import anyio
import anyio.to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from assistant.errors import DoorError
from assistant.storage.audit import Audit
from assistant.storage.handoff import Handoff
from assistant.storage.presences import Agent
from assistant.web.bodies import message_id, message_text, only, read_json
from assistant.web.faults import Malformed, NotThere, error_response
from assistant.web.handoff import shown
from assistant.web.handoff.call_back_api import CallBackApi
from assistant.web.handoff.streams import Event, News, last_seen, stream, wants_stream
from assistant.web.handoff.switchboard import Switchboard
from assistant.web.settings import WebSettings

T = TypeVar("T")

RequireAgent = Callable[[Request], Awaitable[Agent]]
"""Who is signed in as an agent. Raises NotSignedIn or NotAllowed; checks what must be checked
before something is changed (the page's token)."""


class SomebodyElses(DoorError):
    """Another agent was quicker, or the guest is not (any longer) this agent's."""

    status = 409


def handoff_agent_routes(
    settings: WebSettings,
    switchboard: Switchboard,
    require_agent: RequireAgent,
    *,
    audit: Audit | None = None,
) -> list[Route]:
    """Every address under /agent/api/handoffs and /agent/api/call-backs."""
    return [
        *AgentHandoffApi(settings, switchboard, require_agent, audit).routes(),
        *CallBackApi(settings, switchboard, require_agent, audit).routes(),
    ]


class AgentHandoffApi:
    """The handlers, and what they share."""

    def __init__(
        self,
        settings: WebSettings,
        switchboard: Switchboard,
        require_agent: RequireAgent,
        audit: Audit | None,
    ) -> None:
        self._settings, self._switchboard = settings, switchboard
        self._require, self._audit = require_agent, audit
        self._threads = anyio.CapacityLimiter(settings.storage_threads)

    def routes(self) -> list[Route]:
        """The addresses."""
        return [
            Route("/agent/api/handoffs", self.board, methods=["GET"]),
            Route("/agent/api/handoffs/events", self.board_events, methods=["GET"]),
            Route("/agent/api/handoffs/presence", self.presence, methods=["POST"]),
            Route("/agent/api/handoffs/{id:str}", self.read, methods=["GET"]),
            Route("/agent/api/handoffs/{id:str}/events", self.events, methods=["GET"]),
            Route("/agent/api/handoffs/{id:str}/take", self.take, methods=["POST"]),
            Route("/agent/api/handoffs/{id:str}/messages", self.say, methods=["POST"]),
            Route("/agent/api/handoffs/{id:str}/end", self.end, methods=["POST"]),
        ]

    async def board(self, request: Request) -> JSONResponse:
        """Who waits, who is mine, who else is here."""
        agent = await self._require(request)
        return JSONResponse(await self._do(lambda: self._board(agent)))

    async def board_events(self, request: Request) -> Response:
        """The same, whenever it changes."""
        agent = await self._require(request)
        sent: dict[str, Any] = {}
        watch = self._switchboard.watch

        async def news() -> News:
            nonlocal sent
            now = await self._do(lambda: self._board(agent))
            events = [Event("board", now)] if now != sent else []
            sent = now
            return News(events)

        async def still() -> None:
            await self._require(request)

        if watch.closed:
            return error_response(503, headers={"retry-after": "3"})
        beat = self._switchboard.settings.beat
        return stream(watch, lambda: watch.pulse, news, beat=beat, on_beat=still)

    async def presence(self, request: Request) -> JSONResponse:
        """A sign of life of the console, and whether the agent takes chats; or that it closes."""
        agent = await self._require(request)
        data = await read_json(request, self._settings)
        only(data, "here", "taking")
        here, taking = data.get("here", True), data.get("taking")
        if not isinstance(here, bool) or not (taking is None or isinstance(taking, bool)):
            raise Malformed("`here` and `taking` are true or false.")
        store, now = self._switchboard.presences, self._switchboard.clock()
        if not here:
            # No longer there for new guests; those they have wait a little for the page's return.
            gone = now - self._switchboard.settings.here - timedelta(seconds=1)
            await self._change(lambda: store.leave(agent.id, seen=gone))
            return JSONResponse({"taking": False})
        takes = await self._change(lambda: store.beat(agent, now=now, taking=taking))
        return JSONResponse({"taking": takes})

    async def read(self, request: Request) -> JSONResponse:
        """A guest who waits, or is this agent's: the whole conversation and the car."""
        agent = await self._require(request)
        found = await self._mine_or_waiting(request, agent)
        return JSONResponse(await self._do(lambda: self._opened(found, agent)))

    async def events(self, request: Request) -> Response:
        """What is said there from the position on that the page has seen."""
        agent = await self._require(request)
        found, cursor = await self._mine_or_waiting(request, agent), last_seen(request)
        watch = self._switchboard.watch
        if not wants_stream(request):
            return JSONResponse(await self._do(lambda: self._new(found.id, cursor, agent)))

        async def news() -> News:
            nonlocal cursor
            new = await self._do(lambda: self._new(found.id, cursor, agent))
            cursor = new["cursor"]
            ours = new["handoff"]["state"] != "ended" and (
                new["handoff"]["mine"] or new["handoff"]["state"] == "waiting"
            )
            return News([Event("news", new, id=cursor)], last=not ours)

        async def still() -> None:
            await self._require(request)

        if watch.closed:
            return error_response(503, headers={"retry-after": "3"})
        return stream(
            watch,
            lambda: watch.version(found.conversation),
            news,
            beat=self._switchboard.settings.beat,
            on_beat=still,
        )

    async def take(self, request: Request) -> JSONResponse:
        """Take a guest. One agent gets them; the others are told who."""
        agent = await self._require(request)
        id, now = request.path_params["id"], self._switchboard.clock()

        def take() -> Handoff | None:
            self._switchboard.presences.beat(agent, now=now)
            found = self._switchboard.take(id, agent)
            if self._audit and found and found.agent == agent.id:
                detail = {"handoff": id}
                self._audit.note(agent.login or agent.name, "handoff", now=now, detail=detail)
            return found

        found = await self._change(take)
        if found is None:
            raise NotThere("There is no such guest.")
        if found.state != "live" or found.agent != agent.id:
            raise SomebodyElses(_whose(found))
        return JSONResponse(await self._do(lambda: self._opened(found, agent)))

    async def say(self, request: Request) -> JSONResponse:
        """What the agent says. The same id again is the same message."""
        agent = await self._require(request)
        data = await read_json(request, self._settings)
        only(data, "id", "text")
        this, text = message_id(data.get("id")), message_text(data.get("text"), self._settings)
        id, now = request.path_params["id"], self._switchboard.clock()
        store = self._switchboard.handoffs
        if not await self._change(lambda: store.say_as_agent(id, agent, this, text, now=now)):
            found = await self._do(lambda: store.find(id))
            raise SomebodyElses(_whose(found)) if found else NotThere("There is no such guest.")
        return JSONResponse({"id": this}, status_code=201)

    async def end(self, request: Request) -> JSONResponse:
        """Hand the guest back to the bot."""
        agent = await self._require(request)
        found = await self._mine_or_waiting(request, agent)
        if found.state == "live":
            await self._change(lambda: self._switchboard.hand_back(found))
        return JSONResponse(await self._do(lambda: self._board(agent)))

    async def _mine_or_waiting(self, request: Request, agent: Agent) -> Handoff:
        id = request.path_params["id"]
        found = await self._do(lambda: self._switchboard.handoffs.find(id))
        if found is None:
            raise NotThere("There is no such guest.")
        if found.state == "live" and found.agent != agent.id:
            raise SomebodyElses(_whose(found))
        if found.state == "ended" and found.agent != agent.id:
            raise SomebodyElses(_whose(found))
        return found

    def _board(self, agent: Agent) -> dict[str, Any]:
        board = self._switchboard
        return shown.board(
            board.open(), board.colleagues(), board.call_backs.count(), agent, board.clock()
        )

    def _opened(self, found: Handoff, agent: Agent) -> dict[str, Any]:
        return self._new(found.id, 0, agent)

    def _new(self, id: str, cursor: int, agent: Agent) -> dict[str, Any]:
        board = self._switchboard
        found = board.handoffs.find(id)
        assert found is not None
        card = shown.card(found, agent, board.clock())
        if found.state != "waiting" and found.agent != agent.id:
            # Somebody else has the guest now: not a word more.
            return {"handoff": card, "messages": [], "cursor": cursor}
        if found.ended is None:
            said = board.said(found.conversation, after=cursor)
        else:  # What the guest says to the bot afterwards is not the agent's to read.
            said = board.said(found.conversation).until(found.ended, after=cursor)
        return {"handoff": card, "messages": shown.for_agent(said), "cursor": said.cursor}

    async def _do(self, work: Callable[[], T]) -> T:
        return await anyio.to_thread.run_sync(work, limiter=self._threads)

    async def _change(self, work: Callable[[], T]) -> T:
        try:
            return await self._do(work)
        finally:
            self._switchboard.watch.hurry()


def _whose(found: Handoff) -> str:
    """Why this agent cannot have this guest."""
    if found.state == "live":
        return f"{found.agent_name} has taken this guest."
    if found.state == "waiting":
        return "This guest waits for somebody again. Take them first."
    return "This guest is back with the assistant."
