"""From a message to topics and acts: one matcher over both, behind one gate.

FAQ topics and dialogue intents compete in the same matcher. Above the gate the best label is taken,
below it the message is not understood, and in between the guest is asked "did you mean". Facts of a
vehicle are replaced by their kind before matching, so that "my RX" and "my LC" are asked alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from assistant.desk.clauses import Clause, Sentence, sentences_of
from assistant.desk.examples import new_matcher, training_phrases
from assistant.desk.gate import Gate, Gatekeeper
from assistant.desk.masked_facts import is_only_facts, mask_facts
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

_MOST_TOPICS = 3
_OPEN_TO_QUESTIONS = frozenset({FAQ, CLARIFY, OUT_OF_SCOPE, INFORM, CHECK, *SMALL_TALK})
_IN_A_VERDICT = frozenset({"check_eligibility", "covered_vehicles", "phases_explained", "remedy"})
"""Topics that a verdict about the guest's own vehicle answers better."""


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
        self._gatekeeper = Gatekeeper(knowledge, self._gate)
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
        whole = self._gatekeeper.decide(self.matcher.match(masked), masked, heard, audience)
        if self.matcher.is_example(masked):
            return whole  # Editors have said what these words ask, the commas and "and"s included.
        return self._with_questions(text, whole, on, audience)

    def nearest(self, text: str, *, on: date, count: int = 5) -> list[tuple[str, str, float]]:
        """The phrasings most like `text`: (phrasing, label, similarity)."""
        return self.matcher.nearest(self._masked(text, self.reader.read(text, on=on)), count)

    def rank(self, text: str, *, on: date) -> list[tuple[str, float]]:
        """Every label with its confidence, best first."""
        return self.matcher.match(self._masked(text, self.reader.read(text, on=on)))

    def _masked(self, text: str, reading: Reading) -> str:
        return mask_facts(text, reading, self.knowledge.program.other_models)

    def _with_questions(
        self, text: str, whole: Understanding, on: date, audience: Audience
    ) -> Understanding:
        """The message as a whole, corrected by the questions that stand in it.

        Two questions about two topics are both answered, in the order asked; one clear question
        inside a story or behind a greeting is answered instead of what surrounds it. A topic that
        is asked about beside the guest's own vehicle is answered with the verdict.
        """
        sentences = sentences_of(text)
        if whole.intent not in _OPEN_TO_QUESTIONS or self._is_one_question(sentences, whole):
            return whole
        parts, everything = self._clauses(sentences, whole.heard, on, audience)
        parts = self._settled(parts)
        asked = [p for p in parts if p.intent != INFORM]
        topics = tuple(dict.fromkeys(t for p in asked for t in p.topics))[:_MOST_TOPICS]
        if not asked:
            return whole
        if wish := _wants_a_person(asked):
            return wish
        best = max(asked, key=lambda p: p.confidence)
        foreign = whole.confidence < self._gate.foreign or best.confidence < self._gate.remark
        if whole.intent == OUT_OF_SCOPE and foreign:
            # "How long do I leave it in?" sounds like ours, but the message is about a cake.
            return whole
        # Facts told by themselves can make a message sound like a question about the vehicle.
        only_facts = everything and len(asked) < len(parts) and not _IN_A_VERDICT.issuperset(topics)
        own_cars = [p for p in asked if p.intent == CHECK and p.confidence >= self._gate.clause]
        own_clause = max(own_cars, key=lambda p: p.confidence, default=None)
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

    def _is_one_question(self, sentences: Sequence[Sentence], whole: Understanding) -> bool:
        """Whether there is nothing to take apart, or it is plain what one sentence asks and nothing
        is added to it by "and" or the like: each clause would have to be encoded."""
        parts = [part for sentence in sentences for part in sentence.parts]
        plain = whole.intent == FAQ and whole.confidence >= self._gate.remark
        added = any(part.adds for part in parts[1:])
        return len(parts) < 2 or (len(sentences) < 2 and plain and not added)

    def _clauses(
        self, sentences: Sequence[Sentence], heard: Heard, on: date, audience: Audience
    ) -> tuple[list[Understanding], bool]:
        """What the clauses ask and tell that can be understood, in order.

        And whether that is all of them. A sentence is taken apart only where its parts are about
        different things.
        """
        found: list[Understanding] = []
        everything = True
        before: Clause | None = None
        for sentence in sentences:
            inside = self._likely(sentence.parts, before, heard, on, audience)
            several = len({p.topics for p in inside}) > 1
            if len(sentences) < 2:
                several = several or _wants_a_person(inside) is not None
                return inside if several else [], len(inside) == len(sentence.parts)
            if several:
                everything = everything and len(inside) == len(sentence.parts)
            else:
                inside = self._likely([sentence.whole], before, heard, on, audience) or inside
                everything = everything and bool(inside)
            found += inside
            before = sentence.whole
        return found, everything

    def _settled(self, parts: Sequence[Understanding]) -> list[Understanding]:
        """Beside a clear question, doubtful ones are taken at their likeliest; else left out."""
        gate = self._gate
        asked = [p for p in parts if p.intent in (FAQ, CHECK, CLARIFY)]
        if any(p.confidence >= gate.clear and p.intent != CLARIFY for p in asked):
            return [part.best_guess() for part in parts]
        doubtful = [p for p in asked if p.intent == CLARIFY or p.confidence < gate.clause]
        return [part for part in parts if part not in doubtful]

    def _likely(
        self,
        clauses: Sequence[Clause],
        before: Clause | None,
        heard: Heard,
        on: date,
        audience: Audience,
    ) -> list[Understanding]:
        """What clauses in a row ask and tell, without those that are too doubtful to count."""

        def read(text: str) -> tuple[Understanding, str]:
            masked = self._masked(text, self.reader.read(text, on=on))
            ranked = self.matcher.match(masked)
            return self._gatekeeper.decide(ranked, masked, heard, audience), masked

        likely = []
        for clause in clauses:
            said, masked = read(clause.text)
            counts = self._counts(clause, said, masked)
            if before and (least := self._needs_what_is_before(before, clause, said, counts)):
                together, _ = read(f"{before.text} {clause.text}")
                if together.intent == FAQ and together.confidence >= least:
                    said, counts = together, True
            if counts:
                likely.append(said)
            before = clause
        return likely

    def _counts(self, clause: Clause, said: Understanding, masked: str) -> bool:
        gate = self._gate
        if said.intent == INFORM:
            return is_only_facts(masked)
        if clause.asks and said.intent in (FAQ, CHECK, CLARIFY):
            return said.confidence >= gate.beside
        # "It's leased, so who gets the letter?": most remarks are about the question.
        least = gate.clause if clause.asks else gate.remark
        return said.intent in (FAQ, CHECK, PERSON) and said.confidence >= least

    def _needs_what_is_before(
        self, before: Clause, clause: Clause, said: Understanding, counts: bool
    ) -> float | None:
        """How sure a question must be when read with what stands before it; None: read it alone.

        "A key got added. Is that normal?" asks nothing by itself, and "It's leased. Who gets the
        letter?" something else. A plain question, or one that is added to another, stands alone.
        """
        if not clause.asks:
            return None
        if not counts:
            return self._gate.clear
        weak = said.intent in (FAQ, CLARIFY) and said.confidence < self._gate.plain
        return self._gate.plain if weak and not (clause.adds or before.asks) else None


def _wants_a_person(asked: Sequence[Understanding]) -> Understanding | None:
    """The wish to talk to somebody, if it is among what is asked: it goes before all else."""
    return next((p for p in asked if p.intent == PERSON), None)
