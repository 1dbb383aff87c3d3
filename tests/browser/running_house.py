"""Guests' chat and agents' console on one address, which can be closed and opened again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path

from argon2 import PasswordHasher
from door_fakes import FakeBot, FakeDesk
from serving import free_port, serving

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
from assistant.web.settings import Rate, WebSettings

ROOT = Path(__file__).resolve().parents[2]
WORDS = "four calm garden words"


class House:
    """One address over one database; Dana and Lee are its agents."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
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
        self._serving = ExitStack()
        self._serving.enter_context(serving(app, web, self.port))

    def close(self) -> None:
        self._serving.close()


@contextmanager
def running_house(folder: Path) -> Iterator[House]:
    """A house that is open."""
    house = House(folder)
    house.open()
    yield house
    house.close()
