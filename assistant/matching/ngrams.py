"""A text as counted n-grams: whole words, and letters within words.

Whole words carry the meaning; letters within words forgive endings and misspellings.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from threading import Lock

import numpy as np
import numpy.typing as npt

from assistant.matching.spelling import split

SHORTEST_LETTERS = 2
LONGEST_LETTERS = 5

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]


def tokens(text: str) -> list[str]:
    """The words of `text`, folded: case, accents and apostrophes do not matter."""
    folded = text.lower()
    if not folded.isascii():
        folded = unicodedata.normalize("NFKD", folded)
        folded = "".join(c for c in folded if not unicodedata.combining(c))
    return [word.replace("'", "") for word in split(folded)]


def count_words(text: str) -> Counter[str]:
    """Single words and pairs of neighbours."""
    words = tokens(text)
    counts = Counter(words)
    counts.update(f"{a} {b}" for a, b in pairwise(words))
    return counts


def count_letters(text: str) -> Counter[str]:
    """Two to five letters within words."""
    counts: Counter[str] = Counter()
    for token in tokens(text):
        counts.update(_letters(token))
    return counts


@lru_cache(maxsize=10_000)
def _letters(token: str) -> tuple[str, ...]:
    """The letter n-grams of one word between blanks, as `char_wb` of scikit-learn counts them."""
    padded = f" {token} "
    grams: list[str] = []
    for size in range(SHORTEST_LETTERS, LONGEST_LETTERS + 1):
        if size >= len(padded):
            grams.append(padded)
            break
        grams.extend(padded[i : i + size] for i in range(len(padded) - size + 1))
    return tuple(grams)


class Numbering:
    """n-grams numbered in the order in which examples brought them; numbers never change.

    So a matcher that learns from nearly the same examples counts only the new ones, and one that
    is in use meanwhile is not disturbed.
    """

    def __init__(self, count: Callable[[str], Counter[str]]) -> None:
        self._count = count
        self._numbers: dict[str, int] = {}
        self._examples: dict[str, tuple[Integers, Floats]] = {}
        self._numbering = Lock()

    def __len__(self) -> int:
        return len(self._numbers)

    def of_example(self, text: str) -> tuple[Integers, Floats]:
        """Numbers and dampened counts of an example's n-grams; new ones are numbered."""
        known = self._examples.get(text)
        if known is None:
            counts = self._count(text)
            numbers = self._numbers
            with self._numbering:
                ids = [numbers.setdefault(gram, len(numbers)) for gram in counts]
            known = np.array(ids, dtype=np.int64), _dampen(counts)
            self._examples[text] = known
        return known

    def of_message(self, text: str) -> tuple[Integers, Floats]:
        """The same for a message; n-grams that no example has are left out."""
        counts = self._count(text)
        ids = np.array([self._numbers.get(gram, -1) for gram in counts], dtype=np.int64)
        return ids[ids >= 0], _dampen(counts)[ids >= 0]


def _dampen(counts: Counter[str]) -> Floats:
    """A second mention counts less than the first."""
    values = np.fromiter(counts.values(), np.float32, len(counts))
    result: Floats = np.log(values) + np.float32(1)
    return result
