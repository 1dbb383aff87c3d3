"""How alike two texts are by their words and letters: TF-IDF, cosine, one sparse matrix.

A similarity is the mean of two cosines, one over words (single and pairs) and one over letters
within words, so it lies between 0 and 1.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse

from assistant.matching.ngrams import count_letters, count_words

Floats = npt.NDArray[np.float32]


class _Block:
    """One kind of n-gram: its vocabulary and how telling each n-gram is."""

    def __init__(self, texts: Sequence[str], count: Callable[[str], Counter[str]]) -> None:
        self._count = count
        frequency: Counter[str] = Counter()
        for text in texts:
            frequency.update(count(text).keys())
        self.index = {gram: i for i, gram in enumerate(frequency)}
        n = len(texts)
        self.idf = [math.log((1 + n) / (1 + f)) + 1 for f in frequency.values()]
        self._idf_unknown = math.log(1 + n) + 1

    def weigh(self, text: str) -> tuple[list[int], list[float], float]:
        """Ids and unit-length weights of the known n-grams, and the share that is known."""
        ids: list[int] = []
        weights: list[float] = []
        known = unknown = 0.0
        for gram, n in self._count(text).items():
            i = self.index.get(gram)
            tf = 1.0 if n == 1 else 1 + math.log(n)
            if i is None:
                unknown += (tf * self._idf_unknown) ** 2
                continue
            weight = tf * self.idf[i]
            known += weight * weight
            ids.append(i)
            weights.append(weight)
        if not ids:
            return ids, weights, 0.0
        scale = math.sqrt(0.5 / known)
        return ids, [w * scale for w in weights], known / (known + unknown)


class WordSpace:
    """The example texts, ready to be compared with any other text. Immutable."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._blocks = (_Block(texts, count_words), _Block(texts, count_letters))
        self.size = len(texts)
        self._width = sum(len(block.index) for block in self._blocks)
        rows = [self._row(text)[:2] for text in texts]
        indptr = np.zeros(self.size + 1, dtype=np.int32)
        np.cumsum([len(ids) for ids, _ in rows], out=indptr[1:])
        indices = np.fromiter((i for ids, _ in rows for i in ids), np.int32, int(indptr[-1]))
        data = np.fromiter((w for _, ws in rows for w in ws), np.float32, int(indptr[-1]))
        self._rows = sparse.csr_matrix((data, indices, indptr), (self.size, self._width))
        columns = self._rows.tocsc()
        self._starts: list[int] = columns.indptr.tolist()
        self._holders: npt.NDArray[np.int32] = columns.indices
        self._weights: Floats = columns.data

    def _row(self, text: str) -> tuple[list[int], list[float], float]:
        words, letters = self._blocks
        ids, weights, known = words.weigh(text)
        more, more_weights, known_letters = letters.weigh(text)
        offset = len(words.index)
        return (
            ids + [offset + i for i in more],
            weights + more_weights,
            (known + known_letters) / 2,
        )

    def among_examples(self) -> Floats:
        """Similarity of every example to every example, (n, n)."""
        product: Floats = (self._rows @ self._rows.T).toarray()
        return product

    def similarities(self, text: str) -> tuple[Floats, float]:
        """Similarity of `text` to every example, (n,), and the share of it that is known."""
        ids, weights, known = self._row(text)
        if not ids:
            return np.zeros(self.size, np.float32), 0.0
        starts = self._starts
        spans = [slice(starts[i], starts[i + 1]) for i in ids]
        holders = np.concatenate([self._holders[span] for span in spans])
        shares = np.concatenate(
            [self._weights[span] * w for span, w in zip(spans, weights, strict=True)]
        )
        total = np.bincount(holders, shares, minlength=self.size)
        return total.astype(np.float32), known
