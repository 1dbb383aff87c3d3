"""From a score to a probability of being right, learnt from the examples themselves.

What is learnt from: every example as a message not seen before (its own label is right), and every
example as a message about something that is no label at all (nothing is right). The second kind is
why a message about something else scores low.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]

_STEPS = 25
_PRIOR_SLOPE, _PRIOR_MIDDLE, _PRIOR_WEIGHT = 8.0, 0.45, 2.0
"""A handful of examples says little: then a score of 0.45 means even odds."""


class Confidence:
    """A logistic curve over the score. Immutable."""

    def __init__(self, slope: float, offset: float) -> None:
        self.slope = slope
        self.offset = offset

    def __call__(self, scores: Doubles | npt.NDArray[np.float32]) -> Doubles:
        """Scores -> probabilities of being right, of the same shape."""
        result: Doubles = 1 / (1 + np.exp(-(self.slope * scores + self.offset)))
        return result

    @classmethod
    def learn(cls, scores: Doubles, right: npt.NDArray[np.bool_]) -> Confidence:
        """Logistic regression on the best score of each case, by Newton's method."""
        prior = np.array([_PRIOR_SLOPE, -_PRIOR_SLOPE * _PRIOR_MIDDLE])
        weights = prior.copy()
        cases = np.stack([scores, np.ones_like(scores)], axis=1)
        penalty = np.diag([0.05, 0.05]) * _PRIOR_WEIGHT
        for _ in range(_STEPS):
            p = 1 / (1 + np.exp(-np.clip(cases @ weights, -30, 30)))
            slope = cases.T @ (p - right) + penalty @ (weights - prior)
            curve = (cases * (p * (1 - p))[:, None]).T @ cases + penalty
            weights = weights - np.linalg.solve(curve, slope)
        # A better score may never make a label less likely, whatever few examples suggest.
        return cls(max(float(weights[0]), 1.0), float(weights[1]))
