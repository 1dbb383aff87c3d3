"""The questions about a vehicle: one at a time, each with a hint where its answer is found."""

from __future__ import annotations

from collections.abc import Callable

from assistant.desk.reply import Button, Reply
from assistant.desk.speech import spoken
from assistant.desk.vehicle import Vehicle
from assistant.eligibility.verdict import Verdict
from assistant.knowledge.program import Program

Words = tuple[str, str, tuple[Button, ...]]
"""What is shown, what is said (empty: the same), and the quick replies."""

WHERE_TO_FIND_DATE = (
    "The month and year it was built are on the sticker on the driver's door jamb, "
    "for example 08/23."
)
WHERE_TO_FIND_PLANT = (
    "The first character of your VIN tells: J means Japan; 2 (Canada) or 5 (USA) means "
    "North America."
)


def ask(fact: str, vehicle: Vehicle, program: Program, verdict: Verdict) -> Reply:
    """The one next question, with a hint where to find the answer."""
    text, speech, buttons = QUESTIONS[fact](vehicle, program)
    return Reply(
        text=text,
        speech=speech or spoken(text),
        buttons=buttons,
        outcome="verdict",
        verdict=verdict,
        as_of=program.as_of.isoformat(),
    )


def _ask_model(vehicle: Vehicle, program: Program) -> Words:
    text = (
        "I will gladly check. **Which Lexus model is it?** For example NX, RX or ES. "
        "You can also give me the 17-character VIN."
    )
    buttons = tuple(Button(line, line) for line in ("NX", "RX", "LX", "RZ", "ES", "GX"))
    return text, "I will gladly check. Which Lexus model is it?", buttons


def _ask_built(vehicle: Vehicle, program: Program) -> Words:
    name = vehicle.facts.model or "vehicle"
    lead = ""
    if vehicle.built_year:
        question = f"**In which month of {vehicle.built_year} was your {name} built?**"
    elif vehicle.built_month:
        question = f"**In which year was your {name} built?**"
    else:
        question = f"**In which month and year was your {name} built?**"
    if vehicle.purchase and not (vehicle.built_year or vehicle.built_month):
        lead = (
            "Thank you. The date you bought or received it does not tell the phase; the date it "
            "was built does. "
        )
    dont_know = Button("I don't know", "I don't know when it was built")
    # For the ear the question comes last: it is what is answered.
    speech = spoken(f"{lead}{WHERE_TO_FIND_DATE} {question}")
    return f"{lead}{question} {WHERE_TO_FIND_DATE}", speech, (dont_know,)


def _ask_plant(vehicle: Vehicle, program: Program) -> Words:
    name = vehicle.facts.model or "vehicle"
    question = f"Was your {name} built in Japan or in North America?"
    text = f"**{question}** {WHERE_TO_FIND_PLANT}"
    speech = (
        "The first character of your VIN tells: J means Japan, and 2 or 5 means North America. "
        f"{question}"
    )
    buttons = (
        Button("Japan", "built in Japan"),
        Button("North America", "built in North America"),
        Button("I don't know", "I don't know where it was built"),
    )
    return text, speech, buttons


QUESTIONS: dict[str, Callable[[Vehicle, Program], Words]] = {
    "model": _ask_model,
    "built": _ask_built,
    "plant": _ask_plant,
}
