"""What guests asked in vain: questions without an answer, and answers that got a thumb down.

Questions that ask the same are put together and ranked, so that an editor sees which topic to write
next, and which answer to mend.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant.desk.editing.clusters import MOST, cluster
from assistant.desk.editing.words import taken_for
from assistant.desk.masked_facts import mask_facts
from assistant.desk.recognition import Recogniser
from assistant.desk.understanding import CLARIFY, OUT_OF_SCOPE
from assistant.knowledge.new_topic import suggest_id
from assistant.matching import Encoder
from assistant.storage.recorded import Complaint
from assistant.storage.unanswered import Unanswered

_EXAMPLES = 5
"""How many further phrasings a ready command carries."""


@dataclass(frozen=True)
class Gap:
    """One thing that guests asked in vain."""

    question: str
    """The most frequent phrasing, masked."""
    asked: int
    """How often, in all phrasings."""
    thumbs_down: int
    """How many of these were answered, and the answer got a thumb down."""
    phrasings: tuple[tuple[str, int], ...]
    """Every phrasing and how often it was said, the most frequent first."""
    nearest: str | None
    """The topic that comes nearest; None when nothing is alike."""
    nearest_phrasing: str
    """Its phrasing that is most like the question."""
    disliked: tuple[str, ...]
    """The topics whose answers got the thumbs down."""
    command: str
    """A ready command that starts a topic for it."""

    def as_dict(self) -> dict[str, Any]:
        return {
            "question": self.question,
            "asked": self.asked,
            "unanswered": self.asked - self.thumbs_down,
            "thumbs_down": self.thumbs_down,
            "phrasings": [{"text": text, "count": count} for text, count in self.phrasings],
            "nearest_topic": self.nearest,
            "nearest_phrasing": self.nearest_phrasing,
            "disliked_topics": list(self.disliked),
            "command": self.command,
        }


@dataclass(frozen=True)
class ByNow:
    """Asked in vain then, and not now. A person should see whether it is right."""

    question: str
    asked: int
    what: str
    """What a guest gets now: "the answer of cost"."""


@dataclass(frozen=True)
class Gaps:
    """All of it."""

    gaps: tuple[Gap, ...]
    """The most asked first."""
    answered_by_now: tuple[ByNow, ...] = ()
    """The most asked first."""

    def as_dict(self) -> dict[str, Any]:
        return {
            "gaps": [gap.as_dict() for gap in self.gaps],
            "answered_by_now": [vars(one) for one in self.answered_by_now],
        }


@dataclass
class _Asked:
    text: str
    count: int = 0
    down: int = 0
    disliked: tuple[str, ...] = ()


def find_gaps(
    unanswered: Iterable[Unanswered],
    complaints: Iterable[Complaint],
    recogniser: Recogniser,
    encoder: Encoder | None,
) -> Gaps:
    """Clusters of what was asked in vain, less what the present topics answer.

    A thumb down stands until its topic has been reviewed on a later day. Deterministic.
    """
    on = recogniser.knowledge.program.as_of
    found: dict[str, _Asked] = {}
    answered: dict[str, ByNow] = {}
    for item in unanswered:
        said = recogniser.understand(item.question, on=on)
        if said.intent not in (OUT_OF_SCOPE, CLARIFY):
            known = answered.get(_key(item.question))
            asked_before = known.asked if known else 0
            answered[_key(item.question)] = ByNow(
                item.question, asked_before + item.count, taken_for(said)
            )
            continue
        found.setdefault(_key(item.question), _Asked(item.question)).count += item.count
    for complaint in complaints:
        if _mended(complaint, recogniser):
            continue
        asked = found.setdefault(_key(complaint.text), _Asked(complaint.text))
        asked.count += 1
        asked.down += 1
        asked.disliked = tuple(dict.fromkeys((*asked.disliked, *complaint.topics)))
    # By count and then by text: the order in which they were recorded makes no difference.
    ranked = sorted(found.values(), key=lambda one: (-one.count, one.text))[:MOST]
    masked = [_masked(one.text, recogniser, on) for one in ranked]
    groups = [[ranked[i] for i in group] for group in cluster(masked, encoder)]
    gaps = [_gap(sorted(g, key=lambda o: (-o.count, o.text)), recogniser, on) for g in groups]
    return Gaps(
        tuple(sorted(gaps, key=lambda gap: (-gap.asked, gap.question))),
        tuple(sorted(answered.values(), key=lambda one: (-one.asked, one.question))),
    )


def _mended(complaint: Complaint, recogniser: Recogniser) -> bool:
    """Whether everything that was answered has been reviewed since the thumb."""
    topics = recogniser.knowledge.topics
    return bool(complaint.topics) and all(
        name in topics and topics[name].reviewed > complaint.on for name in complaint.topics
    )


def _gap(group: Sequence[_Asked], recogniser: Recogniser, on: date) -> Gap:
    question = group[0].text
    topics = recogniser.knowledge.topics
    ranked = [label for label, _ in recogniser.rank(question, on=on) if label in topics]
    near = [(p, label) for p, label, like in recogniser.nearest(question, on=on, count=50)
            if like > 0 and label in topics]  # fmt: skip
    phrasing, nearest = near[0] if near else ("", None)
    if near and ranked and any(label == ranked[0] for _, label in near):
        phrasing, nearest = next(pair for pair in near if pair[1] == ranked[0])
    return Gap(
        question=question,
        asked=sum(one.count for one in group),
        thumbs_down=sum(one.down for one in group),
        phrasings=tuple((one.text, one.count) for one in group),
        nearest=nearest,
        nearest_phrasing=phrasing,
        disliked=tuple(dict.fromkeys(topic for one in group for topic in one.disliked)),
        command=_command([one.text for one in group], topics),
    )


def _command(texts: Sequence[str], taken: Iterable[str]) -> str:
    """A text that begins with a dash would be taken for an option."""
    first, *others = (text.lstrip("- ") for text in texts[: _EXAMPLES + 1])
    name = suggest_id(first)
    words = ["assistant knowledge new", _quoted(first)]
    words += ["--id", f"{name}_2"] if name in taken else []
    for other in others:
        words += ["--like", _quoted(other)]
    return " ".join(words)


def _quoted(text: str) -> str:
    """In double quotes, which every shell knows, where these are enough."""
    return shlex.quote(text) if set(text) & set('"$`\\!') else f'"{text}"'


def _masked(text: str, recogniser: Recogniser, on: date) -> str:
    makers = recogniser.knowledge.program.other_models
    return mask_facts(text, recogniser.reader.read(text, on=on), makers)


def _key(text: str) -> str:
    return " ".join(text.split()).casefold()
