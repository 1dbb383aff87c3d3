"""What is kept on disk is never out of date and never half."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import pytest

from assistant.kept import code_of, fingerprint, write_whole


@pytest.fixture
def code(tmp_path: Path) -> Path:
    (tmp_path / "code" / "inner").mkdir(parents=True)
    (tmp_path / "code" / "inner" / "module.py").write_text("x = 1\n")
    return tmp_path / "code"


def test_a_fingerprint_changes_with_texts_their_order_and_their_borders() -> None:
    texts = [["ab", "c"], ["a", "bc"], ["c", "ab"], ["ab"], []]
    assert len({fingerprint(*some) for some in texts}) == len(texts)
    assert fingerprint("ab", "c") == fingerprint("ab", "c")


@pytest.mark.parametrize("place", ["code", "code/inner/module.py"])
def test_a_fingerprint_changes_with_the_code(code: Path, place: str) -> None:
    before = code_of(code.parent / place)
    (code / "inner" / "module.py").write_text("x = 2\n")
    assert code_of(code.parent / place) != before


def test_half_a_character_has_a_fingerprint_too() -> None:
    assert fingerprint("\ud83d") != fingerprint("\ud83e")


def test_a_writer_that_fails_leaves_what_was_there_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "new" / "kept.txt"
    write_whole(file, lambda stream: stream.write(b"whole"))

    def fail(stream: BinaryIO) -> None:
        stream.write(b"hal")
        raise OSError("No space left on device")

    with pytest.raises(OSError, match="No space"):
        write_whole(file, fail)
    assert [(path, path.read_bytes()) for path in file.parent.iterdir()] == [(file, b"whole")]
