"""Phrasings beside the topics: the mirrors of test questions, and the dialogue's examples."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from assistant.knowledge.fault_list import FilePen
from assistant.knowledge.record import Record
from assistant.knowledge.yaml_tree import Fields, Items, Text, read_yaml

FEWEST_TEST_QUESTIONS = 6

# Rasa's marks for entities: [NX](model), [nx]{"entity": "model"}.
_ENTITY = re.compile(r"\[([^\[\]]+)\](?:\([^)]*\)|\{[^}]*\})")


@dataclass(frozen=True)
class Phrasing:
    """One thing that people say, and where it is written."""

    text: str
    file: Path
    line: int


@dataclass(frozen=True)
class Mirror:
    """One file of knowledge/tests."""

    topic: str
    topic_line: int
    questions: tuple[Phrasing, ...]


def read_mirror(name: str, text: str, file: Path, pen: FilePen) -> Mirror | None:
    """The test questions of one topic, or None after noting what is wrong."""
    record = Record(read_yaml(text, pen), pen, "a mirror", ("topic", "questions"))
    topic = record.text("topic")
    questions = record.texts("questions")
    if topic is not None and topic != name:
        pen.say(
            record.line_of("topic"),
            f"this file mirrors '{topic}' but is named '{name}.yml'. Name it '{topic}.yml', "
            "or write "
            f"'topic: {name}'.",
        )
    if record.has("questions") and len(questions) < FEWEST_TEST_QUESTIONS:
        pen.say(
            record.line_of("questions"),
            f"a mirror needs {FEWEST_TEST_QUESTIONS} test questions or more, and this has "
            f"{len(questions)}.",
        )
    if topic is None:
        return None
    phrasings = tuple(Phrasing(question.value, file, question.line) for question in questions)
    return Mirror(topic, record.line_of("topic"), phrasings)


def read_dialogue(text: str, file: Path, pen: FilePen) -> dict[str, tuple[Phrasing, ...]]:
    """Intent -> its examples, of one file in Rasa's NLU format. The rest is left to Rasa."""
    node = read_yaml(text, pen)
    if not isinstance(node, Fields) or "nlu" not in node.values:
        if node is not None:
            pen.say(
                node.line, 'a dialogue file has `version: "3.1"` and then `nlu:` with its intents.'
            )
        return {}
    nlu = node.values["nlu"]
    if not isinstance(nlu, Items):
        pen.say(nlu.line, "'nlu' is a list: entries such as `- intent: greet` with `examples: |`.")
        return {}
    found: dict[str, tuple[Phrasing, ...]] = {}
    for entry in nlu.values:
        if not isinstance(entry, Fields) or "intent" not in entry.values:
            continue
        intent, examples = entry.values["intent"], entry.values.get("examples")
        if not isinstance(intent, Text) or not isinstance(examples, Text):
            pen.say(
                entry.line, "an intent needs `examples: |` and under it one '- example' a line."
            )
            continue
        found[intent.value] = found.get(intent.value, ()) + _examples(examples, file, pen)
    return found


def _examples(block: Text, file: Path, pen: FilePen) -> tuple[Phrasing, ...]:
    first_line = block.line + 1 if block.block else block.line
    found = []
    for line, text in enumerate(block.value.splitlines(), start=first_line):
        entry = text.strip()
        if not entry:
            continue
        if not entry.startswith("-"):
            pen.say(line, f"an example begins with '- '. Write '- {entry}'.")
            continue
        example = _ENTITY.sub(r"\1", entry[1:]).strip()
        if example:
            found.append(Phrasing(example, file, line))
    return tuple(found)
