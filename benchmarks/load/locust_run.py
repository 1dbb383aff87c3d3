"""Locust as a command of its own, and what it measured."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[2]
FILE = Path(__file__).parent / "locustfile.py"


@dataclass(frozen=True)
class Times:
    """Answer times of one kind of request, in milliseconds."""

    requests: int
    failures: int
    counts: Mapping[float, int] = field(repr=False)
    """Milliseconds (as Locust rounds them) -> how many answers took them."""

    def quantile(self, share: float) -> float:
        """The time within which this share of the answers came."""
        left = share * sum(self.counts.values())
        for milliseconds, count in sorted(self.counts.items()):
            left -= count
            if left <= 0:
                return milliseconds
        return 0.0

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> Times:
        """One entry of Locust's statistics."""
        counts = {float(t): int(n) for t, n in entry["response_times"].items()}
        return cls(int(entry["num_requests"]), int(entry["num_failures"]), counts)

    def __add__(self, other: Times) -> Times:
        counts = dict(self.counts)
        for milliseconds, count in other.counts.items():
            counts[milliseconds] = counts.get(milliseconds, 0) + count
        return Times(self.requests + other.requests, self.failures + other.failures, counts)


@dataclass(frozen=True)
class Outcome:
    """What one run of Locust measured."""

    times: Mapping[str, Times]
    """By the name of the request."""
    failures: tuple[str, ...]
    """Each kind of failure, as a line."""
    processor: float
    """Seconds of processor time of the load generator."""

    @property
    def failed(self) -> int:
        """How many requests, of all kinds."""
        return sum(times.failures for times in self.times.values())


def run_locust(
    guests: str,
    url: str,
    *,
    users: int,
    spawn_rate: float,
    seconds: float,
    watch: Callable[[], object] | None = None,
    **environment: int,
) -> Outcome:
    """Let so many `guests` (a class of locustfile.py) in, for so long at most.

    `watch` is called every second meanwhile.
    """
    told = {f"LOAD_{name.upper()}": str(number) for name, number in environment.items()}
    with TemporaryDirectory(prefix="second-key-locust-") as folder:
        out = Path(folder)
        process = subprocess.Popen(
            [
                sys.executable, "-m", "locust", "-f", str(FILE), guests, "--headless",
                "--host", url, "-u", str(users), "-r", str(spawn_rate), "-t", f"{seconds:.0f}s",
                "--only-summary", "--exit-code-on-error", "0",
                "--csv", str(out / "run"), "--json-file", str(out / "stats"),
            ],
            cwd=ROOT,
            env={**os.environ, **told},
            stdout=(out / "log").open("wb"),
            stderr=subprocess.STDOUT,
        )  # fmt: skip
        used = 0.0
        try:
            used = _follow(process, seconds + 60, watch)
        finally:
            process.kill()
            process.wait()
        files = list(out.glob("stats*.json"))
        if not files:
            raise SystemExit(f"Locust did not run through:\n{(out / 'log').read_text()[-3000:]}")
        entries = json.loads(files[0].read_text(encoding="utf-8"))
        with (out / "run_failures.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        faults = tuple(f"{row['Occurrences']} x {row['Name']}: {row['Error']}" for row in rows)
        return Outcome({entry["name"]: Times.of(entry) for entry in entries}, faults, used)


def _follow(
    process: subprocess.Popen[bytes], most: float, watch: Callable[[], object] | None
) -> float:
    """Wait for the end, at most so many seconds; the processor time that it took."""
    generator, used = psutil.Process(process.pid), 0.0
    for _ in range(int(most)):
        try:
            process.wait(1)
        except subprocess.TimeoutExpired:
            times = generator.cpu_times()
            used = times.user + times.system
            if watch:
                watch()
        else:
            return used
    return used
