"""What has changed between two sets of examples."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """Positions are those of the old examples."""

    removed: tuple[int, ...]
    relabelled: tuple[tuple[int, str], ...]
    """Positions with their new labels."""
    added: tuple[tuple[str, str], ...]
    """Texts with their labels, in the order of the new examples."""

    @property
    def size(self) -> int:
        return len(self.removed) + len(self.relabelled) + len(self.added)


def changes(
    old_texts: Sequence[str],
    old_labels: Sequence[str],
    texts: Sequence[str],
    labels: Sequence[str],
) -> Change:
    """The shortest way from the old examples to the new ones; their order does not count."""
    unchanged = Counter(zip(texts, labels, strict=True))
    unchanged &= Counter(zip(old_texts, old_labels, strict=True))
    left = unchanged.copy()
    new: dict[str, deque[str]] = defaultdict(deque)
    for text, label in zip(texts, labels, strict=True):
        if left[text, label] > 0:
            left[text, label] -= 1
        else:
            new[text].append(label)
    removed: list[int] = []
    relabelled: list[tuple[int, str]] = []
    for position, pair in enumerate(zip(old_texts, old_labels, strict=True)):
        if unchanged[pair] > 0:
            unchanged[pair] -= 1
        elif new.get(pair[0]):
            relabelled.append((position, new[pair[0]].popleft()))
        else:
            removed.append(position)
    added = tuple((text, label) for text, others in new.items() for label in others)
    return Change(tuple(removed), tuple(relabelled), added)
