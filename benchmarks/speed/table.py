"""The figures as one Markdown table, and that table's place in the README."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.speed.answers import Times

BEGIN, END = "<!-- speed -->", "<!-- /speed -->"
OURS, STOCK = "this bot", "rasa init"


@dataclass(frozen=True)
class Figures:
    """All that one run measured, each by the bot's name."""

    start: Mapping[str, float]
    train: Mapping[str, float]
    megabytes: Mapping[str, float]
    answers: Mapping[tuple[str, int, int], Mapping[str, Times]]
    """(kind, turn, guests) -> times."""


def markdown(figures: Figures) -> str:
    """The table, with a line on how it came about."""
    lines = [
        f"| | {OURS} | `{STOCK}` | share |",
        "|---|--:|--:|--:|",
        _row("from a cold start to the first answer", figures.start, "{:.1f} s"),
        _row("training", figures.train, "{:.0f} s"),
        _row("memory (Rasa and the action server)", figures.megabytes, "{:.0f} MB"),
    ]
    for (kind, turn, guests), times in figures.answers.items():
        if guests == 1:
            spent = {name: t.processor / len(t.samples) for name, t in times.items()}
            lines.append(_row(f"{kind}, turn {turn}, processor time", spent, "{:.1f} ms"))
        ours, stock = times[OURS], times[STOCK]
        at_once = f"{guests} guests at once" if guests > 1 else "one guest"
        lines.append(
            f"| {kind}, turn {turn}, {at_once} | {_both(ours)} | {_both(stock)} "
            f"| {100 * ours.median / stock.median:.0f} % |"
        )
    lines += [
        "",
        f"Answer times over REST in milliseconds: the median (and the 95th percentile). "
        f"Both bots ran side by side on {os.cpu_count()} cores and were asked by turns; the share "
        f"is the one's median of the other's. Other work on the machine lengthens answers more "
        f"than their processor times. `python -m benchmarks.speed --readme` made this.",
    ]
    return "\n".join(lines)


def write(readme: Path, table: str) -> None:
    """Put the table between the README's markers. Raises ValueError when they are missing."""
    text = readme.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{readme.name} has no {BEGIN} ... {END}.")
    readme.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", encoding="utf-8")


def _row(title: str, values: Mapping[str, float], shape: str) -> str:
    ours, stock = values[OURS], values[STOCK]
    told = f"{shape.format(ours)} | {shape.format(stock)} | {100 * ours / stock:.0f} %"
    return f"| {title} | {told} |"


def _both(times: Times) -> str:
    return f"{times.median:.1f} ({times.quantile(0.95):.0f})"
