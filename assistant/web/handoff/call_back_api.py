"""Call-backs at the console: list, take, note, done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import anyio
import anyio.to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from assistant.errors import DoorError
from assistant.storage.audit import Audit
from assistant.storage.callbacks import CallBack
from assistant.storage.presences import Agent
from assistant.web.bodies import message_text, only, read_json
from assistant.web.faults import NotThere
from assistant.web.handoff import shown
from assistant.web.handoff.switchboard import Switchboard
from assistant.web.settings import WebSettings

T = TypeVar("T")


class TakenBySomebody(DoorError):
    """Another agent works on it, or this one has not taken it yet."""

    status = 409


class CallBackApi:
    """The handlers, and what they share."""

    def __init__(
        self,
        settings: WebSettings,
        switchboard: Switchboard,
        require_agent: Callable[[Request], Awaitable[Agent]],
        audit: Audit | None,
    ) -> None:
        self._settings, self._switchboard = settings, switchboard
        self._require, self._audit = require_agent, audit
        self._threads = anyio.CapacityLimiter(settings.storage_threads)

    def routes(self) -> list[Route]:
        """The addresses."""
        return [
            Route("/agent/api/call-backs", self.list, methods=["GET"]),
            Route("/agent/api/call-backs/{id:str}/take", self.take, methods=["POST"]),
            Route("/agent/api/call-backs/{id:str}/notes", self.note, methods=["POST"]),
            Route("/agent/api/call-backs/{id:str}/done", self.done, methods=["POST"]),
            Route("/agent/api/call-backs/{id:str}/give-back", self.give_back, methods=["POST"]),
        ]

    async def list(self, request: Request) -> JSONResponse:
        """What is to be done; with ?done=1, what was."""
        agent = await self._require(request)
        done = request.query_params.get("done") == "1"
        found = await self._do(lambda: self._switchboard.call_backs.list(done=done))
        return JSONResponse({"call_backs": [shown.call_back(one, agent) for one in found]})

    async def take(self, request: Request) -> JSONResponse:
        """Take one: then its number or address is shown, and the audit has a line."""
        agent = await self._require(request)
        id, now = request.path_params["id"], self._switchboard.clock()

        def take() -> CallBack | None:
            found = self._switchboard.call_backs.take(id, agent, now=now)
            if self._audit and found and found.agent == agent.id:
                detail = {"call_back": id}
                self._audit.note(agent.login or agent.name, "call_back", now=now, detail=detail)
            return found

        found = await self._change(take)
        if found is None:
            raise NotThere("There is no such request.")
        if found.agent != agent.id:
            raise TakenBySomebody(f"{found.agent_name} has taken this request.")
        return JSONResponse(shown.call_back(found, agent))

    async def note(self, request: Request) -> JSONResponse:
        """Write something down about it."""
        agent = await self._require(request)
        data = await read_json(request, self._settings)
        only(data, "text")
        text = message_text(data.get("text"), self._settings)
        return await self._mine(
            request, agent, lambda id, now: self._store.note(id, agent, text, now=now)
        )

    async def done(self, request: Request) -> JSONResponse:
        """It is worked off."""
        agent = await self._require(request)
        return await self._mine(
            request, agent, lambda id, now: self._store.done(id, agent, now=now)
        )

    async def give_back(self, request: Request) -> JSONResponse:
        """Somebody else shall take it."""
        agent = await self._require(request)
        return await self._mine(
            request, agent, lambda id, now: self._store.give_back(id, agent, now=now)
        )

    @property
    def _store(self) -> Any:
        return self._switchboard.call_backs

    async def _mine(
        self, request: Request, agent: Agent, work: Callable[[str, Any], bool]
    ) -> JSONResponse:
        """Change one that is this agent's, and give it as it is then."""
        id, now = request.path_params["id"], self._switchboard.clock()
        changed = await self._change(lambda: work(id, now))
        found = await self._do(lambda: self._store.find(id))
        if found is None:
            raise NotThere("There is no such request.")
        if not changed:
            raise TakenBySomebody(
                f"{found.agent_name} has taken this request."
                if found.agent not in (None, agent.id)
                else "Please take this request first."
            )
        return JSONResponse(shown.call_back(found, agent))

    async def _do(self, work: Callable[[], T]) -> T:
        return await anyio.to_thread.run_sync(work, limiter=self._threads)

    async def _change(self, work: Callable[[], T]) -> T:
        try:
            return await self._do(work)
        finally:
            self._switchboard.watch.hurry()
