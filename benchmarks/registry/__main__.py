"""How long `assistant vehicles import` takes for every vehicle of the program, and a look-up.

Writes a list of 214,000 vehicles, each with its own sound VIN, with a hundred faulty rows, and
imports it twice with the command itself; then looks VINs up. Run with `python -m
benchmarks.registry` from the repository's root; `--database-url` names an empty database to measure
on instead of a new SQLite file, for example one that `tools/with_services.py` has started.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from statistics import median

from benchmarks.eligibility.many_vehicles import ROWS, vehicles

ROOT = Path(__file__).resolve().parents[2]
BAD = 100
LOOK_UPS = 2_000
SECRET = "a secret of this benchmark alone"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--database-url", default="", help="An empty database.")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = given.database_url or f"sqlite:///{folder}/registry.db"
        source = Path(folder, "vehicles.csv")
        vins = write_list(source, given.rows)
        print(f"{given.rows:,} vehicles and {BAD} faulty rows, {url.split(':')[0]}")
        for turn in ("first", "second"):
            seconds, told = run_import(source, url)
            print(
                f"{turn} import: {seconds:.1f} s ({told['added']:,} added, "
                f"{told['updated']:,} updated, {told['rejected']} rejected)"
            )
        print(f"one look-up: {look_up(url, vins):.2f} ms (median of {LOOK_UPS:,})")


def write_list(target: Path, rows: int) -> list[str]:
    """A dealer's list; gives its good VINs."""
    chance = Random(6)
    vins = []
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["vin", "model", "model_year", "built", "phase", "delivered_on"])
        for line, year, built, _plant, vin, _guest in vehicles(rows):
            vins.append(vin)
            phase = chance.choice(("", "1", "2", "3", "4", "5"))
            delivered = f"2024-01-{chance.randint(1, 31):02}" if chance.random() < 0.1 else ""
            writer.writerow([vin, line, year, built, phase, delivered])
        for number in range(BAD):
            writer.writerow([f"{vins[number % rows][:16]}Q", "NX", "", "", "", ""])
    return vins


def run_import(source: Path, url: str) -> tuple[float, dict[str, int]]:
    """The seconds of a whole run of the command, from start to end, and what it told."""
    environment = {**os.environ, "SECOND_KEY_DATABASE_URL": url, "SECOND_KEY_SECRET": SECRET}
    command = [sys.executable, "-m", "assistant", "vehicles", "import", str(source), "--json"]
    began = time.perf_counter()
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    seconds = time.perf_counter() - began
    if done.returncode != 1:  # Rejected rows are a finding.
        sys.exit(f"The import ended with {done.returncode}.")
    return seconds, json.loads(done.stdout)


def look_up(url: str, vins: list[str]) -> float:
    """Milliseconds of one look-up of a VIN that is known, one after the other."""
    from assistant.storage.registry import open_registry

    registry = open_registry(url, SECRET)
    assert registry
    times = []
    for vin in Random(7).choices(vins, k=LOOK_UPS):
        began = time.perf_counter()
        assert registry.find(vin)
        times.append(time.perf_counter() - began)
    return median(times) * 1000


if __name__ == "__main__":
    main()
