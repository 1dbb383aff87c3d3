"""Where faults are collected: every check says what it finds and goes on."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from rapidfuzz import fuzz, process

from assistant.errors import Fault


class FaultList:
    """The faults of one reading. One per file is cheap; `about(file)` gives a narrower pen."""

    def __init__(self) -> None:
        self._faults: set[Fault] = set()

    def add(self, file: Path, line: int, message: str) -> None:
        """Note one fault; the same one twice is kept once."""
        self._faults.add(Fault(file, max(line, 1), message))

    def about(self, file: Path) -> FilePen:
        """A pen that writes faults of one file."""
        return FilePen(self, file)

    def sorted(self) -> tuple[Fault, ...]:
        """All faults, by file and line."""
        return tuple(sorted(self._faults))

    def __len__(self) -> int:
        return len(self._faults)


class FilePen:
    """Writes the faults of one file."""

    def __init__(self, faults: FaultList, file: Path) -> None:
        self._faults = faults
        self.file = file

    def say(self, line: int, message: str) -> None:
        """Note what is wrong in `line` (1-based) and how to mend it."""
        self._faults.add(self.file, line, message)


def did_you_mean(wrong: str, right: Iterable[str]) -> str:
    """ " Did you mean 'source'?" for the nearest of `right`; empty when none is near."""
    near = process.extractOne(wrong, list(right), scorer=fuzz.ratio, score_cutoff=60)
    return f" Did you mean '{near[0]}'?" if near else ""


def listed(names: Iterable[str]) -> str:
    """ "a, b or c"."""
    *most, last = list(names)
    return f"{', '.join(most)} or {last}" if most else last
