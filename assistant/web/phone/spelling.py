""" "Spell it": web addresses and phone numbers, character by character."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.web.phone.ear import spell

_SIGNS = {".": "dot", "/": "slash", "-": "dash", "_": "underscore"}
_WHOLE = {"com": "com", "gov": "gov"}


def spelled(things: Sequence[str]) -> str:
    """What a caller hears to write it down."""
    return " And: ".join(_one(thing) for thing in things)


def _one(thing: str) -> str:
    if thing[:1].isdigit():
        return f"The number is {', '.join(spell(group) for group in thing.split('-'))}."
    parts = [part for part in re.split(r"([./_-])", thing) if part]
    return f"The address is {', '.join(_SIGNS.get(p) or _WHOLE.get(p) or spell(p) for p in parts)}."
