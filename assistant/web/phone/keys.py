"""The keypad: what the keys mean by themselves, and how choices are read out with their keys."""

from __future__ import annotations

from collections.abc import Sequence

PERSON, STAR = "0", "*"
BACK, SLOWER, REPEAT = "7", "8", "9"
PAGE = 5
"""Choices that are read out at once; people remember no more."""

MAIN: tuple[tuple[str, str, str], ...] = (
    ("1", "to check your vehicle", "Is my car in the program?"),
    ("2", "for what to bring", "What do I need to bring to the appointment?"),
    ("3", "for the cost", "Is it free of charge?"),
    ("4", "to book an appointment", "How do I book the appointment?"),
    ("5", "if you have lost your only key", "I lost my only Smart Key"),
)
"""(key, what it is for, the words it stands for)"""
MAIN_KEYS = tuple((key, words) for key, _, words in MAIN)
YES_NO = (("1", "yes"), ("2", "no"))
_ALWAYS = "7 to go back, 8 for slower, 9 to repeat, and 0 for a person."


def main_menu() -> str:
    """The keys that work when nothing is asked."""
    return f"Press {', '.join(f'{key} {what}' for key, what, _ in MAIN)}. {always()}"


def always() -> str:
    """The keys that work at any time."""
    return f"Press {_ALWAYS}"


def numbered(choices: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """(key, words) of a few choices."""
    return tuple((str(at), words) for at, (_, words) in enumerate(choices, 1))


def read_out(choices: Sequence[tuple[str, str]]) -> tuple[str, tuple[tuple[str, str], ...]]:
    """(name, words) with their keys: what is said, and what the keys stand for."""
    numbered = [(str(at), name, words) for at, (name, words) in enumerate(choices[:PAGE], 1)]
    said = ", ".join(f"{key} for {name}" for key, name, _ in numbered)
    keys = tuple((key, words) for key, _, words in numbered)
    if len(choices) > PAGE:
        said += ", or 6 for more"
        keys = (*keys, ("6", MORE))
    return f"Press {said}." if said else "", keys


MORE = "/more"
"""The words of the key that reads the next choices; no caller can say a slash."""
