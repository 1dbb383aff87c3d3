"""Connections of people with little bandwidth, and of those who only want to hold them open.

Uvicorn waits for a request's head without an end and takes one of any size, and it keeps what a
browser does not read. Bodies are bounded where they are read (`assistant.web.bodies`).
"""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

HEAD_SECONDS = 10.0
"""How long the head of a request may take to arrive."""
LARGEST_HEAD = 32 * 1024
"""Bytes."""
UNREAD_SECONDS = 30.0
"""How long a browser may read nothing of what it was sent."""


class Connection(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """Uvicorn's connection, which hangs up on who keeps it waiting."""

    head_seconds, unread_seconds = HEAD_SECONDS, UNREAD_SECONDS

    def connection_made(self, transport: Any) -> None:
        """Somebody is there: the head of the first request is waited for."""
        super().connection_made(transport)
        self._head, self._waits = 0, None
        own = transport.get_extra_info("socket")
        option = getattr(socket, "TCP_USER_TIMEOUT", None)  # Linux
        if own is not None and option is not None:
            with suppress(OSError):
                own.setsockopt(socket.IPPROTO_TCP, option, round(self.unread_seconds * 1000))
        self._wait()

    def data_received(self, data: bytes) -> None:
        """A piece of a head, or of a body that somebody else bounds."""
        before = self.cycle
        between = before is None or before.response_complete
        if between:
            self._head += len(data)
            if self._waits is None:
                self._wait()
        super().data_received(data)
        if self.cycle is not before:
            self._head = 0
            self._calm()
        elif self._head > LARGEST_HEAD:
            self._hang_up()

    def connection_lost(self, exc: Exception | None) -> None:
        """They have gone."""
        self._calm()
        super().connection_lost(exc)

    def _wait(self) -> None:
        loop = asyncio.get_running_loop()
        self._waits = loop.call_later(self.head_seconds, self._hang_up)

    def _calm(self) -> None:
        if self._waits is not None:
            self._waits.cancel()
            self._waits = None

    def _hang_up(self) -> None:
        self._calm()
        if not self.transport.is_closing():
            self.transport.close()
