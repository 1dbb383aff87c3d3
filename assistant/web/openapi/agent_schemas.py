"""What the agents' console gets, by name."""

from __future__ import annotations

from assistant.storage.users import ROLES
from assistant.web.openapi.pieces import (
    MOMENT,
    NUMBER,
    STRING,
    UUID,
    YES_OR_NO,
    Schema,
    array,
    mapping,
    maybe,
    ref,
    texts,
    thing,
)

_NODES = array(ref("Node"))
_TEXTS = array(STRING)
_FACTS = {"type": "object", "description": "What is known of the car; masked VINs only."}


def schemas() -> Schema:
    """What goes in and out."""
    return {**_signing_in(), **_looking_up(), **_forms(), **_people()}


def _signing_in() -> Schema:
    return {
        "WaysIn": thing(passwords=YES_OR_NO, company=STRING),
        "SignedIn": thing(
            name=STRING,
            shown_as=STRING,
            role=texts(*ROLES),
            may=array(texts(*ROLES)),
            token={**STRING, "description": "To be sent back as X-CSRF-Token."},
        ),
    }


def _looking_up() -> Schema:
    answers_there = thing(name=STRING, phone=STRING, hours=STRING, now=STRING)
    contradiction = thing(
        about=STRING,
        statements=array(thing(says=STRING, where=STRING)),
        rule=STRING,
        guests_hear=STRING,
    )
    topic: Schema = {
        "id": STRING,
        "title": STRING,
        "audience": texts("guest", "agent"),
        "script": STRING,
        "blanks": _TEXTS,
        "to_do": _NODES,
        "never_say": array(_NODES),
        "notes": array(_NODES),
        "sources": array(thing(where=STRING, quote=STRING)),
        "contradictions": array(contradiction),
        "reviewed": STRING,
        "as_of": STRING,
    }
    return {
        "AgentTopic": thing(**topic),
        "Suggestions": thing(
            topics=array(thing(**topic, confidence={"type": "number"})),
            heard={"type": "object"},
            about_vehicle=YES_OR_NO,
            vin_so_far=_TEXTS,
            people=array(answers_there),
        ),
        "Card": thing(
            facts={"type": "object"},
            unread=mapping(STRING),
            vin=maybe({"type": "object"}),
            vin_so_far=_TEXTS,
            advice=maybe({"type": "object"}),
        ),
        "Program": thing(
            code=STRING,
            name=STRING,
            as_of=STRING,
            today=STRING,
            models=_TEXTS,
            people=array(answers_there),
        ),
        "Corner": thing(
            version=STRING,
            faults=array(thing(file=STRING, line=NUMBER, message=STRING)),
            coverage=array({"type": "object"}),
            unanswered=array(thing(question=STRING, nearest=STRING, count=NUMBER)),
        ),
    }


def _forms() -> Schema:
    return {
        "KeptForm": thing(id=UUID, created=MOMENT, by=STRING, last_six=STRING, file=STRING),
        "MadeForm": thing(
            form=ref("KeptForm"),
            email=thing(to=STRING, subject=STRING, body=STRING),
            remarks=_TEXTS,
        ),
        "Wrong": thing(wrong=mapping(STRING)),
    }


def _people() -> Schema:
    card = thing(
        id=STRING,
        state=texts("waiting", "live", "ended"),
        version=NUMBER,
        facts=_FACTS,
        asked=MOMENT,
        waits=NUMBER,
        left=NUMBER,
        mine=YES_OR_NO,
        agent=maybe(STRING),
        guest_here=YES_OR_NO,
    )
    line = thing(
        "content",
        id=STRING,
        author=texts("guest", "bot", "agent", "notice"),
        name=STRING,
        created=MOMENT,
        text=STRING,
        content=_NODES,
    )
    return {
        "Board": thing(
            waiting=array(card),
            mine=array(card),
            others=array(maybe(STRING)),
            colleagues=array(thing(name=STRING, taking=YES_OR_NO)),
            taking=YES_OR_NO,
            call_backs=NUMBER,
        ),
        "OpenedHandoff": thing(handoff=card, messages=array(line), cursor=NUMBER),
        "KeptCallBack": thing(
            *("phone", "email", "consent"),
            id=STRING,
            created=MOMENT,
            state=STRING,
            mine=YES_OR_NO,
            agent=maybe(STRING),
            name=STRING,
            about=STRING,
            by=array(texts("phone", "email")),
            consented=MOMENT,
            notes=array(thing(at=STRING, by=STRING, text=STRING)),
            phone=maybe(thing(call=STRING, text=STRING)),
            email=maybe(STRING),
            consent=STRING,
        ),
    }
