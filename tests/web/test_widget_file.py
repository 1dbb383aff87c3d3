"""The widget is light, asks nobody else, and no page carries what only agents may know."""

from __future__ import annotations

import gzip
import re

import pytest

from assistant.web.assets import STATIC

FILES = sorted(file for file in STATIC.iterdir() if file.is_file())


@pytest.mark.parametrize("name", ["widget.js", "voice.js"])
def test_the_widget_weighs_less_than_20_kb(name: str) -> None:
    assert len(gzip.compress((STATIC / name).read_bytes(), 9)) < 20_000


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_nothing_parses_markup_or_is_inline(file: object) -> None:
    text = file.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert word not in text
    if file.name.endswith(".html"):  # type: ignore[attr-defined]
        assert not re.search(r"<script>|<style|\sstyle=|\son\w+=", text)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_file_is_loaded_from_elsewhere(file: object) -> None:
    text = file.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    loaded = re.findall(r"(?:src|@import|url\()\s*=?\s*[\"'(]?(https?:[^\"')\s]+)", text)
    assert [address for address in loaded if "your-door" not in address] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_nothing_of_the_agents_is_in_a_page(file: object) -> None:
    text = file.read_text(encoding="utf-8").lower()  # type: ignore[attr-defined]
    for secret in (
        "burns", "292-6449", "qc@lexus", "23lj01r1", "flat rate", "cpor", "04002", "lic206a",
        "op code", "claim", "mac code",
    ):  # fmt: skip
        assert secret not in text
