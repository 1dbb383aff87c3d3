"""A verdict for the ear: the facts of its written words in two or three sentences.

Each takes under 25 seconds at 150 words a minute, and says as of which day it speaks.
"""

from __future__ import annotations

from assistant.desk.speech import day_name, listed, month_name, spoken
from assistant.eligibility.verdict import Verdict


def available(verdict: Verdict, car: str, condition: str) -> str:
    """The key is there. A condition names the build date by itself, so `car` leaves it out."""
    phase = f", in phase {verdict.phase}" if verdict.phase else ""
    only_if = f", if it was {condition}" if condition else ""
    return (
        f"Good news. As of {day_name(verdict.as_of)}, the second Smart Key for {car} is "
        f"available{phase}, free of charge{only_if}. Please call your Lexus dealer, who orders the "
        f"key ahead. Bring {listed(list(verdict.bring))}, and allow about "
        f"{verdict.appointment_minutes} minutes."
    )


def later(verdict: Verdict, head: str) -> str:
    """The key is still to come, or was when the letter spoke. `head` is "Your NX is in ..."."""
    as_of = day_name(verdict.as_of)
    phases = listed([str(n) for n in verdict.phase_candidates or (verdict.phase,)], word="or")
    estimate = listed([month_name(m) for m in verdict.timing.estimate], word="or")
    if verdict.timing.overdue:
        return (
            f"{head}, in phase {phases}. As of {as_of} its key was not yet available. It was "
            f"estimated for {estimate}. That may have passed, so please ask your Lexus dealer to "
            f"check your VIN now."
        )
    return (
        f"{head}, in phase {phases}. Its key is not available yet. As of {as_of} it is estimated "
        f"for {estimate}, and you will be notified by mail. If you have lost your only key, please "
        f"tell me."
    )


def not_covered(verdict: Verdict, car: str, built: str) -> str:
    """By its dates it is not in; `built` says which are ("from ... on in Japan"), or is empty."""
    those = f"Those were built {built}. " if built else ""
    return (
        f"By the program's dates as of {day_name(verdict.as_of)}, {car} is not among the vehicles "
        f"delivered with one Smart Key. {those}If it did come with only one, please ask your "
        f"dealer to check the VIN."
    )


def not_of_the_program(verdict: Verdict, model: str, lines: list[str]) -> str:
    """A model that the program does not know. `model` is "A TX"."""
    return (
        f"{model} is not one of the models of this program. As of {day_name(verdict.as_of)}, it "
        f"covers certain {listed(lines)} vehicles. If yours came with only one Smart Key, please "
        f"ask your dealer to check the VIN."
    )


def verify(verdict: Verdict, car: str) -> str:
    """Nobody can say but the dealer."""
    why = ", for its own documents do not agree about it" if verdict.conflicts else ""
    return (
        f"As of {day_name(verdict.as_of)}, I cannot say for certain whether {car} is in the "
        f"program{why}. Only your VIN decides. Please ask your Lexus dealer to check it. If your "
        f"vehicle is included, the second Smart Key is free of charge."
    )


def invalid(problems: tuple[str, ...]) -> str:
    """What does not fit, the first thing first: two are too much to remember."""
    return spoken(
        f"Something does not fit yet. {problems[0]} You can say it again, or tell me the model and "
        f"the month it was built instead."
    )
