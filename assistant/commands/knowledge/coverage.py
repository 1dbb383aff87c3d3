"""`assistant knowledge coverage`: how each topic stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from assistant.commands.options import json_option, print_json
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.desk.editing.coverage import Standing


@click.command()
@json_option
def coverage(as_json: bool) -> None:
    """Per topic: answered where, tested, reviewed when, asked how often, thumbs down, never asked.

    How often comes from the database; without one, all of it is zero, and that is said.
    """
    from assistant.commands.knowledge.record import NOTHING_RECORDED, the_record
    from assistant.desk.editing.coverage import coverage as standings
    from assistant.desk.recognition import Recogniser
    from assistant.knowledge import load
    from assistant.storage.recorded import uses

    settings = Settings.from_environment()
    engine = the_record(settings)
    held = load(settings.knowledge, settings.dialogue)
    recogniser = Recogniser(held, encoder=settings.encoder, cache=settings.var / "cache")
    found = standings(recogniser, uses(engine) if engine is not None else ())
    if as_json:
        print_json({"recorded": engine is not None, "topics": [one.as_dict() for one in found]})
        return
    _show(found)
    if engine is None:
        click.echo(NOTHING_RECORDED)


def _show(found: list[Standing]) -> None:
    channels = sorted({channel for one in found for channel in one.asked})
    head = ["topic", "answered", "tested", "reviewed", *(f"asked ({c})" for c in channels),
            "thumbs down"]  # fmt: skip
    rows = [head]
    for one in found:
        rows.append([
            one.topic,
            " ".join(one.answered),
            f"{one.passing} of {one.questions}",
            one.reviewed.isoformat(),
            *(str(one.asked.get(channel, 0) or "-") for channel in channels),
            str(sum(one.thumbs_down.values()) or "-"),
        ])  # fmt: skip
    widths = [max(len(row[place]) for row in rows) for place in range(len(head))]
    for number, row in enumerate(rows):
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.secho(line.rstrip(), bold=number == 0)
    silent = [one.topic for one in found if one.never_asked]
    if silent and len(silent) < len(found):
        click.echo(f"\nNever asked: {', '.join(silent)}.")
    elif silent:
        click.echo("\nNo topic has been asked yet.")
