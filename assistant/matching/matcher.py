"""Which label a message belongs to, and how likely that is right."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from assistant.matching.classes import Classes, number_labels
from assistant.matching.confidence import Array, Confidence, features
from assistant.matching.wordspace import Floats, WordSpace

RIDGE = 0.3
"""How far the examples are trusted: smaller follows each of them more closely."""


class Matcher:
    """Learns labels from example texts and ranks them for a message.

    `Matcher().fit(texts, labels).match("how long does it take")` gives [(label, confidence), ...],
    best first. A confidence is the estimated probability, 0 to 1, that the label is right.

    A fitted matcher never changes, so threads may share it; to learn anew, fit another one.
    """

    def __init__(self, *, background: Collection[str] = ()) -> None:
        """Labels in `background` mean "something else": they lower others and never win."""
        self._background = frozenset(background)
        self._texts: tuple[str, ...] = ()
        self._labels: tuple[str, ...] = ()

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> Matcher:
        """Learn from `texts[i]` belonging to `labels[i]`; returns the matcher itself.

        Raises ValueError when the lengths differ or there is nothing to learn from.
        """
        if len(texts) != len(labels):
            raise ValueError(f"{len(texts)} texts but {len(labels)} labels: give one for each.")
        if not texts:
            raise ValueError("A matcher needs at least one example.")
        self._texts, self._labels = tuple(texts), tuple(labels)
        self._names, owners = number_labels(labels)
        self._front = np.array([name not in self._background for name in self._names])
        self._words = WordSpace(texts)
        gram = self._words.among_examples()
        self._classes = Classes(gram, owners, len(self._names), ridge=RIDGE)
        self._confidence = self._calibrate(gram)
        return self

    def match(self, text: str) -> list[tuple[str, float]]:
        """Every label with its confidence, best first; equal ones by name."""
        similarities, known = self._words.similarities(text)
        scores = self._classes.scores(similarities).astype(np.float64)
        confidences = self._confidence(scores, known).tolist()
        ranked = [
            (name, confidence if similarities.any() else 0.0)
            for name, confidence, front in zip(self._names, confidences, self._front, strict=True)
            if front
        ]
        return sorted(ranked, key=lambda pair: (-pair[1], pair[0]))

    def nearest(self, text: str, count: int = 5) -> list[tuple[str, str, float]]:
        """The most similar examples: (example, its label, similarity 0 to 1), best first."""
        similarities, _ = self._words.similarities(text)
        best = np.argsort(-similarities, kind="stable")[:count]
        return [(self._texts[i], self._labels[i], float(similarities[i])) for i in best]

    def _calibrate(self, gram: Floats) -> Confidence:
        owners, front = self._classes.owners, self._front
        known = np.array([self._words.similarities(t)[1] for t in self._texts])
        cases: list[Array] = []
        right: list[bool] = []
        for scores, held_out in (
            (self._classes.scores_unseen(gram), False),
            (self._classes.scores_without_own_label(gram), True),
        ):
            x = features(scores, known)
            tops = np.argsort(-np.where(front, scores, -np.inf), axis=1)[:, :2]
            for row in range(len(owners)):
                for label in tops[row]:
                    cases.append(x[row, label])
                    right.append(not held_out and bool(label == owners[row] and front[label]))
        return Confidence.learn(np.array(cases), np.array(right))
