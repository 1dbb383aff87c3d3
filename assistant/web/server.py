"""Runs the door on uvicorn."""

from __future__ import annotations

import socket

import uvicorn
from starlette.types import ASGIApp

from assistant.web.settings import WebSettings


class DoorServer(uvicorn.Server):
    """Uvicorn waits for every answer before it stops; an open stream would never be one."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop, and tell the streams to end."""
        state = getattr(self.config.app, "state", None)
        getattr(state, "close_streams", lambda: None)()
        await super().shutdown(sockets=sockets)


def make_server(app: ASGIApp, settings: WebSettings, *, host: str, port: int) -> uvicorn.Server:
    """A server to be run with `await server.serve()` or `server.run()`.

    Port 0 takes a free one. Requests are logged by the door itself, without what guests type.
    """
    return DoorServer(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            access_log=False,
            server_header=False,
            log_config=None,
            lifespan="on",
            ws="none",
            proxy_headers=bool(settings.trusted_proxies),
            forwarded_allow_ips=list(settings.trusted_proxies),
            limit_concurrency=2_000,
            backlog=2_048,
            timeout_keep_alive=20,
            timeout_graceful_shutdown=10,
        )
    )
