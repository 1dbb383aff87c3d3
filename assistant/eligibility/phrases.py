"""How the engine writes days, months, plants and lists in its sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from assistant.knowledge.program import Month, NamedThird, Plant

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_PARTS = {"early": "Early", "mid": "Mid", "late": "Late"}
_PLANTS: dict[Plant, str] = {"japan": "Japan", "north_america": "North America"}


def day_in_words(day: date) -> str:
    """`November 7, 2022`."""
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def month_in_words(month: Month) -> str:
    """`November 2022`."""
    return f"{_MONTHS[month.month - 1]} {month.year}"


def third_in_words(third: NamedThird) -> str:
    """`Mid January 2023`, as the Model/Years table writes it."""
    return f"{_PARTS[third.part]} {month_in_words(third.month)}"


def plant_in_words(plant: Plant) -> str:
    """`North America`."""
    return _PLANTS[plant]


def years_in_words(years: Iterable[int]) -> str:
    """`2022 to 2024` where they follow one another, else `2022 and 2024`."""
    ordered = sorted(set(years))
    if len(ordered) > 1 and ordered[-1] - ordered[0] == len(ordered) - 1:
        return f"{ordered[0]} to {ordered[-1]}"
    return listed([str(year) for year in ordered])


def listed(words: Sequence[str], *, last: str = "and") -> str:
    """`a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def sentence(text: str) -> str:
    """The text with a capital first letter and a full stop."""
    return f"{text[:1].upper()}{text[1:]}."


def article(word: str) -> str:
    """`a` or `an`, as the word is said aloud: an NX, a GX, a UX."""
    letters = "AEFHILMNORSX" if len(word.split()[0]) <= 2 and word.isupper() else "AEIO"
    return "an" if word[:1].upper() in letters else "a"
