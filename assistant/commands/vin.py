"""`assistant vin`: read a typed or spoken VIN."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.commands.options import json_option, lines_of, print_json
from assistant.settings import Settings


@click.command()
@click.argument("text", required=False)
@click.option(
    "--file",
    "file",
    type=click.Path(path_type=Path, allow_dash=True),
    help="A file with one VIN a line; - reads standard input.",
)
@json_option
def vin(text: str | None, file: Path | None, as_json: bool) -> None:
    """Read a VIN as it was typed or spoken: "two t two b zulu ..."."""
    from assistant.knowledge import load
    from assistant.language import read_vin

    if (text is None) == (file is None):
        raise click.UsageError("Give either a TEXT or --file F.")
    settings = Settings.from_environment()
    facts = load(settings.knowledge, settings.dialogue).program.vin
    all_valid = True
    for heard in lines_of(file) if file else [text or ""]:
        reading = read_vin(heard, facts)
        all_valid = all_valid and reading.valid
        if as_json:
            print_json(reading.as_dict())
            continue
        click.echo(reading.vin or "no single reading")
        for repair in reading.as_dict()["repaired"]:
            place, was, meant = repair["position"], repair["heard"], repair["is"]
            click.echo(f"  character {place}: heard {was}, is {meant}")
        if reading.ask:
            click.echo(
                f"  ask about character {reading.ask}; it could be: "
                + ", ".join(dict.fromkeys(v[reading.ask - 1] for v in reading.candidates))
            )
        for problem in reading.problems:
            click.echo(f"  {problem}")
    if not all_valid:
        raise click.exceptions.Exit(1)
