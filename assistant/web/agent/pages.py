"""The pages: signing in for everybody, the console and its files for who has signed in."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from assistant.errors import StorageError
from assistant.web.agent.doorkeeper import Doorkeeper
from assistant.web.assets import STATIC, Asset, read_asset
from assistant.web.request_id import current_request_id

log = logging.getLogger(__name__)

FOLDER = STATIC / "agent"
_AWAY = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="5">
<title>The console is not available</title>
<h1>The console is not available right now</h1>
<p>What was kept is safe. This page tries again by itself every few seconds.</p>
<p>Reference: {reference}</p>
</html>
"""
_FOR_EVERYBODY = frozenset({"sign-in.html", "sign-in.js", "sign-in.css"})


class Pages:
    """Serves the files of static/agent."""

    def __init__(self, doorkeeper: Doorkeeper, folder: Path = FOLDER) -> None:
        self._doorkeeper = doorkeeper
        self._files = {file.name: read_asset(file) for file in sorted(folder.iterdir())}

    def routes(self) -> list[Route]:
        """The addresses."""
        return [
            Route("/agent", self.front, methods=["GET"]),
            Route("/agent/", self.front_again, methods=["GET"]),
            *(
                Route(f"/agent/{name}", self._server(asset), methods=["GET"])
                for name, asset in self._files.items()
                if not name.endswith(".html")
            ),
        ]

    async def front(self, request: Request) -> Response:
        """The console; the sign-in page for everybody who may not see it."""
        try:
            signed_in = await self._doorkeeper.who(request)
        except StorageError as error:
            log.error("The console cannot be opened: %s", error)
            return HTMLResponse(_AWAY.format(reference=current_request_id()), 503)
        name = "console.html" if signed_in and signed_in.user.may("agent") else "sign-in.html"
        response = self._files[name].response(request)
        response.headers["cache-control"] = "no-store"
        return response

    async def front_again(self, _request: Request) -> Response:
        return RedirectResponse("/agent", 308)

    def _server(self, asset: Asset) -> Callable[[Request], Awaitable[Response]]:
        async def serve(request: Request) -> Response:
            if asset.name not in _FOR_EVERYBODY:
                await self._doorkeeper.require(request, "agent")
            return _private(asset.response(request))

        return serve


def _private(response: Response) -> Response:
    """No cache on the way keeps it; the browser asks each time whether it still may."""
    response.headers["cache-control"] = "private, no-cache"
    response.headers["vary"] = "Accept-Encoding, Cookie"
    return response
