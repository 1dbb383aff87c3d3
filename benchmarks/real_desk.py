"""A desk over this repository's knowledge, recognising by words alone.

That is quick and the same on every machine; fuzzing and the tests use it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from assistant.desk.desk import Desk
from assistant.desk.recognition import Recogniser
from assistant.knowledge import Shelf, load
from assistant.storage.registry import Registry

ROOT = Path(__file__).resolve().parents[1]
KNOWLEDGE, DIALOGUE = ROOT / "knowledge", ROOT / "data" / "nlu"


def open_real_desk(registry: Registry | None = None) -> Desk:
    """A new one; all desks of a process share what was learnt."""
    return Desk(Shelf(KNOWLEDGE, DIALOGUE), registry=registry, recogniser=_recogniser())


@cache
def _recogniser() -> Recogniser:
    return Recogniser(load(KNOWLEDGE, DIALOGUE), encoder="none", cache=ROOT / "var" / "cache")
