"""A text as counted n-grams: whole words, and letters within words.

Whole words carry the meaning; letters within words forgive endings and misspellings.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from itertools import pairwise

_TOKEN = re.compile(r"\w+(?:['’]\w+)*|[?]")

SHORTEST_LETTERS = 2
LONGEST_LETTERS = 5


def tokens(text: str) -> list[str]:
    """The words of `text`, folded: case, accents and typographic apostrophes do not matter."""
    folded = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    folded = "".join(c for c in folded if not unicodedata.combining(c))
    return [token.replace("'", "") for token in _TOKEN.findall(folded) if token != "?"]


@lru_cache(maxsize=50_000)
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


@lru_cache(maxsize=20_000)
def count_words(text: str) -> Counter[str]:
    """Single words and pairs of neighbours. Do not change the result: it is shared."""
    words = tokens(text)
    counts = Counter(words)
    counts.update(f"{a} {b}" for a, b in pairwise(words))
    return counts


@lru_cache(maxsize=20_000)
def count_letters(text: str) -> Counter[str]:
    """Two to five letters within words. Do not change the result: it is shared."""
    counts: Counter[str] = Counter()
    for token in tokens(text):
        counts.update(_letters(token))
    return counts
