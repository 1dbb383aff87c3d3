"""How well guests are understood: `python -m benchmarks.recognition.guests [--misses] [FILE]`.

The messages of guest_messages.jsonl were written by hand from the letter and the contract alone, by
somebody who had not seen a phrasing of knowledge/ or data/. None of them may ever be added there.
Each line: {"text", "style", "expect": {"topic" | "topic_any" | "topics" | "intent" | "intent_any" |
"held_back", "facts"}}.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from assistant.desk.recognition import Recogniser
from assistant.desk.understanding import CHECK, CLARIFY, FAQ, INFORM, OUT_OF_SCOPE, Understanding
from assistant.desk.vehicle import facts_as_dict
from assistant.knowledge import load
from assistant.settings import Settings

ASKED_ON = date(2024, 2, 10)


def kind_of(expect: dict[str, Any]) -> str:
    if CHECK in expect.get("topics", ()):
        return "own car and a question"
    if "topics" in expect:
        return "two questions"
    if "topic" in expect or "topic_any" in expect:
        return "topic"
    if expect.get("held_back"):
        return "held back"
    intents = expect.get("intent_any") or [expect["intent"]]
    return "own car" if intents == [CHECK] else "facts" if INFORM in intents else "act"


def is_right(expect: dict[str, Any], said: Understanding, staff: set[str]) -> bool:
    if "topics" in expect:
        beside = [topic for topic in expect["topics"] if topic != CHECK]
        own = (said.intent == CHECK) == (beside != expect["topics"])
        return own and list(said.topics) == beside
    if "topic" in expect or "topic_any" in expect:
        wanted = expect.get("topic_any") or [expect["topic"]]
        return (said.topics[0] if said.topics else said.intent) in wanted
    if expect.get("held_back"):
        return not answers(said, staff)
    return said.intent in (expect.get("intent_any") or [expect["intent"]])


def answers(said: Understanding, staff: set[str]) -> bool:
    """Whether the guest gets an answer, rather than "did you mean" or "I do not know"."""
    if said.intent == FAQ:
        return said.topics[0] not in staff
    return said.intent not in (CLARIFY, OUT_OF_SCOPE)


def answers_a_part(expect: dict[str, Any], said: Understanding) -> bool:
    """Whether what was asked is among what is answered, though not all of it or not first."""
    asked = {expect.get("topic", ""), *expect.get("topic_any", ()), *expect.get("topics", ())}
    return bool(asked & {said.intent, *said.topics})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "file", nargs="?", type=Path, default=Path(__file__).with_name("guest_messages.jsonl")
    )
    parser.add_argument("--misses", action="store_true", help="show what went wrong")
    arguments = parser.parse_args()
    settings = Settings.from_environment()
    knowledge = load(settings.knowledge, settings.dialogue)
    recogniser = Recogniser(knowledge, encoder=settings.encoder, cache=settings.var / "cache")
    recogniser.matcher.prepare()
    staff = {t.id for t in knowledge.topics.values() if t.audience == "agent"}
    asked: Counter[str] = Counter()
    right: Counter[str] = Counter()
    part: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    facts = [0, 0]
    seconds = []
    for line in arguments.file.read_text(encoding="utf-8").splitlines():
        message = json.loads(line)
        expect, text = message["expect"], message["text"]
        began = time.perf_counter()
        said = recogniser.understand(text, on=ASKED_ON)
        seconds.append(time.perf_counter() - began)
        kind = kind_of(expect)
        asked[kind] += 1
        good = is_right(expect, said, staff)
        right[kind] += good
        if not good and answers(said, staff):
            (part if answers_a_part(expect, said) else wrong)[kind] += 1
        if "facts" in expect:
            known = facts_as_dict(said.heard.facts)
            facts[1] += 1
            facts[0] += {k: v for k, v in known.items() if v is not None} == expect["facts"]
        if arguments.misses and not good:
            print(f"{kind}: {text}\n    expected {expect}, got {said.as_dict()}")
    print(
        "| kind | messages | right | answered in part | answered wrongly |\n|---|---|---|---|---|"
    )
    for kind, count in [*asked.items(), ("all", asked.total())]:
        of = [k for k in asked if kind in (k, "all")]
        good, some, bad = (sum(counts[k] for k in of) for counts in (right, part, wrong))
        print(f"| {kind} | {count} | {good / count:.1%} | {some} | {bad} ({bad / count:.1%}) |")
    print(
        f"\nCar facts exact: {facts[0]} of {facts[1]} ({facts[0] / facts[1]:.1%}). "
        f"Median {statistics.median(seconds) * 1000:.1f} ms a message."
    )


if __name__ == "__main__":
    main()
