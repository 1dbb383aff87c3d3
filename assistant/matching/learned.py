"""What a matcher knows after one fit."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from threading import Lock

import numpy as np
import numpy.typing as npt

from assistant.matching.classes import Classes, number_labels
from assistant.matching.confidence import Confidence
from assistant.matching.embeddings import Embeddings
from assistant.matching.ngrams import Floats, Integers, tokens
from assistant.matching.spelling import Spelling, spell_out
from assistant.matching.wordspace import Vocabulary, WordSpace

Booleans = npt.NDArray[np.bool_]

MEANING = np.float32(3)
"""How much more likeness of meaning weighs than likeness of words."""


class Learned:
    """One set of examples, learnt. Immutable, but that the last half is done when first needed."""

    def __init__(
        self,
        texts: Sequence[str],
        labels: Sequence[str],
        background: Collection[str],
        vocabulary: Vocabulary,
        embeddings: Embeddings | None,
    ) -> None:
        self._texts, self._labels = tuple(texts), tuple(labels)
        self._names, self._owners = number_labels(labels)
        self._front = np.array([name not in background for name in self._names])
        self._clean = [spell_out(text) for text in texts]
        self._spelling = Spelling(self._clean, embeddings.dictionary if embeddings else ())
        self._words = WordSpace(self._clean, vocabulary)
        self._embeddings = embeddings
        self._meanings: Floats | None = None
        self._judge: _Judge | None = None
        self._preparing = Lock()

    def prepare(self) -> _Judge:
        """Encode the examples and weigh them against each other, unless that has been done."""
        with self._preparing:
            if self._judge is None:
                gram = self._words.among_examples()
                if self._embeddings is not None:
                    self._meanings = self._embeddings.of_examples(self._clean)
                    gram = _both(gram, self._meanings @ self._meanings.T)
                self._judge = _Judge(gram, self._owners, self._front)
            return self._judge

    def match(self, text: str) -> list[tuple[str, float]]:
        """Labels and confidences, best first."""
        judge = self.prepare()
        clean = self._spelling.repair(text)
        likeness = self._likeness(clean)
        # Without a single word in common, or without any, there is nothing to be sure about.
        something = bool(tokens(clean)) and bool(likeness.any())
        confidences = judge(likeness) * something
        order = np.argsort(-confidences, kind="stable")
        values = confidences.tolist()
        return [(self._names[i], values[i]) for i in order if self._front[i]]

    def nearest(self, text: str, count: int) -> list[tuple[str, str, float]]:
        """Examples, their labels and likeness, best first."""
        self.prepare()
        likeness = self._likeness(self._spelling.repair(text))
        best = np.argsort(-likeness, kind="stable")[:count]
        return [(self._texts[i], self._labels[i], float(likeness[i])) for i in best]

    def _likeness(self, clean: str) -> Floats:
        """(n,) how like each example the message is, 0 to 1."""
        words = self._words.similarities(clean)
        if self._embeddings is None or self._meanings is None:
            return words
        return _both(words, self._meanings @ self._embeddings.of_message(clean))


class _Judge:
    """Scores labels by one kind of likeness, and knows what a score is worth."""

    def __init__(self, gram: Floats, owners: Integers, front: Booleans) -> None:
        self._classes = Classes(gram, owners, len(front))
        self._confidence = Confidence.learn(
            self._classes.unseen, self._classes.foreign, owners, front
        )

    def __call__(self, likeness: Floats) -> npt.NDArray[np.float64]:
        """(n,) likeness of a message to the examples -> (labels,) confidences."""
        return self._confidence(self._classes.scores(likeness))


def _both(words: Floats, meaning: Floats) -> Floats:
    """Squaring the likeness of meaning tells near from middling, and keeps it a kernel."""
    result: Floats = (words + MEANING * meaning * meaning) / (1 + MEANING)
    return result
