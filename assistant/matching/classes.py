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

RIDGE = 0.07
"""How little a single example is trusted. Between 0.05 and 0.3 it hardly matters."""


@dataclass(frozen=True)
class Classes:
    """Each example's vote for every label."""

    weights: Floats
    """(n, labels): how strongly each example votes for each label."""
    factor: Floats
    """(n (n + 1) / 2,) Cholesky's, of the similarities with their ridge, in LAPACK's packed form.
    Only a change of the examples needs it."""

    def solve(self, columns: Floats) -> Floats:
        """(n, k) -> (n, k): `columns` times the inverse of the similarities with their ridge."""
        result: Floats
        result, _ = lapack.spftrs(len(self.weights), self.factor, columns)
        return result

    def columns_of_inverse(self, examples: Integers) -> Floats:
        """(n, k): what solve() makes of ones at these examples."""
        ones = np.zeros((len(self.weights), len(examples)), dtype=np.float32, order="F")
        ones[examples, np.arange(len(examples))] = 1
        return self.solve(ones)


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
    gram[np.diag_indices_from(gram)] += np.float32(RIDGE)
    # LAPACK counts along columns: what is the lower triangle here is the upper one there.
    upper, _ = lapack.spotrf(gram.T, overwrite_a=1)
    factor, _ = lapack.strttf(upper)
    inverse, _ = lapack.strtri(upper, overwrite_c=1)
    root: Floats = inverse.T  # its own transposed, times this, is the inverse of all
    weights: Floats = strmm(1, inverse, strmm(1, inverse, targets, trans_a=1))
    unseen, foreign = targets.astype(np.float64), targets.astype(np.float64)
    for label in range(count):
        rows = np.flatnonzero(owners == label)
        part = root[rows[0] :, rows]  # above, a lower triangle holds nothing
        block = (part.T @ part).astype(np.float64)
        unseen[rows] -= weights[rows] / np.diag(block)[:, None]
        foreign[rows] -= np.linalg.solve(block, weights[rows])
    foreign[np.arange(len(owners)), owners] = -np.inf
    return Classes(weights, factor), LeftOut(unseen, foreign)


def number_labels(labels: Sequence[str]) -> tuple[tuple[str, ...], Integers]:
    """The distinct labels, sorted, and the number of each example's label."""
    names = tuple(sorted(set(labels)))
    numbers = {name: i for i, name in enumerate(names)}
    return names, np.array([numbers[label] for label in labels], dtype=np.int64)
