"""What the desk says, as the console gets it. Markdown becomes trees of nodes, never HTML."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from assistant.desk.advice import Advice, ListRow
from assistant.desk.agent_desk import Card, Suggestions
from assistant.desk.briefing import Briefing
from assistant.desk.people import guest_phones, hours_in_words, openness
from assistant.desk.vehicle import facts_as_dict
from assistant.desk.what_if import short
from assistant.knowledge.program import Contradiction, Program
from assistant.knowledge.topic import Source
from assistant.language.vin import VinReading
from assistant.web.markdown import tree


def suggestions(found: Suggestions, program: Program, now: datetime) -> dict[str, Any]:
    """What is shown while the agent types."""
    return {
        "topics": [
            {**topic(s.briefing, program), "confidence": round(s.confidence, 3)}
            for s in found.topics
        ],
        "heard": found.heard.as_dict(),
        "about_vehicle": found.about_vehicle,
        "vin_so_far": list(found.vin_so_far),
        "people": people(program, now) if found.wants_person else [],
    }


def topic(shown: Briefing, program: Program) -> dict[str, Any]:
    """One topic with all that an agent may know of it."""
    return {
        "id": shown.topic,
        "title": shown.title,
        "audience": shown.audience,
        "script": shown.script,
        "blanks": list(shown.blanks),
        "to_do": tree(shown.to_do, tables=True),
        "never_say": [tree(note) for note in shown.never_say],
        "notes": [tree(note) for note in shown.notes],
        "sources": [_source(source) for source in shown.sources],
        "contradictions": [contradiction(c, program) for c in shown.contradictions],
        "reviewed": shown.reviewed.isoformat(),
        "as_of": program.as_of.isoformat(),
    }


def contradiction(found: Contradiction, program: Program) -> dict[str, Any]:
    """Both statements with their places, and which one guests hear by which rule."""
    rules = {preference.id: preference.sentence for preference in program.preferences}
    return {
        "about": found.about,
        "statements": [
            {"says": statement.says, "where": where(statement.source)}
            for statement in found.statements
        ],
        "rule": rules.get(found.rule, ""),
        "guests_hear": found.guests_hear,
    }


def people(program: Program, now: datetime) -> list[dict[str, str]]:
    """The numbers a guest may be given, and whether somebody answers there now."""
    return [
        {
            "name": contact.name,
            "phone": contact.phone,
            "hours": hours_in_words(contact),
            "now": openness(contact, now).sentence(),
        }
        for contact in guest_phones(program)
    ]


def card(read: Card, program: Program) -> dict[str, Any]:
    """The vehicle card."""
    return {
        "facts": facts_as_dict(read.facts),
        "unread": dict(read.unread),
        "vin": _vin(read.vin) if read.vin else None,
        "vin_so_far": list(read.vin_so_far),
        "advice": _advice(read.advice, program) if read.advice else None,
    }


def _vin(reading: VinReading) -> dict[str, Any]:
    return {
        **reading.as_dict(),
        "heard": reading.heard,
        "options": list(reading.options()),
    }


def _advice(advice: Advice, program: Program) -> dict[str, Any]:
    verdict = advice.verdict
    told = verdict.as_dict()
    return {
        "outcome": verdict.outcome,
        "short": short(verdict),
        "facts": told["facts"],
        "told": tree(advice.told.text),
        "say": advice.say,
        "asks": advice.asks,
        "conditions": told["conditions"],
        "problems": told["problems"],
        "overdue": verdict.timing.overdue,
        "rows": [_row(row) for row in advice.rows],
        "phase_cell": advice.phase_cell,
        "reasons": [
            {"sentence": r.sentence, "where": where(r.source) if r.source else ""}
            for r in advice.reasons
        ],
        "conflicts": list(advice.conflicts),
        "contradictions": [contradiction(c, program) for c in advice.contradictions],
        "changes": [{"if": c.if_, "then": c.then, "outcome": c.outcome} for c in advice.changes],
        "sources": _places(verdict.sources),
        "as_of": told["as_of"],
    }


def _row(row: ListRow) -> dict[str, str]:
    return {
        "list": row.list,
        "vehicle": row.vehicle,
        "period": row.period,
        "covers": row.covers,
        "where": where(row.source),
    }


def _source(source: Source) -> dict[str, str]:
    return {"where": where(source), "quote": " ".join(source.quote.split())}


def _places(sources: Iterable[Source]) -> list[str]:
    return list(dict.fromkeys(where(source) for source in sources))


def where(source: Source) -> str:
    """ "FAQ Q13"; "Dealer letter, Guest Contacts"."""
    between = " " if source.document == "FAQ" else ", "
    place = source.document + (between + source.item if source.item else "")
    return place[:1].upper() + place[1:]
