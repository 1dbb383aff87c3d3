"""Checks that need more than one file: phrasings in two places, links to no topic."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from assistant.knowledge.fault_list import FaultList, did_you_mean
from assistant.knowledge.phrasing_files import Mirror, Phrasing
from assistant.knowledge.topic_file import TopicFile

_APOSTROPHES = re.compile(r"['’`]")
_NO_WORD = re.compile(r"[^\w]+")


@lru_cache(maxsize=100_000)
def same_phrasing(text: str) -> str:
    """What makes two phrasings the same: the words, without capitals, marks and blanks."""
    return _NO_WORD.sub(" ", _APOSTROPHES.sub("", text.casefold())).strip()


def check_links(
    topics: Mapping[str, TopicFile], unreadable: Iterable[str], faults: FaultList
) -> None:
    """Related topics exist, and guests may be told them. `unreadable` have a fault of their own."""
    told = set(unreadable)
    for file in topics.values():
        pen = faults.about(file.topic.file)
        for name, line in zip(file.topic.related, file.related_lines, strict=True):
            if name not in topics and name not in told:
                pen.say(line, f"there is no topic '{name}'.{did_you_mean(name, topics)}")
            elif name in topics and topics[name].topic.audience == "agent":
                pen.say(
                    line,
                    f"'{name}' is a topic for agents, and this would offer it to guests. "
                    "Take it out.",
                )


def check_mirrors(
    topics: Mapping[str, TopicFile],
    mirrors: Mapping[str, Mirror],
    unreadable: Iterable[str],
    faults: FaultList,
) -> None:
    """Each topic has a mirror and each mirror a topic. `unreadable` have a fault of their own."""
    told = set(unreadable)
    for name, file in topics.items():
        if name not in mirrors and name not in told:
            faults.add(
                file.topic.file,
                1,
                f"nothing tests this topic. Add tests/{name}.yml with 'topic: {name}' and "
                "six questions or "
                "more that do not stand here.",
            )
    for name, mirror in mirrors.items():
        if name not in topics and name not in told and mirror.questions:
            faults.add(
                mirror.questions[0].file,
                mirror.topic_line,
                f"there is no topic '{name}'.{did_you_mean(name, topics)} Rename this file, "
                "or take it out.",
            )


def check_phrasings(
    topics: Mapping[str, TopicFile],
    mirrors: Mapping[str, Mirror],
    dialogue: Mapping[str, tuple[Phrasing, ...]],
    faults: FaultList,
) -> None:
    """No phrasing stands twice: in a topic, in two, in the dialogue, in a topic and the dialogue.

    A test question that is also an example tests nothing.
    """
    first: dict[str, tuple[str, Phrasing]] = {}
    for owner, phrasing in _examples(topics, dialogue):
        key = same_phrasing(phrasing.text)
        if not key:
            faults.add(
                phrasing.file, phrasing.line, f"'{phrasing.text}' holds no word. Take it out."
            )
        elif key in first:
            faults.add(phrasing.file, phrasing.line, _twice(phrasing, owner, *first[key]))
        else:
            first[key] = (owner, phrasing)
    tested: dict[str, tuple[str, Phrasing]] = {}
    for name, mirror in mirrors.items():
        for question in mirror.questions:
            key = same_phrasing(question.text)
            if key in first:
                owner, other = first[key]
                faults.add(
                    question.file,
                    question.line,
                    f"the test question '{question.text}' also stands in {owner} "
                    f"({other.file}:{other.line}), so it tests nothing. Write it in other words.",
                )
            elif key in tested:
                faults.add(
                    question.file, question.line, _twice(question, f"mirror {name}", *tested[key])
                )
            else:
                tested[key] = (f"mirror {name}", question)


def _examples(
    topics: Mapping[str, TopicFile], dialogue: Mapping[str, tuple[Phrasing, ...]]
) -> Iterable[tuple[str, Phrasing]]:
    """(who owns it, phrasing), the dialogue first: topics are what editors change."""
    for intent, phrasings in dialogue.items():
        for phrasing in phrasings:
            yield f"dialogue {intent}", phrasing
    for name, file in topics.items():
        for question, line in zip(file.topic.questions, file.question_lines, strict=True):
            yield f"topic {name}", Phrasing(question, file.topic.file, line)


def _twice(phrasing: Phrasing, owner: str, other_owner: str, other: Phrasing) -> str:
    where = f"{other.file}:{other.line}"
    if owner == other_owner:
        return f"'{phrasing.text}' stands twice in {owner} (also {where}). Take one out."
    return (
        f"'{phrasing.text}' stands in {owner} and in {other_owner} ({where}), so nobody can "
        "tell which is "
        "meant. Keep it where it belongs."
    )
