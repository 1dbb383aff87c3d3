"""Many inputs through one check: what fails, what is slow, and the input that shows it again."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis import strategies as st

SLOW = 1.0
"""Seconds that no door and no reader may take for one input."""
HUNG = 20.0
"""Seconds of waiting that no input may cause; the phone line waits 11 for a turn under way."""
_ROOT = Path(__file__).resolve().parents[2]
_CODE = (f"{_ROOT}/assistant/", f"{_ROOT}/actions/")
SLOWLY = "took too long"
_AGAIN = 2
"""A slow input is tried so often again, for the machine may have been busy."""


class Wrong(Exception):
    """The product did what it may not do."""


@dataclass(frozen=True)
class Part:
    """One kind of input. `open` gives the check, and is entered once."""

    name: str
    share: float
    """Of all inputs."""
    inputs: Callable[[], st.SearchStrategy[Any]]
    open: Callable[[], Iterator[Callable[[Any], None]]]
    allowed: float = SLOW
    """Seconds of the processor for one input, or for one turn of a conversation."""


@dataclass
class Found:
    """One kind of failure, with the shortest input that showed it."""

    what: str
    where: str
    shown_by: Any
    times: int = 1


@dataclass
class Result:
    """What became of a part."""

    part: str
    inputs: int = 0
    allowed: float = SLOW
    slowest: float = 0.0
    slowest_input: Any = None
    found: dict[tuple[str, str], Found] = field(default_factory=dict)

    @property
    def well(self) -> bool:
        return not self.found


def run(part: Part, inputs: int, *, start: int, tick: Callable[[], None] = lambda: None) -> Result:
    """Draw `inputs` from the part's strategy, the same ones for the same `start`."""
    result = Result(part.name, allowed=part.allowed)
    opened = part.open()
    check = next(opened)

    @seed(start)
    @settings(
        max_examples=inputs,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
    )
    @given(part.inputs())
    def draw(drawn: Any) -> None:
        one(check, drawn, result)
        tick()

    try:
        draw()
    finally:
        next(opened, None)
    return result


def one(check: Callable[[Any], None], drawn: Any, result: Result) -> None:
    """One input: timed, and its failure kept instead of raised, so that the others follow."""
    result.inputs += 1
    # A list is a conversation; every turn of it has its own second.
    turns = max(1, len(drawn)) if isinstance(drawn, list) else 1
    allowed = result.allowed * turns
    try:
        took = _timed(check, drawn)
        for _ in range(_AGAIN):
            if took <= allowed:
                break
            took = min(took, _timed(check, drawn))
    except Exception as error:
        _keep(result, _told(error), drawn)
        return
    if took > result.slowest:
        result.slowest, result.slowest_input = took, drawn
    if took > allowed:
        _keep(result, (SLOWLY, f"({took:.1f} s)"), drawn)


def _timed(check: Callable[[Any], None], drawn: Any) -> float:
    """Seconds of the processor for all threads, so that a busy machine is not held against it; of
    the clock where it hangs."""
    began, worked = time.perf_counter(), time.process_time()
    check(drawn)
    waited, worked = time.perf_counter() - began, time.process_time() - worked
    return waited if waited > HUNG else worked


def _told(error: Exception) -> tuple[str, str]:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if f.filename.startswith(_CODE)]
    last = (ours or frames)[-1]
    where = f"{last.filename.removeprefix(f'{_ROOT}/')}:{last.lineno}"
    if isinstance(error, Wrong):
        return str(error).split("\n")[0][:300], ""
    return f"{type(error).__name__}: {str(error)[:200]}", where


def _keep(result: Result, told: tuple[str, str], drawn: Any) -> None:
    what, where = told
    key = (what, "") if what == SLOWLY else (what if not where else what.split(":")[0], where)
    known = result.found.get(key)
    if known is None:
        result.found[key] = Found(what, where, drawn)
        return
    known.times += 1
    if len(repr(drawn)) < len(repr(known.shown_by)):
        known.shown_by = drawn
