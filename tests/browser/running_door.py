"""A real door on a free port with an honest bot behind it, and how to start Chromium."""

from __future__ import annotations

import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "web"))

from door_fakes import FakeBot, FakeDesk
from serving import free_port, serving

from assistant.storage.conversations import ConversationStore
from assistant.storage.database import open_database
from assistant.web.app import create_app
from assistant.web.settings import Rate, WebSettings

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 390, "height": 844}
SMALL = {"width": 320, "height": 568}
DESKTOP = {"width": 1280, "height": 800}


@dataclass
class Door:
    """A running door."""

    url: str
    bot: FakeBot
    other_site: str
    """A page of another origin that embeds the widget, and that the door allows."""
    strange_site: str
    """The same page on an origin that the door does not know."""


def _serve_site(door: str) -> tuple[ThreadingHTTPServer, int]:
    """A site of someone else, under a strict policy of its own."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = (
                "<!doctype html><html lang=en><title>A dealer</title><h1>A dealer</h1>"
                f"<p>Welcome.</p><script src='{door}/widget.js' defer></script>"
            )
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header(
                "Content-Security-Policy",
                f"default-src 'none'; script-src {door}; connect-src {door}; "
                "require-trusted-types-for 'script'; trusted-types 'none'",
            )
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, server.server_port


@contextmanager
def running_door() -> Iterator[Door]:
    """A door with an honest bot, and two sites of other people that embed its widget."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    friend, friend_port = _serve_site(url)
    stranger, stranger_port = _serve_site(url)
    plenty = Rate(burst=10_000, a_minute=10_000)
    settings = WebSettings(
        allowed_origins=(f"http://127.0.0.1:{friend_port}",),
        messages_per_conversation=plenty,
        requests_per_address=plenty,
        conversations_per_address=plenty,
    )
    bot = FakeBot()
    store = ConversationStore(open_database("sqlite://"))
    app = create_app(settings, bot, FakeDesk(), store)
    with serving(app, settings, port):
        yield Door(
            url,
            bot,
            f"http://127.0.0.1:{friend_port}/",
            f"http://127.0.0.1:{stranger_port}/",
        )
    friend.shutdown()
    stranger.shutdown()
