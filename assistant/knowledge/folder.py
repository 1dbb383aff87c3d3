"""Reading the files themselves: which there are, their text, and one hash over all of it."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.knowledge.fault_list import FaultList, did_you_mean

PROGRAM_FILES = (
    "phases.yml",
    "models.csv",
    "phase_chart.csv",
    "contacts.yml",
    "vin.yml",
    "contradictions.yml",
    "other_models.yml",
    "never_say.yml",
)


LARGEST = 1_000_000
"""Bytes of one file; the largest of ours has a fiftieth of it, and reading takes a while."""
_ENDINGS = (".md", ".yml", ".csv")


@dataclass(frozen=True)
class TextFile:
    """One file as text."""

    path: Path
    """As faults name it: `knowledge/topics/what_to_bring.md`."""
    stem: str
    text: str


@dataclass(frozen=True)
class FolderTexts:
    """All that was read, by place, and the hash of it."""

    topics: tuple[TextFile, ...]
    mirrors: tuple[TextFile, ...]
    program: dict[str, TextFile]
    dialogue: tuple[TextFile, ...]
    unreadable: frozenset[str]
    """Stems of topics and mirrors that are there and cannot be read: said once, not twice."""
    version: str


def watched_files(folder: Path, dialogue: Path) -> Iterator[Path]:
    """Every file that counts, sorted: not what editors leave behind (`.x.swp`, `x~`), no README."""
    for place in (folder / "topics", folder / "tests", folder / "program", dialogue):
        try:
            entries = sorted(place.iterdir())
        except OSError:
            continue
        for path in entries:
            if _is_leftover(path.name) or path.name == "README.md":
                continue
            if path.suffix in _ENDINGS or not path.is_dir():
                yield path


def read_folder(folder: Path, dialogue: Path, faults: FaultList) -> FolderTexts:
    """The texts of all files, after noting what cannot be read and what does not belong."""
    topics: list[TextFile] = []
    mirrors: list[TextFile] = []
    program: dict[str, TextFile] = {}
    spoken: list[TextFile] = []
    unreadable: set[str] = set()
    digest = hashlib.sha256()
    for name in ("topics", "tests", "program"):
        if not (folder / name).is_dir():
            faults.add(
                _shown(folder / name, folder),
                1,
                f"the folder '{name}' is missing in {folder.name}.",
            )
    if not dialogue.is_dir():
        faults.add(
            _shown(dialogue, folder), 1, "the folder of the dialogue's phrasings is missing."
        )
    for path in watched_files(folder, dialogue):
        place, shown = path.parent, _shown(path, folder)
        if not _belongs(path, place, folder, dialogue, shown, faults):
            continue
        text = _text(path, shown, digest, faults)
        file = TextFile(shown, path.stem, text or "")
        if place == folder / "program":
            program[path.name] = file
        elif text is None:
            unreadable.add(path.stem)
        elif place == folder / "topics":
            topics.append(file)
        elif place == folder / "tests":
            mirrors.append(file)
        else:
            spoken.append(file)
    for name in PROGRAM_FILES:
        if name not in program and (folder / "program").is_dir():
            faults.add(
                _shown(folder / "program" / name, folder), 1, f"the file '{name}' is missing."
            )
    return FolderTexts(
        tuple(topics),
        tuple(mirrors),
        {name: file for name, file in program.items() if file.text},
        tuple(spoken),
        frozenset(unreadable),
        digest.hexdigest()[:16],
    )


def _belongs(
    path: Path, place: Path, folder: Path, dialogue: Path, shown: Path, faults: FaultList
) -> bool:
    if place == folder / "program":
        if path.name in PROGRAM_FILES:
            return True
        hint = did_you_mean(path.name, PROGRAM_FILES)
        faults.add(
            shown,
            1,
            f"nothing reads a file of this name in program/.{hint} Rename it, or take it out.",
        )
        return False
    ending = ".md" if place == folder / "topics" else ".yml"
    if path.suffix == ending:
        return True
    if place != dialogue or path.suffix == ".yaml":
        faults.add(shown, 1, f"files of this folder end in '{ending}'. Rename it, or take it out.")
    return False


def _text(path: Path, shown: Path, digest: hashlib._Hash, faults: FaultList) -> str | None:
    try:
        if stat.S_ISFIFO(path.stat().st_mode):
            raise OSError("it is a pipe")
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        faults.add(shown, 1, f"the file cannot be read ({reason}). Save it again, or take it out.")
        return None
    if len(raw) > LARGEST:
        faults.add(
            shown, 1, f"the file is larger than {LARGEST:,} bytes. Take out what is not its own."
        )
        return None
    digest.update(f"{shown.as_posix()}\0{len(raw)}\0".encode())
    digest.update(raw)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        faults.add(
            shown,
            line,
            "the file is not saved as UTF-8: a letter in this line cannot be read. Save it "
            "again with the "
            "encoding UTF-8.",
        )
        return None
    if "\0" in text:
        faults.add(
            shown,
            1,
            "the file is not text (it may be UTF-16). Save it again with the encoding UTF-8.",
        )
        return None
    if not text.strip():
        faults.add(shown, 1, "the file is empty. Fill it in, or take it out.")
        return None
    return text


def _shown(path: Path, folder: Path) -> Path:
    """Relative to the knowledge folder's parent where it lies under it."""
    try:
        return Path(os.path.abspath(path)).relative_to(os.path.dirname(os.path.abspath(folder)))
    except ValueError:
        return path


def _is_leftover(name: str) -> bool:
    return name.startswith((".", "#", "~")) or name.endswith(("~", ".swp", ".tmp", ".bak", ".orig"))
