"""A small change of the examples, learnt in a fraction of the time that a full fit takes.

It always starts at the last full fit, however many changes there were since: so no error adds up,
and the result depends on that fit and the examples alone, not on the steps between. Of that fit it
keeps how much a word tells and the confidence curve. The examples' votes are the ones that a full
fit with the same likeness would give.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.matching.changes import Change, changes
from assistant.matching.classes import RIDGE, Floats
from assistant.matching.learned import Fitted, Learned, Ready
from assistant.matching.spelling import spell_out
from assistant.matching.wordspace import WordSpace

LARGEST = 10
"""A change of more than one in this many examples asks for a full fit."""


def relearn(before: Learned, texts: Sequence[str], labels: Sequence[str]) -> Learned | None:
    """What `before` becomes with these examples, itself if nothing changed; None: fit in full."""
    base = before.base if isinstance(before, Adjusted) else before
    if not isinstance(base, Fitted) or not texts or len(texts) != len(labels):
        return None
    change = changes(base.texts, base.labels, texts, labels)
    if not change.size:
        return base
    if isinstance(before, Adjusted) and change == before.change:
        return before
    backed = any(label in base.background for label in labels)
    if change.size * LARGEST > len(base.texts) or backed == bool(base.front.all()):
        return None
    return Adjusted(base, change, before.kept if isinstance(before, Adjusted) else {})


@dataclass(frozen=True)
class Effect:
    """What one added, removed or relabelled example does to the others' votes."""

    likeness: Floats
    """(n,) that to the examples of the full fit; of a removed or relabelled one, empty."""
    solved: Floats
    """(n,) the inverse's answer to it."""


class Adjusted(Learned):
    """The examples of a full fit, less some, with others behind them."""

    def __init__(self, base: Fitted, change: Change, kept: Mapping[int | str, Effect]) -> None:
        """`kept`: effects that need not be computed again, by place or by clean text."""
        relabelled = dict(change.relabelled)
        labels = [relabelled.get(i, label) for i, label in enumerate(base.labels)]
        super().__init__(
            [*base.texts, *(text for text, _ in change.added)],
            [*labels, *(label for _, label in change.added)],
            [*base.clean, *(spell_out(text) for text, _ in change.added)],
            base.background,
            base.embeddings,
            base.meaning,
            gone=change.removed,
            mended=len(base.clean),
        )
        self.base, self.change, self.kept = base, change, kept

    def _weigh(self) -> Ready:
        base = self.base.prepare()
        added = self.clean[len(self.base.clean) :]
        words, meanings, among = base.words, base.meanings, np.zeros((0, 0), np.float32)
        if added:
            words = base.words.with_texts(added)
            among = words.among_added()
        if added and self.embeddings is not None and base.meanings is not None:
            new = self.embeddings.of_examples(added, beside=self.base.clean)
            meanings = np.concatenate([base.meanings, new])
            among = self.both(among, new @ new.T)
        effects = self._effects(added, words, meanings)
        weights = _weights(self, base.weights, effects, added, among)
        self.kept = effects
        return Ready(words, meanings, weights, base.confidence.among(self.front))

    def _effects(
        self, added: Sequence[str], words: WordSpace, meanings: Floats | None
    ) -> dict[int | str, Effect]:
        """Those that are known, and those that are new, many at a time."""
        size, classes = len(self.base.texts), self.base.classes
        places = [*self.change.removed, *(place for place, _ in self.change.relabelled)]
        keys: list[int | str] = [*places, *added]
        effects = {key: self.kept[key] for key in keys if key in self.kept}
        new_places = [place for place in places if place not in effects]
        if new_places:
            columns = classes.columns_of_inverse(np.array(new_places))
            nothing = np.zeros(0, np.float32)
            for place, column in zip(new_places, columns.T, strict=True):
                effects[place] = Effect(nothing, column.copy())
        new = {text: size + i for i, text in enumerate(added) if text not in effects}
        if new:
            likeness = np.stack([words.similarities(text)[:size] for text in new])
            if meanings is not None:
                likeness = self.both(likeness, meanings[list(new.values())] @ meanings[:size].T)
            solved = classes.solve(likeness.T).T
            for i, text in enumerate(new):
                effects[text] = Effect(likeness[i].copy(), solved[i].copy())
        return effects


def _weights(
    learned: Adjusted,
    before: Floats,
    effects: Mapping[int | str, Effect],
    added: Sequence[str],
    among: Floats,
) -> Floats:
    """(rows, labels): the full fit's votes, corrected for what has changed since.

    The full fit solved K W = T. Now the added examples border K with their likeness C and among
    themselves G, and the removed ones' votes are held at nothing by a multiplier each, which
    borders K with columns of the identity E. With U = [C E], the small system
    ([G 0; 0 0] - U' K^-1 U) V = [T_added; 0] - U' K^-1 T gives what to take off: W - K^-1 U V.
    """
    base, change = learned.base, learned.change
    votes = _renamed(before, base.names, learned.names)
    numbers = {name: i for i, name in enumerate(learned.names)}
    for place, label in change.relabelled:
        votes[:, numbers[label]] += effects[place].solved
        if base.labels[place] in numbers:
            votes[:, numbers[base.labels[place]]] -= effects[place].solved
    removed, count = list(change.removed), len(added)
    keys: list[int | str] = [*added, *removed]
    if not keys:
        return votes
    targets = np.zeros((count, len(numbers)))
    targets[np.arange(count), [numbers[label] for _, label in change.added]] = 1
    solved = np.stack([effects[key].solved for key in keys])
    likeness = np.stack([effects[text].likeness for text in added]) if added else solved[:0]
    inner = np.concatenate([likeness @ solved.T, solved[:, removed].T])
    system = -inner.astype(np.float64)
    system[:count, :count] += among
    system[np.arange(count), np.arange(count)] += RIDGE
    right = -np.concatenate([likeness @ votes, votes[removed]]).astype(np.float64)
    right[:count] += targets
    taken = np.linalg.solve(system, right)
    votes -= solved.T @ taken.astype(np.float32)
    votes[removed] = 0
    return np.concatenate([votes, taken[:count].astype(np.float32)])


def _renamed(votes: Floats, old: Sequence[str], new: Sequence[str]) -> Floats:
    """(n, old labels) -> (n, new labels): nothing has voted yet for a label that is new."""
    numbers = {name: i for i, name in enumerate(old)}
    result = np.zeros((len(votes), len(new)), dtype=np.float32)
    for i, name in enumerate(new):
        if name in numbers:
            result[:, i] = votes[:, numbers[name]]
    return result
