"""A whole house in memory: guests, phone, persons in the chat and console, over the real words."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from starlette.applications import Starlette

from assistant.desk.conversation import Memory, converse
from assistant.desk.desk import Desk
from assistant.desk.opening import moment_of
from assistant.storage import unanswered
from assistant.storage.calls import CallStore
from assistant.storage.conversations import ConversationStore
from assistant.storage.database import open_database
from assistant.storage.passwords import Passwords
from assistant.storage.users import Users
from assistant.storage.vault import Vault
from assistant.web.agent.doorkeeper import COOKIE, TOKEN_HEADER
from assistant.web.agent.routes import agent_routes
from assistant.web.agent.settings import AgentSettings
from assistant.web.answering import Answering
from assistant.web.app import create_app
from assistant.web.handoff.settings import HandoffSettings
from assistant.web.handoff.switchboard import Switchboard
from assistant.web.phone.conversing import Conversing
from assistant.web.phone.routes import phone_routes
from assistant.web.phone.settings import PhoneSettings
from assistant.web.settings import Rate, WebSettings
from benchmarks.fuzz.asking import Answer, ask

ROOT = Path(__file__).resolve().parents[2]
URL = "https://keys.example"
LINE = "the telephone provider's words"
"""What signs the provider's requests here."""
PEOPLE = ("dana", "eddie")
"""An agent, and an editor."""
_WORDS = "nine quiet garden words"
PLENTY = Rate(burst=10_000_000, a_minute=10_000_000)
_VIN = "JTJGKCEZ8P2012345"


class DeskBot:
    """The desk in the place of Rasa, with a memory for each conversation."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._memories: dict[str, Memory] = {}

    async def send(
        self, conversation: str, text: str, *, channel: str, message_id: str, again: bool = False
    ) -> list[dict[str, Any]]:
        memory = self._memories.get(conversation, Memory())
        replies, self._memories[conversation] = converse(self._desk, text, memory, _guest())
        if len(self._memories) > 1_000:
            self._memories.clear()
        return [reply.as_dict() for reply in replies]

    def answer(
        self, text: str, memory: dict[str, Any], *, channel: str, audience: str
    ) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        replies, after = converse(self._desk, text, Memory.from_dict(memory), _guest())
        return [reply.as_dict() for reply in replies], after.as_dict()


def _guest() -> Any:
    return moment_of(None, datetime.now(timezone.utc))


@dataclass
class Session:
    """What somebody has in hand: headers to send along, and ids to ask for."""

    headers: dict[str, str]
    ids: tuple[str, ...] = ()


class House:
    """The door with all its parts, and people at it."""

    def __init__(
        self,
        desk: Desk,
        *,
        database: str = "sqlite://",
        bot: Any = None,
        web: WebSettings | None = None,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self.desk = desk
        self.engine = engine = open_database(database)
        self.vault = Vault("a secret of the house")
        bot, fallback = bot or DeskBot(desk), DeskBot(desk)
        web = web or replace(
            WebSettings(public_url=URL, allowed_origins=("https://dealer.example",)),
            messages_per_conversation=PLENTY,
            requests_per_address=PLENTY,
            conversations_per_address=PLENTY,
        )
        clock = clock or (lambda: datetime.now(timezone.utc))
        self.switchboard = Switchboard(
            engine,
            self.vault,
            lambda: desk.knowledge.program,
            settings=HandoffSettings(),
            clock=clock,
        )
        store = ConversationStore(engine)
        cheap = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        self.users = Users(engine, cheap)
        self._make_people(clock())

        def note(question: str, topic: str | None) -> None:
            unanswered.record(engine, question, topic=topic, channel="web", now=clock())

        line = phone_routes(
            PhoneSettings(token=LINE, public_url=URL, patience_seconds=0.3),
            desk,
            Conversing(Answering(bot, fallback, channel="voice"), store),
            CallStore(engine, self.vault),
        )
        console = agent_routes(
            AgentSettings(secret="a secret of the house", own_url=URL),
            web,
            desk,
            engine,
            clock=clock,
            passwords=cheap,
            switchboard=self.switchboard,
        )
        self.app: Starlette = create_app(
            web,
            bot,
            fallback,
            store,
            on_unanswered=note,
            switchboard=self.switchboard,
            more_routes=[*console, *line],
        )
        self.loop = asyncio.new_event_loop()

    def _make_people(self, now: datetime) -> None:
        for name, role in zip(PEOPLE, ("agent", "editor"), strict=True):
            if self.users.find(name) is None:
                self.users.add(name, _WORDS, role=role, now=now)  # type: ignore[arg-type]

    def close(self) -> None:
        """Let go of threads and connections."""
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()
        self.engine.dispose()
        self.desk.__exit__(None, None, None)

    def ask(
        self,
        method: str,
        target: str,
        headers: Any = (),
        body: bytes = b"",
        *,
        client: str = "192.0.2.9",
    ) -> Answer:
        """One request, waited for."""
        pairs = headers.items() if isinstance(headers, dict) else headers
        return self.loop.run_until_complete(
            ask(self.app, method, target, pairs, body, client=client)
        )

    def post(
        self, target: str, session: Session, data: object = None, *, client: str = "192.0.2.9"
    ) -> Answer:
        """JSON, with a session's headers."""
        headers = {**session.headers, "content-type": "application/json"}
        body = json.dumps({} if data is None else data).encode()
        return self.ask("POST", target, headers, body, client=client)

    def guest(self) -> Session:
        """Somebody in the chat, who has asked something."""
        begun = json.loads(self.ask("POST", "/api/conversations").body)
        session = Session({"authorization": f"Bearer {begun['token']}"})
        said = {"id": str(uuid.uuid4()), "text": "what do I have to bring"}
        answer = json.loads(self.post("/api/conversation/messages", session, said).body)
        session.ids = (said["id"], answer["messages"][0]["id"], begun["conversation"]["id"])
        return session

    def at_console(self, name: str = PEOPLE[0]) -> Session:
        """Somebody signed in."""
        words = {"name": name, "password": _WORDS}
        # From the office: whoever guesses passwords elsewhere is made to wait there.
        answer = self.post("/agent/api/sign-in", Session({}), words, client="203.0.113.1")
        assert answer.status == 200, answer.text
        cookie = answer.header("set-cookie").split(";")[0]
        assert cookie.startswith(COOKIE)
        return Session({"cookie": cookie, TOKEN_HEADER: json.loads(answer.body)["token"]})

    def waiting(self, agent: Session) -> tuple[Session, str]:
        """A guest who waits for a person, and the handoff's id."""
        self.post("/agent/api/handoffs/presence", agent, {"taking": True})
        guest = self.guest()
        self.post("/api/conversation/handoff", guest)
        board = json.loads(self.ask("GET", "/agent/api/handoffs", agent.headers).body)
        return guest, board["waiting"][-1]["id"]

    def call_back(self, agent: Session) -> str:
        """A wish to be called back, and its id."""
        wish = {"id": str(uuid.uuid4()), "name": "Maria", "phone": "214 555 0123", "agreed": True}
        answer = self.post("/api/conversation/call-back", self.guest(), wish)
        assert answer.status in (201, 422), answer.text
        wish["phone"] = "(214) 748-3647"
        self.post("/api/conversation/call-back", self.guest(), wish)
        kept = json.loads(self.ask("GET", "/agent/api/call-backs", agent.headers).body)
        return str(kept["call_backs"][0]["id"])

    def form(self, agent: Session) -> str:
        """A disclosure form that is kept, and its id."""
        typed = {
            "vin": _VIN, "model": "NX 350", "guest_name": "Maria Lopez",
            "guest_email": "maria@example.com", "dealer_name": "Lexus of Somewhere",
        }  # fmt: skip
        answer = self.post("/agent/api/disclosures", agent, typed)
        assert answer.status == 201, answer.text
        return str(json.loads(answer.body)["form"]["id"])
