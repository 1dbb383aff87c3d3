"""From similarities to examples to a score for each label, with an honest view of itself.

Kernel ridge regression, one label against the rest: all examples vote, each as strongly as the
others like it leave room for. It has a closed form for "what would you have said had you not seen
this example, or this whole label?", so how it scores unseen messages, and messages about something
else, is known after one matrix factorisation, without cross-validation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.linalg import lapack
from scipy.linalg.blas import strmm

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

RIDGE = 0.15
"""How little a single example is trusted. Between 0.1 and 1 it hardly matters."""


@dataclass(frozen=True)
class Classes:
    """Each example's vote for every label."""

    weights: Floats
    """(n, labels): how strongly each example votes for each label."""
    root: Floats
    """(n (n + 1) / 2,) in LAPACK's packed form: the transposed of this, times this, is the inverse
    of the similarities with their ridge. Only a change of the examples needs it."""

    def solve(self, columns: Floats) -> Floats:
        """(n, k) -> (n, k): `columns` times the inverse of the similarities with their ridge."""
        return _solved(self._root(), columns)

    def columns_of_inverse(self, examples: Integers) -> Floats:
        """(n, k): what solve() makes of ones at these examples, in half the time."""
        root = self._root()
        columns = root[:, examples]
        columns[np.arange(len(root))[:, None] < examples] = 0
        result: Floats = strmm(1, root.T, columns)
        return result

    def _root(self) -> Floats:
        """(n, n) lower triangular; above, it holds anything."""
        upper, _ = lapack.stfttr(len(self.weights), self.root)
        result: Floats = upper.T
        return result


@dataclass(frozen=True)
class LeftOut:
    """What the examples would have scored, had they not been learnt from."""

    unseen: Doubles
    """(n, labels): each example's scores, had that example not been there."""
    foreign: Doubles
    """(n, labels): each example's scores, had its whole label not been there (own: -inf)."""


def weigh(gram: Floats, owners: Integers, count: int) -> tuple[Classes, LeftOut]:
    """`gram` (n, n) similarities among examples; `owners` (n,) the label of each.

    Only the lower triangle of `gram` is read, and its memory is used: it is lost.
    """
    targets = np.zeros((len(owners), count), dtype=np.float32)
    targets[np.arange(len(owners)), owners] = 1.0
    root = _inverse_root(gram)
    weights = _solved(root, targets)
    unseen, foreign = targets.astype(np.float64), targets.astype(np.float64)
    for label in range(count):
        rows = np.flatnonzero(owners == label)
        part = root[rows[0] :, rows]  # above, a lower triangle holds nothing
        block = (part.T @ part).astype(np.float64)
        unseen[rows] -= weights[rows] / np.diag(block)[:, None]
        foreign[rows] -= np.linalg.solve(block, weights[rows])
    foreign[np.arange(len(owners)), owners] = -np.inf
    packed, _ = lapack.strttf(root.T)  # half the memory, a tenth of a second
    return Classes(weights, packed), LeftOut(unseen, foreign)


def _solved(root: Floats, columns: Floats) -> Floats:
    # LAPACK and BLAS count along columns, so the root lies transposed before them.
    result: Floats = strmm(1, root.T, strmm(1, root.T, columns, trans_a=1))
    return result


def _inverse_root(gram: Floats) -> Floats:
    """(n, n) lower triangular, by Cholesky, in the memory of `gram`.

    Two thirds of the work for the inverse itself, and the inverse is not needed.
    """
    gram[np.diag_indices_from(gram)] += np.float32(RIDGE)
    factor, _ = lapack.spotrf(gram.T, overwrite_a=1)
    root, _ = lapack.strtri(factor, overwrite_c=1)
    result: Floats = root.T
    return result


def number_labels(labels: Sequence[str]) -> tuple[tuple[str, ...], Integers]:
    """The distinct labels, sorted, and the number of each example's label."""
    names = tuple(sorted(set(labels)))
    numbers = {name: i for i, name in enumerate(names)}
    return names, np.array([numbers[label] for label in labels], dtype=np.int64)
