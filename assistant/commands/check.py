"""`assistant check`: the verdict for one vehicle, or for every row of a CSV file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.commands.options import day_of_asking, json_option, on_option, print_json
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.eligibility.record import VehicleRecord
    from assistant.eligibility.verdict import Verdict


@click.command()
@click.option("--model", help="NX, RX, LX, RZ, GX, ES, IS, LC, LS, UX or RC F.")
@click.option("--year", type=int, help="The model year.")
@click.option("--built", help="YYYY-MM or YYYY-MM-DD.")
@click.option("--plant", help="japan or north_america (CBU and NAP are understood).")
@click.option("--vin", help="The 17-character VIN.")
@click.option(
    "--file",
    "source",
    type=click.Path(path_type=Path),
    help="A CSV file with columns named like the facts.",
)
@click.option("--out", "target", type=click.Path(path_type=Path), help="Where its verdicts go.")
@on_option
@json_option
def check(
    model: str | None,
    year: int | None,
    built: str | None,
    plant: str | None,
    vin: str | None,
    source: Path | None,
    target: Path | None,
    on: date | None,
    as_json: bool,
) -> None:
    """Judge one vehicle, or with --file and --out every row of a CSV file."""
    if source or target:
        if not (source and target):
            raise click.UsageError("--file and --out belong together.")
        if any((model, year, built, plant, vin)):
            raise click.UsageError("Give either a file or the facts of one vehicle, not both.")
        _check_file(source, target, day_of_asking(on), as_json)
        return
    verdict = _check_one(
        {"model": model, "model_year": year, "built": built, "plant": plant, "vin": vin},
        day_of_asking(on),
    )
    if as_json:
        print_json(verdict.as_dict())
    else:
        _print(verdict)


def _check_one(said: dict[str, Any], on: date) -> Verdict:
    from assistant.eligibility.assess import assess
    from assistant.eligibility.entries import read_built, read_plant
    from assistant.eligibility.facts import Facts
    from assistant.eligibility.verdict import Verdict
    from assistant.knowledge import load

    settings = Settings.from_environment()
    program = load(settings.knowledge, settings.dialogue).program
    facts = Facts(model=said["model"], model_year=said["model_year"], vin=said["vin"])
    try:
        facts = replace(facts, plant=read_plant(said["plant"] or ""))
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    try:
        facts = replace(facts, built=read_built(said["built"] or ""))
    except ValueError as error:
        if not any(character.isdigit() for character in said["built"]):
            raise click.UsageError(str(error)) from None
        return Verdict("invalid_facts", program.as_of, facts, problems=(str(error),))
    return assess(facts, program, on=on, record=_record(settings, facts.vin))


def _record(settings: Settings, vin: str | None) -> VehicleRecord | None:
    """What the registry knows of the VIN; a machine without a database has no registry."""
    if not vin:
        return None
    from assistant.storage.registry import open_registry

    registry = open_registry(settings.database, settings.secret_key())
    return registry.find(vin) if registry else None


def _check_file(source: Path, target: Path, on: date, as_json: bool) -> None:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn

    from assistant.eligibility.batch import judge_csv
    from assistant.knowledge import load

    settings = Settings.from_environment()
    program = load(settings.knowledge, settings.dialogue).program
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("vehicles", total=None)
        result = judge_csv(
            source, target, program, on=on, progress=lambda done: bar.update(task, completed=done)
        )
    if as_json:
        print_json({"rows": result.rows, "outcomes": dict(result.outcomes)})
        return
    click.echo(f"{result.rows} vehicles judged; the verdicts are in {target}.")
    for outcome, count in sorted(result.outcomes.items()):
        click.echo(f"  {outcome:20} {count}")


def _print(verdict: Verdict) -> None:
    """The verdict for a person at a terminal: outcome first, then why."""
    from assistant.desk.speech import day_name, month_name
    from assistant.eligibility.rules import RULES

    click.secho(verdict.outcome.replace("_", " "), bold=True)
    timing = verdict.timing
    lines = [
        ("phase", verdict.phase),
        ("possible phases", ", ".join(map(str, verdict.phase_candidates))),
        ("announced", timing.announced and day_name(timing.announced)),
        ("estimated for", " or ".join(map(month_name, timing.estimate))),
        ("overdue", "yes, an estimate has passed" if timing.overdue else ""),
        ("owner letters", ", ".join(map(month_name, timing.owner_letter))),
        ("still to be known", ", ".join(verdict.missing)),
        *[("holds if", c) for c in verdict.conditions],
        *[("the letter disagrees", c) for c in verdict.conflicts],
        *[("problem", p) for p in verdict.problems],
        *[("rule", RULES[r].sentence) for r in verdict.rules if r in RULES],
        ("as of", day_name(verdict.as_of)),
    ]
    for name, value in lines:
        if value:
            click.echo(f"  {name}: {value}")
