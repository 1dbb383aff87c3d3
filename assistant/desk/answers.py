"""Topics as replies: the words of knowledge/topics for a guest's eye and ear."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.desk.reply import Button, Reply
from assistant.desk.speech import spoken
from assistant.desk.verdict_words import PERSON_BUTTON
from assistant.knowledge import Knowledge
from assistant.knowledge.topic import Audience, Topic

CHECK_BUTTON = Button("Check my vehicle", "Is my car in the program?")

NOT_FOR_GUESTS = (
    "That is handled by Lexus dealers and Lexus staff, so I cannot help with it here. "
    "A person at the Lexus Guest Experience Center or at your dealer will gladly assist you."
)


def may_see(topic: Topic, audience: Audience) -> bool:
    """Agents may be told everything; guests only what is meant for them."""
    return audience == "agent" or topic.audience == "guest"


def topic_payload(topic: str) -> str:
    """What a button sends to ask for a topic directly: an intent with its entity, as Rasa reads."""
    return f'/faq{{"topic": "{topic}"}}'


def answer(topics: Iterable[str], knowledge: Knowledge, audience: Audience) -> Reply:
    """One reply that answers every topic, in order. Topics that were deleted meanwhile are left."""
    known = [knowledge.topics[t] for t in topics if t in knowledge.topics]
    allowed = [t for t in known if may_see(t, audience)]
    if not allowed:
        return handled_by_staff()
    return Reply(
        text="\n\n".join(_text(t, audience) for t in allowed),
        speech=" ".join(spoken(t.voice or t.answer) for t in allowed),
        buttons=_related(allowed, knowledge),
        outcome="answer",
        topics=tuple(t.id for t in allowed),
        sources=tuple(dict.fromkeys(s for t in allowed for s in t.sources)),
        as_of=knowledge.program.as_of.isoformat(),
    )


def handled_by_staff() -> Reply:
    """What a guest hears who asks for something that only agents are told."""
    return Reply(
        text=NOT_FOR_GUESTS,
        speech=NOT_FOR_GUESTS,
        buttons=(PERSON_BUTTON, CHECK_BUTTON),
        outcome="fallback",
    )


def _text(topic: Topic, audience: Audience) -> str:
    if audience == "agent" and topic.agent_notes:
        return f"{topic.answer}\n\n**For agents only**\n\n{topic.agent_notes}"
    return topic.answer


def _related(topics: list[Topic], knowledge: Knowledge) -> tuple[Button, ...]:
    asked = {t.id for t in topics}
    related = [r for t in topics for r in t.related if r not in asked and r in knowledge.topics]
    return tuple(
        Button(knowledge.topics[r].title, topic_payload(r)) for r in dict.fromkeys(related)
    )[:3]
