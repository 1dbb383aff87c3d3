"""The door on a port of its own, for browsers."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.applications import Starlette

from assistant.web.server import make_server
from assistant.web.settings import WebSettings


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(app: Starlette, settings: WebSettings, port: int) -> Iterator[None]:
    """While it lasts, the door answers."""
    server = make_server(app, settings, host="127.0.0.1", port=port)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "The door did not start."
        time.sleep(0.02)
    yield
    server.should_exit = True
    thread.join(15)
    assert not thread.is_alive()
