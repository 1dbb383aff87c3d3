"""A topic in front of an agent: what to say, what to do, what never to say, and where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from assistant.desk.speech import spoken
from assistant.knowledge import Knowledge
from assistant.knowledge.program import Contradiction
from assistant.knowledge.topic import Audience, Source, Topic

BLANK = re.compile(r"\{([a-z][a-z ]{0,40})\}")
"""A blank of a script, which must be filled before it is said: `{guest name}`."""

_BULLET = re.compile(r"^[-*+] ", re.MULTILINE)
_FORBIDS = re.compile(r"(?:^|[.;:!?]\**\s+\**)(?:never|do not|don't)\b", re.IGNORECASE)
"""A sentence that forbids: it begins a note, or stands inside one."""


@dataclass(frozen=True)
class Briefing:
    """One topic, for an agent."""

    topic: str
    title: str
    audience: Audience
    """`agent`: nothing of it but the script is for the guest's ears."""
    script: str
    """Sentences to read aloud, with blanks. Where a guest topic has none, its voice text."""
    blanks: tuple[str, ...]
    """What must be filled in the script, in order: ("guest name", "dealer name")."""
    to_do: str
    """Markdown. For a topic of agents, what to do; for one of guests, the answer in writing."""
    never_say: tuple[str, ...]
    """Markdown, one note each."""
    notes: tuple[str, ...]
    """Markdown, one note each: the rest of what only agents see."""
    sources: tuple[Source, ...]
    """Each with the letter's own words."""
    contradictions: tuple[Contradiction, ...]
    """Where the letter says two things about this, both with their sources."""
    reviewed: date


def briefing(topic: Topic, knowledge: Knowledge) -> Briefing:
    """What an agent is shown of a topic."""
    script = topic.script or topic.voice or spoken(topic.answer)
    forbidding, other = notes_of(topic.agent_notes)
    return Briefing(
        topic=topic.id,
        title=topic.title,
        audience=topic.audience,
        script=script,
        blanks=tuple(dict.fromkeys(BLANK.findall(script))),
        to_do=topic.answer,
        never_say=forbidding,
        notes=other,
        sources=topic.sources,
        contradictions=_contradictions(topic, knowledge),
        reviewed=topic.reviewed,
    )


def notes_of(markdown: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The agent notes: those that forbid something, and the others. Each stays whole."""
    notes = [" ".join(note.split()) for note in _BULLET.split(markdown) if note.strip()]
    forbidding = tuple(note for note in notes if _FORBIDS.search(note.lstrip("*_ ")))
    return forbidding, tuple(note for note in notes if note not in forbidding)


def _contradictions(topic: Topic, knowledge: Knowledge) -> tuple[Contradiction, ...]:
    """Those of which a statement stands in the very place that the topic cites."""
    places = {(source.document, source.item) for source in topic.sources}
    return tuple(
        contradiction
        for contradiction in knowledge.program.contradictions
        if any((s.source.document, s.source.item) in places for s in contradiction.statements)
    )
