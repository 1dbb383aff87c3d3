"""Recorded messages asked again: which would now get another answer than before an edit."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.desk.conversation import Memory, converse
from assistant.desk.desk import Desk, Moment
from assistant.desk.editing.words import taken_for
from assistant.desk.recognition import Recogniser
from assistant.desk.reply import Reply
from assistant.desk.understanding import Understanding
from assistant.desk.what_if import short
from assistant.errors import InputFileError
from assistant.knowledge.still_shelf import StillShelf
from assistant.storage.recorded import Said


@dataclass(frozen=True)
class Heard:
    """What a guest got who said this first in a conversation."""

    intent: str
    topics: tuple[str, ...]
    what: str
    """In an editor's words: "the answer of what_to_bring", "the verdict: not in the program"."""
    text: str
    """The words themselves, Markdown."""
    speech: str
    buttons: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "intent": self.intent,
            "topics": list(self.topics),
            "what": self.what,
            "text": self.text,
        }


@dataclass(frozen=True)
class Changed:
    """One message whose answer differs."""

    said: Said
    before: Heard
    after: Heard

    @property
    def same_topic(self) -> bool:
        """Whether it is understood as before, and only the words of the answer differ."""
        return self.before.what == self.after.what


@dataclass(frozen=True)
class Replay:
    """What became of all messages."""

    messages: int
    guests: int
    changed: tuple[Changed, ...]
    """The most frequent first."""

    @property
    def changed_guests(self) -> int:
        return sum(change.said.guests for change in self.changed)

    def as_dict(self) -> dict[str, Any]:
        return {
            "messages": self.messages,
            "guests": self.guests,
            "changed_messages": len(self.changed),
            "changed_guests": self.changed_guests,
            "changed": [
                {
                    "text": change.said.text,
                    "guests": change.said.guests,
                    "before": change.before.as_dict(),
                    "after": change.after.as_dict(),
                }
                for change in self.changed
            ],
        }


def read_messages(lines: Iterable[str], *, name: str) -> list[Said]:
    """Messages one a line, or JSON lines with `text` and, if known, `count`.

    The same message twice is one message with the sum. `name`: the file's, for InputFileError.
    """
    found: dict[str, Said] = {}
    for number, line in enumerate(lines, start=1):
        said = _from_json(line, f"{name}:{number}") if line.startswith("{") else Said(line, 1)
        key = " ".join(said.text.split()).casefold()
        if key:
            known = found.get(key, Said(said.text, 0))
            found[key] = Said(known.text, known.guests + said.guests)
    return sorted(found.values(), key=lambda said: (-said.guests, said.text))


def replay(
    messages: Sequence[Said],
    before: Recogniser,
    after: Recogniser,
    moment: Moment,
    *,
    progress: Callable[[int], None] | None = None,
) -> Replay:
    """Ask each message as the first of a conversation, of both versions."""
    desks = [Desk(StillShelf(r.knowledge), recogniser=r) for r in (before, after)]
    changed = []
    for done, said in enumerate(messages, start=1):
        old, new = (_first_answer(desk, said.text, moment) for desk in desks)
        if old != new:
            changed.append(Changed(said, old, new))
        if progress:
            progress(done)
    changed.sort(key=lambda change: (-change.said.guests, change.said.text))
    return Replay(len(messages), sum(said.guests for said in messages), tuple(changed))


def _first_answer(desk: Desk, text: str, moment: Moment) -> Heard:
    said = desk.understand(text, moment)
    replies, _ = converse(desk, text, Memory(), moment)
    return Heard(
        said.intent,
        tuple(topic for reply in replies for topic in reply.topics),
        _what(said, replies),
        "\n\n".join(reply.text for reply in replies),
        " ".join(reply.speech for reply in replies),
        tuple(button.title for reply in replies for button in reply.buttons),
    )


def _what(said: Understanding, replies: Sequence[Reply]) -> str:
    verdicts = [reply.verdict for reply in replies if reply.verdict]
    if verdicts:
        return f"the verdict: {short(verdicts[0])}"
    return taken_for(said)


def _from_json(line: str, where: str) -> Said:
    try:
        values = json.loads(line)
        text, count = values["text"], values.get("count", 1)
    except (ValueError, KeyError):
        text, count = None, 1
    if not isinstance(text, str) or type(count) is not int or count < 1:
        raise InputFileError(
            f'{where}: this is no message. Write the message alone, or {{"text": "...", '
            '"count": 3}.'
        )
    return Said(text, count)
