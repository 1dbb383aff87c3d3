"""Drafts: topics that are being written, in knowledge/drafts/, before guests meet them.

An unfinished topic is full of faults, and a fault keeps every other edit from going live. So a new
topic begins as a draft: nothing reads it but the functions here, which check and try it as if it
stood in its place, and then put it there.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from assistant.desk.mirrors import MirrorResult, Miss, ask_mirrors
from assistant.desk.recognition import Recogniser
from assistant.errors import Fault, InputFileError
from assistant.knowledge import Knowledge
from assistant.knowledge.fault_list import did_you_mean
from assistant.knowledge.knowledge import read
from assistant.knowledge.new_topic import DRAFTS


@dataclass(frozen=True)
class Trial:
    """What would happen if a draft went live now."""

    id: str
    faults: tuple[Fault, ...]
    """Of the draft and of everything else, as if the draft stood in its place."""
    own: MirrorResult | None = None
    """How the draft's test questions fare; None while there are faults."""
    taken: tuple[Miss, ...] = ()
    """Test questions of other topics that find their topic now and would not any more."""

    @property
    def good(self) -> bool:
        """Whether guests would only gain."""
        return not self.faults and not self.taken and not (self.own and self.own.misses)

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "faults": [
                {"file": f.file.as_posix(), "line": f.line, "message": f.message}
                for f in self.faults
            ],
            "own": self.own.as_dict() if self.own else None,
            "taken": [{**vars(miss), "hint": miss.sentence()} for miss in self.taken],
        }


def drafts(folder: Path) -> tuple[str, ...]:
    """The ids of all drafts, sorted."""
    return tuple(sorted(path.stem for path in (folder / DRAFTS).glob("*.md")))


def drafted(
    id: str, folder: Path, dialogue: Path, *, on: date
) -> tuple[Knowledge | None, tuple[Fault, ...]]:
    """The knowledge with one draft in its place, or None, and every fault there would be.

    Raises InputFileError when there is no such draft, or a topic of that id is live.
    """
    _must_wait(id, folder)
    with TemporaryDirectory() as place:
        copy, spoken = Path(place) / folder.name, Path(place) / "data" / "nlu"
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns(DRAFTS))
        shutil.copytree(dialogue, spoken)
        for source, target in _files(id, folder, copy):
            if source.exists():
                shutil.copyfile(source, target)
        knowledge, faults = read(copy, spoken, on=on)
    return knowledge, tuple(sorted(_where_it_is(fault, id, folder.name) for fault in faults))


def try_out(
    id: str, live: Recogniser | None, with_draft: Knowledge | None, faults: tuple[Fault, ...]
) -> Trial:
    """Ask every test question of the draft, and those of the other topics that find theirs now.

    `live`: the recogniser as it is; None when the knowledge without the draft has faults.
    """
    if with_draft is None or live is None:
        return Trial(id, faults)
    on = with_draft.program.as_of
    then = Recogniser(with_draft, before=live)
    others = [name for name in with_draft.topics if name != id]
    now_missed = {(m.topic, m.question) for m in ask_mirrors(live, others, on=on).misses}
    lost = ask_mirrors(then, others, on=on).misses
    taken = tuple(miss for miss in lost if (miss.topic, miss.question) not in now_missed)
    return Trial(id, (), ask_mirrors(then, [id], on=on), taken)


def publish(id: str, folder: Path) -> tuple[Path, ...]:
    """Move a draft to its place; from then on it is live. Gives the files' new places.

    Raises InputFileError as `drafted` does.
    """
    _must_wait(id, folder)
    moved = _files(id, folder, folder)
    # The mirror first: a topic without its mirror and a mirror without its topic are both faults,
    # and the shelf waits out the moment between the two.
    for source, target in reversed(moved):
        os.replace(source, target)
    return tuple(target for _, target in moved)


def _files(id: str, folder: Path, target: Path) -> tuple[tuple[Path, Path], ...]:
    return (
        (folder / DRAFTS / f"{id}.md", target / "topics" / f"{id}.md"),
        (folder / DRAFTS / f"{id}.yml", target / "tests" / f"{id}.yml"),
    )


def _must_wait(id: str, folder: Path) -> None:
    known = drafts(folder)
    if id not in known:
        hint = did_you_mean(id, known) or (
            f" The drafts are: {', '.join(known)}." if known else " There are none."
        )
        raise InputFileError(f"There is no draft '{id}' in {folder.name}/{DRAFTS}.{hint}")
    for _, target in _files(id, folder, folder):
        if target.exists():
            raise InputFileError(f"{folder.name}/{target.relative_to(folder)} is live already. "
                                 "Rename the draft, or take it out.")  # fmt: skip


def _where_it_is(fault: Fault, id: str, name: str) -> Fault:
    """The draft's faults, named by where its files are now."""
    message, file = fault.message, fault.file
    for place, ending in (("topics", "md"), ("tests", "yml")):
        would, stands = f"{name}/{place}/{id}.{ending}", f"{name}/{DRAFTS}/{id}.{ending}"
        message = message.replace(would, stands)
        file = Path(stands) if file.as_posix() == would else file
    return replace(fault, file=file, message=message)
