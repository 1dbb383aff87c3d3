"""How alike two texts are by their words and letters: TF-IDF, cosine.

A similarity is the mean of two cosines, one over words (single and pairs) and one over letters
within words, so it lies between 0 and 1.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from assistant.matching.ngrams import Floats, Integers, Numbering, count_letters, count_words

_FREQUENT = 16
"""An n-gram in more than one in this many examples is kept as a dense row: faster to add up."""


class Vocabulary:
    """The n-grams of all examples ever seen; passed on from one word space to the next."""

    def __init__(self) -> None:
        self.kinds = (Numbering(count_words), Numbering(count_letters))


class WordSpace:
    """The example texts, ready to be compared with any other text. Immutable."""

    def __init__(self, texts: Sequence[str], vocabulary: Vocabulary) -> None:
        self.size = len(texts)
        self._vocabulary = vocabulary
        self._telling: list[Floats] = []
        blocks: list[sparse.csr_matrix] = []
        for kind in vocabulary.kinds:
            rows = [kind.of_example(text) for text in texts]
            lengths = np.array([len(ids) for ids, _ in rows])
            ids = np.concatenate([ids for ids, _ in rows])
            holders = np.bincount(ids, minlength=len(kind))
            telling = np.log((1 + self.size) / (1 + holders)).astype(np.float32) + np.float32(1)
            telling[holders == 0] = 0
            weights = np.concatenate([counts for _, counts in rows]) * telling[ids]
            owner = np.repeat(np.arange(self.size), lengths)
            squares = np.bincount(owner, weights * weights, minlength=self.size)
            weights = (weights * np.sqrt(0.5 / squares[owner])).astype(np.float32)
            starts = np.concatenate([[0], np.cumsum(lengths)])
            blocks.append(sparse.csr_matrix((weights, ids, starts), (self.size, len(kind))))
            self._telling.append(telling)
        columns = sparse.hstack(blocks, format="csc")
        counts = np.diff(columns.indptr)
        frequent = counts > max(self.size // _FREQUENT, 1)
        self._dense: Floats = np.ascontiguousarray(columns[:, frequent].toarray().T)
        self._rare = columns[:, ~frequent].tocsc()
        self._dense_place = np.where(frequent, np.cumsum(frequent) - 1, -1)
        self._rare_place = np.where(frequent, -1, np.cumsum(~frequent) - 1)

    def among_examples(self) -> Floats:
        """Similarity of every example to every example, (n, n)."""
        rare: Floats = (self._rare @ self._rare.T).toarray()
        rare += self._dense.T @ self._dense
        return rare

    def similarities(self, text: str) -> Floats:
        """Similarity of `text` to every example, (n,)."""
        ids, weights = self._vector(text)
        place = self._dense_place[ids]
        dense = place >= 0
        total: Floats = weights[dense] @ self._dense[place[dense]]
        rare = self._rare_place[ids[~dense]]
        starts, ends = self._rare.indptr[rare], self._rare.indptr[rare + 1]
        lengths = ends - starts
        before = np.cumsum(lengths) - lengths
        spots = np.repeat(starts - before, lengths) + np.arange(lengths.sum())
        shares = self._rare.data[spots] * np.repeat(weights[~dense], lengths)
        total += np.bincount(self._rare.indices[spots], shares, self.size).astype(np.float32)
        return total

    def _vector(self, text: str) -> tuple[Integers, Floats]:
        """Columns and weights of a message; each kind of n-gram has the length of sqrt(1/2)."""
        parts: list[tuple[Integers, Floats]] = []
        offset = 0
        for kind, telling in zip(self._vocabulary.kinds, self._telling, strict=True):
            ids, counts = kind.of_message(text)
            # Another matcher may have numbered new n-grams meanwhile; here they are unknown.
            mine = ids < len(telling)
            ids = ids[mine]
            weights = counts[mine] * telling[ids]
            length = float(weights @ weights)
            if length > 0:
                kept = weights > 0
                scale = np.float32(np.sqrt(0.5 / length))
                parts.append((ids[kept] + offset, weights[kept] * scale))
            offset += len(telling)
        if not parts:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        ids_, weights_ = zip(*parts, strict=True)
        return np.concatenate(ids_), np.concatenate(weights_)
