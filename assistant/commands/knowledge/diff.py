"""`assistant knowledge diff OLD NEW`: which answers and which verdicts change."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from assistant.commands.options import day_of_asking, json_option, on_option, print_json
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.desk.editing.verdict_changes import VerdictChange
    from assistant.knowledge.diff import Changes, TopicChange


@click.command()
@click.argument("old")
@click.argument("new", required=False)
@on_option
@json_option
def diff(old: str, new: str | None, on: date | None, as_json: bool) -> None:
    """What changes from OLD to NEW, each a knowledge folder or a git revision.

    Without NEW, the files as they are. Verdicts are compared on a grid of made-up vehicles, asked
    about on one day. Exit code 1 when anything differs.
    """
    from assistant.desk.editing.verdict_changes import verdict_changes
    from assistant.desk.editing.versions import read_version
    from assistant.knowledge.diff import changes

    settings = Settings.from_environment()
    here = {"knowledge": settings.knowledge, "dialogue": settings.dialogue}
    before = read_version(old, **here)
    after = read_version(new or str(settings.knowledge), **here)
    found = changes(before, after)
    count, verdicts = verdict_changes(before.program, after.program, on=day_of_asking(on))
    if as_json:
        print_json({
            **found.as_dict(),
            "verdicts": [change.as_dict() for change in verdicts],
            "grid": count,
        })  # fmt: skip
    else:
        _show(found, verdicts, count)
    if found.topics or found.program or verdicts:
        raise click.exceptions.Exit(1)


def _show(found: Changes, verdicts: list[VerdictChange], count: int) -> None:
    heard = [topic for topic in found.topics if topic.heard]
    click.secho("Answers", bold=True)
    for topic in heard:
        _show_topic(topic)
    if not heard:
        click.echo("  No answer changes.")
    quiet = [topic for topic in found.topics if not topic.heard]
    for topic in quiet:
        parts = ", ".join(part.part for part in topic.parts)
        click.echo(f"  {topic.id}: the answer stays; changed: {parts}")
    if found.program:
        click.secho("Values of the program", bold=True)
        for part in found.program:
            click.echo(f"  {part.part}: {part.before or '(nothing)'} -> {part.after or '(gone)'}")
    click.secho("Verdicts", bold=True)
    for change in verdicts:
        click.echo(f"  {change.sentence()}")
    if not verdicts:
        click.echo(f"  No verdict changes, among {count:,} vehicles of the grid.")


def _show_topic(topic: TopicChange) -> None:
    click.echo(f"  {topic.id} is {topic.kind} ({topic.title})")
    for part in topic.parts:
        if part.part not in ("answer", "voice", "script", "audience"):
            continue
        click.echo(f"    {part.part}")
        for line in part.lines():
            if line[1:].strip():
                click.echo(f"      {line[:1]} {line[1:]}")
