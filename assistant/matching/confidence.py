"""From scores to a probability of being right, learnt from the examples themselves.

What is learnt from: every example as a message not seen before (its own label is right), and every
example as a message about something that is no label at all (nothing is right). The second kind is
why a message about something else scores low.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

_STEPS = 12
_DECAY = 1.0


def features(scores: Array, known: Array) -> Array:
    """(m, labels) scores and (m,) known shares -> (m, labels, 4).

    A label's own score, its lead over the best other label, and how much of the message is known.
    """
    top_two = -np.partition(-scores, 1, axis=1)[:, :2] if scores.shape[1] > 1 else None
    if top_two is None:
        rivals = np.zeros_like(scores)
    else:
        first, second = top_two[:, :1], top_two[:, 1:]
        rivals = np.where(scores >= first, second, first)
    return np.stack(
        [
            np.ones_like(scores),
            scores,
            scores - rivals,
            np.broadcast_to(known[:, None], scores.shape),
        ],
        axis=2,
    )


class Confidence:
    """A logistic curve over the features. Immutable."""

    def __init__(self, weights: Array) -> None:
        self._weights = weights

    def __call__(self, scores: Array, known: float) -> Array:
        """(labels,) scores of one message -> (labels,) probabilities of being right."""
        x = features(scores[None, :], np.array([known]))[0]
        result: Array = 1 / (1 + np.exp(-(x @ self._weights)))
        return result

    @classmethod
    def learn(cls, cases: Array, right: npt.NDArray[np.bool_]) -> Confidence:
        """Logistic regression by Newton's method on (m, 4) features."""
        weights = np.zeros(cases.shape[1])
        penalty = _DECAY * np.eye(cases.shape[1])
        penalty[0, 0] = 1e-3
        target = right.astype(np.float64)
        for _ in range(_STEPS):
            p = 1 / (1 + np.exp(-np.clip(cases @ weights, -30, 30)))
            slope = cases.T @ (p - target) + penalty @ weights
            curve = (cases * (p * (1 - p))[:, None]).T @ cases + penalty
            weights = weights - np.linalg.solve(curve, slope)
        # A better score may never make a label less likely, whatever few examples suggest.
        weights[1:] = np.maximum(weights[1:], 0.0)
        return cls(weights)
