"""Hostile input: `python -m benchmarks.fuzz --inputs 100000`. A failure prints what shows it again.

Everything runs in this process, without sockets: the door with all its parts over a database in
memory (or `--database`), answered by the desk; a small part goes through Rasa's pipeline.
"""

from __future__ import annotations

import argparse
import logging
import sys
import time

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from benchmarks.fuzz.everything import every_part
from benchmarks.fuzz.house import House
from benchmarks.fuzz.running import Result, run
from benchmarks.real_desk import open_real_desk


def main() -> int:
    """1 when something failed."""
    asked = _arguments()
    logging.disable(logging.CRITICAL)  # The door tells of each request.
    desk = open_real_desk()
    desk.prepare()
    house = House(desk, database=asked.database)
    parts = [p for p in every_part(lambda: house) if asked.only in p.name]
    whole = sum(part.share for part in parts)
    results: list[tuple[Result, float]] = []
    columns = (TextColumn("{task.description:26}"), BarColumn(), MofNCompleteColumn(),
               TimeElapsedColumn())  # fmt: skip
    with Progress(*columns, console=Console(stderr=True)) as bar:
        for part in parts:
            inputs = max(1, round(asked.inputs * part.share / whole))
            task = bar.add_task(part.name, total=inputs)
            began = time.perf_counter()
            result = run(part, inputs, start=asked.seed, tick=lambda task=task: bar.advance(task))
            results.append((result, time.perf_counter() - began))
    house.close()
    _tell(results, asked.seed)
    return 0 if all(result.well for result, _ in results) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=100_000, help="over all parts together")
    parser.add_argument("--only", default="", help="parts whose name holds this")
    parser.add_argument("--seed", type=int, default=1, help="the same seed, the same inputs")
    parser.add_argument("--database", default="sqlite://", help="SQLAlchemy URL, an empty database")
    return parser.parse_args()


def _tell(results: list[tuple[Result, float]], seed: int) -> None:
    print("| inputs of | number | failures | ms each | slowest, ms |\n|---|---|---|---|---|")
    for result, took in results:
        number, each = result.inputs, took / max(1, result.inputs) * 1000
        print(f"| {result.part} | {number:,} | {sum(f.times for f in result.found.values())} "
              f"| {each:.1f} | {result.slowest * 1000:.0f} |")  # fmt: skip
    total = sum(result.inputs for result, _ in results)
    print(f"\n{total:,} inputs, seed {seed}, in {sum(took for _, took in results):,.0f} s.")
    for result, _ in results:
        for found in sorted(result.found.values(), key=lambda found: -found.times):
            print(f"\n{result.part}: {found.what} {found.where} ({found.times} times)")
            print(f"  shown by {ascii(found.shown_by)[:2_000]}")


if __name__ == "__main__":
    sys.exit(main())
