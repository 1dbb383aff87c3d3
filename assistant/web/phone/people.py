"""The way to a person: the centre that is open now, else when it opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assistant.desk.people import guest_phones, hours_in_words, openness
from assistant.desk.speech import spoken
from assistant.knowledge.program import Contact, Program


@dataclass(frozen=True)
class Transfer:
    """What is said to who asks for a person, and whom the call goes to."""

    text: str
    number: str
    """In E.164; empty when nobody answers right now."""


def to_a_person(program: Program, now: datetime) -> Transfer:
    """Connects with the first centre that is open, or says when the first one opens."""
    centres = guest_phones(program)
    for contact in centres:
        if openness(contact, now).open:
            return Transfer(
                f"I am connecting you with the {contact.name}. One moment, please.", _e164(contact)
            )
    if not centres:
        return Transfer("Your Lexus dealer will gladly help you in person.", "")
    return Transfer(f"Nobody can take your call right now. {_when(centres[0], now)}", "")


def nobody_answered(program: Program, now: datetime) -> str:
    """After a transfer that did not come about."""
    centres = guest_phones(program)
    sorry = "I am sorry, nobody could take the call."
    return f"{sorry} {_when(centres[0], now)}" if centres else sorry


def _when(contact: Contact, now: datetime) -> str:
    """Which number, and the hours, or only when it opens if it is closed."""
    number = spoken(contact.phone)
    state = openness(contact, now)
    hours = spoken(hours_in_words(contact).replace("; ", ", and "))
    opens = "" if state.open else f" It {spoken(state.sentence().partition(', ')[2])}."
    return f"The {contact.name} is at {number}, {hours}.{opens}"


def _e164(contact: Contact) -> str:
    digits = "".join(c for c in contact.phone if c.isdigit())
    return f"+{digits}" if len(digits) == 11 else f"+1{digits}"
