"""What the recogniser learns from, and what it learns with."""

from __future__ import annotations

from pathlib import Path

from assistant.desk.understanding import OUT_OF_SCOPE
from assistant.knowledge import Knowledge
from assistant.matching import Matcher
from assistant.matching.encoder import find_encoder

_MEANING = 2.0
"""A topic has some hundred phrasings; benchmarks/recognition has the figures."""


def training_phrases(knowledge: Knowledge) -> tuple[list[str], list[str]]:
    """Every phrasing with its label: topics and dialogue intents together."""
    pairs = [(q, t.id) for t in knowledge.topics.values() for q in t.questions]
    pairs += [(q, intent) for intent, examples in knowledge.dialogue.items() for q in examples]
    return [text for text, _ in pairs], [label for _, label in pairs]


def new_matcher(encoder: str, cache: Path | None) -> Matcher:
    """A matcher that has learnt nothing; `encoder` as in Settings.encoder, `cache` in Matcher."""
    found = None if encoder == "none" else find_encoder(Path(encoder) if encoder else None)
    return Matcher(background=[OUT_OF_SCOPE], encoder=found, meaning=_MEANING, cache=cache)
