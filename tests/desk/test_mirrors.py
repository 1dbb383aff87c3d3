"""The editors' test questions, asked with the encoder: almost all find their topic.

The questions are known to the editors who write the phrasings, so this guards the knowledge against
sliding back; how well strangers are understood is measured by benchmarks/recognition.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.desk.mirrors import ask_mirrors
from assistant.desk.recognition import Recogniser
from assistant.knowledge import load
from assistant.matching import find_encoder

ROOT = Path(__file__).resolve().parents[2]
FOUND = 0.97
"""The share that must find its topic. Words alone reach less, so the encoder is needed."""


def test_the_mirror_questions_find_their_topics() -> None:
    if find_encoder() is None:
        pytest.skip("no sentence encoder is installed")
    knowledge = load(ROOT / "knowledge", ROOT / "data" / "nlu")
    recogniser = Recogniser(knowledge, cache=ROOT / "var" / "cache")
    result = ask_mirrors(recogniser, knowledge.topics, on=knowledge.program.as_of)
    misses = "\n".join(f"{m.topic}: {m.question!r} {m.sentence()}" for m in result.misses)
    assert result.asked > 0
    assert result.share >= FOUND, f"{result.share:.1%} of {result.asked} found:\n{misses}"
