"""The three runs: each lets guests in, prints what they met, and tells what went wrong."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from benchmarks.load.house import House
from benchmarks.load.locust_run import Outcome, Times, run_locust
from benchmarks.load.memory import LEVEL, Memory

KINDS = ("FAQ", "verdict", "facts of a car", "VIN", "misspelt", "anything else")
"""Messages, by kind; the other requests open the chat and rate answers."""
GOAL = 300.0
"""Milliseconds within which 95 of 100 messages of the crowd are to be answered."""
_HURRIED = 8
"""Guests at a time in the long run: as many as the door lets Rasa answer at once."""


def crowd(house: House, *, guests: int, seconds: float) -> list[str]:
    """Guests who type like people."""
    print(f"## {guests} guests at once, for {seconds:.0f} s\n", flush=True)
    outcome = _measured(
        house,
        lambda: run_locust("Crowd", house.url, users=guests, spawn_rate=20, seconds=seconds),
    )
    _tell_times(outcome, (*KINDS, "open the chat", "begin", "thumb"))
    messages = _together(outcome, KINDS)
    p95 = messages.quantile(0.95)
    print(f"\n{messages.requests / seconds:.1f} messages a second. Answered: {house.answered()}.")
    slow = [f"The 95th percentile is {p95:.0f} ms, not below {GOAL:.0f}."] if p95 >= GOAL else []
    return [*outcome.failures, *slow]


def burst(house: House, *, guests: int) -> list[str]:
    """Guests who all come within some four seconds, each with one question."""
    print(f"## {guests:,} arrivals within some seconds\n", flush=True)
    outcome = _measured(
        house,
        lambda: run_locust(
            "Burst", house.url, users=guests, spawn_rate=250, seconds=240, burst=guests
        ),
    )
    _tell_times(outcome, sorted(outcome.times))
    there = outcome.times.get("from opening to the answer")
    answered = there.requests - there.failures if there else 0
    told = sum(t.requests for name, t in outcome.times.items() if name.endswith("told to wait"))
    print(f"\n{answered:,} of {guests:,} answered; told to wait {told:,} times.")
    missing = [f"{guests - answered} guests got no answer."] if answered < guests else []
    return [*outcome.failures, *missing]


def long_run(house: House, memory: Memory, *, turns: int, most: float) -> list[str]:
    """Short conversations one after the other, while the memory of each process is watched."""
    print(f"## Memory over {turns:,} turns\n", flush=True)
    outcome = _measured(
        house,
        lambda: run_locust(
            "Hurried",
            house.url,
            users=_HURRIED,
            spawn_rate=_HURRIED,
            seconds=most,
            watch=lambda: memory.look(sum(house.answered().values()), house.use()),
            turns=turns,
        ),
    )
    print("\n".join(memory.table()))
    done = memory.looks[-1][0]
    print(f"\n{_together(outcome, KINDS).requests:,} turns; the last look was after {done:,}.")
    growing = [
        f"{name} grows by {memory.slope(name):.2f} MB in 1,000 turns."
        for name in memory.looks[0][1]
        if memory.slope(name) >= LEVEL
    ]
    return [*outcome.failures, *growing]


def _measured(house: House, run: Callable[[], Outcome]) -> Outcome:
    """Run, and print what each process took meanwhile."""
    before, began = house.use(), time.monotonic()
    outcome = run()
    seconds, after = time.monotonic() - began, house.use()
    print("| process | processor time | share of a core | memory before | after |")
    print("|---|--:|--:|--:|--:|")
    for name, use in after.items():
        spent = use.processor - before[name].processor
        print(
            f"| {name} | {spent:.1f} s | {100 * spent / seconds:.0f} % "
            f"| {before[name].megabytes:.0f} MB | {use.megabytes:.0f} MB |"
        )
    share = 100 * outcome.processor / seconds
    print(f"| load generator | {outcome.processor:.1f} s | {share:.0f} % | | |\n")
    return outcome


def _together(outcome: Outcome, names: Sequence[str]) -> Times:
    return sum((outcome.times[n] for n in names if n in outcome.times), Times(0, 0, {}))


def _tell_times(outcome: Outcome, names: Sequence[str]) -> None:
    rows = {name: outcome.times[name] for name in names if name in outcome.times}
    messages = _together(outcome, KINDS)
    if messages.requests:
        rows = {"**all messages**": messages, **rows}
    print("| milliseconds | requests | failed | median | p95 | p99 | longest |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for name, times in rows.items():
        figures = " | ".join(f"{times.quantile(q):,.0f}" for q in (0.5, 0.95, 0.99, 1.0))
        print(f"| {name} | {times.requests:,} | {times.failures} | {figures} |")
