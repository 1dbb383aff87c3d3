"""The editors' own test questions, asked to the recogniser; for each miss, what won and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant.desk.recognition import Recogniser
from assistant.desk.understanding import CLARIFY, FAQ


@dataclass(frozen=True)
class Miss:
    """A test question that did not find its topic."""

    topic: str
    question: str
    got: str
    """What it was taken for: a topic, an act, "did you mean ...", or "not understood"."""
    phrasing: str
    """The phrasing that is most like the question, ..."""
    owner: str
    """... and the topic or act it belongs to."""

    def sentence(self) -> str:
        """For an editor: what happened and what to change."""
        return (
            f"was taken for {self.got}. Most alike is {self.phrasing!r} of {self.owner}. Add a "
            f"phrasing like the question to {self.topic}, or reword that one."
        )


@dataclass(frozen=True)
class MirrorResult:
    """How the test questions fared."""

    asked: int
    misses: tuple[Miss, ...]

    @property
    def share(self) -> float:
        """The share of questions that found their topic, 0 to 1."""
        return 1 - len(self.misses) / self.asked if self.asked else 1.0

    def as_dict(self) -> dict[str, Any]:
        return {
            "asked": self.asked,
            "found": self.asked - len(self.misses),
            "misses": [{**vars(m), "hint": m.sentence()} for m in self.misses],
        }


def ask_mirrors(recogniser: Recogniser, topics: Iterable[str], *, on: date) -> MirrorResult:
    """Ask every question of knowledge/tests for the given topics."""
    asked, misses = 0, []
    for topic in topics:
        for question in recogniser.knowledge.mirrors.get(topic, ()):
            asked += 1
            audience = recogniser.knowledge.topics[topic].audience
            said = recogniser.understand(question, on=on, audience=audience)
            if said.intent == FAQ and said.topics[0] == topic:
                continue
            got = _in_words(said.intent, said.topics, said.candidates)
            ((phrasing, owner, _), *_) = recogniser.nearest(question, on=on, count=1)
            misses.append(Miss(topic, question, got, phrasing, owner))
    return MirrorResult(asked, tuple(misses))


def _in_words(intent: str, topics: tuple[str, ...], candidates: tuple[str, ...]) -> str:
    if intent == FAQ:
        return " and ".join(topics)
    if intent == CLARIFY:
        return f'"did you mean {" or ".join(candidates)}"'
    return "not understood" if intent == "out_of_scope" else intent
