"""The desk's replies as something to say: one text, what it asks, what the keys mean after it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.desk.small_talk import small_talk
from assistant.desk.speech import spoken
from assistant.knowledge.program import Program
from assistant.web.phone import keys
from assistant.web.phone.scene import Asks, Scene

Reply = Mapping[str, Any]

WHAT_ELSE = "What else may I do for you?"
_FACTS: tuple[Asks, ...] = ("model", "built", "plant")
_MANY = ("NX", "RX", "LX", "RZ", "ES")
"""The lines with the most vehicles are read out first."""
_NEITHER = "/deny"
_LINK = re.compile(r"\]\((?:https?://)?(?:www\.)?([^)\s]{3,200}?)/?\)")
_ADDRESS = re.compile(r"(?<![\w@./-])(?:www\.)?((?:[a-z0-9-]+\.)+(?:com|gov)(?:/[\w/-]*\w)?)", re.I)
_NUMBER = re.compile(r"\b1-\d{3}-\d{3}-\d{4}\b")


def scene_of(replies: Sequence[Reply]) -> Scene:
    """What a caller hears for these replies, and what is asked by it."""
    last = replies[-1]
    text = " ".join(spoken(reply.get("speech") or reply["text"]) for reply in replies)
    asks = asked(last)
    choices = _choices(last) if last.get("outcome") == "clarify" else ()
    if not asks and not choices and not text.rstrip().endswith("?"):
        text, asks = f"{text} {WHAT_ELSE}", "else"
    elif last.get("outcome") == "chitchat":
        asks = "else"
    return Scene(
        text=text,
        keys=keys.numbered([*choices, ("", _NEITHER)]) if choices else (),
        asks=asks,
        spellings=_spellings(replies),
        choices=tuple(words for _, words in choices),
    )


def asked(reply: Reply) -> Asks:
    """The fact about the car that a reply asks for."""
    verdict = reply.get("verdict") or {}
    if verdict.get("outcome") != "need_facts":
        return ""
    return next((fact for fact in _FACTS if fact in verdict["missing"][:1]), "")


def is_goodbye(replies: Sequence[Reply]) -> bool:
    """Whether the caller has taken leave."""
    return bool(replies) and replies[-1]["text"] == small_talk("goodbye").text


def choices_for(scene: Scene, program: Program) -> list[tuple[str, str]]:
    """(name, words) of all that can be chosen where the call stands, for reading out with keys."""
    if scene.asks == "model":
        lines = dict.fromkeys((*_MANY, *program.lines))
        return [(line, line) for line in lines if line in program.lines]
    if scene.asks == "plant":
        return [
            ("Japan", "built in Japan"),
            ("North America", "built in North America"),
            ("I don't know", "I don't know where it was built"),
        ]
    return []


def _choices(reply: Reply) -> tuple[tuple[str, str], ...]:
    return tuple(
        (b["title"], b["payload"]) for b in reply.get("buttons") or () if b["payload"] != _NEITHER
    )


def _spellings(replies: Sequence[Reply]) -> tuple[str, ...]:
    text = " ".join(reply["text"] for reply in replies)
    found = [*_LINK.findall(text), *_ADDRESS.findall(_LINK.sub("]", text)), *_NUMBER.findall(text)]
    return tuple(dict.fromkeys(address.rstrip("/.") for address in found))[:2]
