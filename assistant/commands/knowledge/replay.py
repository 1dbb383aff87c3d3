"""`assistant knowledge replay`: which recorded messages now get another answer."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from assistant.commands.options import (
    day_of_asking,
    json_option,
    lines_of,
    on_option,
    print_json,
)
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.desk.editing.replay import Changed, Replay
    from assistant.storage.recorded import Said


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--recorded", is_flag=True, help="Take the messages from the database.")
@click.option(
    "--before",
    default="HEAD",
    show_default=True,
    metavar="FOLDER|REVISION",
    help="The knowledge before the change: another folder, or a git revision.",
)
@click.option(
    "--after",
    metavar="FOLDER|REVISION",
    help="The knowledge after it (default: the files as they are).",
)
@on_option
@json_option
def replay(
    file: Path | None,
    recorded: bool,
    before: str,
    after: str | None,
    on: date | None,
    as_json: bool,
) -> None:
    """Ask the messages in FILE of two versions of the knowledge, and list those whose answer
    differs, with the number of guests, before and after.

    FILE has one message a line, or JSON lines with "text" and, if known, "count"; "-" is standard
    input. Exit code 1 when an answer differs.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from assistant.desk.desk import Moment
    from assistant.desk.editing.replay import replay as ask_again
    from assistant.desk.editing.versions import read_version
    from assistant.desk.recognition import Recogniser

    settings = Settings.from_environment()
    if (file is None) == (not recorded):
        raise click.UsageError("Name a file with messages, or say --recorded.")
    messages = _messages(file, settings)
    here = {"knowledge": settings.knowledge, "dialogue": settings.dialogue}
    old = read_version(before, **here)
    new = read_version(after or str(settings.knowledge), **here)
    was = Recogniser(old, encoder=settings.encoder, cache=settings.var / "cache")
    is_ = Recogniser(new, before=was)
    day = day_of_asking(on)
    moment = Moment(day, datetime.combine(day, time(12), ZoneInfo("America/Chicago")))
    columns = (TextColumn("asking"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("messages", total=len(messages))
        result = ask_again(messages, was, is_, moment,
                           progress=lambda done: bar.update(task, completed=done))  # fmt: skip
    if as_json:
        print_json(result.as_dict())
    else:
        _show(result)
    if result.changed:
        raise click.exceptions.Exit(1)


def _messages(file: Path | None, settings: Settings) -> list[Said]:
    from assistant.commands.knowledge.record import NOTHING_RECORDED, the_record
    from assistant.desk.editing.replay import read_messages
    from assistant.storage.recorded import said_by_guests

    if file is not None:
        return read_messages(lines_of(file), name=file.name)
    engine = the_record(settings)
    if engine is None:
        click.echo(NOTHING_RECORDED, err=True)
        return []
    return said_by_guests(engine)


def _show(result: Replay) -> None:
    from assistant.desk.editing.words import several

    shown: set[tuple[str, ...]] = set()
    for change in result.changed:
        click.secho(f"{several(change.said.guests, 'guest')}: {change.said.text}", bold=True)
        if not change.same_topic:
            click.echo(f"  before: {change.before.what}\n  after:  {change.after.what}")
            continue
        words = _other_words(change)
        seen = " (as above)" if words in shown else ":"
        click.echo(f"  {change.after.what}, in other words{seen}")
        if words not in shown:
            click.echo("\n".join(f"  {line}" for line in words))
        shown.add(words)
    messages = several(result.messages, "message")
    if not result.changed:
        click.echo(
            f"All {messages} get the same answer as before."
            if result.messages
            else "There were no messages to ask."
        )
        return
    share = result.changed_guests / result.guests
    click.echo(
        f"{len(result.changed)} of {messages} get another answer: "
        f"{several(result.changed_guests, 'guest')} of {result.guests} ({share:.1%})."
    )


def _other_words(change: Changed) -> tuple[str, ...]:
    """What an answer says no more (-) and what it says now (+)."""
    from difflib import unified_diff

    old, new = change.before, change.after
    for part, was, is_ in (
        ("", old.text, new.text),
        ("voice: ", old.speech, new.speech),
        ("buttons: ", ", ".join(old.buttons), ", ".join(new.buttons)),
    ):
        if was != is_:
            lines = unified_diff(was.splitlines(), is_.splitlines(), lineterm="", n=0)
            return tuple(
                f"{line[0]} {part}{line[1:]}"
                for line in lines
                if not line.startswith(("---", "+++", "@@")) and line[1:].strip()
            )
    return ()
