"""One file of knowledge/topics: a YAML header between two `---` lines, then the answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast

from assistant.knowledge.fault_list import FilePen, did_you_mean
from assistant.knowledge.record import Record
from assistant.knowledge.topic import Audience, Topic
from assistant.knowledge.yaml_tree import Text, read_yaml

FIELDS = ("title", "audience", "source", "reviewed", "questions", "related")
FEWEST_QUESTIONS = 12
MOST_RELATED = 3

_ID = re.compile(r"[a-z][a-z0-9_]*")
_HEADING = re.compile(r"##\s+(\S.*)")
_FENCE = re.compile(r"\s*(```|~~~)")
_SECTIONS = {"voice": "Voice", "agent notes": "Agent notes", "script": "Script"}


@dataclass(frozen=True)
class Section:
    """A part of the body: its text and the line at which that begins."""

    text: str
    line: int


@dataclass(frozen=True)
class TopicFile:
    """A topic with the places of its parts, for the checks that compare files."""

    topic: Topic
    question_lines: tuple[int, ...]
    """Line of each of `topic.questions`."""
    related_lines: tuple[int, ...]
    title_line: int
    sections: dict[str, Section]
    """`answer`, and as far as they are there `voice`, `agent notes`, `script`."""
    reviewed_line: int


def read_topic(name: str, text: str, file: Path, pen: FilePen) -> TopicFile | None:
    """The topic of one file, or None after noting its faults. `name`: the file's, without `.md`."""
    if not _ID.fullmatch(name):
        pen.say(
            1, f"'{name}' is no id of a topic. Name the file with small letters, digits and _ only."
        )
    parts = _split(text, pen)
    if parts is None:
        return None
    header, sections = parts
    record = Record(read_yaml(header, pen, first_line=2), pen, "a topic", FIELDS)
    title = record.text("title")
    audience = record.choice("audience", ("guest", "agent"))
    sources = record.sources()
    reviewed = record.day("reviewed")
    questions = record.texts("questions")
    related = record.texts("related", required=False)
    if record.has("questions") and len(questions) < FEWEST_QUESTIONS:
        pen.say(
            record.line_of("questions"),
            f"a topic needs {FEWEST_QUESTIONS} questions or more to be recognised, and this has "
            f"{len(questions)}. Add ways in which people ask it.",
        )
    _check_related(name, related, record, pen)
    _check_sections(audience, sections, pen)
    if title is None or audience is None or reviewed is None:
        return None
    topic = Topic(
        id=name,
        title=title,
        audience=cast(Audience, audience),
        questions=tuple(question.value for question in questions),
        sources=sources,
        reviewed=reviewed,
        answer=sections["answer"].text,
        voice=_text(sections, "voice"),
        agent_notes=_text(sections, "agent notes"),
        script=_text(sections, "script"),
        related=tuple(entry.value for entry in related),
        file=file,
    )
    return TopicFile(
        topic=topic,
        question_lines=tuple(question.line for question in questions),
        related_lines=tuple(entry.line for entry in related),
        title_line=record.line_of("title"),
        sections=sections,
        reviewed_line=record.line_of("reviewed"),
    )


def check_review(file: TopicFile, pen: FilePen, *, on: date) -> None:
    """A review that is still to come cannot have happened."""
    if file.topic.reviewed > on:
        pen.say(
            file.reviewed_line,
            f"the review of {file.topic.reviewed} is in the future (today is {on}). Write "
            "the day on "
            "which the answer was last compared with its source.",
        )


def _split(text: str, pen: FilePen) -> tuple[str, dict[str, Section]] | None:
    """Header and sections; None with a fault when the header's `---` lines are not there."""
    lines = text.splitlines()
    if not lines or lines[0].strip() != "---":
        pen.say(1, "a topic begins with a line '---', then its fields, then another '---'.")
        return None
    end = next((i for i, line in enumerate(lines[1:], start=1) if line.rstrip() == "---"), None)
    if end is None:
        pen.say(
            len(lines), "the header has no end. Put a line '---' between the fields and the answer."
        )
        return None
    return "\n".join(lines[1:end]), _sections(lines, end + 1, pen)


def _sections(lines: list[str], start: int, pen: FilePen) -> dict[str, Section]:
    """The body cut at its `## ` headings. `start` is the 0-based index of the body's first line."""
    bounds: list[tuple[str, int]] = [("answer", start)]
    fenced = False
    for index in range(start, len(lines)):
        fenced ^= bool(_FENCE.match(lines[index]))
        heading = None if fenced else _HEADING.fullmatch(lines[index])
        if heading is None:
            continue
        written = heading[1].rstrip().rstrip("#").rstrip()
        name = written.casefold()
        if name not in _SECTIONS:
            hint = did_you_mean(written, _SECTIONS.values())
            known = "'## Voice', '## Agent notes' and '## Script'"
            pen.say(index + 1, f"'## {written}' is no section of a topic; there are {known}.{hint}")
        elif any(name == known for known, _ in bounds):
            pen.say(index + 1, f"'## {written}' stands here twice. Put the two together.")
        bounds.append((name, index + 1))
    sections: dict[str, Section] = {}
    for (name, first), following in zip(bounds, [*bounds[1:], None], strict=True):
        last = following[1] - 1 if following else len(lines)
        while first < last and not lines[first].strip():
            first += 1
        sections.setdefault(name, Section("\n".join(lines[first:last]).strip(), first + 1))
    return sections


def _text(sections: dict[str, Section], name: str) -> str:
    return sections[name].text if name in sections else ""


def _check_related(name: str, related: tuple[Text, ...], record: Record, pen: FilePen) -> None:
    if len(related) > MOST_RELATED:
        pen.say(
            record.line_of("related"),
            f"at most {MOST_RELATED} related topics fit under an answer, and here are "
            f"{len(related)}.",
        )
    for entry in related:
        if entry.value == name:
            pen.say(entry.line, "a topic is not related to itself. Take this entry out.")


def _check_sections(audience: str | None, sections: dict[str, Section], pen: FilePen) -> None:
    answer = sections["answer"]
    if not answer.text:
        pen.say(answer.line - 1, "the answer is missing. Write it under the second '---' line.")
    voice, script = sections.get("voice"), sections.get("script")
    if audience == "guest":
        if voice is None:
            pen.say(
                answer.line,
                "a guest's topic needs a section '## Voice': the same facts for the ear, "
                "in two or three sentences.",
            )
        elif not voice.text:
            pen.say(voice.line - 1, "the voice text is missing. Write it under '## Voice'.")
        if script is not None:
            pen.say(
                script.line - 1,
                "'## Script' is for topics of agents; what guests hear is '## Voice'. Move "
                "it there.",
            )
    elif audience == "agent" and voice is not None:
        pen.say(
            voice.line - 1,
            "a topic for agents is not spoken to guests, so it has no '## Voice'. Take the "
            "section out, or, "
            "if it is what an agent reads aloud, call it '## Script'.",
        )
