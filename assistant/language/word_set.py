"""Sets of words, written as a sentence is."""

from __future__ import annotations


def word_set(*lines: str) -> frozenset[str]:
    """The words of all lines, which blanks part."""
    return frozenset(word for line in lines for word in line.split())
