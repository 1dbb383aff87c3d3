"""What a matcher knows after one fit: two judges, words first, meaning in doubt."""

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

CLEAR = 0.9
"""From this confidence on, words alone decide."""
MEANING = np.float32(3)
"""How much more likeness of meaning weighs than likeness of words."""


class Learned:
    """One set of examples, learnt. Immutable, but that the meanings are encoded when first used."""

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
        dictionary = embeddings.encoder.dictionary if embeddings else ()
        self._spelling = Spelling(self._clean, dictionary)
        self._words = WordSpace(self._clean, vocabulary)
        gram = self._words.among_examples()
        self._by_words = _Judge(gram, self._owners, self._front)
        self._embeddings = embeddings
        self._gram: Floats | None = gram if embeddings else None
        self._by_meaning: tuple[_Judge, Floats] | None = None
        self._preparing = Lock()

    def match(self, text: str) -> list[tuple[str, float]]:
        """Labels and confidences, best first."""
        clean = self._spelling.repair(text)
        if not tokens(clean):
            return self._ranked(np.zeros(len(self._names)))
        words = self._words.similarities(clean)
        confidences = self._by_words(words)
        if self._embeddings is not None and confidences[self._front].max(initial=0) < CLEAR:
            judge, examples = self.prepare()
            confidences = judge(_both(words, examples @ self._encode(clean)))
        return self._ranked(confidences)

    def nearest(self, text: str, count: int) -> list[tuple[str, str, float]]:
        """Examples, their labels and similarities, best first."""
        clean = self._spelling.repair(text)
        likeness = self._words.similarities(clean)
        if self._embeddings is not None:
            _, examples = self.prepare()
            likeness = _both(likeness, examples @ self._encode(clean))
        best = np.argsort(-likeness, kind="stable")[:count]
        return [(self._texts[i], self._labels[i], float(likeness[i])) for i in best]

    def prepare(self) -> tuple[_Judge, Floats]:
        """The judge by words and meaning, and the examples' embeddings; made on first use."""
        with self._preparing:
            if self._by_meaning is None:
                assert self._embeddings is not None
                assert self._gram is not None
                examples = self._embeddings.of(self._clean)
                gram = _both(self._gram, examples @ examples.T)
                self._by_meaning = _Judge(gram, self._owners, self._front), examples
                self._gram = None
            return self._by_meaning

    def _encode(self, clean: str) -> Floats:
        assert self._embeddings is not None
        vector: Floats = self._embeddings.encoder.encode([clean])[0]
        return vector

    def _ranked(self, confidences: npt.NDArray[np.float64]) -> list[tuple[str, float]]:
        order = np.argsort(-confidences, kind="stable")
        values = confidences.tolist()
        return [(self._names[i], values[i]) for i in order if self._front[i]]


class _Judge:
    """Scores labels by one kind of likeness, and knows what a score is worth."""

    def __init__(self, gram: Floats, owners: Integers, front: Booleans) -> None:
        self._classes = Classes(gram, owners, len(front))
        best_scores, right = [], []
        for scores, seen in ((self._classes.unseen, True), (self._classes.foreign, False)):
            best = np.where(front, scores, -np.inf).argmax(axis=1)
            value = scores[np.arange(len(owners)), best]
            counts = np.isfinite(value)
            best_scores.append(value[counts])
            right.append(((best == owners) & front[best] & seen)[counts])
        self._confidence = Confidence.learn(np.concatenate(best_scores), np.concatenate(right))

    def __call__(self, likeness: Floats) -> npt.NDArray[np.float64]:
        """(n,) likeness of a message to the examples -> (labels,) confidences."""
        return self._confidence(self._classes.scores(likeness))


def _both(words: Floats, meaning: Floats) -> Floats:
    """Squaring the likeness of meaning tells near from middling, and keeps it a kernel."""
    result: Floats = (words + MEANING * meaning * meaning) / (1 + MEANING)
    return result
