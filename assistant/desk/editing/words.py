"""What became of a message, in an editor's words."""

from __future__ import annotations

from assistant.desk.understanding import CHECK, CLARIFY, FAQ, INFORM, OUT_OF_SCOPE, Understanding

_ACTS = {
    OUT_OF_SCOPE: "not understood",
    CHECK: "a question about the guest's vehicle",
    INFORM: "a question about the guest's vehicle",
    "talk_to_person": "a way to a person",
}


def taken_for(said: Understanding) -> str:
    """ "the answer of cost and remedy", ""did you mean cost or remedy?"", "not understood"."""
    if said.intent == FAQ:
        return f"the answer of {' and '.join(said.topics)}"
    if said.intent == CLARIFY:
        return f'"did you mean {" or ".join(said.candidates)}?"'
    return _ACTS.get(said.intent, f"small talk ({said.intent})")


def times(count: int) -> str:
    """ "once", "2 times"."""
    return "once" if count == 1 else f"{count} times"


def several(count: int, one: str, more: str = "") -> str:
    """ "1 guest", "2 guests"."""
    return f"{count} {one if count == 1 else more or one + 's'}"
