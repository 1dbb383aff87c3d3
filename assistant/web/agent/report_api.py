"""The managers' report: questions, answered share, handed over and thumbs, by week."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import anyio.to_thread
from sqlalchemy.engine import Engine
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from assistant.storage.figures import report
from assistant.web.agent.doorkeeper import Doorkeeper

_WEEKS = 12


class ReportApi:
    """The handler, and what it needs."""

    def __init__(
        self, engine: Engine, doorkeeper: Doorkeeper, clock: Callable[[], datetime]
    ) -> None:
        self._engine, self._doorkeeper, self._clock = engine, doorkeeper, clock

    def routes(self) -> list[Route]:
        """The addresses."""
        return [Route("/agent/api/report", self.weeks, methods=["GET"])]

    async def weeks(self, request: Request) -> JSONResponse:
        """The last weeks, the newest first, all channels together."""
        await self._doorkeeper.require(request, "editor")
        today = self._clock().date()
        found = await anyio.to_thread.run_sync(lambda: report(self._engine, weeks=_WEEKS, on=today))
        return JSONResponse({"weeks": [week.as_dict() for week in reversed(found)]})
