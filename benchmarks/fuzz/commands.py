"""The command `assistant` with any arguments: an exit code that it knows, and never a traceback."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from assistant.cli import main
from benchmarks.fuzz.house import ROOT
from benchmarks.fuzz.running import Part, Wrong
from benchmarks.fuzz.texts import VIN, short_texts

_KNOWN = (0, 1, 2)
_COMMANDS = (
    ("check",), ("check", "--json"), ("vin",), ("vin", "--json"), ("vehicles", "import"),
    ("privacy", "export"), ("privacy", "erase", "--yes"), ("privacy", "purge"), ("report",),
    ("users", "list"), ("users", "disable"), ("knowledge", "new", "--try"), ("knowledge", "diff"),
    ("knowledge", "unanswered"), ("serve", "--no-such"), (),
)  # fmt: skip
_OPTIONS = (
    "--model", "--year", "--built", "--plant", "--vin", "--on", "--file", "--out", "--json",
    "--rejects", "--weeks", "--channel", "--role", "--conversation", "--phone", "--email", "-h",
)  # fmt: skip
_VALUES = (VIN, "NX", "2023", "2023-08", "japan", "2024-02-10", "9999999-01-01", "-", "/", "..",
           "/nonexistent/x.csv", "in.csv", "²", "9" * 400, "")  # fmt: skip


def parts() -> list[Part]:
    """One part."""
    value = st.sampled_from(_VALUES) | short_texts.map(_as_argument)
    pair = st.tuples(st.sampled_from(_OPTIONS), value)
    more = st.lists(pair.map(list) | value.map(lambda one: [one]), max_size=4)
    line = st.tuples(st.sampled_from(_COMMANDS), more).map(
        lambda drawn: [*drawn[0], *(word for words in drawn[1] for word in words)]
    )

    def opened() -> Iterator[Callable[[Any], None]]:
        with tempfile.TemporaryDirectory() as folder, _standing_in(Path(folder)):

            def check(arguments: list[str]) -> None:
                code = _run(arguments)
                if code not in _KNOWN:
                    raise Wrong(f"exit code {code!r}")

            yield check

    return [Part("commands", 0.004, lambda: line, opened, allowed=20.0)]


def _as_argument(text: str) -> str:
    """What a shell can hand over: no NUL; half a character as the system's own escape."""
    return text.replace("\0", "").encode("utf-8", "surrogateescape", ).decode(
        "utf-8", "surrogateescape"
    ) if _is_whole(text) else "\udcff"  # fmt: skip


def _is_whole(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


@contextlib.contextmanager
def _standing_in(folder: Path) -> Iterator[None]:
    """A copy of the words in a folder of its own, which is where the commands work."""
    shutil.copytree(ROOT / "knowledge", folder / "knowledge")
    shutil.copytree(ROOT / "data", folder / "data")
    Path(folder, "in.csv").write_text(f"vin,model\n{VIN},NX\n", encoding="utf-8")
    before, place = dict(os.environ), os.getcwd()
    os.environ["SECOND_KEY_ROOT"] = str(folder)
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(place)
        os.environ.clear()
        os.environ.update(before)


def _run(arguments: list[str]) -> Any:
    out, stdin = (
        io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="surrogateescape"),
        sys.stdin,
    )
    sys.stdin = io.TextIOWrapper(io.BytesIO(b""), encoding="utf-8")
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            main(arguments)
    except SystemExit as stop:
        return stop.code or 0
    finally:
        sys.stdin = stdin
    return 0
