"""From save to live: `python -m benchmarks.live_editing [--repeat N] [--encoder none]`.

Copies the knowledge, serves it with a watching shelf and a desk, and saves edits of three kinds as
an editor would. For each it prints, as median and worst of N:

    shelf    from the save until the shelf has read and checked the files
    refit    until the desk has a recogniser for them
    cpu      of the refit, what the process's threads worked: on a busy machine the fairer figure
    weigh    of the refit, what weighing all examples against each other takes (Matcher.prepare)
    answer   the first guest's message after the swap; long where something was left for it
    live     from the save until that first guest has the new answer

The goal is live under 1000 ms, of which refit 300 ms.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, datetime, timezone
from pathlib import Path
from statistics import median

from assistant.desk.conversation import Memory, converse
from assistant.desk.desk import Desk, Moment
from assistant.knowledge import Knowledge, Shelf
from assistant.matching import Matcher

ROOT = Path(__file__).resolve().parents[2]
MOMENT = Moment(date(2024, 2, 10), datetime(2024, 2, 10, 18, tzinfo=timezone.utc))
PATIENCE = 120.0
TOPIC = "cost"


@dataclass(frozen=True)
class Times:
    """One save, in milliseconds."""

    shelf: float
    refit: float
    cpu: float
    weigh: float
    answer: float
    live: float


class Stopwatch:
    """Stands on both sides of the desk in the shelf's row of subscribers."""

    def __init__(self, shelf: Shelf, desk: Callable[[], Desk]) -> None:
        self.read = self.fitted = self.weighing = self.cpu = 0.0
        self.done = threading.Event()
        shelf.subscribe(self._when_read)
        self.desk = desk()
        shelf.subscribe(self._when_fitted)

    def _when_read(self, knowledge: Knowledge) -> None:
        self.read, self.weighing = time.perf_counter(), 0.0
        self.cpu = -time.process_time()

    def _when_fitted(self, knowledge: Knowledge) -> None:
        self.fitted = time.perf_counter()
        self.cpu += time.process_time()
        self.done.set()


def time_weighing(watch: Stopwatch) -> None:
    """Let every Matcher.prepare add its time to the watch, whoever calls it."""
    prepare = Matcher.prepare

    def timed(self: Matcher) -> Matcher:
        start = time.perf_counter()
        found = prepare(self)
        watch.weighing += time.perf_counter() - start
        return found

    Matcher.prepare = timed  # type: ignore[method-assign]


def save(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def new_wording(folder: Path, number: int) -> str:
    body = (folder / f"topics/{TOPIC}.md").read_text(encoding="utf-8").split("\n---\n", 1)[1]
    first = body.lstrip().split()[0]
    save(folder / f"topics/{TOPIC}.md", f"\n---\n{body}", f"\n---\nEdit{number} {body.lstrip()}")
    return f"how much is it, {first}"


def new_phrasing(folder: Path, number: int) -> str:
    text = f"does it cost my cousin number {number} any money"
    save(folder / f"topics/{TOPIC}.md", "questions:\n", f"questions:\n  - {text}\n")
    return text


def new_topic(folder: Path, number: int) -> str:
    source = (folder / f"topics/{TOPIC}.md").read_text(encoding="utf-8")
    body = source.split("\n---\n", 1)[1]
    head = source.split("questions:\n")[0].replace("\ntitle: ", f"\ntitle: Zebra {number}: ", 1)
    head = head.replace("title: ", 'title: "', 1).replace("\n", '"\n', 2).replace('---"', "---", 1)
    questions = "".join(f"  - zebra {number} in stable {n}\n" for n in range(30))
    tests = "".join(f"  - zebra {number} at door {n}\n" for n in range(8))
    mirror = folder / f"tests/zebra_{number}.yml"
    mirror.write_text(f"topic: zebra_{number}\nquestions:\n{tests}", encoding="utf-8")
    (folder / f"topics/zebra_{number}.md").write_text(
        f"{head}questions:\n{questions}---\n{body}", encoding="utf-8"
    )
    return f"zebra {number} in stable 7"


EDITS = {"new wording": new_wording, "new phrasing": new_phrasing, "new topic": new_topic}


def measure(edit: Callable[[Path, int], str], folder: Path, number: int, watch: Stopwatch) -> Times:
    watch.done.clear()
    start = time.perf_counter()
    question = edit(folder, number)
    if not watch.done.wait(PATIENCE):
        faults = "\n".join(map(str, watch.desk.faults)) or "nothing happened"
        raise SystemExit(f"The edit did not go live:\n{faults}")
    asked = time.perf_counter()
    converse(watch.desk, question, Memory(), MOMENT)
    answered = time.perf_counter()
    seconds = (
        watch.read - start,
        watch.fitted - watch.read,
        watch.cpu,
        watch.weighing,
        answered - asked,
        answered - start,
    )
    return Times(*(1000 * value for value in seconds))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--encoder", default="", help="as the setting; none: words alone")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder, dialogue = Path(place) / "knowledge", Path(place) / "data" / "nlu"
        shutil.copytree(ROOT / "knowledge", folder)
        shutil.copytree(ROOT / "data" / "nlu", dialogue)
        with Shelf(folder, dialogue) as shelf:
            watch = Stopwatch(
                shelf,
                lambda: Desk(shelf, encoder=options.encoder, cache=ROOT / "var" / "cache"),
            )
            time_weighing(watch)
            converse(watch.desk, "what do I bring", Memory(), MOMENT)
            count = sum(len(t.questions) for t in shelf.current.topics.values())
            count += sum(map(len, shelf.current.dialogue.values()))
            print(f"{len(shelf.current.topics)} topics, {count} phrasings; milliseconds, "
                  f"median (worst) of {options.repeat}\n")  # fmt: skip
            names = [field.name for field in fields(Times)]
            print("| edit | " + " | ".join(names) + " |\n|---|" + "---|" * len(names))
            for name, edit in EDITS.items():
                found = [measure(edit, folder, n, watch) for n in range(options.repeat)]
                cells = []
                for column in names:
                    values = [getattr(times, column) for times in found]
                    cells.append(f"{median(values):.0f} ({max(values):.0f})")
                print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
