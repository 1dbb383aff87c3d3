"""`assistant database ...`: copies of the database, and its schema."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.settings import Settings


@click.group()
def database() -> None:
    """Copy the database, put a copy back, bring it to the current schema. See
    docs/operations.md."""


@database.command()
@click.argument("target", type=click.Path(path_type=Path))
def backup(target: Path) -> None:
    """Write a copy of a SQLite database to TARGET. Guests go on writing meanwhile."""
    from assistant.storage.backup import back_up

    settings = Settings.from_environment()
    back_up(settings.database, target)
    click.echo(f"The database is copied to {target}.")
    key = "SECOND_KEY_SECRET" if settings.secret else str(settings.var / "secret.key")
    click.echo(f"Keep {key} too, at another place: without it, what is sealed stays closed.")


@database.command()
@click.argument("copy", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask.")
def restore(copy: Path, yes: bool) -> None:
    """Put COPY in the place of the SQLite database. Stop the assistant first."""
    from assistant.storage.backup import restore as restore_now

    if not yes:
        click.confirm("What was written after this copy will be gone. Go on?", abort=True)
    restore_now(copy, Settings.from_environment().database)
    click.echo("Restored. What guests had erased since then is back: erase it again (PRIVACY.md).")


@database.command()
def upgrade() -> None:
    """Bring the database to the current schema. Every part does so when it starts."""
    from assistant.storage.migration import upgrade as upgrade_now

    upgrade_now(Settings.from_environment().database)
    click.echo("The schema is current.")
