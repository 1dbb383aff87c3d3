"""How well VINs are read over the phone: `python -m benchmarks.voice --seed 1 --count 1000`.

Two generators speak: `transcripts` or, with `--others`, `other_people`. Prints, for clean calls,
how many VINs are read right, and for calls with one misheard character what became of
it: repaired (and reported), asked about at that very place, asked about elsewhere, refused,
silently wrong; and the share by part of the VIN and by style. "Settled" is how many
questions it takes until the right VIN stands, when each question is answered truly.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from pathlib import Path

from assistant.knowledge import load
from assistant.knowledge.program import VinFacts
from assistant.language.vin import VinReading, read_slots
from assistant.language.vin_slots import slots
from benchmarks.voice import other_people
from benchmarks.voice.transcripts import Transcript, clean, one_misheard, same_weight

BY_HAND = Path(__file__).with_name("by_hand.tsv")
MOST_QUESTIONS = 4


def outcome(reading: VinReading, call: Transcript) -> str:
    """What became of one call, in the words of the table."""
    if reading.vin == call.vin:
        return "right"
    if reading.vin:
        if reading.repaired:
            return "wrong repair, to be confirmed"
        heard = reading.heard[call.misheard - 1]
        if call.misheard and same_weight(call, heard):
            return "undetectable (same weight), read back"
        return "SILENTLY WRONG"
    if reading.ask is None:
        return "refused"
    if reading.ask == call.misheard:
        return "asked at the very place"
    return "asked elsewhere, truth among candidates" if call.vin in reading.candidates else (
        "asked elsewhere"
    )  # fmt: skip


def questions(call: Transcript, facts: VinFacts) -> int | None:
    """How many truly answered questions lead to the right VIN; None when they do not."""
    row = slots(call.text)
    answers: dict[int, str] = {}
    for asked in range(MOST_QUESTIONS + 1):
        reading = read_slots(row, facts, answers)
        if reading.vin == call.vin:
            return asked
        if reading.vin or reading.ask is None:
            return None
        answers[reading.ask] = call.vin[reading.ask - 1]
    return None


def table(title: str, calls: list[Transcript], facts: VinFacts, *, show: int = 0) -> None:
    """Read all calls and print one block of the table."""
    results: Counter[str] = Counter()
    settled: Counter[int | None] = Counter()
    styles: Counter[str] = Counter()
    where: dict[str, Counter[bool]] = {}
    spent = 0.0
    for call in calls:
        began = time.perf_counter()
        reading = read_slots(slots(call.text), facts)
        spent += time.perf_counter() - began
        result = outcome(reading, call)
        results[result] += 1
        settled[questions(call, facts)] += 1
        if result != "right" and not call.misheard:
            styles[call.style] += 1
        if call.misheard and "undetectable" not in result:
            found = result in ("right", "asked at the very place")
            for group in (_part(call.misheard), call.style):
                where.setdefault(group, Counter())[found] += 1
        if show and result != "right" and (not call.misheard or "ask" not in result):
            show -= 1
            print(f"    {result}: {call.vin} {call.misheard} {call.text!r}: {reading.heard}")
    print(f"{title} ({len(calls)} calls, {1000 * spent / len(calls):.2f} ms each)")
    for result, count in results.most_common():
        print(f"  {100 * count / len(calls):6.1f} %  {result}")
    if where:
        known = len(calls) - results["undetectable (same weight), read back"]
        found = results["right"] + results["asked at the very place"]
        print(f"  {100 * found / known:6.1f} %  right or asked there, of those that can be known")
        for group, counts in sorted(where.items()):
            share = 100 * counts[True] / sum(counts.values())
            print(f"           {share:5.1f} % of {sum(counts.values()):5}  {group}")
        counted = 0
        for asked in range(MOST_QUESTIONS + 1):
            counted += settled[asked]
            print(
                f"  {100 * counted / len(calls):6.1f} %  settled after {asked} questions or fewer"
            )
    for style, count in styles.most_common(4):
        print(f"    missed in style {style!r}: {count}")


def _part(position: int) -> str:
    """The part of a VIN in which a position lies, for the table."""
    if position <= 3:
        return "1-3 maker"
    if position <= 7:
        return "4-7 description"
    names = {8: "8 line", 9: "9 check digit", 10: "10 year", 11: "11 plant"}
    return names.get(position, "12-17 serial")


def by_hand() -> list[Transcript]:
    """The hundred transcripts that were written by hand before the reader was tuned."""
    rows = [line.split("\t") for line in BY_HAND.read_text("utf-8").splitlines()]
    return [Transcript(vin, text, int(misheard), "by hand") for misheard, vin, text in rows]


def _others(seeds: range, count: int, facts: VinFacts, *, show: int) -> None:
    for cars in other_people.CARS:
        calls = [other_people.clean(rng, cars) for seed in seeds for rng in [random.Random(seed)]
                 for _ in range(count)]  # fmt: skip
        table(f"Other people, {cars} car, clean", calls, facts, show=show)
        for ear in other_people.EARS:
            calls = [other_people.one_misheard(rng, cars, ear) for seed in seeds
                     for rng in [random.Random(seed)] for _ in range(count)]  # fmt: skip
            table(f"Other people, {cars} car, one misheard ({ear})", calls, facts, show=show)


def main() -> None:
    """Print the whole table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.voice", description=__doc__)
    parser.add_argument("--seed", type=int, default=23, help="the first seed (default 23)")
    parser.add_argument("--seeds", type=int, default=1, help="how many seeds, one after another")
    parser.add_argument("--count", type=int, default=1000, help="calls of each kind and seed")
    parser.add_argument("--others", action="store_true", help="only the second generator")
    parser.add_argument("--show", type=int, default=0, help="print so many misses of each kind")
    options = parser.parse_args()
    root = Path(__file__).parents[2]
    facts = load(root / "knowledge", root / "data" / "nlu").program.vin
    seeds = range(options.seed, options.seed + options.seeds)
    if options.others:
        _others(seeds, options.count, facts, show=options.show)
        return
    hand = by_hand()
    table("By hand, clean", [c for c in hand if not c.misheard], facts, show=options.show)
    table("By hand, one misheard", [c for c in hand if c.misheard], facts, show=options.show)
    calls = [clean(rng) for seed in seeds for rng in [random.Random(seed)]
             for _ in range(options.count)]  # fmt: skip
    table("Generated, clean", calls, facts, show=options.show)
    for mishearing in ("graded", "flat", "wide"):
        calls = [one_misheard(rng, mishearing) for seed in seeds for rng in [random.Random(seed)]
                 for _ in range(options.count)]  # fmt: skip
        table(f"Generated, one misheard ({mishearing})", calls, facts, show=options.show)


if __name__ == "__main__":
    main()
