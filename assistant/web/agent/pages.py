"""The pages: signing in for everybody, the console and its files for who has signed in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from assistant.web.agent.doorkeeper import Doorkeeper
from assistant.web.assets import STATIC, Asset, read_asset

FOLDER = STATIC / "agent"
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
        signed_in = await self._doorkeeper.who(request)
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
