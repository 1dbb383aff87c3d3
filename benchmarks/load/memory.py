"""Resident memory of each process over many turns, and whether it is level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from benchmarks.load.house import Use

LEVEL = 1.0
"""Megabytes in a thousand turns, over the second half of a run: less is level. A conversation that
stayed in memory for good would be several."""


@dataclass
class Memory:
    """What each process held after so many turns."""

    every: int
    """Turns between two looks."""
    looks: list[tuple[int, dict[str, float]]] = field(default_factory=list)
    """(turns, megabytes by the process's name)."""

    def look(self, turns: int, uses: Mapping[str, Use]) -> None:
        """Write it down when it is time to."""
        if not self.looks or turns >= self.looks[-1][0] + self.every:
            self.looks.append((turns, {name: use.megabytes for name, use in uses.items()}))

    def slope(self, name: str) -> float:
        """Megabytes that a process grows in a thousand turns, fitted over the second half.

        The first half fills what is bounded: caches, connections, the last conversations.
        """
        half = self.looks[len(self.looks) // 2 :]
        if len(half) < 2:
            return 0.0
        turns = [look[0] / 1000 for look in half]
        sizes = [look[1][name] for look in half]
        middle, mean = sum(turns) / len(turns), sum(sizes) / len(sizes)
        across = sum((turn - middle) ** 2 for turn in turns)
        pairs = zip(turns, sizes, strict=True)
        return sum((turn - middle) * (size - mean) for turn, size in pairs) / across

    def table(self) -> list[str]:
        """The looks as Markdown, and below them each process's slope."""
        names = list(self.looks[0][1])
        lines = [
            f"| turns | {' | '.join(f'{name}, MB' for name in names)} |",
            f"|--:|{'--:|' * len(names)}",
        ]
        for turns, sizes in self.looks:
            lines.append(f"| {turns:,} | {' | '.join(f'{sizes[n]:.0f}' for n in names)} |")
        slopes = " | ".join(f"{self.slope(name):+.2f}" for name in names)
        return [*lines, f"| MB in 1,000 turns, second half | {slopes} |"]
