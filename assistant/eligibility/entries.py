"""Facts as people write them into forms and spreadsheets: dates, years and plants.

Every reader takes one cell and gives the fact, None for an empty cell, or raises ValueError with a
kind sentence for the person who filled it in.
"""

from __future__ import annotations

import re

from assistant.eligibility.facts import BuildDate
from assistant.knowledge.program import Month, Plant

_PLANT_NAMES: dict[str, Plant] = {
    "japan": "japan",
    "jp": "japan",
    "jpn": "japan",
    "cbu": "japan",
    "north america": "north_america",
    "na": "north_america",
    "nap": "north_america",
    "canada": "north_america",
    "usa": "north_america",
    "us": "north_america",
    "united states": "north_america",
    "kentucky": "north_america",
}
_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[ T]00:00(?::00(?:\.0+)?)?)?")
_US = re.compile(r"(\d{1,2})/(?:(\d{1,2})/)?(\d{4})")
_YEAR = re.compile(r"(?:MY ?)?(\d{4})(?:\.0+)?|(?:MY ?)?(\d{2}) ?MY|MY ?(\d{2})", re.IGNORECASE)

_UNKNOWN = frozenset(("", "-", "?", "n/a", "none", "null", "unknown", "not known"))


def is_unknown(cell: str) -> bool:
    """Whether a cell says nothing, or that nothing is known."""
    return cell.strip().casefold() in _UNKNOWN


def read_built(cell: str) -> BuildDate | None:
    """`2022-11-07`, `2022-11`, `11/2022` or `11/7/2022` (month first); ValueError otherwise."""
    text = cell.strip()
    if not text:
        return None
    if found := _ISO.fullmatch(text):
        year, month, day = found.groups()
    elif found := _US.fullmatch(text):
        month, day, year = found.groups()
    else:
        raise ValueError(
            f"'{text}' is not a build date that can be read. Please write it as 2022-11, "
            f"2022-11-07, 11/2022 or 11/7/2022."
        )
    built = BuildDate(Month(int(year), int(month)), int(day) if day else None)
    try:
        _ = built.first, built.last
    except ValueError:
        raise ValueError(
            f"There is no such day as '{text}'. Please check the build date on the sticker on the "
            f"driver's door jamb."
        ) from None
    return built


def read_model_year(cell: str) -> int | None:
    """`2023`, or `23MY` as the chart writes it; ValueError otherwise."""
    text = cell.strip()
    if not text:
        return None
    found = _YEAR.fullmatch(text)
    if not found:
        raise ValueError(
            f"'{text}' is not a model year that can be read. Please write four digits, as in 2023."
        )
    full, *short = found.groups()
    return int(full) if full else 2000 + int(short[0] or short[1])


def read_plant(cell: str) -> Plant | None:
    """`japan` or CBU, `north_america`, NAP or Canada, in any case; ValueError otherwise."""
    text = " ".join(re.split(r"[\s_\-.]+", cell.strip().casefold())).strip()
    if not text:
        return None
    plant = _PLANT_NAMES.get(text)
    if plant is None:
        raise ValueError(
            f"'{cell.strip()}' is not a plant that is known here. Please write japan (or CBU), or "
            f"north_america (or NAP)."
        )
    return plant
