"""A version of the knowledge is a folder or a revision of the repository."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from assistant.desk.editing.versions import read_version
from assistant.errors import InputFileError
from assistant.knowledge import Knowledge
from tests.desk.editing.conftest import Folder, edit_answer


def version(folder: Folder, where: str) -> Knowledge:
    return read_version(where, knowledge=folder.knowledge, dialogue=folder.dialogue)


def git(folder: Folder, *arguments: str) -> None:
    who = ["-c", "user.name=Keeper", "-c", "user.email=keeper@lighthouse.example"]
    subprocess.run(["git", *who, *arguments], cwd=folder.root, check=True, capture_output=True)


@pytest.fixture
def kept(folder: Folder) -> Folder:
    """The folder under git, with one commit and an edit since then."""
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "First")
    edit_answer(folder, "12", "13")
    edit_answer(folder, "twelve", "13")
    return folder


def price(knowledge: Knowledge) -> str:
    return knowledge.topics["tickets"].answer


def test_a_revision_is_read_as_it_was(kept: Folder) -> None:
    assert price(version(kept, "HEAD")) == "A ticket costs 12 dollars."
    assert price(version(kept, str(kept.knowledge))) == "A ticket costs 13 dollars."
    assert price(version(kept, str(kept.root))) == "A ticket costs 13 dollars."


def test_a_repository_in_a_folder_of_another_is_read_too(folder: Folder, tmp_path: Path) -> None:
    git(folder, "init", "-q", "-b", "main")
    inner = Folder(tmp_path / "inner")
    inner.root.mkdir()
    for part in ("knowledge", "data"):
        (tmp_path / part).rename(inner.root / part)
    git(inner, "add", ".")
    git(inner, "commit", "-q", "-m", "First")
    assert price(version(inner, "main")) == "A ticket costs 12 dollars."


@pytest.mark.parametrize("name", ["no_such_thing", "--output=x", "HEAD~7"])
def test_what_is_neither_a_folder_nor_a_revision_is_said(kept: Folder, name: str) -> None:
    with pytest.raises(InputFileError, match="is neither a folder nor a git revision"):
        version(kept, name)


def test_a_folder_that_holds_something_else_is_said(kept: Folder) -> None:
    with pytest.raises(InputFileError, match="has no folder 'topics'"):
        version(kept, str(kept.knowledge / "topics"))


def test_a_version_with_faults_is_said_with_its_first(kept: Folder) -> None:
    kept.edit("knowledge/topics/tickets.md", "reviewed:", "reviewd:")
    with pytest.raises(InputFileError, match=r"2 faults, the first: knowledge/topics/tickets\.md"):
        version(kept, str(kept.knowledge))
