"""How long `assistant check --file` takes for every vehicle of the program.

Writes 214,000 rows, each with its own sound VIN, judges them, and prints the seconds. Run with
`python -m benchmarks.eligibility.many_vehicles [rows]` from the repository's root.
"""

from __future__ import annotations

import csv
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

from assistant.eligibility.batch import FACTS, judge_csv
from assistant.eligibility.vin import check_digit
from assistant.knowledge import load

ROOT = Path(__file__).resolve().parents[2]
ROWS = 214_000
ON = date(2024, 2, 10)
KINDS = (
    ("NX", "JTJGKCEZ"),
    ("NX", "2T2GKCEZ"),
    ("RX", "JTJBAMCA"),
    ("RX", "2T2BAMCA"),
    ("RZ", "JTJABCAB"),
    ("ES", "58ADZ1B1"),
    ("LX", "JTJAB7CX"),
    ("GX", "JTJAM7BX"),
    ("IS", "JTHGZ1B2"),
    ("UX", "JTHX3JBH"),
    ("LC", "JTHHP5AY"),
    ("LS", "JTHD5AGF"),
)
"""Lines of the program and how a VIN of theirs may begin."""
YEARS = {2022: "N", 2023: "P", 2024: "R"}
FIRST_DAY, DAYS = date(2022, 6, 1), 610


def vehicles(rows: int) -> Iterator[tuple[str, ...]]:
    """Rows as a dealer's export has them: days and months, some facts left out."""
    chance = Random(23)
    for serial in range(rows):
        line, start = KINDS[serial % len(KINDS)]
        built = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
        year = min(max(built.year, 2022) + chance.randrange(2), 2024)
        plain = f"{start}0{YEARS[year]}2{serial:06d}"
        vin = plain[:8] + check_digit(plain) + plain[9:]
        yield (
            line if chance.random() < 0.9 else "",
            str(year) if chance.random() < 0.5 else "",
            built.isoformat() if chance.random() < 0.7 else f"{built:%Y-%m}",
            "",
            vin,
            f"guest {serial}",
        )


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    program = load(ROOT / "knowledge", ROOT / "data" / "nlu").program
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "vehicles.csv"), Path(folder, "judged.csv")
        with source.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([*FACTS, "guest"])
            writer.writerows(vehicles(rows))
        started = time.perf_counter()
        result = judge_csv(source, target, program, on=ON)
        seconds = time.perf_counter() - started
    told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(result.outcomes.items()))
    print(f"{result.rows} vehicles judged in {seconds:.2f} s ({told})")


if __name__ == "__main__":
    main()
