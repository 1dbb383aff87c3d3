"""`assistant knowledge check` and `test`: what is wrong with the files as they are."""

from __future__ import annotations

import click

from assistant.commands.options import json_option, print_json
from assistant.settings import Settings


@click.command()
@json_option
def check(as_json: bool) -> None:
    """Every fault of the knowledge files at once, each with its file and line.

    Exit code 1 when there is a fault.
    """
    from assistant.commands.options import day_of_asking
    from assistant.desk.editing.drafts import drafts
    from assistant.desk.editing.words import several
    from assistant.knowledge import check as faults_of

    settings = Settings.from_environment()
    faults = faults_of(settings.knowledge, settings.dialogue, on=day_of_asking(None))
    if as_json:
        print_json([{"file": str(f.file), "line": f.line, "message": f.message} for f in faults])
    else:
        for fault in faults:
            click.echo(str(fault))
        click.echo(f"{several(len(faults), 'fault')}." if faults else "No faults.", err=True)
        waiting = drafts(settings.knowledge)
        if waiting:
            click.echo(f"Not live yet: {', '.join(waiting)} (in knowledge/drafts/).", err=True)
    if faults:
        raise click.exceptions.Exit(1)


@click.command()
@click.argument("topics", nargs=-1)
@json_option
def test(topics: tuple[str, ...], as_json: bool) -> None:
    """Ask the recogniser the editors' own test questions; for each miss, what won and why.

    Exit code 1 when a question misses its topic.
    """
    from assistant.desk.mirrors import ask_mirrors
    from assistant.desk.recognition import Recogniser
    from assistant.knowledge import load

    settings = Settings.from_environment()
    held = load(settings.knowledge, settings.dialogue)
    _check_names(topics, list(held.topics))
    recogniser = Recogniser(held, encoder=settings.encoder, cache=settings.var / "cache")
    result = ask_mirrors(recogniser, topics or tuple(held.topics), on=held.program.as_of)
    if as_json:
        print_json(result.as_dict())
    else:
        for miss in result.misses:
            click.secho(f"knowledge/tests/{miss.topic}.yml: {miss.question}", bold=True)
            click.echo(f"  {miss.sentence()}")
        click.echo(
            f"{result.asked - len(result.misses)} of {result.asked} questions found their "
            f"topic ({result.share:.1%})."
        )
    if result.misses:
        raise click.exceptions.Exit(1)


def _check_names(topics: tuple[str, ...], known: list[str]) -> None:
    from rapidfuzz.process import extractOne

    for name in topics:
        if name not in known:
            near = extractOne(name, known)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise click.UsageError(f"There is no topic {name!r}.{hint}")
