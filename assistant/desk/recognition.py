"""From a message to topics and acts: one matcher over both, behind one gate.

FAQ topics and dialogue intents compete in the same matcher. Above the gate the best label is taken,
below it the message is not understood, and in between the guest is asked "did you mean". Facts of a
vehicle are replaced by their kind before matching, so that "my RX" and "my LC" are asked alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from assistant.desk.clauses import Clause, sentences_of
from assistant.desk.examples import new_matcher, training_phrases
from assistant.desk.masked_facts import asks_about_own_car, is_only_facts, mask_facts
from assistant.desk.masked_phrases import MaskedPhrases
from assistant.desk.understanding import (
    CHECK,
    CLARIFY,
    FAQ,
    INFORM,
    OUT_OF_SCOPE,
    PERSON,
    SMALL_TALK,
    Understanding,
)
from assistant.desk.vehicle import Heard
from assistant.knowledge import Knowledge
from assistant.knowledge.topic import Audience
from assistant.language import Reading
from assistant.matching import Matcher


@dataclass(frozen=True)
class Gate:
    """Where "sure", "did you mean" and "not understood" part. See benchmarks/recognition."""

    sure: float = 0.22
    """From this confidence on, the best label is taken, if it also leads."""
    doubt: float = 0.12
    """Below this confidence, the message is not understood."""
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


_MOST_TOPICS = 3
_OPEN_TO_QUESTIONS = frozenset({FAQ, CLARIFY, OUT_OF_SCOPE, INFORM, CHECK, *SMALL_TALK})
_IN_A_VERDICT = frozenset({"check_eligibility", "covered_vehicles", "phases_explained", "remedy"})
"""Topics that a verdict about the guest's own vehicle answers better."""
TOYOTA = "toyota_vehicles"
"""The topic for guests who ask about a Toyota."""


class Recogniser:
    """Understands messages with one version of the knowledge. Immutable: refit makes a new one."""

    def __init__(
        self,
        knowledge: Knowledge,
        *,
        encoder: str = "",
        cache: Path | None = None,
        gate: Gate | None = None,
        before: Recogniser | None = None,
    ) -> None:
        """`before`: the recogniser of the last version, whose work on unchanged phrasings is kept.

        `encoder` and `cache` are as in Settings.encoder and Matcher.
        """
        self.knowledge = knowledge
        self._gate: Gate = gate or (before._gate if before else Gate())
        self._phrases: MaskedPhrases = (
            before._phrases.for_program(knowledge.program)
            if before
            else MaskedPhrases(knowledge.program, cache)
        )
        self.reader = self._phrases.reader
        self._staff = {t.id for t in knowledge.topics.values() if t.audience == "agent"}
        texts, labels = training_phrases(knowledge)
        masked = self._phrases.masked(texts)
        self.matcher: Matcher = (
            before.matcher.refit(masked, labels)
            if before
            else new_matcher(encoder, cache).fit(masked, labels)
        )

    def understand(self, text: str, *, on: date, audience: Audience = "guest") -> Understanding:
        """What `text` asks and says, on the day `on`."""
        reading = self.reader.read(text, on=on)
        heard = Heard.of(reading)
        masked = self._masked(text, reading)
        whole = self._gated(self.matcher.match(masked), masked, heard, audience)
        return self._with_questions(text, whole, on, audience)

    def nearest(self, text: str, *, on: date, count: int = 5) -> list[tuple[str, str, float]]:
        """The phrasings most like `text`: (phrasing, label, similarity)."""
        return self.matcher.nearest(self._masked(text, self.reader.read(text, on=on)), count)

    def rank(self, text: str, *, on: date) -> list[tuple[str, float]]:
        """Every label with its confidence, best first."""
        return self.matcher.match(self._masked(text, self.reader.read(text, on=on)))

    def _masked(self, text: str, reading: Reading) -> str:
        return mask_facts(text, reading, self.knowledge.program.other_models)

    def _gated(
        self,
        ranked: Sequence[tuple[str, float]],
        masked: str,
        heard: Heard,
        audience: Audience,
    ) -> Understanding:
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
            if c >= gate.doubt and (label in self.knowledge.topics or label == CHECK)
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
        make = self.knowledge.program.other_models.get(heard.facts.model or "", "Lexus")
        facts_alone = is_only_facts(masked)
        about_it = facts_alone or best in (CHECK, INFORM)
        about_toyotas = best == TOYOTA and "toyota" in masked.lower()
        if make == "Lexus" or about_toyotas or not (about_it or best == TOYOTA):
            return None
        clear = facts_alone or confidence >= self._gate.sure
        if make == "Toyota" and clear and TOYOTA in self.knowledge.topics:
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
        instead = [t for t in self.knowledge.topics[best].related if t in self.knowledge.topics]
        if instead:
            return [(instead[0], confidence), *(p for p in own if p[0] != instead[0])]
        near = own[0][1] >= self._gate.doubt and confidence - own[0][1] < self._gate.lead
        return own if near else ranked

    def _for_staff(self, ranked: Sequence[tuple[str, float]]) -> Sequence[tuple[str, float]]:
        """For agents, the staff's side of a guest topic comes first where it is likely as well."""
        best, confidence = ranked[0]
        for label, likely in ranked[1:4]:
            own_side = label in self._staff and best in self.knowledge.topics[label].related
            if own_side and likely >= self._gate.doubt:
                # The guest's side says the same to a guest, so it is no rival.
                return [(label, confidence), *(p for p in ranked if p[0] not in (label, best))]
        return ranked

    def _sure(self, label: str, confidence: float, masked: str, heard: Heard) -> Understanding:
        if label in self.knowledge.topics:
            return Understanding(FAQ, confidence, topics=(label,), heard=heard)
        if label == INFORM and asks_about_own_car(masked):
            return Understanding(CHECK, confidence, heard=heard)
        return Understanding(label, confidence, heard=heard)

    def _with_questions(
        self, text: str, whole: Understanding, on: date, audience: Audience
    ) -> Understanding:
        """The message as a whole, corrected by the questions that stand in it.

        Two questions about two topics are both answered, in the order asked; one clear question
        inside a story or behind a greeting is answered instead of what surrounds it. A topic that
        is asked about beside the guest's own vehicle is answered with the verdict.
        """
        if whole.intent not in _OPEN_TO_QUESTIONS:
            return whole
        parts, everything = self._clauses(text, whole.heard, on, audience)
        parts = self._settled(parts)
        asked = [p for p in parts if p.intent != INFORM]
        topics = tuple(dict.fromkeys(t for p in asked for t in p.topics))[:_MOST_TOPICS]
        if not asked:
            return whole
        if wish := _wants_a_person(asked):
            return wish
        best = max(asked, key=lambda p: p.confidence)
        if whole.intent == OUT_OF_SCOPE and best.confidence < self._gate.remark:
            # "How long do I leave it in?" sounds like ours, but the message is about a cake.
            return whole
        # Facts told by themselves can make a message sound like a question about the vehicle.
        only_facts = everything and len(asked) < len(parts) and not _IN_A_VERDICT.issuperset(topics)
        own_clause = _own_car(asked)
        own = whole if whole.intent == CHECK and not only_facts else own_clause
        if own:
            # "What are the phases, and which one is mine?" asks for both.
            plain = {t for p in asked if p.confidence >= self._gate.plain for t in p.topics}
            told = _IN_A_VERDICT - plain if own_clause else _IN_A_VERDICT
            return replace(own, topics=tuple(t for t in topics if t not in told))
        if len(topics) > 1:
            return replace(best, intent=FAQ, topics=topics)
        surer = best.confidence > whole.confidence + self._gate.lead
        return best if whole.intent != FAQ or surer else whole

    def _clauses(
        self, text: str, heard: Heard, on: date, audience: Audience
    ) -> tuple[list[Understanding], bool]:
        """What the clauses ask and tell that can be understood by themselves, in order.

        And whether that is all of them. A sentence is taken apart only where its parts are about
        different things.
        """
        sentences = sentences_of(text)
        if sum(len(sentence.parts) for sentence in sentences) < 2:
            return [], False  # That is the message as a whole, which has been understood.
        parts = [self._likely_clauses(s.parts, heard, on, audience) for s in sentences]
        if len(sentences) < 2:
            several = len({p.topics for p in parts[0]}) > 1 or _wants_a_person(parts[0])
            return parts[0] if several else [], len(parts[0]) == len(sentences[0].parts)
        found: list[Understanding] = []
        everything = True
        for sentence, inside in zip(sentences, parts, strict=True):
            if len({p.topics for p in inside}) > 1:
                everything = everything and len(inside) == len(sentence.parts)
            else:
                inside = self._likely_clauses([sentence.whole], heard, on, audience) or inside
                everything = everything and bool(inside)
            found += inside
        return found, everything

    def _settled(self, parts: Sequence[Understanding]) -> list[Understanding]:
        """Beside a clear question, doubtful ones are taken at their likeliest; else left out."""
        gate = self._gate
        asked = [p for p in parts if p.intent in (FAQ, CHECK, CLARIFY)]
        if any(p.confidence >= gate.clear and p.intent != CLARIFY for p in asked):
            return [part.best_guess() for part in parts]
        doubtful = [p for p in asked if p.intent == CLARIFY or p.confidence < gate.clause]
        return [part for part in parts if part not in doubtful]

    def _likely_clauses(
        self, clauses: Sequence[Clause], heard: Heard, on: date, audience: Audience
    ) -> list[Understanding]:
        gate = self._gate
        likely = []
        for clause in clauses:
            masked = self._masked(clause.text, self.reader.read(clause.text, on=on))
            understood = self._gated(self.matcher.match(masked), masked, heard, audience)
            if understood.intent == INFORM:
                counts = is_only_facts(masked)
            elif clause.asks and understood.intent in (FAQ, CHECK, CLARIFY):
                counts = understood.confidence >= gate.beside
            elif understood.intent in (FAQ, CHECK, PERSON):
                # "It's leased, so who gets the letter?": most remarks are about the question.
                counts = understood.confidence >= (gate.clause if clause.asks else gate.remark)
            else:
                counts = False
            if counts:
                likely.append(understood)
        return likely


def _wants_a_person(asked: Sequence[Understanding]) -> Understanding | None:
    """The wish to talk to somebody, if it is among what is asked: it goes before all else."""
    return next((p for p in asked if p.intent == PERSON), None)


def _own_car(asked: Sequence[Understanding]) -> Understanding | None:
    """The surest question about the guest's own vehicle, if there is one."""
    own = [p for p in asked if p.intent == CHECK]
    return max(own, key=lambda p: p.confidence, default=None)
