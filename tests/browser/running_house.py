"""Guests' chat and agents' console on one address, which can be closed and opened again."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path

from argon2 import PasswordHasher
from door_fakes import FakeBot, FakeDesk

from assistant.desk.desk import Desk
from assistant.knowledge.shelf import Shelf
from assistant.storage.conversations import ConversationStore
from assistant.storage.database import open_database
from assistant.storage.passwords import Passwords
from assistant.storage.users import Users
from assistant.storage.vault import Vault
from assistant.web.agent.routes import agent_routes
from assistant.web.agent.settings import AgentSettings
from assistant.web.app import create_app
from assistant.web.handoff.settings import HandoffSettings
from assistant.web.handoff.switchboard import Switchboard
from assistant.web.server import make_server
from assistant.web.settings import Rate, WebSettings

ROOT = Path(__file__).resolve().parents[2]
WORDS = "four calm garden words"


class House:
    """One address over one database; Dana and Lee are its agents."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self.bot = FakeBot()
        self.wait = timedelta(seconds=120)
        self.offset = timedelta()
        """How far the house's clock is ahead."""
        self._database = f"sqlite:///{folder}/house.db"
        self._passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        people = Users(open_database(self._database), self._passwords)
        for name in ("dana", "lee"):
            people.add(name, WORDS, role="agent", shown_as=name.title(), now=self.clock())
        self._shelf = Shelf(ROOT / "knowledge", ROOT / "data" / "nlu")
        self._desk = Desk(self._shelf, encoder="none")

    def clock(self) -> datetime:
        return datetime.now(timezone.utc) + self.offset

    def open(self) -> None:
        """A new process would do the same: nothing is handed over but the database."""
        engine = open_database(self._database)
        plenty = Rate(burst=10_000, a_minute=10_000)
        web = WebSettings(
            messages_per_conversation=plenty,
            requests_per_address=plenty,
            conversations_per_address=plenty,
        )
        program = self._shelf.current.program
        switchboard = Switchboard(
            engine,
            Vault("s"),
            lambda: program,
            settings=HandoffSettings(wait=self.wait, look=0.2, beat=2),
            clock=self.clock,
        )
        routes = agent_routes(
            AgentSettings(secret="s", own_url=self.url),
            web,
            self._desk,
            engine,
            passwords=self._passwords,
            switchboard=switchboard,
        )
        app = create_app(
            web,
            self.bot,
            FakeDesk(),
            ConversationStore(engine),
            more_routes=routes,
            switchboard=switchboard,
        )
        self._server = make_server(app, web, host="127.0.0.1", port=self.port)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive(), "The house did not open."
            time.sleep(0.02)

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join(15)
        assert not self._thread.is_alive()


@contextmanager
def running_house(folder: Path) -> Iterator[House]:
    """A house that is open."""
    house = House(folder)
    house.open()
    yield house
    house.close()
