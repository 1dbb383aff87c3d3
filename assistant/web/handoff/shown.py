"""Handoffs and call-backs as the two pages get them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from assistant.desk.call_back import CONSENT, phone_in_words, purpose
from assistant.desk.handoff import offer
from assistant.storage.callbacks import CallBack
from assistant.storage.conversation import Message
from assistant.storage.handoff import Handoff
from assistant.storage.presences import Agent, Presence
from assistant.web import presentation
from assistant.web.handoff.settings import HandoffSettings
from assistant.web.handoff.switchboard import Said
from assistant.web.markdown import tree


def standing(found: Handoff | None) -> dict[str, Any]:
    """Who leads a guest's conversation now: the bot, nobody yet, or an agent."""
    if found is None:
        return {"state": "none", "agent": None}
    return {"state": found.state, "agent": found.agent_name}


def ways(there: bool, settings: HandoffSettings) -> dict[str, Any]:
    """What a guest who wants a person may do, besides calling the numbers."""
    return {
        "text": offer(there),
        "chat": there,
        "call_back": {"purpose": purpose(settings.call_backs_kept), "consent": CONSENT},
    }


def for_guest(said: Said) -> list[dict[str, Any]]:
    """Messages for the guest's page."""
    return [
        presentation.message(message, text=said.texts.get(message.id)) for message in said.messages
    ]


def for_agent(said: Said) -> list[dict[str, Any]]:
    """Messages for the agent's page."""
    return [line(message, said.texts.get(message.id)) for message in said.messages]


def line(message: Message, full: str | None) -> dict[str, Any]:
    """One message. What the bot said and what happened is Markdown; people write plain words."""
    text = full or message.text
    shown: dict[str, Any] = {
        "id": message.id,
        "author": message.author,
        "name": (message.reply or {}).get("name", ""),
        "created": message.created.isoformat(timespec="seconds"),
        "text": text,
    }
    if message.author in ("bot", "notice"):
        shown["content"] = tree(text)
    return shown


def card(found: Handoff, agent: Agent, now: datetime) -> dict[str, Any]:
    """A handoff in the console's list."""
    return {
        "id": found.id,
        "state": found.state,
        "version": found.version,
        "facts": found.facts,
        "asked": found.asked.isoformat(timespec="seconds"),
        "waits": max(0, round((now - found.asked).total_seconds())),
        "left": max(0, round((found.until - now).total_seconds())),
        "mine": found.agent == agent.id,
        "agent": found.agent_name,
        "guest_here": (now - found.guest_seen).total_seconds() < 30,
    }


def board(
    found: list[Handoff],
    colleagues: list[Presence],
    call_backs: int,
    agent: Agent,
    now: datetime,
) -> dict[str, Any]:
    """All that the console's panel shows before a guest is opened."""
    cards = [card(one, agent, now) for one in found]
    me = next((one for one in colleagues if one.agent == agent.id), None)
    return {
        "waiting": [one for one in cards if one["state"] == "waiting"],
        "mine": [one for one in cards if one["state"] == "live" and one["mine"]],
        "others": [one["agent"] for one in cards if one["state"] == "live" and not one["mine"]],
        "colleagues": [
            {"name": one.name, "taking": one.taking} for one in colleagues if one.agent != agent.id
        ],
        "taking": bool(me and me.taking),
        "call_backs": call_backs,
    }


def call_back(found: CallBack, agent: Agent) -> dict[str, Any]:
    """One call-back. Number and address are shown to who has taken it."""
    mine = found.agent == agent.id
    wish = found.wish
    shown: dict[str, Any] = {
        "id": found.id,
        "created": found.created.isoformat(timespec="seconds"),
        "state": found.state,
        "mine": mine,
        "agent": found.agent_name,
        "name": wish.name if wish else "",
        "about": wish.about if wish else "",
        "by": [way for way in ("phone", "email") if wish and getattr(wish, way)],
        "consented": found.consented.isoformat(timespec="seconds"),
        "notes": [{"at": n.at, "by": n.by, "text": n.text} for n in found.notes],
    }
    if mine and wish:
        phone = wish.phone
        shown["phone"] = {"call": f"tel:{phone}", "text": phone_in_words(phone)} if phone else None
        shown["email"] = wish.email or None
        shown["consent"] = found.consent
    return shown
