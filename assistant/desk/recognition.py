"""From a message to topics and acts: one matcher over both, behind one gate.

FAQ topics and dialogue intents compete in the same matcher. Above the gate the best label is taken,
below it the message is not understood, and in between the guest is asked "did you mean". Facts of a
vehicle are replaced by their kind before matching, so that "my RX" and "my LC" are asked alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.desk.understanding import (
    CHECK,
    CLARIFY,
    FAQ,
    INFORM,
    OUT_OF_SCOPE,
    SMALL_TALK,
    Understanding,
)
from assistant.desk.vehicle import Heard
from assistant.knowledge import Knowledge
from assistant.language import Reader, Reading
from assistant.matching import Matcher


@dataclass(frozen=True)
class Gate:
    """Where "sure", "did you mean" and "not understood" part. Measured in benchmarks/recognition."""

    sure: float = 0.5
    """From this confidence on, the best label is taken, if it also leads."""
    doubt: float = 0.25
    """Below this confidence, the message is not understood."""
    lead: float = 0.1
    """How far the best must stand before the second to be sure."""


_WORDS = {"model": " modelname ", "built": " builddate ", "plant": " plantname ",
          "vin": " vincode ", "model_year": " modelyear "}
_CLAUSE = re.compile(
    r"[.?!;\n]+|,?\s+(?:and also|and|also|plus|but)\s+(?=(?:what|how|do|does|did|is|are|can|could|"
    r"will|would|should|when|where|who|why|which|i|my|the|it|tell)\b)",
    re.IGNORECASE,
)
_MOST_CLAUSES = 8
_SHORT = 2


class Recogniser:
    """Understands messages with one version of the knowledge. Immutable: refit means a new one."""

    def __init__(
        self,
        knowledge: Knowledge,
        *,
        encoder: str = "",
        cache: Path | None = None,
        gate: Gate | None = None,
    ) -> None:
        self.knowledge = knowledge
        self.reader = Reader(knowledge.program)
        self._gate = gate or Gate()
        texts, labels = training_phrases(knowledge)
        masked = [self._masked(text, None) for text in texts]
        self.matcher = Matcher(background=[OUT_OF_SCOPE]).fit(masked, labels)

    def understand(self, text: str, *, on: date) -> Understanding:
        """What `text` asks and says, on the day `on`."""
        reading = self.reader.read(text, on=on)
        heard = Heard.of(reading)
        whole = self._rank(self._masked(text, reading))
        understood = self._gated(whole, heard)
        return self._with_further_topics(text, understood, on)

    def nearest(self, text: str, *, on: date, count: int = 5) -> list[tuple[str, str, float]]:
        """The phrasings most like `text`: (phrasing, label, similarity)."""
        return self.matcher.nearest(self._masked(text, self.reader.read(text, on=on)), count)

    def rank(self, text: str, *, on: date) -> list[tuple[str, float]]:
        """Every label with its confidence, best first."""
        return self._rank(self._masked(text, self.reader.read(text, on=on)))

    def _rank(self, masked: str) -> list[tuple[str, float]]:
        return self.matcher.match(masked)

    def _masked(self, text: str, reading: Reading | None) -> str:
        reading = reading or self.reader.read(text, on=self.knowledge.program.as_of)
        parts, end = [], 0
        for span in sorted(reading.spans, key=lambda s: s.start):
            if span.start < end or span.kind not in _WORDS:
                continue
            parts += [text[end : span.start], _WORDS[span.kind]]
            end = span.end
        return "".join([*parts, text[end:]])

    def _gated(self, ranked: Sequence[tuple[str, float]], heard: Heard) -> Understanding:
        gate = self._gate
        (best, confidence), *rest = ranked
        second = rest[0][1] if rest else 0.0
        if confidence >= gate.sure and confidence - second >= gate.lead:
            return self._sure(best, confidence, heard)
        if heard.says_something and best in (CHECK, INFORM):
            return self._sure(best, confidence, heard)
        if confidence < gate.doubt:
            if heard.says_something:
                return Understanding(INFORM, confidence, heard=heard)
            return Understanding(OUT_OF_SCOPE, confidence, heard=heard)
        candidates = tuple(
            label
            for label, c in ranked[:3]
            if c >= gate.doubt and (label in self.knowledge.topics or label == CHECK)
        )
        if not candidates:
            return self._sure(best, confidence, heard)
        return Understanding(CLARIFY, confidence, candidates=candidates, heard=heard)

    def _sure(self, label: str, confidence: float, heard: Heard) -> Understanding:
        if label in self.knowledge.topics:
            return Understanding(FAQ, confidence, topics=(label,), heard=heard)
        return Understanding(label, confidence, heard=heard)

    def _with_further_topics(
        self, text: str, whole: Understanding, on: date
    ) -> Understanding:
        """Clauses that each ask something of their own, in the order asked."""
        clauses = [c.strip() for c in _CLAUSE.split(text)][:_MOST_CLAUSES]
        clauses = [c for c in clauses if len(c.split()) > _SHORT]
        if len(clauses) < 2 or whole.intent == CHECK:
            return whole
        parts = [
            self._gated(self._rank(self._masked(c, self.reader.read(c, on=on))), whole.heard)
            for c in clauses
        ]
        sure = [p for p in parts if p.intent == FAQ]
        topics = tuple(dict.fromkeys(t for p in sure for t in p.topics))
        if not topics:
            return self._acts_in_clauses(whole, parts)
        if whole.intent == FAQ and len(topics) == 1:
            return whole
        if whole.intent not in {FAQ, CLARIFY, OUT_OF_SCOPE, INFORM, *SMALL_TALK}:
            return whole
        return Understanding(
            FAQ, max(p.confidence for p in sure), topics=topics[:3], heard=whole.heard
        )

    @staticmethod
    def _acts_in_clauses(whole: Understanding, parts: Sequence[Understanding]) -> Understanding:
        if whole.intent in {CLARIFY, OUT_OF_SCOPE, *SMALL_TALK}:
            for part in parts:
                if part.intent == CHECK:
                    return part
        return whole


def training_phrases(knowledge: Knowledge) -> tuple[list[str], list[str]]:
    """Every phrasing with its label: topics and dialogue intents together."""
    pairs = [(q, t.id) for t in knowledge.topics.values() for q in t.questions]
    pairs += [(q, intent) for intent, examples in knowledge.dialogue.items() for q in examples]
    return [text for text, _ in pairs], [label for _, label in pairs]

