"""`assistant knowledge new`: a topic begins as a draft, is tried, and goes live."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from assistant.commands.options import day_of_asking, json_option, print_json
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.desk.editing.drafts import Trial
    from assistant.knowledge.topic import Audience


@click.command()
@click.argument("question", required=False)
@click.option("--id", "name", help="The topic's id (default: made from the question).")
@click.option(
    "--audience",
    type=click.Choice(["guest", "agent"]),
    default="guest",
    show_default=True,
    help="Who may be told.",
)
@click.option("--like", multiple=True, help="Another way in which people ask it. May be repeated.")
@click.option("--list", "listing", is_flag=True, help="List the drafts.")
@click.option(
    "--try",
    "trying",
    metavar="ID",
    help="Check a draft and ask all test questions as if it were live.",
)
@click.option(
    "--publish",
    "publishing",
    metavar="ID",
    help="The same, and put the draft in its place, where it is live.",
)
@click.option(
    "--anyway",
    is_flag=True,
    help="Publish although test questions miss. Faults are never published.",
)
@json_option
def new(
    question: str | None,
    name: str | None,
    audience: Audience,
    like: tuple[str, ...],
    listing: bool,
    trying: str | None,
    publishing: str | None,
    anyway: bool,
    as_json: bool,
) -> None:
    """Start a topic from QUESTION, as a draft in knowledge/drafts/ that guests do not meet.

    Fill in the two files it makes, try them with --try ID, and make them live with --publish ID.
    Exit code 1 when a draft has faults or takes questions away.
    """
    wanted = [question is not None, listing, trying is not None, publishing is not None]
    if sum(wanted) != 1:
        raise click.UsageError(
            'Give a question in quotes to start a topic, such as "can I use the phone as key"; '
            "or one of --list, --try ID, --publish ID."
        )
    today = day_of_asking(None)
    if question is not None:
        _start(question, name, audience, like, today, as_json)
    elif listing:
        _list(as_json)
    else:
        _try(str(trying or publishing), publishing is not None, anyway, today, as_json)


def _start(
    question: str,
    name: str | None,
    audience: Audience,
    like: tuple[str, ...],
    today: date,
    as_json: bool,
) -> None:
    from assistant.knowledge.new_topic import new_topic

    settings = Settings.from_environment()
    made = new_topic(settings.knowledge, question, on=today, id=name, audience=audience,
                     similar=like, draft=True)  # fmt: skip
    topic, mirror = (path.relative_to(settings.root) for path in (made.topic, made.mirror))
    if as_json:
        print_json({"id": made.id, "topic": topic.as_posix(), "mirror": mirror.as_posix()})
        return
    click.echo(
        f"Two files are waiting for you:\n"
        f"  {topic}   the answer, its source, and how people ask it\n"
        f"  {mirror}  six questions or more that must find it\n"
        f"Guests meet neither of them yet. When they are filled in:\n"
        f"  assistant knowledge new --try {made.id}\n"
        f"  assistant knowledge new --publish {made.id}"
    )


def _list(as_json: bool) -> None:
    from assistant.desk.editing.drafts import drafts

    waiting = drafts(Settings.from_environment().knowledge)
    if as_json:
        print_json(list(waiting))
    else:
        click.echo("\n".join(waiting) if waiting else "There are no drafts.")


def _try(id: str, publishing: bool, anyway: bool, today: date, as_json: bool) -> None:
    from assistant.desk.editing.drafts import drafted, publish, try_out
    from assistant.desk.recognition import Recogniser
    from assistant.knowledge import load

    settings = Settings.from_environment()
    knowledge, faults = drafted(id, settings.knowledge, settings.dialogue, on=today)
    live = None
    if knowledge is not None:
        held = load(settings.knowledge, settings.dialogue)
        live = Recogniser(held, encoder=settings.encoder, cache=settings.var / "cache")
    trial = try_out(id, live, knowledge, faults)
    goes = publishing and (trial.good or (anyway and not trial.faults))
    if goes:
        publish(id, settings.knowledge)
    if as_json:
        print_json({**trial.as_dict(), "published": goes})
    else:
        _show(trial, publishing=publishing, published=goes)
    if not goes and not trial.good:
        raise click.exceptions.Exit(1)


def _show(trial: Trial, *, publishing: bool, published: bool) -> None:
    from assistant.desk.editing.words import several

    for fault in trial.faults:
        click.echo(str(fault))
    if trial.faults:
        click.echo(f"{several(len(trial.faults), 'fault')}. Nothing has changed for guests.")
        return
    if trial.own:
        for miss in trial.own.misses:
            click.echo(f"{miss.question!r} {miss.sentence()}")
        found = trial.own.asked - len(trial.own.misses)
        click.echo(f"{found} of {trial.own.asked} test questions find the new topic.")
    for miss in trial.taken:
        click.echo(f"Taken from {miss.topic}: {miss.question!r} {miss.sentence()}")
    if not trial.taken:
        click.echo("No other topic loses a test question.")
    if published:
        click.echo(f"{trial.id} is live.")
    elif publishing:
        click.echo("Not published. Mend it, or say --anyway.")
    elif trial.good:
        click.echo(f"Ready: assistant knowledge new --publish {trial.id}")
