"""Questions that ask the same, put together: by their words, and by meaning where possible."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform
from sklearn.feature_extraction.text import TfidfVectorizer

from assistant.matching import Encoder

Doubles = npt.NDArray[np.float64]

_ALIKE = 0.42
"""Questions of one cluster are so alike on average, or more. Tried on forty unanswered questions:
lower, and questions about mail and money come together because both say "key"; higher, and
"replace fob battery" leaves "key battery dead how to replace"."""
_ALIKE_BY_WORDS = 0.2
"""The same where there is no encoder."""
_MEANING = 2.0
"""How much likeness of meaning weighs beside likeness of words."""
MOST = 3_000
"""More texts than this are too many to compare each with each."""


def cluster(texts: Sequence[str], encoder: Encoder | None) -> list[list[int]]:
    """The places in `texts` of each cluster, in order; the same texts give the same clusters.

    At most MOST texts.
    """
    if len(texts) < 2:
        return [[index] for index in range(len(texts))]
    distances = 1 - likeness(texts, encoder)
    np.fill_diagonal(distances, 0)
    tree = linkage(squareform(distances, checks=False), method="average")
    alike = _ALIKE if encoder else _ALIKE_BY_WORDS
    numbers = fcluster(tree, 1 - alike, criterion="distance")
    found: dict[int, list[int]] = {}
    for place, number in enumerate(numbers.tolist()):
        found.setdefault(number, []).append(place)
    return list(found.values())


def likeness(texts: Sequence[str], encoder: Encoder | None) -> Doubles:
    """(n, n) from 0 to 1."""
    words = _tfidf(texts, "word", (1, 2))
    letters = _tfidf(texts, "char_wb", (2, 5))
    result: Doubles = (words + letters) / 2
    if encoder is not None:
        vectors = encoder.encode(texts).astype(np.float64)
        meaning = np.clip(vectors @ vectors.T, 0, 1)
        result = (result + _MEANING * meaning) / (1 + _MEANING)
    mean: Doubles = (result + result.T) / 2
    return np.clip(mean, 0, 1)


def _tfidf(texts: Sequence[str], analyzer: str, sizes: tuple[int, int]) -> Doubles:
    """Cosines of texts by their n-grams; texts without any are like nothing."""
    vectorizer = TfidfVectorizer(
        analyzer=analyzer, ngram_range=sizes, sublinear_tf=True, token_pattern=r"(?u)\b\w+\b"
    )
    try:
        vectors = vectorizer.fit_transform(texts)
    except ValueError:  # No text holds a word.
        return np.zeros((len(texts), len(texts)))
    cosines: Doubles = (vectors @ vectors.T).toarray()
    return cosines
