"""From a message to topics and acts: one matcher over both, behind one gate.

FAQ topics and dialogue intents compete in the same matcher. Above the gate the best label is taken,
below it the message is not understood, and in between the guest is asked "did you mean". Facts of a
vehicle are replaced by their kind before matching, so that "my RX" and "my LC" are asked alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
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
from assistant.knowledge.topic import Audience
from assistant.language import Reader, Reading
from assistant.matching import Matcher
from assistant.matching.encoder import find_encoder


@dataclass(frozen=True)
class Gate:
    """Where "sure", "did you mean" and "not understood" part. See benchmarks/recognition."""

    sure: float = 0.35
    """From this confidence on, the best label is taken, if it also leads."""
    doubt: float = 0.15
    """Below this confidence, the message is not understood."""
    lead: float = 0.1
    """How far the best must stand before the second to be sure."""
    clause: float = 0.4
    """From this confidence on, a question inside a message counts by itself."""
    remark: float = 0.8
    """The same for a clause that has not the form of a question."""


_WORDS = {
    "model": " modelname ",
    "built": " builddate ",
    "plant": " plantname ",
    "vin": " vincode ",
    "model_year": " modelyear ",
}
_SENTENCE = re.compile(r"[^.?!;\n]+[.?!;\n]?")
_ASKING = (
    r"(?:(?:and|also|so|but|plus|then|um|uh|ok|okay|hi|hello|please|pls|from|to|at|by)[ ,]+){0,3}"
    r"(?:what|wat|wut|whats|how|hw|do|does|did|is|are|am|can|could|will|would|should|shall|must|may|"
    r"when|wen|where|wer|wher|who|whom|whose|why|wy|which|wich|tell me|give me|any|i wonder|"
    r"i (?:want|need|would like) to know|i'd like to know|i (?:also )?don'?t know)\b"
)
_ASKS = re.compile(rf"\W{{0,3}}{_ASKING}", re.IGNORECASE)
_JOINT = re.compile(
    rf"\s*[+&/]\s+|,?\s+(?:and|also|plus|but)\s+(?=(?:\S+\s+){{2}})|,\s+(?={_ASKING})",
    re.IGNORECASE,
)
_MOST_CLAUSES = 8
_MOST_TOPICS = 3
_TERSE = 6
"""Words in a message so short that every piece of it asks something."""
_OPEN_TO_QUESTIONS = frozenset({FAQ, CLARIFY, OUT_OF_SCOPE, INFORM, *SMALL_TALK})
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
        same_program = before is not None and before.knowledge.program == knowledge.program
        kept = before.reader if before and same_program else None
        self.reader: Reader = kept or Reader(knowledge.program)
        self._masks: dict[str, str] = dict(before._masks) if before and same_program else {}
        self._staff = {t.id for t in knowledge.topics.values() if t.audience == "agent"}
        texts, labels = training_phrases(knowledge)
        masked = [self._masked_phrase(text) for text in texts]
        self.matcher: Matcher = (
            before.matcher.refit(masked, labels)
            if before
            else _new_matcher(encoder, cache).fit(masked, labels)
        )

    def understand(self, text: str, *, on: date, audience: Audience = "guest") -> Understanding:
        """What `text` asks and says, on the day `on`."""
        reading = self.reader.read(text, on=on)
        heard = Heard.of(reading)
        masked = mask_facts(text, reading)
        whole = self._gated(self.matcher.match(masked), masked, heard, audience)
        return self._with_questions(text, whole, on, audience)

    def nearest(self, text: str, *, on: date, count: int = 5) -> list[tuple[str, str, float]]:
        """The phrasings most like `text`: (phrasing, label, similarity)."""
        return self.matcher.nearest(mask_facts(text, self.reader.read(text, on=on)), count)

    def rank(self, text: str, *, on: date) -> list[tuple[str, float]]:
        """Every label with its confidence, best first."""
        return self.matcher.match(mask_facts(text, self.reader.read(text, on=on)))

    def _masked_phrase(self, text: str) -> str:
        """A phrasing with its facts masked; reading costs a millisecond, so it is done once."""
        if text not in self._masks:
            reading = self.reader.read(text, on=self.knowledge.program.as_of)
            self._masks[text] = mask_facts(text, reading)
        return self._masks[text]

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
        make = self.knowledge.program.other_models.get(heard.facts.model or "", "Lexus")
        if make != "Lexus" and (best in (CHECK, INFORM) or _is_only_facts(masked)):
            # Another brand's car cannot be judged; of a Toyota, the letter says something.
            if make == "Toyota" and TOYOTA in self.knowledge.topics:
                return self._sure(TOYOTA, confidence, masked, heard)
            return Understanding(OUT_OF_SCOPE, confidence, heard=heard)
        if heard.says_something and _is_only_facts(masked):
            return self._sure(INFORM, confidence, masked, heard)
        if confidence >= gate.sure and confidence - second >= gate.lead:
            return self._sure(best, confidence, masked, heard)
        named = heard.facts.model or heard.facts.built or heard.facts.vin
        if named and best in (CHECK, INFORM) and confidence >= gate.doubt:
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
        return own if own[0][1] >= self._gate.doubt else ranked

    def _for_staff(self, ranked: Sequence[tuple[str, float]]) -> Sequence[tuple[str, float]]:
        """For agents, the staff's side of a guest topic comes first where it is likely as well."""
        best, confidence = ranked[0]
        for label, likely in ranked[1:4]:
            own_side = label in self._staff and best in self.knowledge.topics[label].related
            if own_side and likely >= self._gate.doubt:
                return [(label, confidence), *(p for p in ranked if p[0] != label)]
        return ranked

    def _sure(self, label: str, confidence: float, masked: str, heard: Heard) -> Understanding:
        if label in self.knowledge.topics:
            return Understanding(FAQ, confidence, topics=(label,), heard=heard)
        if label == INFORM and _asks_about_own_car(masked):
            return Understanding(CHECK, confidence, heard=heard)
        return Understanding(label, confidence, heard=heard)

    def _with_questions(
        self, text: str, whole: Understanding, on: date, audience: Audience
    ) -> Understanding:
        """The message as a whole, corrected by the questions that stand in it.

        Two questions about two topics are both answered, in the order asked; one clear question
        inside a story or behind a greeting is answered instead of what surrounds it.
        """
        if whole.intent not in _OPEN_TO_QUESTIONS:
            return whole
        asked = self._clauses(text, whole.heard, on, audience)
        topics = tuple(dict.fromkeys(t for p in asked for t in p.topics))
        if not asked:
            return whole
        best = max(asked, key=lambda p: p.confidence)
        if len(topics) > 1:
            return replace(best, intent=FAQ, topics=topics[:_MOST_TOPICS])
        surer = best.confidence > whole.confidence + self._gate.lead
        return best if whole.intent != FAQ or surer else whole

    def _clauses(
        self, text: str, heard: Heard, on: date, audience: Audience
    ) -> list[Understanding]:
        """What the clauses ask that can be understood by themselves, in order.

        A sentence is taken apart only where its parts ask about different things.
        """
        sentences = sentences_of(text)
        parts = [self._sure_clauses(s.parts, heard, on, audience) for s in sentences]
        if len(sentences) < 2:
            return parts[0] if parts and len({p.topics for p in parts[0]}) > 1 else []
        found = []
        for sentence, inside in zip(sentences, parts, strict=True):
            if len({p.topics for p in inside}) > 1:
                found += inside
            else:
                found += self._sure_clauses([sentence.whole], heard, on, audience) or inside
        return found

    def _sure_clauses(
        self, clauses: Sequence[Clause], heard: Heard, on: date, audience: Audience
    ) -> list[Understanding]:
        sure = []
        for clause in clauses:
            masked = mask_facts(clause.text, self.reader.read(clause.text, on=on))
            understood = self._gated(self.matcher.match(masked), masked, heard, audience)
            needed = self._gate.clause if clause.asks else self._gate.remark
            if understood.confidence >= needed and understood.intent in (FAQ, CHECK):
                sure.append(understood)
        return sure


@dataclass(frozen=True)
class Clause:
    """A part of a message that can be understood by itself."""

    text: str
    asks: bool
    """Whether it has the form of a question."""


@dataclass(frozen=True)
class Sentence:
    """A sentence, and the clauses that it may be taken apart into (itself, when it is one)."""

    whole: Clause
    parts: tuple[Clause, ...]


def sentences_of(text: str) -> list[Sentence]:
    """The first sentences of a message with their clauses."""
    # In a few words every piece asks something: "cost? duration?"
    terse = len(text.split()) <= _TERSE
    sentences = []
    for found in _SENTENCE.findall(text)[:_MOST_CLAUSES]:
        parts = [part.strip(" ,") for part in _JOINT.split(found)]
        clauses = tuple(_clause(part, terse) for part in parts if len(part) > 2)
        if clauses:
            sentences.append(Sentence(_clause(found.strip(), terse), clauses[:_MOST_CLAUSES]))
    return sentences


def _clause(text: str, terse: bool) -> Clause:
    return Clause(text, terse or text.endswith("?") or bool(_ASKS.match(text)))


def mask_facts(text: str, reading: Reading) -> str:
    """The text with each fact of a vehicle replaced by a word for its kind."""
    parts, end = [], 0
    for span in sorted(reading.spans, key=lambda s: s.start):
        if span.start < end or span.kind not in _WORDS:
            continue
        parts += [text[end : span.start], _WORDS[span.kind]]
        end = span.end
    return "".join([*parts, text[end:]])


def training_phrases(knowledge: Knowledge) -> tuple[list[str], list[str]]:
    """Every phrasing with its label: topics and dialogue intents together."""
    pairs = [(q, t.id) for t in knowledge.topics.values() for q in t.questions]
    pairs += [(q, intent) for intent, examples in knowledge.dialogue.items() for q in examples]
    return [text for text, _ in pairs], [label for _, label in pairs]


def _new_matcher(encoder: str, cache: Path | None) -> Matcher:
    if encoder == "none":
        return Matcher(background=[OUT_OF_SCOPE], encoder=None)
    if encoder:
        return Matcher(background=[OUT_OF_SCOPE], encoder=find_encoder(Path(encoder)), cache=cache)
    return Matcher(background=[OUT_OF_SCOPE], cache=cache)


def _is_only_facts(masked: str) -> bool:
    """Whether nothing but facts and the small words around them was said: "it's an nx, 08/23"."""
    rest = [w for w in _WORD.findall(masked.lower()) if w not in _AROUND_FACTS]
    return not rest


def _asks_about_own_car(masked: str) -> bool:
    """Whether facts come with a question: "NX, built 10/22. In?" is more than telling."""
    asks = any(c.asks for sentence in sentences_of(masked) for c in sentence.parts)
    return (asks and len(masked.split()) > _TERSE) or bool(_OWN_CAR.search(masked))


_OWN_CAR = re.compile(
    r"\?|\b(?:am i|is (?:mine|it|she|he) in|included|covered|eligible|qualif\w*|"
    r"in (?:the )?program|"
    r"which (?:phase|faze|fase)|wich \w+|what phase|on the list|check (?:my|it|this)|y/n)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z']+")
_AROUND_FACTS = frozenset(word.strip() for word in _WORDS.values()) | frozenset(
    """a an the it its it's is was i im i'm my mine have has got own drive that's this that be in on
    of at from and or built made produced manufactured model year vin number lexus car vehicle um uh
    so ok okay yes yeah sure here sticker says say date build production month day plant""".split()
)
