"""This bot and the one that `rasa init` makes, side by side: `python -m benchmarks.speed`.

Prints one Markdown table; `--readme` also writes it into README.md. The first run makes and trains
the other bot (some minutes); it is kept under var/bench. Takes about ten minutes after that.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import aiohttp

from benchmarks.speed.answers import Talker, Times, measure
from benchmarks.speed.bots import Bot, ours, stock
from benchmarks.speed.table import Figures, markdown, write

ROOT = Path(__file__).resolve().parents[2]
TURNS = (1, 50, 200)
GUESTS = (1, 8, 32)
PATIENCE = aiohttp.ClientTimeout(total=120)
"""A request that takes longer ends the benchmark, by name, instead of hanging it."""
_ALONG, _PART, _CONVERSATIONS = 240, 40, 4
"""Turns of a conversation whose growth is looked at, and how they are taken together."""
STARTS = 2
"""The faster of so many cold starts counts: the one that others disturbed less."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--readme", action="store_true", help="write the table into README.md")
    parser.add_argument("--train", action="store_true", help="measure both trainings anew")
    parser.add_argument("--quick", action="store_true", help="one start, turn 1 and 50, one guest")
    parser.add_argument("--growth", action="store_true", help="this bot alone, turn by turn")
    options = parser.parse_args()
    var = ROOT / "var" / "bench"
    var.mkdir(parents=True, exist_ok=True)
    if options.growth:
        print(growth(ours(var)))
        return
    tell("Making the bots, and training them where need be")
    bots = [ours(var), stock(var)]
    trained = trainings(bots, var / "trainings.json", anew=options.train)
    turns, guests = (TURNS[:2], GUESTS[:1]) if options.quick else (TURNS, GUESTS)
    try:
        started = starts(bots, 1 if options.quick else STARTS)
        answers = asyncio.run(all_answers(bots, turns, guests))
        megabytes = {bot.name: bot.megabytes() for bot in bots}
    finally:
        for bot in bots:
            bot.stop()
    table = markdown(Figures(started, trained, megabytes, answers))
    print(table)
    if options.readme:
        write(ROOT / "README.md", table)


def growth(bot: Bot) -> str:
    """The median milliseconds of each kind of answer along conversations of 240 turns."""

    async def talk() -> list[dict[str, list[float]]]:
        async with aiohttp.ClientSession(timeout=PATIENCE) as session:
            talker = Talker(bot, session)
            await talker.talk(_ALONG)  # What is asked for the first time costs more.
            return [await talker.talk(_ALONG) for _ in range(_CONVERSATIONS)]

    try:
        bot.start()
        conversations = asyncio.run(talk())
    finally:
        bot.stop()
    parts = _ALONG // _PART
    heads = [f"turns {_PART * part + 1} to {_PART * (part + 1)}" for part in range(parts)]
    lines = [f"| | {' | '.join(heads)} |", "|---|" + "--:|" * parts]
    for kind in bot.questions:
        each = len(conversations[0][kind]) // parts
        medians = [
            statistics.median(
                ms for times in conversations for ms in times[kind][part * each : (part + 1) * each]
            )
            for part in range(parts)
        ]
        lines.append(f"| {kind} | {' | '.join(f'{ms:.1f}' for ms in medians)} |")
    return "\n".join(lines)


def trainings(bots: Sequence[Bot], file: Path, *, anew: bool) -> dict[str, float]:
    """Seconds to train each bot; measured together, and kept until measured anew."""
    if file.exists() and not anew:
        kept: dict[str, float] = json.loads(file.read_text(encoding="utf-8"))
        return kept
    measured = {}
    for bot in bots:
        tell(f"Training {bot.name}")
        measured[bot.name] = bot.seconds_to_train()
    file.write_text(json.dumps(measured), encoding="utf-8")
    return measured


def starts(bots: Sequence[Bot], count: int) -> dict[str, float]:
    """Start every bot so many times, one bot at a time, and leave the last ones running."""
    seconds: dict[str, list[float]] = {bot.name: [] for bot in bots}
    for bot in bots:
        # The files come from the disk once; the figures are about the program.
        tell(f"Starting {bot.name}")
        for _ in range(count):
            bot.stop()
            seconds[bot.name].append(bot.start())
    return {name: min(times) for name, times in seconds.items()}


async def all_answers(
    bots: Sequence[Bot], turns: Sequence[int], guests: Sequence[int]
) -> dict[tuple[str, int, int], dict[str, Times]]:
    """Every kind of question at every turn, by every number of guests."""
    answers = {}
    connector = aiohttp.TCPConnector(limit=max(guests))
    async with aiohttp.ClientSession(connector=connector, timeout=PATIENCE) as session:
        talkers = [Talker(bot, session) for bot in bots]
        for talker in talkers:
            tell(f"Holding a conversation of {max(turns)} turns with {talker.bot.name}")
            await talker.grow([turn for turn in turns if turn > 1], max(guests))
        for kind, turn, at_once in product(bots[0].questions, turns, guests):
            tell(f"Asking: {kind}, turn {turn}, {at_once} at once")
            answers[kind, turn, at_once] = await measure(talkers, kind, turn, at_once)
    return answers


def tell(what: str) -> None:
    """Progress, beside the table."""
    print(f"... {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
