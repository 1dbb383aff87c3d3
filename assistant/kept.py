"""What is computed from files and kept on disk from one start to the next.

It is kept under the fingerprint of everything that it was made from, the code included. So it is
never out of date, only unused, and whoever deletes it loses time and nothing else.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO


def fingerprint(*made_from: str) -> str:
    """24 letters that change with any of the texts, their number and their order."""
    digest = hashlib.sha256()
    for text in made_from:
        digest.update(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest())
    return digest.hexdigest()[:24]


def code_of(*places: Path) -> str:
    """The fingerprint of all modules in `places` (files or folders).

    To be asked for while these are imported: later another version may lie there than is running.
    """
    modules = [
        module
        for place in places
        for module in (sorted(place.rglob("*.py")) if place.is_dir() else [place])
    ]
    return fingerprint(*(module.read_text(encoding="utf-8") for module in modules))


def write_whole(file: Path, write: Callable[[BinaryIO], object]) -> None:
    """Let `write` fill `file`: all of it or nothing, whoever reads meanwhile and if power fails.

    Raises OSError when that cannot be done; what was there before is there still.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as stream:
            write(stream)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
