"""How each topic stands: answered, tested, reviewed, asked, liked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant.desk.mirrors import ask_mirrors
from assistant.desk.recognition import Recogniser
from assistant.knowledge.topic import Audience, Topic
from assistant.storage.recorded import Use

CHANNELS = ("web", "voice")


@dataclass(frozen=True)
class Standing:
    """One topic."""

    topic: str
    title: str
    audience: Audience
    answered: tuple[str, ...]
    """Where it has words: `web` (the answer) and `voice` for guests, `agent` and `script` for
    agents."""
    questions: int
    """How many test questions there are, ..."""
    passing: int
    """... and how many of them find the topic."""
    reviewed: date
    asked: dict[str, int]
    """Channel -> how often it was answered there."""
    thumbs_down: dict[str, int]
    """Channel -> how many of these answers got a thumb down."""
    last_asked: date | None

    @property
    def never_asked(self) -> bool:
        """By no guest, in no channel, as far as is recorded."""
        return not any(self.asked.values())

    def as_dict(self) -> dict[str, Any]:
        return {
            "topic": self.topic,
            "title": self.title,
            "audience": self.audience,
            "answered": list(self.answered),
            "tested": {"questions": self.questions, "passing": self.passing},
            "reviewed": self.reviewed.isoformat(),
            "asked": self.asked,
            "thumbs_down": self.thumbs_down,
            "never_asked": self.never_asked,
            "last_asked": self.last_asked.isoformat() if self.last_asked else None,
        }


def coverage(recogniser: Recogniser, uses: Iterable[Use]) -> list[Standing]:
    """Every topic, the most asked first, then by name. `uses`: what is recorded, or nothing."""
    knowledge = recogniser.knowledge
    used: dict[str, list[Use]] = {}
    for use in uses:
        used.setdefault(use.topic, []).append(use)
    missed: dict[str, int] = {}
    for miss in ask_mirrors(recogniser, knowledge.topics, on=knowledge.program.as_of).misses:
        missed[miss.topic] = missed.get(miss.topic, 0) + 1
    found = []
    for topic in knowledge.topics.values():
        own, questions = used.get(topic.id, []), len(knowledge.mirrors.get(topic.id, ()))
        channels = dict.fromkeys((*CHANNELS, *sorted(use.channel for use in own)), 0)
        found.append(
            Standing(
                topic=topic.id,
                title=topic.title,
                audience=topic.audience,
                answered=_answered(topic),
                questions=questions,
                passing=questions - missed.get(topic.id, 0),
                reviewed=topic.reviewed,
                asked=channels | {use.channel: use.asked for use in own},
                thumbs_down=channels | {use.channel: use.thumbs_down for use in own},
                last_asked=max((use.last for use in own), default=None),
            )
        )
    return sorted(found, key=lambda one: (-sum(one.asked.values()), one.topic))


def _answered(topic: Topic) -> tuple[str, ...]:
    if topic.audience == "guest":
        parts = {"web": topic.answer, "voice": topic.voice}
    else:
        parts = {"agent": topic.answer, "script": topic.script}
    return tuple(name for name, text in parts.items() if text)
