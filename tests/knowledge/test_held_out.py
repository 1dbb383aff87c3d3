"""What recognition is measured by is not what it learns from."""

from __future__ import annotations

import json
from pathlib import Path

from assistant.knowledge import load
from assistant.knowledge.cross_checks import same_phrasing

ROOT = Path(__file__).parents[2]


def test_no_message_of_the_benchmark_is_a_phrasing() -> None:
    knowledge = load(ROOT / "knowledge", ROOT / "data" / "nlu")
    learnt = [topic.questions for topic in knowledge.topics.values()]
    learnt += [tuple(phrasings) for phrasings in knowledge.dialogue.values()]
    known = {same_phrasing(phrasing) for phrasings in learnt for phrasing in phrasings}
    lines = (ROOT / "benchmarks/recognition/guest_messages.jsonl").read_text("utf-8").splitlines()
    asked = [json.loads(line)["text"] for line in lines]
    assert [text for text in asked if same_phrasing(text) in known] == []
