"""Which label a message belongs to, and how likely that is right."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from assistant.matching.embeddings import shared_embeddings
from assistant.matching.encoder import Encoder, find_encoder
from assistant.matching.fits import Fits
from assistant.matching.learned import Fitted, Learned
from assistant.matching.relearning import relearn
from assistant.matching.wordspace import Vocabulary


class _Installed:
    """The mark for "whatever encoder is installed"."""


INSTALLED = _Installed()


class Matcher:
    """Learns labels from example texts and ranks them for a message.

    `Matcher().fit(texts, labels).match("how long does it take")` gives [(label, confidence), ...],
    best first. A confidence is the estimated probability, 0 to 1, that the label is right; all of
    them are low for a message that is about something else.

    It compares words, letters and, where a sentence encoder is installed, meanings. Threads may
    match while another one fits: they get the old answers until the new ones are complete.
    """

    def __init__(
        self,
        *,
        background: Collection[str] = (),
        encoder: Encoder | _Installed | None = INSTALLED,
        meaning: float = 3,
        cache: Path | None = None,
    ) -> None:
        """`background`: labels that mean "something else"; they lower others and never win.

        `encoder`: None for words alone; by default the one that `find_encoder()` finds.
        `meaning`: how much more likeness of meaning weighs than likeness of words. The fewer the
        examples of a label, the more.
        `cache`: a folder that keeps what was learnt from one start to the next.
        """
        self._background = frozenset(background)
        self._vocabulary = Vocabulary()
        found = find_encoder() if isinstance(encoder, _Installed) else encoder
        self._embeddings = shared_embeddings(found, cache) if found else None
        self._meaning, self._fits = meaning, Fits(cache)
        self._learned: Learned | None = None

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> Matcher:
        """Learn from `texts[i]` belonging to `labels[i]`, forget what was; returns itself.

        Raises ValueError when the lengths differ or there is nothing to learn from.
        """
        if len(texts) != len(labels):
            raise ValueError(f"{len(texts)} texts but {len(labels)} labels: give one for each.")
        if not texts:
            raise ValueError("A matcher needs at least one example.")
        self._learned = Fitted(
            texts,
            labels,
            self._background,
            self._vocabulary,
            self._embeddings,
            self._meaning,
            self._fits,
        )
        return self

    def refit(self, texts: Sequence[str], labels: Sequence[str]) -> Matcher:
        """Another matcher for these examples; what both share is counted and encoded once.

        A small change costs little: see relearning.py for what it keeps of the last full fit.
        """
        other = Matcher(background=self._background, encoder=None)
        other._vocabulary, other._embeddings = self._vocabulary, self._embeddings
        other._meaning, other._fits = self._meaning, self._fits
        other._learned = relearn(self._learned, texts, labels) if self._learned else None
        return other if other._learned else other.fit(texts, labels)

    def prepare(self) -> Matcher:
        """Do now what the first message would otherwise wait for; returns itself."""
        self._fitted.prepare()
        return self

    def match(self, text: str) -> list[tuple[str, float]]:
        """Every label but those of the background with its confidence, best first."""
        return self._fitted.match(text)

    def is_example(self, text: str) -> bool:
        """Whether an example says just this, but for chat spellings and misspellings."""
        return self._fitted.is_example(text)

    def nearest(self, text: str, count: int = 5) -> list[tuple[str, str, float]]:
        """The most similar examples: (example, its label, similarity 0 to 1), best first."""
        return self._fitted.nearest(text, count)

    @property
    def _fitted(self) -> Learned:
        if self._learned is None:
            raise RuntimeError("Call fit() with examples before asking the matcher.")
        return self._learned
