"""What was said last, for "yes", "no" and "say that again"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.desk.reply import Button, Reply
from assistant.desk.understanding import CHECK


@dataclass(frozen=True)
class LastTurn:
    """What the conversation's last reply was, for "yes", "no" and "say that again"."""

    reply: Mapping[str, Any] | None = None
    """The last reply as a dict (Reply.as_dict), or None at the beginning."""
    misses: int = 0
    """How many messages in a row were not understood."""
    asking: bool = False
    """Whether a question about the vehicle is open and comes back after this reply."""


def main_reply(replies: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """What a turn was about: its last reply that is more than a question about the vehicle."""
    told = [r for r in replies if not _asks_on(r)]
    return (told or list(replies))[-1]


def _asks_on(reply: Mapping[str, Any]) -> bool:
    verdict = reply.get("verdict") or {}
    asks: bool = verdict.get("outcome", "need_facts") == "need_facts"
    return asks and reply["outcome"] == "verdict"


def reply_from_dict(values: Mapping[str, Any]) -> Reply:
    """A reply that was said before, to be said again: its words and ways on."""
    return Reply(
        text=values["text"],
        speech=values["speech"],
        buttons=tuple(Button(b["title"], b["payload"]) for b in values.get("buttons", ())),
        outcome=values["outcome"],
        topics=tuple(values.get("topics", ())),
        as_of=values.get("as_of", ""),
    )


def topic_of_first_button(reply: Mapping[str, Any]) -> str | None:
    buttons = reply.get("buttons") or ()
    payload = buttons[0]["payload"] if buttons else ""
    if payload == f"/{CHECK}":
        return CHECK
    return payload.split('"')[3] if payload.startswith("/faq") else None
