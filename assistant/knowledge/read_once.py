"""What was read from a file is kept until its text changes: an edit of one file costs one file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from assistant.errors import Fault
from assistant.knowledge.fault_list import FaultList, FilePen
from assistant.knowledge.folder import TextFile

T = TypeVar("T")


@dataclass(frozen=True)
class _Kept:
    depends: tuple[Any, ...]
    result: Any
    faults: tuple[Fault, ...]


class ReadOnce:
    """The results of readers, by file. One for each shelf; not to be shared by threads."""

    def __init__(self) -> None:
        self._kept: dict[Path, _Kept] = {}
        self._used: set[Path] = set()

    def read(
        self,
        file: TextFile,
        depends: tuple[Any, ...],
        reader: Callable[[FilePen], T],
        faults: FaultList,
    ) -> T:
        """What `reader` makes of `file`, and its faults; from memory when nothing has changed.

        `depends`: all that the result rests on besides the file's name and text.
        """
        self._used.add(file.path)
        kept = self._kept.get(file.path)
        if kept is None or kept.depends != (file.text, *depends):
            found = FaultList()
            result: Any = reader(found.about(file.path))
            kept = _Kept((file.text, *depends), result, found.sorted())
            self._kept[file.path] = kept
        for fault in kept.faults:
            faults.add(fault.file, fault.line, fault.message)
        known: T = kept.result
        return known

    def forget_unused(self) -> None:
        """Drop what belongs to files that were not asked for since the last time."""
        for path in set(self._kept) - self._used:
            del self._kept[path]
        self._used.clear()
