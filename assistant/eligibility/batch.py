"""Many vehicles at once: a spreadsheet in, the same spreadsheet with verdicts out.

Vehicles repeat: a verdict depends on model, year, build date, plant and on three places of the VIN,
not on its serial number; and most build days are like their neighbours. So each kind of vehicle is
judged once, and only the VIN's soundness is looked at row by row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import mul
from pathlib import Path
from typing import TypeVar

from assistant.eligibility.assess import Engine
from assistant.eligibility.entries import is_unknown, read_built, read_model_year, read_plant
from assistant.eligibility.facts import Facts
from assistant.eligibility.sheets import Row, read_sheet, write_sheet
from assistant.eligibility.verdict import Verdict
from assistant.eligibility.vin import LENGTH, VALUES, WEIGHTS, compact, problems
from assistant.knowledge.program import Program

FACTS = ("model", "model_year", "built", "plant", "vin")
"""The columns that are read; a sheet needs at least one of them."""

RESULTS = (
    "outcome",
    "phase",
    "phase_candidates",
    "missing",
    "conditions",
    "conflicts",
    "problems",
    "overdue",
)
"""The columns that are added; a sheet that has been judged before gets them anew."""

T = TypeVar("T")
Results = tuple[str, ...]

_REPORT_EVERY = 2_000
_NO_CHARACTER = 255
_COUNTS = bytes(VALUES.get(chr(code), _NO_CHARACTER) for code in range(256))


@dataclass(frozen=True)
class BatchResult:
    """What became of a file."""

    rows: int
    outcomes: Mapping[str, int]
    """Outcome -> how many rows have it."""


def judge_csv(
    source: Path,
    target: Path,
    program: Program,
    *,
    on: date,
    progress: Callable[[int], None] | None = None,
) -> BatchResult:
    """Judge every vehicle of a file, as asked on the day `on`.

    The columns are named like the facts, in any order; any others are kept. Each row comes out in
    its place with `RESULTS` added: lists joined by `; `, unknown empty, booleans true or false. A
    row that cannot be read comes out as `invalid_facts` with its problem. The target keeps the
    source's delimiter, is UTF-8, and is written whole or not at all, so it may be the source.
    `progress` hears now and then how many rows have been judged so far.

    InputFileError when the source has none of the columns, or a file cannot be read or written.
    """
    sheet = read_sheet(source, known=FACTS)
    places = [sheet.names.index(name) if name in sheet.names else None for name in FACTS]
    kept = [at for at, name in enumerate(sheet.names) if name not in RESULTS]
    judge = _Judge(program, on, places)
    outcomes: Counter[str] = Counter()

    def judged() -> Iterator[list[str]]:
        done = 0
        every = len(kept) == len(sheet.header)
        for done, row in enumerate(sheet.rows(), start=1):
            results = judge.results(row)
            outcomes[results[0]] += 1
            cells = row[0] if every else [row[0][at] for at in kept]
            yield [*cells, *results]
            if progress and done % _REPORT_EVERY == 0:
                progress(done)
        if progress:
            progress(done)

    header = [*(sheet.header[at] for at in kept), *RESULTS]
    write_sheet(target, header, judged(), delimiter=sheet.delimiter)
    return BatchResult(sum(outcomes.values()), dict(outcomes))


class _Judge:
    """The results for one row, each kind of vehicle judged once."""

    def __init__(self, program: Program, on: date, places: Sequence[int | None]) -> None:
        self._engine = Engine(program, on=on)
        self._places = places
        self._kinds: dict[Hashable, Results] = {}
        self._seasons: dict[str, Hashable] = {}

    def results(self, row: Row) -> Results:
        """The results for one row, from the kind of vehicle where it is known."""
        cells, problem = row
        if problem:
            return _unreadable((problem,))
        said = [cells[at] if at is not None else "" for at in self._places]
        model, year, built, plant, vin = said
        about_vin = "" if is_unknown(vin) else self._kind_of(vin)
        season = self._seasons.get(built)
        if season is None:
            season = self._seasons[built] = self._season_of(built)
        results = self._kinds.get((model, year, season, plant, about_vin))
        if results is None:
            # What is wrong is said in the row's own words, so only equal rows share it.
            results = self._kinds.get((model, year, built, plant, about_vin))
        if results is None:
            results = self._judge(said)
            own = built if results[0] == "invalid_facts" else season
            self._kinds[model, year, own, plant, about_vin] = results
        return results

    def _kind_of(self, vin: str) -> Hashable:
        """All that a verdict can depend on of a VIN: its maker, line and year, or its faults."""
        vin = vin.upper() if vin.isalnum() else compact(vin)
        return (vin[:3], vin[7], vin[9]) if is_sound(vin) else problems(vin)

    def _season_of(self, built: str) -> Hashable:
        """What a verdict can depend on of a build date; a month stands for itself."""
        try:
            date_built = read_built(built)
        except ValueError:
            return built
        if date_built is None or date_built.day is None:
            return built
        return self._engine.season_of(date_built.first)

    def _judge(self, said: Sequence[str]) -> Results:
        facts, unreadable = facts_of(dict(zip(FACTS, said, strict=True)))
        verdict = self._engine.assess(facts)
        return _unreadable((*unreadable, *verdict.problems)) if unreadable else _shown(verdict)


def facts_of(cells: Mapping[str, str]) -> tuple[Facts, tuple[str, ...]]:
    """The facts in the cells of one row (column -> text), and what could not be read of them."""
    said = {name: "" if is_unknown(cell) else cell.strip() for name, cell in cells.items()}
    unreadable: list[str] = []

    def read(reader: Callable[[str], T | None], name: str) -> T | None:
        try:
            return reader(said.get(name, ""))
        except ValueError as problem:
            unreadable.append(str(problem))
            return None

    facts = Facts(
        model=said.get("model") or None,
        model_year=read(read_model_year, "model_year"),
        built=read(read_built, "built"),
        plant=read(read_plant, "plant"),
        vin=said.get("vin") or None,
    )
    return facts, tuple(unreadable)


def is_sound(vin: str) -> bool:
    """Whether `vin.problems` would find nothing; the same law, made for hundreds of thousands."""
    if len(vin) != LENGTH or not vin.isascii():
        return False
    counts = vin.encode("ascii").translate(_COUNTS)
    if _NO_CHARACTER in counts or not vin[12:].isdigit():
        return False
    return vin[8] == "0123456789X"[sum(map(mul, counts, WEIGHTS)) % 11]


def _unreadable(found: tuple[str, ...]) -> Results:
    return ("invalid_facts", "", "", "", "", "", "; ".join(found), "false")


def _shown(verdict: Verdict) -> Results:
    return (
        verdict.outcome,
        "" if verdict.phase is None else str(verdict.phase),
        "; ".join(map(str, verdict.phase_candidates)),
        "; ".join(verdict.missing),
        "; ".join(verdict.conditions),
        "; ".join(verdict.conflicts),
        "; ".join(verdict.problems),
        "true" if verdict.timing.overdue else "false",
    )
