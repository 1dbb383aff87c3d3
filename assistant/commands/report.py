"""`assistant report`: how much was asked, answered and handed over, by week."""

from __future__ import annotations

from datetime import date

import click

from assistant.commands.options import day_of_asking, json_option, on_option, print_json
from assistant.settings import Settings


@click.command()
@click.option("--weeks", type=click.IntRange(1, 260), default=8, show_default=True)
@click.option("--channel", type=click.Choice(["web", "voice"]), help="One channel only.")
@on_option
@json_option
def report(weeks: int, channel: str | None, on: date | None, as_json: bool) -> None:
    """For managers: questions, answered share, handed over and thumbs, by week (Monday, UTC).

    The share is of all questions that are no small talk.
    """
    from rich.console import Console
    from rich.table import Table

    from assistant.storage.database import open_database
    from assistant.storage.figures import report as figures

    engine = open_database(Settings.from_environment().database)
    found = figures(engine, weeks=weeks, on=day_of_asking(on), channel=channel or "")
    if as_json:
        print_json([week.as_dict() for week in found])
        return
    columns = ("conversations", "questions", "answered", "asked back", "not understood",
               "handed over", "chats", "thumbs up", "down")  # fmt: skip
    table = Table("week", *columns, box=None)
    for week in found:
        share = week.answered_share
        table.add_row(
            week.week.isoformat(),
            str(week.conversations),
            str(week.questions),
            "-" if share is None else f"{share:.0%}",
            *map(str, (week.asked_back, week.not_understood, week.handed_over, week.live_chats,
                       week.thumbs_up, week.thumbs_down)),
        )  # fmt: skip
    Console(width=None if Console().is_terminal else 130).print(table)
