"""What a matcher knows after one fit."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock

import numpy as np

from assistant.matching.classes import RIDGE, Classes, number_labels, weigh
from assistant.matching.confidence import Confidence
from assistant.matching.embeddings import Embeddings
from assistant.matching.fits import Fit, Fits, name_of
from assistant.matching.ngrams import Floats, tokens
from assistant.matching.spelling import Spelling, spell_out
from assistant.matching.wordspace import Vocabulary, WordSpace

_BLOCK = 512
"""So many examples are compared with the others at a time."""
_REMEMBERED = 1024
"""So many of the latest messages keep their ranking: what one guest asks, the next one asks too."""


@dataclass(frozen=True)
class Ready:
    """The examples (rows) compared with each other and weighed."""

    words: WordSpace
    meanings: Floats | None
    """(rows, width)"""
    weights: Floats
    """(rows, labels): how strongly an example votes for a label; 0 for one that is gone."""
    confidence: Confidence


class Learned(ABC):
    """One set of examples, learnt. Immutable, but that the last half is done when first needed."""

    def __init__(
        self,
        texts: Sequence[str],
        labels: Sequence[str],
        clean: Sequence[str],
        background: Collection[str],
        embeddings: Embeddings | None,
        meaning: float,
        gone: Collection[int] = (),
        mended: int = 0,
    ) -> None:
        """`clean`: the texts spelt out, the first `mended` of them without misspellings already;
        `gone`: the places of texts that are examples no more. `meaning`: as in Matcher."""
        self.texts, self.labels = tuple(texts), tuple(labels)
        self.background, self.embeddings = frozenset(background), embeddings
        self.meaning = meaning
        self._here = np.ones(len(texts), dtype=np.bool_)
        self._here[list(gone)] = False
        rows = np.flatnonzero(self._here).tolist()
        self.names, self.owners = number_labels([self.labels[row] for row in rows])
        self.front = np.array([name not in background for name in self.names])
        dictionary = embeddings.dictionary if embeddings else ()
        self._spelling = Spelling((clean[row] for row in rows), dictionary)
        self.clean = (*clean[:mended], *map(self._spelling.repair, clean[mended:]))
        self._row_of = {self.clean[row]: row for row in rows}
        self._ready: Ready | None = None
        self._preparing = Lock()
        self._ranked: OrderedDict[str, tuple[tuple[str, float], ...]] = OrderedDict()

    @abstractmethod
    def _weigh(self) -> Ready:
        """Encode the examples and weigh them against each other."""

    def prepare(self) -> Ready:
        """Encode and weigh the examples, unless that has been done."""
        with self._preparing:
            if self._ready is None:
                self._ready = self._weigh()
            return self._ready

    def match(self, text: str) -> list[tuple[str, float]]:
        """Labels and confidences, best first."""
        ranked = self._ranked.get(text)
        if ranked is None:
            ranked = self._ranked[text] = self._rank(text)
            with suppress(KeyError):  # another thread has just made room
                while len(self._ranked) > _REMEMBERED:
                    self._ranked.popitem(last=False)
        return list(ranked)

    def is_example(self, text: str) -> bool:
        """As in Matcher."""
        return self._spelling.repair(text) in self._row_of

    def _rank(self, text: str) -> tuple[tuple[str, float], ...]:
        ready = self.prepare()
        confidences = ready.confidence(self._scores(self._spelling.repair(text), ready))
        order = np.argsort(-confidences, kind="stable")
        values = confidences.tolist()
        return tuple((self.names[i], values[i]) for i in order if self.front[i])

    def _scores(self, clean: str, ready: Ready) -> Floats:
        """(labels,) how much the examples speak for each label; -inf where nothing can be said."""
        row = self._row_of.get(clean)
        if row is not None and tokens(clean):
            # The weights solve (likeness + RIDGE) weights = targets among the examples. So for a
            # message in an example's very words nothing needs to be compared.
            scores: Floats = -np.float32(RIDGE) * ready.weights[row]
            scores[self.names.index(self.labels[row])] += 1
            return scores
        likeness = self._likeness(clean, ready)
        # Without a single word in common, or without any, there is nothing to be sure about.
        if not tokens(clean) or not likeness.any():
            return np.full(len(self.names), -np.inf, np.float32)
        result: Floats = likeness @ ready.weights
        return result

    def nearest(self, text: str, count: int) -> list[tuple[str, str, float]]:
        """Examples, their labels and likeness, best first."""
        likeness = self._likeness(self._spelling.repair(text), self.prepare())
        best = [i for i in np.argsort(-likeness, kind="stable") if self._here[i]][:count]
        return [(self.texts[i], self.labels[i], float(likeness[i])) for i in best]

    def _likeness(self, clean: str, ready: Ready) -> Floats:
        """(rows,) how like each example the message is, 0 to 1; 0 for one that is gone."""
        likeness = ready.words.similarities(clean)
        if self.embeddings is not None and ready.meanings is not None:
            meaning = ready.meanings @ self.embeddings.of_message(clean)
            likeness = self.both(likeness, meaning)
        result: Floats = likeness * self._here
        return result

    def both(self, words: Floats, meaning: Floats) -> Floats:
        """Squaring the likeness of meaning tells near from middling, and keeps it a kernel."""
        result: Floats = (words + self.meaning * meaning * meaning) / (1 + self.meaning)
        return result


class Fitted(Learned):
    """Learnt from nothing but the examples: the full fit."""

    def __init__(
        self,
        texts: Sequence[str],
        labels: Sequence[str],
        background: Collection[str],
        vocabulary: Vocabulary,
        embeddings: Embeddings | None,
        meaning: float,
        fits: Fits,
    ) -> None:
        clean = [spell_out(text) for text in texts]
        super().__init__(texts, labels, clean, background, embeddings, meaning)
        self._words = WordSpace(self.clean, vocabulary)
        self._fits = fits
        self._classes: Classes | None = None

    @property
    def classes(self) -> Classes:
        """Everything about the examples' votes."""
        self.prepare()
        assert self._classes is not None
        return self._classes

    def _weigh(self) -> Ready:
        kind = f"{self.embeddings.name} {self.meaning}" if self.embeddings else "words"
        name = name_of(self.clean, self.labels, self.background, kind)
        fit = self._fits.find(name)
        if fit is None:
            with self._fits.alone():
                # Whoever was first has learnt it meanwhile.
                fit = self._fits.find(name) or self._fits.keep(name, self._fit())
        self._classes = fit.classes
        confidence = Confidence(fit.curve, self.front)
        return Ready(self._words, self._meanings(), fit.classes.weights, confidence)

    def _fit(self) -> Fit:
        gram = self._gram(self._meanings())
        classes, left_out = weigh(gram, self.owners, len(self.names))
        confidence = Confidence.learn(left_out.unseen, left_out.foreign, self.owners, self.front)
        return Fit(classes, confidence.curve)

    def _meanings(self) -> Floats | None:
        """(n, width), encoded once: the second time they are only looked up."""
        return self.embeddings.of_examples(self.clean) if self.embeddings else None

    def _gram(self, meanings: Floats | None) -> Floats:
        """(n, n) similarities among the examples; above the diagonal it holds anything."""
        size = self._words.size
        gram: Floats = np.empty((size, size), dtype=np.float32)
        for start in range(0, size, _BLOCK):
            stop = min(start + _BLOCK, size)
            block = self._words.among(start, stop)
            if meanings is not None:
                block = self.both(block, meanings[start:stop] @ meanings[:stop].T)
            gram[start:stop, :stop] = block
        return gram
