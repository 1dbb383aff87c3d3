"""Runs the door on uvicorn."""

from __future__ import annotations

import asyncio
import resource
import socket
import time

import uvicorn
from starlette.types import ASGIApp

from assistant.web.connections import Connection
from assistant.web.settings import WebSettings

CONNECTIONS = 4_000
"""Browsers that are connected at a time; one stays so for a while after a reply."""
_BESIDE = 96
"""Files that are open besides."""


def allow_many_connections() -> None:
    """Most systems let a process have 1,024 files at first, and more when it asks for them."""
    wanted = CONNECTIONS + _BESIDE
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


class DoorServer(uvicorn.Server):
    """Uvicorn closes the door at once and waits for all answers; an open stream never is one.

    Here the door first says that it is going (/readyz) and goes on answering for `drain` seconds:
    a balancer needs a while to see it, and what it sends until then is not lost.
    """

    def __init__(self, config: uvicorn.Config, *, drain: float = 0.0) -> None:
        super().__init__(config)
        self._drain = drain

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Say so, drain, tell the streams to end, and stop when the last answer is out."""
        state = getattr(self.config.app, "state", None)
        if state is not None:
            state.stopping = True
        until = time.monotonic() + self._drain
        while time.monotonic() < until and not self.force_exit:
            await asyncio.sleep(0.1)
        getattr(state, "close_streams", lambda: None)()
        await super().shutdown(sockets=sockets)


def make_server(
    app: ASGIApp, settings: WebSettings, *, host: str, port: int, drain: float = 0.0
) -> uvicorn.Server:
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
            http=Connection,
            ws="none",
            proxy_headers=bool(settings.trusted_proxies),
            forwarded_allow_ips=list(settings.trusted_proxies),
            limit_concurrency=CONNECTIONS,
            backlog=2_048,
            timeout_keep_alive=20,
            # Longer than any answer takes.
            timeout_graceful_shutdown=16,
        ),
        drain=drain,
    )
