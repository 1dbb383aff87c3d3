"""The house under load: `python -m benchmarks.load`; see the README beside this file.

Prints three tables: 200 guests at once, a burst of 1,000 arrivals, and memory over many turns. Ends
with 1 when something was lost, dropped or failed.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from datetime import datetime, timezone

from benchmarks.load.house import House, open_house
from benchmarks.load.memory import Memory
from benchmarks.load.runs import burst, crowd, long_run

PARTS: dict[str, Callable[[House, argparse.Namespace], list[str]]] = {
    "crowd": lambda house, o: crowd(house, guests=o.guests, seconds=o.seconds),
    "burst": lambda house, o: burst(house, guests=o.arrivals),
    "memory": lambda house, o: long_run(house, Memory(every=o.every), turns=o.turns, most=o.most),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--only", choices=PARTS, help="one of the three parts")
    parser.add_argument("--guests", type=int, default=200, help="of the crowd")
    parser.add_argument("--seconds", type=float, default=180, help="that the crowd stays")
    parser.add_argument("--arrivals", type=int, default=1000, help="of the burst")
    parser.add_argument("--turns", type=int, default=5000, help="of the long run")
    parser.add_argument("--every", type=int, default=500, help="turns between looks at the memory")
    parser.add_argument("--most", type=float, default=600, help="seconds for the long run")
    options = parser.parse_args()
    faults = []
    for name, part in PARTS.items():
        if options.only in (None, name):
            began = os.getloadavg()[0]
            with open_house() as house:
                faults += part(house, options)
            day = f"{datetime.now(timezone.utc):%Y-%m-%d}"
            print(f"\n{day}, {os.cpu_count()} cores; load average before: {began:.1f}.\n")
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
