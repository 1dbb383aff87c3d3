"""What changes between two versions of the knowledge, in an editor's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from typing import Any, Literal

from assistant.knowledge.knowledge import Knowledge
from assistant.knowledge.program import ChartRow, Contact, Phase, Program, TableRow
from assistant.knowledge.topic import Source, Topic

Kind = Literal["added", "removed", "changed"]


@dataclass(frozen=True)
class PartChange:
    """One part of a topic, or one value of the program, before and after."""

    part: str
    """`answer`, `voice`, `questions`, ... or `phase 6`, `cell NX japan 2023-11`, ..."""
    before: str
    """Empty where it is new."""
    after: str
    """Empty where it is gone."""

    def lines(self) -> tuple[str, ...]:
        """The text's difference, line by line: `-` gone, `+` new, a blank before what stays."""
        found = unified_diff(self.before.splitlines(), self.after.splitlines(), lineterm="", n=1)
        return tuple(line for line in found if not line.startswith(("---", "+++", "@@")))


@dataclass(frozen=True)
class TopicChange:
    """One topic that is added, removed or changed."""

    id: str
    title: str
    kind: Kind
    parts: tuple[PartChange, ...]

    @property
    def heard(self) -> bool:
        """Whether a guest or an agent hears something else, and not only the questions changed."""
        return any(part.part in ("answer", "voice", "script", "audience") for part in self.parts)


@dataclass(frozen=True)
class Changes:
    """All that differs."""

    topics: tuple[TopicChange, ...]
    program: tuple[PartChange, ...]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "topics": [
                {
                    "id": topic.id,
                    "title": topic.title,
                    "kind": topic.kind,
                    "heard": topic.heard,
                    "parts": [_part(part) for part in topic.parts],
                }
                for topic in self.topics
            ],
            "program": [_part(part) for part in self.program],
        }


def changes(old: Knowledge, new: Knowledge) -> Changes:
    """Which topics and which values of the program differ, sorted by name."""
    topics = []
    for name in sorted({*old.topics, *new.topics}):
        before, after = old.topics.get(name), new.topics.get(name)
        parts = tuple(_differing(_topic_parts(before), _topic_parts(after)))
        shown = after or before
        if parts and shown:
            kind: Kind = "changed" if before and after else "added" if after else "removed"
            topics.append(TopicChange(name, shown.title, kind, parts))
    program = tuple(_differing(_program_parts(old.program), _program_parts(new.program)))
    return Changes(tuple(topics), program)


def _differing(before: Mapping[str, str], after: Mapping[str, str]) -> Iterable[PartChange]:
    for part in dict.fromkeys([*before, *after]):
        if before.get(part, "") != after.get(part, ""):
            yield PartChange(part, before.get(part, ""), after.get(part, ""))


def _topic_parts(topic: Topic | None) -> dict[str, str]:
    if topic is None:
        return {}
    return {
        "title": topic.title,
        "audience": topic.audience,
        "answer": topic.answer,
        "voice": topic.voice,
        "script": topic.script,
        "agent notes": topic.agent_notes,
        "source": "\n".join(map(_source, topic.sources)),
        "reviewed": topic.reviewed.isoformat(),
        "questions": "\n".join(topic.questions),
        "related": "\n".join(topic.related),
    }


def _program_parts(program: Program) -> dict[str, str]:
    """Each value by the name that an editor knows it by, in one line."""
    parts = {
        "code": program.code,
        "name": program.name,
        "as of": program.as_of.isoformat(),
        "two keys again": program.two_keys_again.isoformat(),
        "bring": ", ".join(program.bring),
        "appointment minutes": str(program.appointment_minutes),
    }
    parts |= {f"phase {phase.number}": _phase(phase) for phase in program.phases}
    for rule in program.candidates:
        phases = ", ".join(map(str, rule.phases))
        parts[f"candidates {rule.id}"] = (
            f"built {rule.first_day or 'any time'} to {rule.last_day or 'any time'}: phases "
            f"{phases}"
        )
    parts |= {f"chart {row.line} {row.plant}": _chart_row(row) for row in program.chart}
    parts |= {
        f"table {row.line} {row.plant or ''}".strip(): _table_row(row) for row in program.table
    }
    for (line, plant, month), phase in sorted(program.cells.items()):
        parts[f"cell {line} {plant} {month}"] = f"phase {phase}"
    parts |= {f"contact {contact.id}": _contact(contact) for contact in program.contacts}
    for contradiction in program.contradictions:
        parts[f"contradiction {contradiction.id}"] = contradiction.guests_hear
    parts |= {f"maker {maker}": plant for maker, plant in program.vin.makers.items()}
    parts |= {f"VIN year {letter}": str(year) for letter, year in program.vin.model_years.items()}
    parts |= {
        f"VIN position 8 {letter} {maker}".strip(): line
        for letter, line, maker in program.vin.lines
    }
    parts |= {f"other model {model}": make for model, make in program.other_models.items()}
    return parts


def _phase(phase: Phase) -> str:
    said: list[str] = [phase.status]
    if phase.announced:
        said.append(f"announced {phase.announced}")
    if phase.estimate:
        said.append(f"estimated for {phase.estimate}")
    if phase.owner_letter:
        said.append(f"owner letters {phase.owner_letter}")
    said.append(f"{phase.vehicles:,} vehicles" if phase.vehicles is not None else "vehicles TBD")
    return ", ".join(said)


def _chart_row(row: ChartRow) -> str:
    years = ", ".join(map(str, row.model_years))
    vehicles = "TBD" if row.vehicles is None else f"{row.vehicles:,}"
    return f"{row.start} to {row.end or 'ongoing'}; model years {years}; {vehicles} vehicles"


def _table_row(row: TableRow) -> str:
    years = ", ".join(map(str, row.model_years))
    period = f"{row.start.part} {row.start.month} to {row.end.part} {row.end.month}"
    return f"{period}; model years {years}; {row.vehicles:,} vehicles"


def _contact(contact: Contact) -> str:
    hours = "; ".join(
        f"days {hours.days[0] + 1}-{hours.days[-1] + 1} {hours.opens:%H:%M}-{hours.closes:%H:%M}"
        for hours in contact.hours
    )
    parts = (
        contact.name,
        contact.audience,
        contact.phone,
        contact.url,
        contact.time_zone_name,
        hours,
    )
    return ", ".join(part for part in parts if part)


def _source(source: Source) -> str:
    return f"{source.document}, {source.item}" + (f": {source.quote}" if source.quote else "")


def _part(part: PartChange) -> dict[str, Any]:
    return {"part": part.part, "before": part.before, "after": part.after}
