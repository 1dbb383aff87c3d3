"""`assistant vehicles ...`: the vehicle registry that a dealer fills."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.commands.options import json_option, print_json
from assistant.settings import Settings


@click.group()
def vehicles() -> None:
    """The vehicle registry: what the dealer's list says of each VIN."""


@vehicles.command("import")
@click.argument("source", type=click.Path(path_type=Path))
@click.option(
    "--rejects",
    type=click.Path(path_type=Path),
    help="Where rows that cannot be read go, with their reason (default: FILE.rejects.csv).",
)
@json_option
def import_(source: Path, rejects: Path | None, as_json: bool) -> None:
    """Fill the registry from SOURCE, a CSV file with a column `vin` and any of model, model_year,
    built, plant, phase, delivered_on. Importing again updates; nothing is doubled."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn

    from assistant.knowledge import load
    from assistant.storage.database import open_database
    from assistant.storage.registry_import import import_csv
    from assistant.storage.vault import Vault

    settings = Settings.from_environment()
    program = load(settings.knowledge, settings.dialogue).program
    engine = open_database(settings.database)
    rejects = rejects or source.with_suffix(".rejects.csv")
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("vehicles", total=None)
        result = import_csv(
            source, rejects, engine, Vault(settings.secret_key()), program,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )  # fmt: skip
    if as_json:
        print_json({"added": result.added, "updated": result.updated, "rejected": result.rejected})
    else:
        click.echo(
            f"{result.added} vehicles added, {result.updated} updated, {result.rejected} rejected."
        )
        if result.rejected:
            click.echo(f"The rejected rows and their reasons are in {rejects}.")
    if result.rejected:
        raise click.exceptions.Exit(1)
