"""A version of the knowledge by name: a folder, or a revision of the repository's history."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.errors import InputFileError, KnowledgeError
from assistant.knowledge import Knowledge, load


def read_version(where: str, *, knowledge: Path, dialogue: Path) -> Knowledge:
    """The knowledge in the folder `where`, else in the git revision of that name.

    `knowledge` and `dialogue` are the present folders. A folder may be a knowledge folder or one
    that holds `knowledge/`; without phrasings of its own (`data/nlu` beside it) it is read with the
    present ones. Raises InputFileError when there is no such version, or when it has faults.
    """
    folder = Path(where)
    if folder.is_dir():
        return _load(where, *_folders(folder, dialogue))
    with TemporaryDirectory() as place:
        _unpack(where, knowledge, dialogue, Path(place))
        return _load(where, Path(place) / knowledge.name, Path(place) / "data" / "nlu")


def _folders(folder: Path, dialogue: Path) -> tuple[Path, Path]:
    if not (folder / "topics").is_dir() and (folder / "knowledge" / "topics").is_dir():
        folder = folder / "knowledge"
    if not (folder / "topics").is_dir():
        raise InputFileError(
            f"{folder} is no knowledge folder: it has no folder 'topics'. Name the folder that "
            "holds topics/, tests/ and program/, or a git revision."
        )
    beside = folder.resolve().parent / "data" / "nlu"
    return folder, beside if beside.is_dir() else dialogue


def _load(where: str, knowledge: Path, dialogue: Path) -> Knowledge:
    try:
        return load(knowledge, dialogue)
    except KnowledgeError as error:
        several = f"{len(error.faults)} faults, the first" if len(error.faults) > 1 else "a fault"
        raise InputFileError(
            f"The knowledge of {where} cannot be used. It has {several}: {error.faults[0]}"
        ) from error


def _unpack(revision: str, knowledge: Path, dialogue: Path, place: Path) -> None:
    """Write the two folders as they were in a revision of the repository around them."""
    root = knowledge.resolve().parent
    if revision.startswith("-") or _git(root, "rev-parse", "-q", "--verify", f"{revision}^{{}}"):
        raise InputFileError(
            f"'{revision}' is neither a folder nor a git revision. Name a folder such as "
            "old/knowledge, or a revision such as HEAD, HEAD~1, v1.0 or a commit's number."
        )
    inside = dialogue.resolve().relative_to(root) if _is_under(dialogue, root) else None
    folders = [knowledge.name] + ([inside.as_posix()] if inside else [])
    archive = io.BytesIO()
    if _git(root, "archive", "--format=tar", revision, "--", *folders, output=archive):
        raise InputFileError(f"The revision {revision} holds no {' and '.join(folders)}.")
    archive.seek(0)
    with tarfile.open(fileobj=archive) as tar:
        for member in tar:
            stream = tar.extractfile(member) if member.isfile() else None
            path = Path(member.name)
            if stream is None or path.is_absolute() or ".." in path.parts:
                continue
            if inside and path.is_relative_to(inside):
                path = Path("data", "nlu") / path.relative_to(inside)
            (place / path).parent.mkdir(parents=True, exist_ok=True)
            (place / path).write_bytes(stream.read())
    if not inside:
        (place / "data").mkdir(exist_ok=True)
        (place / "data" / "nlu").symlink_to(dialogue.resolve())


def _git(root: Path, *arguments: str, output: io.BytesIO | None = None) -> int:
    """Git's exit code; what it prints goes into `output`. Raises InputFileError without git."""
    try:
        command = ["git", "-C", str(root), *arguments]
        done = subprocess.run(command, capture_output=True, check=False)
    except FileNotFoundError:
        raise InputFileError(
            "Revisions need the program git, and it is not installed. Name a folder instead."
        ) from None
    if output is not None:
        output.write(done.stdout)
    return done.returncode


def _is_under(path: Path, root: Path) -> bool:
    return path.resolve().is_relative_to(root)
