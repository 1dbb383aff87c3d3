"""Everything that the README claims, measured: `python -m benchmarks`, or `make bench`.

Each benchmark runs by itself, one after the other, and is given up after its time.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PARTS = (
    ("Judging every vehicle of the program", ["-m", "benchmarks.eligibility.many_vehicles"], 300),
    ("The vehicle registry", ["-m", "benchmarks.registry"], 300),
    ("Recognising what a message is about", ["benchmarks/recognition/run.py"], 900),
    ("Reading VINs over the phone", ["-m", "benchmarks.voice"], 600),
    ("A saved change, live", ["-m", "benchmarks.live_editing"], 600),
    ("The agent console", ["-m", "benchmarks.console"], 600),
    ("What a turn costs", ["-m", "benchmarks.capacity"], 900),
    ("Under load", ["-m", "benchmarks.load"], 1500),
    ("Beside the bot that `rasa init` makes", ["-m", "benchmarks.speed"], 1800),
)
"""Heading, the command for Python, and the most seconds it may take."""


def main() -> int:
    """Run all; 1 when one of them failed."""
    failed = []
    for title, command, most in PARTS:
        if not there(command[-1]):
            continue
        print(f"\n## {title}\n", flush=True)
        began = time.perf_counter()
        try:
            done = subprocess.run([sys.executable, *command], cwd=ROOT, timeout=most, check=False)
            fault = f"ended with {done.returncode}" if done.returncode else ""
        except subprocess.TimeoutExpired:
            fault = f"was given up after {most} s"
        if fault:
            failed.append(title)
            print(f"This benchmark {fault}.", flush=True)
        print(f"\n({time.perf_counter() - began:.0f} s)", flush=True)
    if failed:
        print(f"\nNot measured: {'; '.join(failed)}.", file=sys.stderr)
    return 1 if failed else 0


def there(name: str) -> bool:
    """Whether the file or module of a benchmark exists."""
    path = ROOT / (name if name.endswith(".py") else name.replace(".", "/"))
    return path.is_file() or path.with_suffix(".py").is_file() or (path / "__main__.py").is_file()


if __name__ == "__main__":
    sys.exit(main())
