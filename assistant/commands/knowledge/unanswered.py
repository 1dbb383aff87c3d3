"""`assistant knowledge unanswered`: what guests asked in vain, ranked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.commands.options import json_option, print_json
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.desk.editing.gaps import Gap, Gaps
    from assistant.matching import Encoder

_SHOWN = 3
"""How many further phrasings of a question are shown."""


@click.command()
@click.option(
    "--most",
    type=click.IntRange(min=1),
    default=25,
    show_default=True,
    help="How many questions to list.",
)
@json_option
def unanswered(most: int, as_json: bool) -> None:
    """What guests asked and got no answer, or one that they did not like: put together and ranked,
    each with the nearest topic and a ready command.

    What is understood by now stands at the end, to be looked at.
    """
    from assistant.commands.knowledge.record import NOTHING_RECORDED, the_record
    from assistant.desk.editing.gaps import Gaps, find_gaps
    from assistant.desk.recognition import Recogniser
    from assistant.knowledge import load
    from assistant.storage.recorded import complaints
    from assistant.storage.unanswered import ranked

    settings = Settings.from_environment()
    engine = the_record(settings)
    found = Gaps(())
    if engine is not None:
        held = load(settings.knowledge, settings.dialogue)
        recogniser = Recogniser(held, encoder=settings.encoder, cache=settings.var / "cache")
        questions = ranked(engine, limit=100_000)
        found = find_gaps(questions, complaints(engine), recogniser, _encoder(settings))
    if as_json:
        shown = replace(found, gaps=found.gaps[:most])
        print_json({"recorded": engine is not None, **shown.as_dict(), "all": len(found.gaps)})
    else:
        _show_all(found, most)
        if engine is None:
            click.echo(NOTHING_RECORDED)
        elif not found.gaps:
            click.echo("Guests have asked nothing in vain.")


def _show_all(found: Gaps, most: int) -> None:
    from assistant.desk.editing.words import several, times

    for gap in found.gaps[:most]:
        _show(gap)
    if len(found.gaps) > most:
        click.echo(f"{several(len(found.gaps) - most, 'question')} more: say --most.\n")
    if found.answered_by_now:
        click.secho("Left out, because it is understood by now. Is it right?", bold=True)
    for one in found.answered_by_now[:most]:
        click.echo(f"  asked {times(one.asked)}: {one.question}\n    now gets {one.what}")


def _show(gap: Gap) -> None:
    from assistant.desk.editing.words import times

    click.secho(f"asked {times(gap.asked)}: {gap.question}", bold=True)
    for text, count in gap.phrasings[1 : _SHOWN + 1]:
        click.echo(f"  also:    {text}" + (f" ({count})" if count > 1 else ""))
    if gap.thumbs_down:
        answers = " and ".join(f"knowledge/topics/{topic}.md" for topic in gap.disliked)
        click.echo(
            f"  thumbs down {times(gap.thumbs_down)}"
            + (f" for the answer of {answers}" if answers else " for a verdict")
        )
    if gap.nearest:
        click.echo(f"  nearest: {gap.nearest} ({gap.nearest_phrasing!r})")
    click.echo(f"  start:   {gap.command}\n")


def _encoder(settings: Settings) -> Encoder | None:
    from assistant.matching import find_encoder

    if settings.encoder == "none":
        return None
    return find_encoder(Path(settings.encoder) if settings.encoder else None)
