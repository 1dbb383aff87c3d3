"""From ranked labels to what a message asks: sure, "did you mean", or not understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.desk.masked_facts import asks_about_own_car, is_only_facts
from assistant.desk.understanding import (
    CHECK,
    CLARIFY,
    FAQ,
    INFORM,
    OUT_OF_SCOPE,
    Understanding,
)
from assistant.desk.vehicle import Heard
from assistant.knowledge import Knowledge
from assistant.knowledge.topic import Audience

TOYOTA = "toyota_vehicles"
"""The topic for guests who ask about a Toyota."""


@dataclass(frozen=True)
class Gate:
    """Where "sure", "did you mean" and "not understood" part. See benchmarks/recognition."""

    sure: float = 0.22
    """From this confidence on, the best label is taken, if it also leads."""
    doubt: float = 0.12
    """Below this confidence, the message is not understood."""
    foreign: float = 0.05
    """Below this confidence in a whole message, it is about something else, however plain a
    question in it sounds by itself: "My cable is out. What are you going to do about it?"."""
    lead: float = 0.1
    """How far the best must stand before the second to be sure."""
    clause: float = 0.28
    """From this confidence on, a question inside a message counts by itself."""
    remark: float = 0.9
    """The same for a clause that has not the form of a question."""
    clear: float = 0.5
    """A question as clear as this shows that the message is about the program ..."""
    beside: float = 0.2
    """... so another one in it counts from here on."""
    plain: float = 0.8
    """A question as plain as this, asked beside one about the guest's vehicle, is answered even
    where the verdict says something of it."""


class Gatekeeper:
    """Decides with the gate's bounds, for guests and for the staff, by one version of knowledge."""

    def __init__(self, knowledge: Knowledge, gate: Gate) -> None:
        self._knowledge, self._gate = knowledge, gate
        self._staff = {t.id for t in knowledge.topics.values() if t.audience == "agent"}

    def decide(
        self,
        ranked: Sequence[tuple[str, float]],
        masked: str,
        heard: Heard,
        audience: Audience,
    ) -> Understanding:
        """`ranked`: labels with their confidence, best first; `masked`: what was ranked."""
        gate = self._gate
        ranked = self._for_audience(ranked, audience)
        (best, confidence), *rest = ranked
        second = rest[0][1] if rest else 0.0
        if of_another_make := self._of_another_make(best, confidence, masked, heard):
            return of_another_make
        if heard.says_something and is_only_facts(masked):
            return self._sure(INFORM, confidence, masked, heard)
        if confidence >= gate.sure and confidence - second >= gate.lead:
            return self._sure(best, confidence, masked, heard)
        named = heard.facts.model or heard.facts.built or heard.facts.vin
        if named and best in (CHECK, INFORM) and confidence >= gate.sure:
            return self._sure(best, confidence, masked, heard)
        if confidence < gate.doubt:
            return Understanding(OUT_OF_SCOPE, confidence, heard=heard)
        candidates = tuple(
            label
            for label, c in ranked[:3]
            if c >= gate.doubt and (label in self._knowledge.topics or label == CHECK)
        )
        if not candidates and confidence < gate.sure:
            return Understanding(OUT_OF_SCOPE, confidence, heard=heard)
        if not candidates:
            return self._sure(best, confidence, masked, heard)
        return Understanding(CLARIFY, confidence, candidates=candidates, heard=heard)

    def _of_another_make(
        self, best: str, confidence: float, masked: str, heard: Heard
    ) -> Understanding | None:
        """Another make's car cannot be judged; only of Toyotas the letter says something."""
        make = self._knowledge.program.other_models.get(heard.facts.model or "", "Lexus")
        facts_alone = is_only_facts(masked)
        about_it = facts_alone or best in (CHECK, INFORM)
        about_toyotas = best == TOYOTA and "toyota" in masked.lower()
        if make == "Lexus" or about_toyotas or not (about_it or best == TOYOTA):
            return None
        clear = facts_alone or confidence >= self._gate.sure
        if make == "Toyota" and clear and TOYOTA in self._knowledge.topics:
            return self._sure(TOYOTA, confidence, masked, heard)
        return Understanding(OUT_OF_SCOPE, confidence, heard=heard)

    def _for_audience(
        self, ranked: Sequence[tuple[str, float]], audience: Audience
    ) -> Sequence[tuple[str, float]]:
        """For guests, a staff topic stands back for its guest topic or for one that is likely."""
        if audience == "agent":
            return self._for_staff(ranked)
        own = [pair for pair in ranked if pair[0] not in self._staff]
        best, confidence = ranked[0]
        if best not in self._staff:
            return own
        instead = [t for t in self._knowledge.topics[best].related if t in self._knowledge.topics]
        if instead:
            return [(instead[0], confidence), *(p for p in own if p[0] != instead[0])]
        near = own[0][1] >= self._gate.doubt and confidence - own[0][1] < self._gate.lead
        return own if near else ranked

    def _for_staff(self, ranked: Sequence[tuple[str, float]]) -> Sequence[tuple[str, float]]:
        """For agents, the staff's side of a guest topic comes first where it is likely as well."""
        best, confidence = ranked[0]
        for label, likely in ranked[1:4]:
            own_side = label in self._staff and best in self._knowledge.topics[label].related
            if own_side and likely >= self._gate.doubt:
                # The guest's side says the same to a guest, so it is no rival.
                return [(label, confidence), *(p for p in ranked if p[0] not in (label, best))]
        return ranked

    def _sure(self, label: str, confidence: float, masked: str, heard: Heard) -> Understanding:
        if label in self._knowledge.topics:
            return Understanding(FAQ, confidence, topics=(label,), heard=heard)
        if label == INFORM and asks_about_own_car(masked):
            return Understanding(CHECK, confidence, heard=heard)
        return Understanding(label, confidence, heard=heard)
