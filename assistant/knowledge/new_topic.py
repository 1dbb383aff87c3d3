"""Starting a topic: its file and its mirror, with a place for all that the check asks for."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.errors import InputFileError
from assistant.knowledge.cross_checks import same_phrasing
from assistant.knowledge.phrasing_files import FEWEST_TEST_QUESTIONS
from assistant.knowledge.record import DOCUMENTS
from assistant.knowledge.topic import Audience
from assistant.knowledge.topic_file import FEWEST_QUESTIONS

# Words that say nothing of what a question is about.
_FILLER_TEXT = """
a an and are as at be been but by can could did do does for from get got had has have how i if im in
is it its me my no not of on one or our please so tell that the their there they this to us was we
were what when where which who why will with would you your
"""
_FILLERS = frozenset(_FILLER_TEXT.split())
_LONGEST_ID = 40

DRAFTS = "drafts"
"""The folder inside knowledge/ in which topics are written before they go live."""


@dataclass(frozen=True)
class NewTopic:
    """What was written."""

    id: str
    topic: Path
    mirror: Path


def new_topic(
    folder: Path,
    question: str,
    *,
    on: date,
    id: str | None = None,
    audience: Audience = "guest",
    similar: Sequence[str] = (),
    tests: Sequence[str] = (),
    draft: bool = False,
) -> NewTopic:
    """Write `topics/<id>.md` and `tests/<id>.yml` in the knowledge folder.

    `draft`: write `drafts/<id>.md` and `drafts/<id>.yml` instead, which guests' answers and the
    check leave alone, so that other edits go live while the topic is being written.

    `question` is the first phrasing, `similar` further ones as guests said them, `tests` questions
    for the mirror. What only a person can write (source, answer) is left open, with a line saying
    what belongs there; until then the check names it and guests keep the last good version.
    Raises InputFileError when the topic, or the question, is already there.
    """
    name = id or suggest_id(question)
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise InputFileError(
            f"'{name}' is no id of a topic. Name it with small letters, digits and _, such "
            "as phone_as_key."
        )
    live = (folder / "topics" / f"{name}.md", folder / "tests" / f"{name}.yml")
    drafted = (folder / DRAFTS / f"{name}.md", folder / DRAFTS / f"{name}.yml")
    for path in (*live, *drafted):
        if path.exists():
            raise InputFileError(f"{path} is already there. Choose another id, or edit that file.")
    if where := _standing(folder, question):
        raise InputFileError(
            f"'{question}' already stands in {where}. Edit that topic, or ask in other words."
        )
    topic, mirror = drafted if draft else live
    topic.parent.mkdir(exist_ok=True)
    topic.write_text(_topic_text(question, on, audience, similar), encoding="utf-8")
    mirror.write_text(_mirror_text(name, tests), encoding="utf-8")
    return NewTopic(name, topic, mirror)


def suggest_id(question: str) -> str:
    """`can I use the phone app as second key` -> `use_phone_app_second_key`."""
    plain = unicodedata.normalize("NFKD", same_phrasing(question))
    words = plain.encode("ascii", "ignore").decode().split()
    telling = [word for word in words if word not in _FILLERS] or words
    name = ""
    for word in telling:
        longer = f"{name}_{word}" if name else word
        if len(longer) > _LONGEST_ID:
            break
        name = longer
    name = name or "new_topic"
    return name if name[0].isalpha() else f"topic_{name}"


def _standing(folder: Path, question: str) -> str:
    """`knowledge/topics/x.md:12` where the question already is an example; else empty."""
    key = same_phrasing(question)
    for path in sorted([*(folder / "topics").glob("*.md"), *(folder / DRAFTS).glob("*.md")]):
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), start=1):
            entry = line.strip()
            if entry.startswith("- ") and same_phrasing(entry[2:]) == key:
                return f"{path}:{number}"
    return ""


def _topic_text(question: str, on: date, audience: Audience, similar: Sequence[str]) -> str:
    known: dict[str, str] = {}
    for text in (question, *similar):
        known.setdefault(same_phrasing(text), " ".join(text.split()))
    questions = [text for key, text in known.items() if key]
    lacking = max(FEWEST_QUESTIONS - len(questions), 0)
    more = f"  # {lacking} more: how do people write and say it?\n" if lacking else ""
    first = questions[0].rstrip("?!. ") if questions else ""
    title = _scalar(first[:1].upper() + first[1:]) if first else ""
    head = (
        "---\n"
        f"title: {title}\n"
        f"audience: {audience}\n"
        "source:\n"
        f"  - document: # one of: {', '.join(DOCUMENTS)}\n"
        "    item: # the place in it, such as Q5\n"
        "    quote: # the letter's own words\n"
        f"reviewed: {on.isoformat()}\n"
        "questions:\n" + "".join(f"  - {_scalar(text)}\n" for text in questions) + more + "---\n\n"
    )
    if audience == "agent":
        return head + "\n## Script\n\n\n## Agent notes\n- \n"
    return head + "\n## Voice\n\n\n## Agent notes\n- \n"


def _mirror_text(name: str, tests: Sequence[str]) -> str:
    lacking = max(FEWEST_TEST_QUESTIONS - len(tests), 0)
    more = f"  # {lacking} more, in words that are not in the topic's file\n" if lacking else ""
    return f"topic: {name}\nquestions:\n" + "".join(f"  - {_scalar(t)}\n" for t in tests) + more


def _scalar(text: str) -> str:
    """A text as YAML takes it: in quotes where it would be read as something else."""
    plain = re.fullmatch(r"[A-Za-z0-9][^:#\n\"\\{}\[\]&*!|>%@`]*[^:#\s\"]", text)
    return text if plain else json.dumps(text, ensure_ascii=False)
