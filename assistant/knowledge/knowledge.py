"""All knowledge at one version, read from its files and checked as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from assistant.errors import Fault, KnowledgeError
from assistant.knowledge.cross_checks import check_links, check_mirrors, check_phrasings
from assistant.knowledge.fault_list import FaultList, FilePen
from assistant.knowledge.folder import FolderTexts, TextFile, read_folder
from assistant.knowledge.never_say import NeverSay
from assistant.knowledge.phrasing_files import Mirror, Phrasing, read_dialogue, read_mirror
from assistant.knowledge.program import Contact, Program
from assistant.knowledge.program_folder import read_program
from assistant.knowledge.read_once import ReadOnce
from assistant.knowledge.topic import Topic
from assistant.knowledge.topic_file import TopicFile, check_review, read_topic
from assistant.knowledge.wording import check_links_out, check_phones, check_wording


@dataclass(frozen=True)
class Knowledge:
    """What the assistant knows: without a fault, or it would not exist."""

    topics: Mapping[str, Topic]
    """Id -> topic, sorted by id."""
    program: Program
    mirrors: Mapping[str, tuple[str, ...]]
    """Topic id -> the editors' test questions, none of which stands in a topic."""
    dialogue: Mapping[str, tuple[str, ...]]
    """Intent -> its phrasings, without Rasa's entity marks."""
    version: str
    """Hash of the files' names and contents: equal versions answer alike."""
    never_say: NeverSay
    """What no guest ever hears."""

    def guest_topics(self) -> dict[str, Topic]:
        """The topics that anybody may be told."""
        return {name: topic for name, topic in self.topics.items() if topic.audience == "guest"}


def load(folder: Path, dialogue: Path) -> Knowledge:
    """Read the knowledge folder and the dialogue's phrasings.

    Raises KnowledgeError with every fault, if there is one.
    """
    knowledge, faults = read(folder, dialogue)
    if knowledge is None:
        raise KnowledgeError(faults)
    return knowledge


def check(folder: Path, dialogue: Path, *, on: date | None = None) -> list[Fault]:
    """Every fault, by file and line. With `on`, reviews dated after that day are faults too."""
    return list(read(folder, dialogue, on=on)[1])


def read(
    folder: Path, dialogue: Path, *, on: date | None = None, memory: ReadOnce | None = None
) -> tuple[Knowledge | None, tuple[Fault, ...]]:
    """The knowledge, or None, and every fault. Exactly one of the two is there.

    `memory`: what the last reading kept, so that only changed files are read again.
    """
    faults = FaultList()
    memory = memory or ReadOnce()
    texts = read_folder(folder, dialogue, faults)
    program, contacts, never = read_program(texts.program, faults)
    topics = _topics(texts, contacts, never, on, memory, faults)
    mirrors = _mirrors(texts, memory, faults)
    spoken = _dialogue(texts, memory, faults)
    memory.forget_unused()
    unreadable = set(texts.unreadable)
    unreadable |= {file.stem for file in texts.topics if file.stem not in topics}
    unreadable |= {file.stem for file in texts.mirrors if file.stem not in mirrors}
    check_links(topics, unreadable, faults)
    check_mirrors(topics, mirrors, unreadable, faults)
    check_phrasings(topics, mirrors, spoken, faults)
    if not topics and not len(faults):
        faults.add(Path(folder.name) / "topics", 1, "there is no topic yet. Add the first one.")
    if len(faults) or program is None:
        return None, faults.sorted()
    knowledge = Knowledge(
        topics={name: topics[name].topic for name in sorted(topics)},
        program=program,
        mirrors={name: tuple(q.text for q in mirrors[name].questions) for name in sorted(mirrors)},
        dialogue={intent: tuple(p.text for p in spoken[intent]) for intent in sorted(spoken)},
        version=texts.version,
        never_say=never,
    )
    return knowledge, ()


def _topics(
    texts: FolderTexts,
    contacts: tuple[Contact, ...],
    never: NeverSay,
    on: date | None,
    memory: ReadOnce,
    faults: FaultList,
) -> dict[str, TopicFile]:
    def checked(file: TextFile, pen: FilePen) -> TopicFile | None:
        topic = read_topic(file.stem, file.text, file.path, pen)
        if contacts:
            check_phones(file.text, contacts, pen)
            check_links_out(file.text, contacts, pen)
        if topic is not None:
            check_wording(topic, never, pen)
            if on is not None:
                check_review(topic, pen, on=on)
        return topic

    found: dict[str, TopicFile] = {}
    for file in texts.topics:
        topic = memory.read(file, (contacts, never, on), partial(checked, file), faults)
        if topic is not None:
            found[topic.topic.id] = topic
    return found


def _mirrors(texts: FolderTexts, memory: ReadOnce, faults: FaultList) -> dict[str, Mirror]:
    found: dict[str, Mirror] = {}
    for file in texts.mirrors:
        reader = partial(read_mirror, file.stem, file.text, file.path)
        mirror = memory.read(file, (), reader, faults)
        if mirror is not None:
            found[file.stem] = mirror
    return found


def _dialogue(
    texts: FolderTexts, memory: ReadOnce, faults: FaultList
) -> dict[str, tuple[Phrasing, ...]]:
    found: dict[str, tuple[Phrasing, ...]] = {}
    for file in texts.dialogue:
        reader = partial(read_dialogue, file.text, file.path)
        for intent, phrasings in memory.read(file, (), reader, faults).items():
            found[intent] = found.get(intent, ()) + phrasings
    return found
