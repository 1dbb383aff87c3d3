"""A guest who wants a person: what is offered, what is said at each step, and when waiting ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from assistant.desk.people import guest_phones, openness
from assistant.desk.reply import Reply
from assistant.desk.small_talk import person
from assistant.desk.speech import spoken
from assistant.knowledge.program import Program
from assistant.storage.clocks import APART
from assistant.storage.handoff import EndedBy, Handoff
from assistant.storage.presences import Presence

Due = Literal["nobody_came", "agent_gone"]


def may_chat(presences: Iterable[Presence]) -> bool:
    """Whether somebody is there who takes chats."""
    return any(presence.taking for presence in presences)


def overdue(handoff: Handoff, now: datetime, wait: timedelta) -> bool:
    """Whether a guest has waited as long as they were told. Nobody waits longer because the clock
    was set back: an end that is further away than the whole wait has passed."""
    waits = handoff.state == "waiting"
    return waits and not now < handoff.until <= now + wait + APART


def due(
    handoff: Handoff, here: Mapping[str, Presence], now: datetime, wait: timedelta
) -> Due | None:
    """What time has brought about: nobody took the guest, or the agent's console is closed.

    `here`: who was seen lately, by agent. An agent who takes no new chats keeps the old ones.
    `wait`: how long guests wait here.
    """
    if overdue(handoff, now, wait):
        return "nobody_came"
    if handoff.state == "live" and handoff.agent not in here:
        return "agent_gone"
    return None


def car_facts(replies: Iterable[Mapping[str, Any] | None]) -> dict[str, Any]:
    """What a conversation says of the guest's car: the last verdict's facts and outcome.

    `replies`: `Reply.as_dict()` of each message, oldest first. {} when no car was spoken of.
    """
    found: dict[str, Any] = {}
    for reply in replies:
        verdict = (reply or {}).get("verdict") or {}
        facts = {name: fact for name, fact in (verdict.get("facts") or {}).items() if fact}
        if facts:
            found = {**facts, "outcome": verdict.get("outcome"), "phase": verdict.get("phase")}
    return {name: fact for name, fact in found.items() if fact is not None}


def offer(there: bool) -> str:
    """What is said to a guest who asks for a person, after the numbers."""
    if there:
        return "Someone is here right now and can join you in this chat."
    return (
        "Nobody is at the chat right now. You can call, or leave your number or e-mail address and "
        "a person calls you back."
    )


def waiting(wait: timedelta) -> Reply:
    """Somebody is being asked."""
    return _say(
        "Thank you. I have asked for a person to join you here. If nobody is free within "
        f"{_length(wait)}, I will tell you. What you type meanwhile is kept for them."
    )


def joined(agent: str) -> Reply:
    """An agent has taken the guest."""
    return _say(f"{agent} has joined. You are chatting with a person now; I stay silent.")


def ended(by: EndedBy, agent: str | None) -> Reply:
    """The conversation is the assistant's again. `agent` None: nobody had come yet."""
    if agent is None:
        return _say("All right, it is me again, the automated assistant. How may I help you?")
    if by == "agent":
        return _say(
            f"{agent} has handed the conversation back to me, the automated assistant. What else "
            "may I do for you?"
        )
    return _say(
        f"The chat with {agent} has ended. It is me again, the automated assistant. What else may "
        "I do for you?"
    )


def agent_gone(agent: str, wait: timedelta) -> Reply:
    """The agent's console has been closed, or their network is away."""
    return _say(
        f"The connection to {agent} was lost. I have asked for another person, and will tell you "
        f"if nobody is free within {_length(wait)}. Nothing you wrote is lost."
    )


def nobody_came(program: Program, now: datetime) -> Reply:
    """Nobody took the guest: the numbers with their hours, and a call-back."""
    lead = (
        "I am sorry, nobody was free to join the chat. You can leave your number or e-mail address "
        "and a person calls you back, or call yourself:"
    )
    numbers = person(program, now)
    rest = numbers.text.split("\n\n", 1)[1]
    return Reply(
        text=f"{lead}\n\n{rest}",
        speech=f"{lead} {spoken(rest)}",
        outcome="handoff",
        sources=numbers.sources,
        as_of=numbers.as_of,
    )


NotKept = Literal["call_back", "person"]
"""What a guest wanted that could not be written down."""
_NOT_KEPT: Mapping[NotKept, str] = {
    "call_back": "your call-back request could not be kept, so nobody would call you",
    "person": "I cannot ask anybody to join the chat right now",
}


def not_kept(what: NotKept, program: Program, now: datetime) -> str:
    """In plain words: it was not done, and who can be called instead."""
    numbers = "; ".join(
        f"{contact.name}, {contact.phone} ({openness(contact, now).sentence()})"
        for contact in guest_phones(program)
    )
    instead = f", or call: {numbers}" if numbers else ", or call your Lexus dealer"
    return f"I am sorry, {_NOT_KEPT[what]}. Please try again in a few minutes{instead}."


def call_back_left() -> Reply:
    """The guest's wish is kept. It names neither number nor address: this goes into the log."""
    return _say(
        "Thank you, your call-back request is with our people. It is me again, the automated "
        "assistant. Is there anything else I can do for you?"
    )


def _say(text: str) -> Reply:
    return Reply(text=text, speech=spoken(text), outcome="chitchat")


def _length(wait: timedelta) -> str:
    seconds = round(wait.total_seconds())
    if seconds < 120:
        return f"{seconds} seconds"
    minutes = round(seconds / 60)
    return {2: "two minutes", 3: "three minutes", 5: "five minutes"}.get(
        minutes, f"{minutes} minutes"
    )
