"""Honest stand-ins: a bot and a desk that hold a conversation, true to the letter; a guest."""

from __future__ import annotations

import uuid
from typing import Any

import anyio
from starlette.testclient import TestClient

from assistant.errors import BotAway

AS_OF = "2024-01-31"


def reply(text: str, **more: Any) -> dict[str, Any]:
    """A reply in the desk's shape."""
    blank: dict[str, Any] = {
        "text": text,
        "speech": text,
        "buttons": [],
        "outcome": "answer",
        "topics": [],
        "sources": [],
        "verdict": None,
        "as_of": "",
    }
    return blank | more


def from_letter(text: str, *items: tuple[str, str], **more: Any) -> dict[str, Any]:
    """A reply that rests on the letter."""
    sources = [{"document": document, "item": item} for document, item in items]
    return reply(text, sources=sources, as_of=AS_OF, **more)


def button(title: str, payload: str) -> dict[str, str]:
    return {"title": title, "payload": payload}


BRING = from_letter(
    "Please bring **the vehicle** and the **original Smart Key** that came with it. "
    "The original key is used to program the new one.",
    ("FAQ", "Q5"),
    speech="Bring the vehicle and its original Smart Key. It is used to program the new one.",
    buttons=[
        button("How long does it take?", '/faq{"topic": "appointment_length"}'),
        button("How do I book?", '/faq{"topic": "book_appointment"}'),
    ],
    topics=["what_to_bring"],
)
LENGTH = from_letter(
    "Pairing the key takes **about 45 minutes**. Depending on the dealer's work schedule, your "
    "vehicle may be needed for longer.",
    ("FAQ", "Q4"),
    topics=["appointment_length"],
)
BOOK = from_letter(
    "Call your authorized Lexus dealer *before* you come:\n\n"
    "1. The dealer orders the key for your vehicle.\n"
    "2. You agree on an appointment.\n"
    "3. You bring the vehicle and the original Smart Key.\n\n"
    "More at [lexus.com/recall](https://www.lexus.com/recall).",
    ("owner letter", "What should you do?"),
    ("FAQ", "Q5"),
    topics=["book_appointment"],
)
FREE = from_letter("Yes. The additional Smart Key is **free of charge**.", ("FAQ", "Q2"))
ASK_MODEL = reply(
    "Gladly. Which model do you drive?",
    outcome="verdict",
    buttons=[button(m, f'/inform{{"model": "{m}"}}') for m in ("NX", "RX", "LX", "RZ")],
)
ASK_BUILT = reply(
    "Thank you. When was it built? The sticker on the driver's door jamb shows month and year.",
    outcome="verdict",
    buttons=[button("I don't know", "/dont_know")],
)
VERDICT = from_letter(
    "Good news: the second key for your vehicle **is available**. It belongs to phase 5.\n\n"
    "Please call your dealer, who orders the key ahead. Bring the vehicle and the original Smart "
    "Key; it takes about 45 minutes.",
    ("chart", "NX"),
    ("phase table", "Phase 5"),
    outcome="verdict",
    verdict={"outcome": "remedy_available", "phase": 5},
)
GREETING = reply("Hello. How may I help with your second key?", outcome="chitchat")
PERSON = from_letter(
    "You can reach a person here: [1-800-255-3987](tel:+18002553987), Monday to Friday 7:00 am to "
    "7:00 pm, Saturday 7:00 am to 4:30 pm Central Time.",
    ("dealer letter", "Guest Contacts"),
    outcome="handoff",
)
LOST = reply(
    "I am sorry, I did not understand that. You can ask about the program, or about your vehicle.",
    outcome="fallback",
    buttons=[button("Talk to a person", "/talk_to_person")],
)


def answer_of(text: str, memory: dict[str, Any]) -> list[dict[str, Any]]:
    """One turn of a conversation; changes `memory`."""
    said = text.lower()
    if "bring" in said or "what_to_bring" in said:
        return [BRING]
    if "appointment_length" in said or "long" in said:
        return [LENGTH]
    if "book" in said:
        return [BOOK]
    if "free" in said or "cost" in said:
        return [FREE]
    if "person" in said:
        return [PERSON]
    for model in ("nx", "rx", "lx", "rz"):
        if model in said:
            memory["model"] = model
    if "2023" in said or "08/23" in said:
        memory["built"] = True
    if "my vehicle" in said or "second key" in said or "inform" in said or memory.get("asked"):
        memory["asked"] = "model" not in memory or "built" not in memory
        if "model" not in memory:
            return [ASK_MODEL]
        return [VERDICT] if "built" in memory else [ASK_BUILT]
    if "hello" in said or "hi" in said.split():
        return [GREETING]
    return [LOST]


class FakeBot:
    """Answers like the bot. `away` makes it fail as Rasa does when it restarts."""

    def __init__(self) -> None:
        self.away = False
        self.delay = 0.0
        self.heard: list[tuple[str, str, str]] = []
        """Conversation, text and message id of each message."""
        self.again: list[str] = []
        """The ids of messages that may have been here before."""
        self._memories: dict[str, dict[str, Any]] = {}

    async def send(
        self, conversation: str, text: str, *, channel: str, message_id: str, again: bool = False
    ) -> list[dict[str, Any]]:
        assert channel == "web"
        if self.away:
            raise BotAway("The bot does not answer (ConnectError).")
        if self.delay:
            await anyio.sleep(self.delay)
        self.heard.append((conversation, text, message_id))
        if again:
            self.again.append(message_id)
        return answer_of(text, self._memories.setdefault(conversation, {}))


class FakeDesk:
    """Answers like the desk, with its memory handed in and out."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def answer(
        self, text: str, memory: dict[str, Any], *, channel: str, audience: str
    ) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        assert (channel, audience) == ("web", "guest")
        self.heard.append(text)
        memory = dict(memory)
        return answer_of(text, memory), memory


FRIEND = "https://dealer.example"


class Guest:
    """A browser with one conversation."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.begin()

    def begin(self) -> None:
        answer = self.client.post("/api/conversations")
        assert answer.status_code == 201, answer.text
        self.id = answer.json()["conversation"]["id"]
        self.headers = {"Authorization": f"Bearer {answer.json()['token']}"}

    def post(self, path: str, body: Any = None, **more: Any) -> Any:
        return self.client.post(
            f"/api/conversation/{path}", json=body, headers=self.headers | more.pop("headers", {})
        )

    def say(self, text: str, *, id: str | None = None) -> Any:
        return self.post("messages", {"id": id or str(uuid.uuid4()), "text": text})

    def press(self, payload: str) -> Any:
        return self.post("messages", {"id": str(uuid.uuid4()), "payload": payload})

    def transcript(self) -> list[dict[str, Any]]:
        answer = self.client.get("/api/conversation", headers=self.headers)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["messages"])


class Clock:
    """Time that moves when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now
