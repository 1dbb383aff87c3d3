"""A house with several doors on one database, agents by name, and a clock that moves when told."""

from __future__ import annotations

import sys
import uuid
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from door_fakes import FakeBot, FakeDesk, Guest
from sqlalchemy.engine import Engine
from starlette.requests import Request
from starlette.testclient import TestClient

from assistant.errors import NotAllowed, NotSignedIn
from assistant.knowledge import load
from assistant.knowledge.program import Program
from assistant.storage.audit import Audit
from assistant.storage.conversations import ConversationStore
from assistant.storage.presences import Agent
from assistant.storage.vault import Vault
from assistant.web.app import create_app
from assistant.web.handoff.agent_api import handoff_agent_routes
from assistant.web.handoff.settings import HandoffSettings
from assistant.web.handoff.switchboard import Switchboard
from assistant.web.settings import Rate, WebSettings

ROOT = Path(__file__).resolve().parents[3]
NOON = datetime(2026, 11, 23, 18, 0, tzinfo=timezone.utc)
"""A Monday at noon in Chicago."""
AGENTS = {
    "dana": Agent("id-dana", "Dana", login="dana@keys.example"),
    "lee": Agent("id-lee", "Lee", login="lee@keys.example"),
}
VAULT = Vault("secret")


@lru_cache(maxsize=1)
def program() -> Program:
    return load(ROOT / "knowledge", ROOT / "data" / "nlu").program


class Clock:
    """Aware time that moves when told to."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


async def require_agent(request: Request) -> Agent:
    """Agents are known by a header here; a stranger gets what the console's session gives them."""
    name = request.headers.get("x-test-agent", "")
    if name == "newcomer":
        raise NotAllowed("Your account may not do that.")
    if name not in AGENTS:
        raise NotSignedIn("Please sign in first.")
    return AGENTS[name]


def make_app(
    engine: Engine, clock: Any, bot: FakeBot, *, settings: HandoffSettings | None = None
) -> Any:
    """One door of the house."""
    plenty = Rate(burst=10_000, a_minute=10_000)
    web = WebSettings(
        messages_per_conversation=plenty,
        requests_per_address=plenty,
        conversations_per_address=plenty,
    )
    switchboard = Switchboard(engine, VAULT, program, settings=settings, clock=clock)
    return create_app(
        web,
        bot,
        FakeDesk(),
        ConversationStore(engine),
        switchboard=switchboard,
        more_routes=handoff_agent_routes(
            web, switchboard, require_agent, audit=Audit(engine, VAULT)
        ),
    )


class AtConsole:
    """An agent's browser."""

    def __init__(self, client: TestClient, name: str) -> None:
        self.client, self.headers = client, {"X-Test-Agent": name}

    def get(self, path: str) -> Any:
        return self.client.get(f"/agent/api/{path}", headers=self.headers)

    def post(self, path: str, body: Any = None) -> Any:
        return self.client.post(f"/agent/api/{path}", json=body or {}, headers=self.headers)

    def is_here(self, *, taking: bool | None = None) -> bool:
        answer = self.post("handoffs/presence", {} if taking is None else {"taking": taking})
        assert answer.status_code == 200, answer.text
        return bool(answer.json()["taking"])

    def board(self) -> dict[str, Any]:
        answer = self.get("handoffs")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def take_first(self) -> str:
        [waiting, *_] = self.board()["waiting"]
        answer = self.post(f"handoffs/{waiting['id']}/take")
        assert answer.status_code == 200, answer.text
        return str(waiting["id"])

    def say(self, handoff: str, text: str, *, id: str | None = None) -> Any:
        body = {"id": id or str(uuid.uuid4()), "text": text}
        return self.post(f"handoffs/{handoff}/messages", body)

    def reads(self, handoff: str, *, after: int = 0) -> list[str]:
        answer = self.get(f"handoffs/{handoff}/events?after={after}")
        assert answer.status_code == 200, answer.text
        return [f"{m['author']}: {m['text']}" for m in answer.json()["messages"]]


class InChat(Guest):
    """A guest's browser."""

    def ask_for_person(self) -> dict[str, Any]:
        answer = self.post("handoff")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def goes_back(self) -> dict[str, Any]:
        answer = self.post("handoff/end")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def standing(self) -> dict[str, Any]:
        return dict(self.client.get("/api/conversation/handoff", headers=self.headers).json())

    def news(self, *, after: int = 0) -> dict[str, Any]:
        path = f"/api/conversation/events?after={after}"
        answer = self.client.get(path, headers=self.headers)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def reads(self) -> list[str]:
        return [f"{m['author']}: {m['text']}" for m in self.news()["messages"]]
