"""What a good host says besides answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from assistant.desk.answers import CHECK_BUTTON, may_see, topic_payload
from assistant.desk.people import guest_phones, hours_in_words, openness
from assistant.desk.reply import Button, Reply
from assistant.desk.speech import spoken
from assistant.desk.understanding import CHECK
from assistant.desk.verdict_words import BRING_BUTTON, PERSON_BUTTON
from assistant.knowledge import Knowledge
from assistant.knowledge.program import Program
from assistant.knowledge.topic import Audience

WELCOME = (
    "Welcome. I am the automated assistant of the Lexus Second Key Delivery Program. I can tell "
    "you whether your vehicle is included, when its second Smart Key is available, and what to "
    "bring to the appointment. How may I help you?"
)
_TEXTS = {
    "greet": WELCOME,
    "goodbye": "Thank you for your visit, and safe travels. I am here whenever you need me.",
    "thank": "You are very welcome. Is there anything else I can do for you?",
    "bot_challenge": (
        "I am an automated assistant, not a person. I answer from the letter of the Second Key "
        "Delivery Program, and I can give you the numbers of people who will gladly help."
    ),
    "what_else": (
        "I can check whether your vehicle is in the Second Key Delivery Program and when its key "
        "is available, tell you what to bring and how long it takes, and explain the phases, the "
        "letters and what to do if you have lost your only key."
    ),
    "affirm": "Very good. What would you like to know?",
    "deny": "All right. What else may I do for you?",
    "start_over": "Gladly, let us start over. How may I help you?",
    "nothing_to_repeat": "I have not said anything yet. How may I help you?",
}
_STARTERS = (
    CHECK_BUTTON,
    BRING_BUTTON,
    Button("What is the program?", "Why did I get only one key?"),
)
_WITH_BUTTONS = frozenset({"greet", "what_else", "start_over", "affirm", "deny", "bot_challenge"})


_ASIDES = {
    "greet": "Hello.",
    "thank": "You are very welcome.",
    "affirm": "Very good.",
    "deny": "All right.",
}


def small_talk(act: str, *, aside: bool = False) -> Reply:
    """The reply to a greeting, thanks, "are you a robot" and their like.

    As an `aside` it is short and offers nothing: an open question follows it.
    """
    text = _TEXTS.get(act, _TEXTS["what_else"])
    if aside:
        text = _ASIDES.get(act, text)
        return Reply(text=text, speech=spoken(text), outcome="chitchat")
    buttons = _STARTERS if act in _WITH_BUTTONS else ()
    if act == "bot_challenge":
        buttons = (*buttons[:2], PERSON_BUTTON)
    return Reply(text=text, speech=spoken(text), buttons=buttons, outcome="chitchat")


def not_understood(misses: int, program: Program, now: datetime) -> Reply:
    """ "I did not understand"; from the second miss in a row on, with a person offered.

    `misses` counts this one.
    """
    if misses >= 2:
        lead = (
            "I am sorry, I still have no answer to that in the program's letter. A person can help:"
        )
        offered = person(program, now, lead=lead)
        return replace(offered, buttons=(CHECK_BUTTON,), outcome="fallback")
    text = (
        "I am sorry, I do not have an answer to that. I can help with the Second Key Delivery "
        "Program: whether your vehicle is included, when its key comes, and what to bring. "
        "Could you put it another way?"
    )
    return Reply(text=text, speech=text, buttons=(CHECK_BUTTON, PERSON_BUTTON), outcome="fallback")


def did_you_mean(candidates: tuple[str, ...], knowledge: Knowledge, audience: Audience) -> Reply:
    """The question between "sure" and "no": buttons for the likely meanings."""
    buttons = []
    for label in candidates:
        topic = knowledge.topics.get(label)
        if label == CHECK:
            buttons.append(Button("Check my own vehicle", "/check_my_vehicle"))
        elif topic and may_see(topic, audience):
            buttons.append(Button(topic.title, topic_payload(label)))
    if not buttons:
        text = "I am not sure I understood. Could you put it another way?"
        return Reply(text=text, speech=text, buttons=(PERSON_BUTTON,), outcome="clarify")
    if len(buttons) == 1 and buttons[0].payload == f"/{CHECK}":
        text = "Just to be sure I understood: shall I check your own vehicle?"
    elif len(buttons) == 1:
        about = _lower(buttons[0].title)
        text = f"Just to be sure I understood: is your question about **{about}**?"
    else:
        text = "Just to be sure I understood: which of these do you mean?"
    spoken_choices = ", or ".join(_lower(b.title) for b in buttons)
    speech = f"Just to be sure I understood. Do you mean: {spoken_choices}?"
    return Reply(
        text=text,
        speech=speech,
        buttons=(*buttons, Button("Something else", "/deny")),
        outcome="clarify",
    )


def person(
    program: Program, now: datetime, *, lead: str = "Of course. You can reach a person here:"
) -> Reply:
    """The numbers of people, and whether each of them answers right now."""
    lines, heard = [], []
    contacts = guest_phones(program)
    for contact in contacts:
        state = openness(contact, now).sentence()
        lines.append(
            f"- **{contact.name}: {contact.phone}** ({state})  \n  {hours_in_words(contact)}"
        )
        heard.append(spoken(f"{contact.name}, {contact.phone}, {state}."))
    close = "Your Lexus dealer will gladly help as well."
    text = "\n\n".join([lead, "\n".join(lines), close])
    return Reply(
        text=text,
        speech=" ".join([lead, *heard, close]),
        outcome="handoff",
        sources=tuple(dict.fromkeys(c.source for c in contacts)),
        as_of=program.as_of.isoformat(),
    )


def how_to_find_out(fact: str | None, meanwhile: str, program: Program) -> Reply:
    """The reply to "I don't know": where the missing fact stands, and what holds meanwhile."""
    text = f"No problem. {_WHERE.get(fact or '', _WHERE[''])} {meanwhile}".strip()
    return Reply(
        text=text,
        speech=spoken(text),
        buttons=(CHECK_BUTTON, PERSON_BUTTON),
        outcome="verdict",
        as_of=program.as_of.isoformat(),
    )


_WHERE = {
    "model": (
        "The model stands on the back of your vehicle and on your registration, for example "
        "NX 350 or RX 350h."
    ),
    "built": (
        "The month and year it was built are on the sticker on the driver's door jamb, for "
        "example 08/23; open the driver's door and look at the pillar."
    ),
    "plant": (
        "Look at your VIN, on the windshield's lower corner or your registration: it begins with J "
        "if the vehicle was built in Japan, with 2 or 5 if it was built in North America."
    ),
    "": (
        "The sticker on the driver's door jamb shows the month and year your vehicle was built, "
        "and your registration shows the model and the VIN."
    ),
}


def _lower(title: str) -> str:
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]
