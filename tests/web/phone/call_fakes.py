"""A caller, the provider in between, and a bot that is the real desk with the clock in hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any
from xml.etree.ElementTree import Element, fromstring

from recorded import RECORDED
from starlette.testclient import TestClient

from assistant.desk.conversation import Memory, converse
from assistant.desk.desk import Desk
from assistant.desk.opening import moment_of
from assistant.desk.reply import Reply
from assistant.errors import BotAway
from assistant.web.phone.signature import sign

TOKEN = "a-secret-for-these-tests"
HOUSE = "https://keys.example"
MONDAY_MORNING = datetime(2026, 11, 23, 15, 30, tzinfo=timezone.utc)
"""9:30 in Chicago."""
SUNDAY_NIGHT = datetime(2026, 11, 23, 3, 0, tzinfo=timezone.utc)
"""Sunday, 21:00 in Chicago."""


class DeskBot:
    """Answers as Rasa does, for it asks the same desk. `away` makes it fail."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.away = False
        self.heard: list[str] = []
        self.next_replies: list[Reply] = []
        """Said once instead of what the desk would say."""
        self.now = MONDAY_MORNING
        self._memories: dict[str, Memory] = {}

    async def send(
        self, conversation: str, text: str, *, channel: str, message_id: str, again: bool = False
    ) -> list[dict[str, Any]]:
        assert channel == "voice"
        if self.away:
            raise BotAway("The bot does not answer (ConnectError).")
        self.heard.append(text)
        if self.next_replies:
            said, self.next_replies = self.next_replies, []
            return [reply.as_dict() for reply in said]
        memory = self._memories.get(conversation, Memory())
        replies, self._memories[conversation] = converse(self._desk, text, memory, self._moment())
        return [reply.as_dict() for reply in replies]

    def answer(
        self, text: str, memory: dict[str, Any], *, channel: str, audience: str
    ) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """The same as the desk's fallback."""
        assert (channel, audience) == ("voice", "guest")
        replies, after = converse(self._desk, text, Memory.from_dict(memory), self._moment())
        return [reply.as_dict() for reply in replies], after.as_dict()

    def _moment(self) -> Any:
        return moment_of(None, self.now)


@dataclass
class Answer:
    """What the provider was told to do."""

    status: int
    document: str
    root: Element = field(init=False)

    def __post_init__(self) -> None:
        self.root = fromstring(self.document) if self.document else Element("Nothing")

    @property
    def said(self) -> str:
        """What the caller hears, in one line."""
        spoken = " ".join("".join(say.itertext()) for say in self.root.iter("Say"))
        return " ".join(spoken.split())

    @property
    def gather(self) -> Element:
        found = self.root.find("Gather")
        assert found is not None, f"nothing is listened for: {self.document}"
        return found

    @property
    def action(self) -> str:
        verb = self.root.find("Gather")
        verb = verb if verb is not None else self.root.find("Dial")
        assert verb is not None, f"the call ends: {self.document}"
        return verb.attrib["action"]

    @property
    def dials(self) -> str | None:
        return self.root.findtext("Dial/Number")

    @property
    def hangs_up(self) -> bool:
        return self.root.find("Hangup") is not None


class Caller:
    """One phone call through the webhooks, as the provider makes them."""

    def __init__(self, client: TestClient, *, sid: str = "CA5ca1ab1e", token: str = TOKEN) -> None:
        self.client, self.sid, self.token = client, sid, token
        self.last = Answer(200, "")
        self.requests: list[tuple[str, dict[str, str]]] = []

    def calls(self) -> Answer:
        return self.post("/phone/call", "incoming_call")

    def says(self, text: str, *, confidence: str = "0.92") -> Answer:
        said = {"SpeechResult": text, "Confidence": confidence}
        return self.post(self.last.action, "speech", **said)

    def presses(self, keys: str) -> Answer:
        return self.post(self.last.action, "digits", Digits=keys)

    def is_silent(self) -> Answer:
        return self.post(self.last.action, "silence")

    def is_connected(self, how: str) -> Answer:
        return self.post(self.last.action, "transfer", DialCallStatus=how)

    def hangs_up(self) -> Answer:
        return self.post("/phone/status", "completed")

    def repeats_the_request(self, back: int = 1) -> Answer:
        """The provider asks the same once more."""
        path, fields = self.requests[-back]
        return self.send(path, fields)

    def post(self, path: str, recorded: str, **more: str) -> Answer:
        fields = {**RECORDED[recorded], "CallSid": self.sid, **more}
        self.requests.append((path, fields))
        self.last = self.send(path, fields)
        return self.last

    def send(self, path: str, fields: dict[str, str], *, signature: str | None = None) -> Answer:
        signed = sign(self.token, HOUSE + path, fields.items()) if signature is None else signature
        response = self.client.post(
            path, data=fields, headers={"X-Twilio-Signature": signed.encode("latin-1")}
        )
        document = response.text if "xml" in response.headers.get("content-type", "") else ""
        return Answer(response.status_code, document)
