"""From a score to a probability of being right, learnt from the examples themselves.

What is learnt from: every example as a message not seen before (its own label is right), and every
example as a message about something that is no label at all (nothing is right). The second kind is
why a message about something else scores low. Where examples of "something else" are given, how
much a message is like those counts against it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]

_STEPS = 25
_SURE = 30.0
"""Log odds beyond which nothing is surer still."""
_PRIOR = np.array([8.0, 0.0, -3.6])
"""A handful of examples says little: then a score of 0.45 means even odds."""
_PRIOR_WEIGHT = 0.1
_FOREIGN_BESIDE_BACKGROUND = 0.3
"""How much an imagined stranger weighs where real ones are given."""


class Confidence:
    """A logistic curve over a label's score and the background's. Immutable."""

    def __init__(self, curve: Doubles, front: Booleans) -> None:
        """`curve` (3,): how much the label's own score counts, the background's, and the offset."""
        self.curve = curve
        self._front = front

    def __call__(self, scores: Doubles | npt.NDArray[np.float32]) -> Doubles:
        """(labels,) scores -> (labels,) probabilities of being right; 0 for the background."""
        own, against, offset = self.curve
        rival = _background(scores[None, :], self._front)[0]
        logit = np.clip(own * scores + against * rival + offset, -_SURE, _SURE)
        result: Doubles = 1 / (1 + np.exp(-logit))
        return np.where(self._front, result, 0.0)

    def among(self, front: Booleans) -> Confidence:
        """The same curve for other labels; `front` marks those that are not background."""
        return Confidence(self.curve, front)

    @classmethod
    def learn(
        cls, unseen: Doubles, foreign: Doubles, owners: npt.NDArray[np.int64], front: Booleans
    ) -> Confidence:
        """From each example's scores as if unseen, and as if its label did not exist.

        Both (n, labels), -inf for a label that is out of the question; `front` marks the labels
        that are not background.
        """
        weight = 1.0 if front.all() else _FOREIGN_BESIDE_BACKGROUND
        parts = [
            _cases(unseen, owners, front, 1.0),
            _cases(foreign[front[owners]], np.full(int(front[owners].sum()), -1), front, weight),
        ]
        cases, right, weights = (np.concatenate(column) for column in zip(*parts, strict=True))
        learnt = _PRIOR.copy()
        for _ in range(_STEPS):
            p = 1 / (1 + np.exp(-np.clip(cases @ learnt, -_SURE, _SURE)))
            slope = cases.T @ (weights * (p - right)) + _PRIOR_WEIGHT * (learnt - _PRIOR)
            curve = (cases * (weights * p * (1 - p))[:, None]).T @ cases
            learnt = learnt - np.linalg.solve(curve + _PRIOR_WEIGHT * np.eye(3), slope)
        # Whatever few examples suggest: a better score never makes a label less likely, and being
        # like something else never makes it likelier.
        return cls(np.array([max(learnt[0], 1.0), min(learnt[1], 0.0), learnt[2]]), front)


def _cases(
    scores: Doubles, owners: npt.NDArray[np.int64], front: Booleans, weight: float
) -> tuple[Doubles, Doubles, Doubles]:
    """(m, 3) own score, background's score and one; (m,) right or not; (m,) weight."""
    shown = np.where(front, scores, -np.inf)
    best = shown.argmax(axis=1)
    value = shown.max(axis=1)
    cases = np.stack([value, _background(scores, front), np.ones(len(scores))], axis=1)
    counts = np.isfinite(value)
    right = (best == owners)[counts].astype(np.float64)
    return cases[counts], right, np.full(int(counts.sum()), weight)


def _background(scores: Doubles | npt.NDArray[np.float32], front: Booleans) -> Doubles:
    """(m, labels) scores -> (m,) the best background label's, 0 where there is none."""
    if front.all():
        return np.zeros(len(scores))
    behind: Doubles = np.where(front, -np.inf, scores).max(axis=1)
    return np.where(np.isfinite(behind), behind, 0.0)
