"""What the desk hands to a door: words, ways on, and where they come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from assistant.eligibility.verdict import Verdict
from assistant.knowledge.topic import Source

TurnOutcome = Literal["answer", "clarify", "fallback", "verdict", "handoff", "chitchat"]
Channel = Literal["web", "voice"]


@dataclass(frozen=True)
class Button:
    """A quick reply: what it shows, and what is sent as the guest's next message."""

    title: str
    payload: str


@dataclass(frozen=True)
class Reply:
    """One bubble, card or spoken turn."""

    text: str
    """Markdown, HTML never."""
    speech: str
    """The same facts for the ear: plain words, no Markdown."""
    buttons: tuple[Button, ...] = ()
    outcome: TurnOutcome = "answer"
    topics: tuple[str, ...] = ()
    """The topics that were answered, in the order asked."""
    sources: tuple[Source, ...] = ()
    verdict: Verdict | None = None
    as_of: str = ""
    """`2024-01-31` where the reply rests on the letter; empty for small talk."""

    def as_dict(self) -> dict[str, Any]:
        """The shape that travels through Rasa and the doors. No agent-only field is in it."""
        return {
            "text": self.text,
            "speech": self.speech,
            "buttons": [{"title": b.title, "payload": b.payload} for b in self.buttons],
            "outcome": self.outcome,
            "topics": list(self.topics),
            "sources": [{"document": s.document, "item": s.item} for s in self.sources],
            "verdict": self.verdict.as_dict() if self.verdict else None,
            "as_of": self.as_of,
        }
