"""Where an answer comes from, said discreetly."""

from __future__ import annotations

import pytest

from assistant.web.presentation import source_line


@pytest.mark.parametrize(
    ("sources", "line"),
    [
        ([], ""),
        ([("FAQ", "Q5")], "FAQ Q5, as of January 31, 2024"),
        ([("FAQ", "Q5"), ("FAQ", "Q5")], "FAQ Q5, as of January 31, 2024"),
        (
            [("owner letter", "What should you do?"), ("FAQ", "Q5")],
            "Owner letter, What should you do?; FAQ Q5, as of January 31, 2024",
        ),
        (
            [("FAQ", "Q15"), ("chart", "NX"), ("chart", "RX"), ("FAQ", "Q3"), ("FAQ", "Q3a")],
            "FAQ Q3, Q3a, Q15; chart, as of January 31, 2024",
        ),
    ],
)
def test_the_line(sources: list[tuple[str, str]], line: str) -> None:
    given = [{"document": document, "item": item} for document, item in sources]
    assert source_line(given, "2024-01-31") == line


def test_small_talk_has_none() -> None:
    assert source_line([], "") == ""
