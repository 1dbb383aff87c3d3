"""Messages as the widget gets them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from assistant.storage.conversation import Message
from assistant.storage.masking import mask
from assistant.web.markdown import tree
from assistant.web.settings import Greeting

_FEW = 2
"""So many places of the letter are named one by one."""


def greeting(words: Greeting) -> dict[str, Any]:
    """What the widget shows before anything was said."""
    buttons = [{"title": text, "payload": text} for text in words.suggestions]
    return {"text": words.text, "content": tree(words.text), "buttons": buttons}


def message(
    said: Message, reply: Mapping[str, Any] | None = None, *, text: str | None = None
) -> dict[str, Any]:
    """One message. `reply` is the answer as it was just given, before it was masked for keeping.

    `text` is what a person wrote in a handoff, in full, as long as it is kept.
    """
    created = said.created.isoformat(timespec="seconds")
    if said.author == "guest":
        return {
            "id": said.id,
            "author": "guest",
            "created": created,
            "text": text or said.text,
            "answered": said.answered,
        }
    if said.author == "agent":
        name = (said.reply or {}).get("name", "")
        plain = {"name": name, "text": text or said.text}
        return {"id": said.id, "author": "agent", "created": created, **plain}
    if said.author == "notice":
        kind = (said.reply or {}).get("notice", "")
        shown = {"kind": kind, "text": said.text, "content": tree(said.text)}
        shown["speech"] = (said.reply or {}).get("speech") or said.text
        return {"id": said.id, "author": "notice", "created": created, **shown}
    given = reply or said.reply or {"text": said.text}
    return {
        "id": said.id,
        "author": "bot",
        "created": created,
        "answers": said.answers,
        "text": given["text"],
        "content": tree(given["text"]),
        "speech": given.get("speech") or given["text"],
        "buttons": offered_buttons(given),
        "outcome": given.get("outcome", "answer"),
        "source_line": source_line(given.get("sources") or (), given.get("as_of") or ""),
        "may_rate": _may_be_rated(given),
        "helpful": said.helpful,
    }


def offered_buttons(reply: Mapping[str, Any]) -> list[dict[str, str]]:
    """The reply's quick replies. One whose payload was masked leads nowhere and is left out."""
    return [
        {"title": str(button["title"]), "payload": str(button["payload"])}
        for button in reply.get("buttons") or ()
        if "•" not in str(button.get("payload", "•"))
    ]


def title_of(
    payload: str, replies: Sequence[Mapping[str, Any] | None], words: Greeting
) -> str | None:
    """What the button with this payload was called; None when no such button was offered."""
    if payload in words.suggestions:
        return payload
    wanted = mask(payload)
    for reply in reversed(replies):
        for button in (reply or {}).get("buttons") or ():
            if mask(str(button.get("payload"))) == wanted:
                return str(button.get("title"))
    return None


def source_line(sources: Sequence[Mapping[str, str]], as_of: str) -> str:
    """ "FAQ Q5, as of January 31, 2024"; empty for small talk.

    A verdict rests on many places: then only the documents are named, and the FAQ's questions.
    """
    documents: dict[str, list[str]] = {}
    for source in sources:
        items = documents.setdefault(source.get("document", ""), [])
        item = source.get("item", "")
        if item and item not in items:
            items.append(item)
    if not documents:
        return ""
    few = sum(len(items) for items in documents.values()) <= _FEW
    names = [_named(document, items, few) for document, items in documents.items()]
    line = "; ".join(names)
    return line[:1].upper() + line[1:] + (f", as of {_day(as_of)}" if as_of else "")


def _named(document: str, items: list[str], few: bool) -> str:
    if document == "FAQ":
        return f"FAQ {', '.join(sorted(items, key=_question_number))}"
    return f"{document}, {', '.join(items)}" if few and items else document


def _question_number(item: str) -> tuple[int, str]:
    """Q9 before Q15, and Q2 before Q2a."""
    digits = "".join(character for character in item if character.isdecimal())
    return (int(digits) if digits else 0, item)


def _may_be_rated(reply: Mapping[str, Any]) -> bool:
    """Whether a thumb says something: answers and misses, but not small talk or our questions."""
    outcome = reply.get("outcome", "answer")
    if outcome == "verdict":
        return (reply.get("verdict") or {}).get("outcome") not in (None, "need_facts")
    return outcome in ("answer", "fallback")


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day:%B} {day.day}, {day.year}"
