"""A verdict in words: outcome first, then phase, timing, what to bring, and the next step.

Every sentence here rests on a field of the verdict; nothing is added to it. The letter speaks as of
a day in the past: what it estimated for a month that is over "was estimated", never "is".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from assistant.desk import verdict_speech
from assistant.desk.questions import QUESTIONS, Words
from assistant.desk.reply import Button, Reply
from assistant.desk.speech import day_name, listed, month_name, spoken
from assistant.desk.vehicle import Vehicle
from assistant.eligibility.facts import Facts
from assistant.eligibility.verdict import Outcome, Verdict
from assistant.knowledge.program import Month, Plant, Program

PLANT_NAMES: dict[Plant, str] = {"japan": "Japan", "north_america": "North America"}
LOST_BUTTON = Button("I lost my only key", "I lost my only Smart Key")
PERSON_BUTTON = Button("Talk to a person", "I would like to talk to a person")
BRING_BUTTON = Button("What do I bring?", "What do I need to bring to the appointment?")
BOOK_BUTTON = Button("How do I book?", "How do I book the appointment?")
RESTART_BUTTON = Button("Start over", "start over")


@dataclass(frozen=True)
class _Case:
    verdict: Verdict
    vehicle: Vehicle
    program: Program

    @property
    def car(self) -> str:
        return car_name(self.verdict.facts)


def verdict_reply(verdict: Verdict, vehicle: Vehicle, program: Program) -> Reply:
    """The reply that tells a guest this verdict."""
    case = _Case(verdict, vehicle, program)
    text, speech, buttons = _WORDS[verdict.outcome](case)
    return Reply(
        text=text,
        speech=speech or spoken(text),
        buttons=buttons,
        outcome="verdict",
        sources=verdict.sources,
        verdict=verdict,
        as_of=verdict.as_of.isoformat(),
    )


def car_name(facts: Facts) -> str:
    """ "your 2023 NX built in August 2023 in Japan", with only what is known."""
    words = ["your"]
    if facts.model_year and not facts.built:
        words.append(str(facts.model_year))
    words.append(facts.model or "vehicle")
    if facts.built:
        words.append(
            f"built on {day_name(facts.built.first)}"
            if facts.built.day
            else f"built in {month_name(facts.built.month)}"
        )
        if facts.plant:
            words.append(f"in {PLANT_NAMES[facts.plant]}")
    return " ".join(words)


def _available(case: _Case) -> Words:
    verdict = case.verdict
    on_condition = _conditions(case)
    head = f"**Good news: the second Smart Key for {case.car} is available, free of charge{{}}.**"
    lines = [head.format(f", if it was {on_condition}" if on_condition else "")]
    lines.append(_phase_sentence(case))
    bring = listed(list(verdict.bring))
    lines.append(
        f"**Next step:** call your Lexus dealer for an appointment. The dealer checks your VIN and "
        f"orders the key ahead. Bring {bring}, and allow about "
        f"{verdict.appointment_minutes} minutes, perhaps longer depending on the dealer's schedule."
    )
    car = car_name(replace(verdict.facts, built=None)) if on_condition else case.car
    speech = verdict_speech.available(verdict, car, on_condition)
    return _paragraphs(case, lines), speech, (BRING_BUTTON, BOOK_BUTTON)


def _phase_sentence(case: _Case) -> str:
    verdict, timing = case.verdict, case.verdict.timing
    if verdict.phase is None:
        phases = listed([str(n) for n in verdict.phase_candidates], word="or")
        return (
            f"It belongs to phase {phases}. I cannot tell which of them, but the key is available "
            f"for every one, so nothing changes for you."
        )
    sentence = f"It is in **phase {verdict.phase}**"
    if timing.announced:
        sentence += f", announced on {day_name(timing.announced)}"
    if timing.owner_letter:
        months = listed([month_name(m) for m in timing.owner_letter])
        sentence += f"; the owner letters for it were scheduled for {months}"
    return sentence + "."


def _later(case: _Case) -> Words:
    verdict, timing = case.verdict, case.verdict.timing
    condition = _conditions(case)
    as_of = day_name(verdict.as_of)
    head = f"{case.car} is in the program" + (f", if it was {condition}" if condition else "")
    phases = listed([str(n) for n in verdict.phase_candidates or (verdict.phase,)], word="or")
    estimate = listed([month_name(m) for m in timing.estimate], word="or")
    passed = [m for m in timing.estimate if timing.overdue]
    if passed:
        lines = [
            f"**{_capital(head)}, in phase {phases}. As of {as_of} its second Smart Key was not "
            f"yet available.**",
            f"The announcement was estimated for {estimate}. An estimate has passed since then, "
            f"so your key may be available by now.",
            f"**Next step:** ask your Lexus dealer to check your VIN, or enter it at "
            f"[lexus.com/recall](https://www.lexus.com/recall). {_bring_then(case)}",
        ]
    else:
        lines = [
            f"**{_capital(head)}, in phase {phases}. Its second Smart Key is not available yet.**",
            f"The announcement is estimated for {estimate}, as of {as_of}; the timing may change. "
            f"You will be notified by first-class mail.",
            f"**Next step:** there is nothing you need to do until then. {_bring_then(case)}",
        ]
    lines.append(
        "If you have lost your only Smart Key, or need a second one urgently, please tell me."
    )
    speech = verdict_speech.later(verdict, _capital(head))
    return _paragraphs(case, lines), speech, (LOST_BUTTON, PERSON_BUTTON)


def _bring_then(case: _Case) -> str:
    return (
        f"When it is, call ahead so that the dealer can order the key, bring "
        f"{listed(list(case.verdict.bring))}, and allow about "
        f"{case.verdict.appointment_minutes} minutes. The key is free of charge."
    )


def _not_covered(case: _Case) -> Words:
    facts, program = case.verdict.facts, case.program
    if case.verdict.rules and "toyota_vehicle" in case.verdict.rules:
        text = (
            "**That is a Toyota, and this is the Lexus side of the program.** Certain 2022 to 2024 "
            "Toyota models have a second-key program as well. Please ask a Toyota dealer to check "
            "your VIN."
        )
        return text, "", (Button("Which Toyota models?", "Which Toyota vehicles are covered?"),)
    if "other_maker" in case.verdict.rules:
        text = (
            "**That VIN belongs to a vehicle of another maker.** This program is for certain Lexus "
            "vehicles, so a dealer of that make can tell you about its keys."
        )
        return text, "", (RESTART_BUTTON, PERSON_BUTTON)
    known = facts.model in program.lines if facts.model else False
    speech = verdict_speech.not_covered(case.verdict, case.car, listed(_spans(case)))
    if facts.model and not known:
        model = f"{_article(facts.model)} {facts.model}"
        speech = verdict_speech.not_of_the_program(case.verdict, model, list(program.lines))
        lines = [
            f"**{_article(facts.model)} {facts.model} is not one of the models of this program.** "
            f"It covers certain {listed(list(program.lines))} vehicles."
        ]
    else:
        lines = [
            f"**By the dates of the program, {case.car} is not among the vehicles delivered with "
            f"one Smart Key.**"
        ]
        window = _windows(case)
        if window:
            lines.append(window)
    lines.append(
        "If your vehicle did come with only one Smart Key, please have your Lexus dealer check "
        "your VIN, or enter it at [lexus.com/recall](https://www.lexus.com/recall)."
    )
    return _paragraphs(case, lines), speech, (PERSON_BUTTON,)


def _windows(case: _Case) -> str:
    spans = _spans(case)
    model = case.verdict.facts.model
    return f"The {model} was built with one Smart Key {listed(spans)}." if spans else ""


def _spans(case: _Case) -> list[str]:
    facts = case.verdict.facts
    rows = [
        row
        for row in case.program.chart
        if row.line == facts.model and facts.plant in (None, row.plant)
    ]
    spans = []
    for row in rows:
        span = f"from {day_name(row.start)}" + (f" to {day_name(row.end)}" if row.end else " on")
        place = f" in {PLANT_NAMES[row.plant]}" if len(rows) > 1 else ""
        spans.append(f"{span}{place}")
    return spans


def _verify(case: _Case) -> Words:
    conflict = ""
    if "two_keys_again" in case.verdict.rules:
        conflict = (
            f"It was estimated that from {month_name(_month(case.program.two_keys_again))} on all "
            f"models would come with two Smart Keys again. "
        )
    elif case.verdict.conflicts:
        conflict = (
            "The program's own documents do not agree about it, so I would rather not guess. "
        )
    lines = [
        f"**I cannot say for certain whether {case.car} is in the program.** {conflict}"
        "Only your VIN decides.",
        "**Next step:** ask your Lexus dealer to check your VIN, or enter it at "
        "[lexus.com/recall](https://www.lexus.com/recall). If your vehicle is included, the second "
        "Smart Key is free of charge.",
    ]
    speech = verdict_speech.verify(case.verdict, case.car)
    return _paragraphs(case, lines), speech, (PERSON_BUTTON,)


def _delivered(case: _Case) -> Words:
    text = (
        f"**Our records show that the second Smart Key for {case.car} has already been "
        f"delivered.** If you did not receive it, please talk to your dealer or to a person here."
    )
    return text, "", (PERSON_BUTTON,)


def _invalid(case: _Case) -> Words:
    problems = case.verdict.problems or ("Something in these details does not fit together.",)
    lines = [
        "**Something does not fit yet.** " + " ".join(problems),
        "You can type it again, or tell me the model and the month it was built instead.",
    ]
    return "\n\n".join(lines), verdict_speech.invalid(problems), (RESTART_BUTTON, PERSON_BUTTON)


def _need(case: _Case) -> Words:
    missing = case.verdict.missing[0] if case.verdict.missing else "model"
    return QUESTIONS[missing](case.vehicle, case.program)


def _conditions(case: _Case) -> str:
    return listed(list(case.verdict.conditions), word="or")


def _paragraphs(case: _Case, lines: list[str]) -> str:
    """The lines, and the day on which all of it was so, unless a line says it already."""
    text = "\n\n".join(line for line in lines if line)
    as_of = day_name(case.verdict.as_of)
    return text if as_of in text else f"{text}\n\nThis is how it stood as of {as_of}."


def _month(day: date) -> Month:
    return Month(day.year, day.month)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _article(word: str) -> str:
    spelled = word.isupper() and len(word) <= 3
    vowel = word[0].upper() in ("AEFHILMNORSX" if spelled else "AEIOU")
    return "An" if vowel else "A"


_WORDS: dict[Outcome, Callable[[_Case], Words]] = {
    "remedy_available": _available,
    "later_phase": _later,
    "not_covered": _not_covered,
    "verify_with_dealer": _verify,
    "already_delivered": _delivered,
    "invalid_facts": _invalid,
    "need_facts": _need,
}
