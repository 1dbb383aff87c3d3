"""How alike two texts are by their words and letters: TF-IDF, cosine.

A similarity is the mean of two cosines, one over words (single and pairs) and one over letters
within words, so it lies between 0 and 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from functools import cached_property

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
            width = len(kind)
            holders = np.bincount(ids, minlength=width)
            telling = np.log((1 + self.size) / (1 + holders)).astype(np.float32) + np.float32(1)
            telling[holders == 0] = 0
            weights = np.concatenate([counts for _, counts in rows]) * telling[ids]
            owner = np.repeat(np.arange(self.size), lengths)
            squares = np.bincount(owner, weights * weights, minlength=self.size)
            weights = (weights * np.sqrt(0.5 / squares[owner])).astype(np.float32)
            starts = np.concatenate([[0], np.cumsum(lengths)])
            blocks.append(sparse.csr_matrix((weights, ids, starts), (self.size, len(telling))))
            self._telling.append(telling)
        columns = sparse.hstack(blocks, format="csc")
        counts = np.diff(columns.indptr)
        frequent = counts > max(self.size // _FREQUENT, 1)
        self._dense: Floats = np.ascontiguousarray(columns[:, frequent].toarray().T)
        self._rare = columns[:, ~frequent].tocsc()
        self._more = sparse.csc_matrix((0, len(counts)), dtype=np.float32)
        # Where an n-gram's column is: first the frequent ones, then the rare ones.
        place = np.where(frequent, np.cumsum(frequent), len(self._dense) + np.cumsum(~frequent)) - 1
        self._places: list[Integers] = np.split(place, [len(self._telling[0])])

    def with_texts(self, texts: Sequence[str]) -> WordSpace:
        """These texts behind the others; what an n-gram tells stays as it is.

        A new n-gram tells as much as one that a single example has.
        """
        larger = copy(self)
        larger.size = self.size + len(texts)
        larger._telling, larger._places = [], []
        width = self._more.shape[1]
        for kind, telling, place in zip(
            self._vocabulary.kinds, self._telling, self._places, strict=True
        ):
            ids = np.concatenate([kind.of_example(text)[0] for text in texts])
            size = max(len(telling), int(ids.max(initial=-1)) + 1)
            telling = np.pad(telling, (0, size - len(telling)))
            place = np.pad(place, (0, size - len(place)), constant_values=-1)
            new = np.unique(ids[telling[ids] == 0])
            telling[new] = np.log((1 + self.size) / 2) + 1
            place[new] = width + np.arange(len(new))
            width += len(new)
            larger._telling.append(telling)
            larger._places.append(place)
        kinds = self._vocabulary.kinds
        vectors = [larger._vector([kind.of_example(text) for kind in kinds]) for text in texts]
        starts = np.cumsum([0, *(len(places) for places, _ in vectors)])
        places, weights = (np.concatenate(part) for part in zip(*vectors, strict=True))
        larger._more = sparse.csr_matrix((weights, places, starts), (len(texts), width)).tocsc()
        return larger

    def among(self, start: int, stop: int) -> Floats:
        """Similarity of the examples from `start` to `stop` to all before `stop`: (.., stop).

        A block at a time and the lower triangle alone: half the work, and little memory. It knows
        nothing of what with_texts() added.
        """
        rows = self._by_row
        block: Floats = (rows[start:stop] @ rows[:stop].T).toarray()
        block += self._dense[:, start:stop].T @ self._dense[:, :stop]
        return block

    def among_added(self) -> Floats:
        """Similarity of what with_texts() added to each other."""
        block: Floats = (self._more @ self._more.T).toarray()
        return block

    def similarities(self, text: str) -> Floats:
        """Similarity of `text` to every example, (n,)."""
        places, weights = self._vector([kind.of_message(text) for kind in self._vocabulary.kinds])
        frequent = places < len(self._dense)
        total: Floats = weights[frequent] @ self._dense[places[frequent]]
        known = ~frequent & (places < len(self._dense) + self._rare.shape[1])
        total += _add_up(self._rare, places[known] - len(self._dense), weights[known])
        if self._more.shape[0]:
            return np.concatenate([total, _add_up(self._more, places, weights)])
        return total

    @cached_property
    def _by_row(self) -> sparse.csr_matrix:
        return self._rare.tocsr()

    def _vector(self, counted: Sequence[tuple[Integers, Floats]]) -> tuple[Integers, Floats]:
        """Columns and weights of a text; each kind of n-gram has the length of sqrt(1/2)."""
        parts: list[tuple[Integers, Floats]] = []
        for (ids, counts), telling, place in zip(counted, self._telling, self._places, strict=True):
            # Another matcher may have numbered new n-grams meanwhile; here they are unknown.
            mine = ids < len(telling)
            ids = ids[mine]
            weights = counts[mine] * telling[ids]
            length = float(weights @ weights)
            if length > 0:
                kept = weights > 0
                scale = np.float32(np.sqrt(0.5 / length))
                parts.append((place[ids[kept]], weights[kept] * scale))
        if not parts:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        places, shares = zip(*parts, strict=True)
        return np.concatenate(places), np.concatenate(shares)


def _add_up(matrix: sparse.csc_matrix, columns: Integers, weights: Floats) -> Floats:
    """`matrix[:, columns] @ weights`, (rows,): faster for few columns than SciPy's own."""
    starts, ends = matrix.indptr[columns], matrix.indptr[columns + 1]
    lengths = ends - starts
    before = np.cumsum(lengths) - lengths
    spots = np.repeat(starts - before, lengths) + np.arange(lengths.sum())
    shares = matrix.data[spots] * np.repeat(weights, lengths)
    return np.bincount(matrix.indices[spots], shares, matrix.shape[0]).astype(np.float32)
