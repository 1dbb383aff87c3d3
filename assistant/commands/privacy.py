"""`assistant privacy ...`: what is kept of guests goes in time, and at a guest's wish."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timezone
from typing import TYPE_CHECKING, Any

import click

from assistant.commands.options import json_option, on_option, print_json
from assistant.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

    from assistant.storage.guest_search import Found
    from assistant.storage.vault import Vault

_TABLES = {
    "conversations": "conversations",
    "messages": "messages",
    "trackers": "memories of the bot",
    "unanswered": "questions without an answer",
    "call_backs": "call-backs",
    "disclosures": "copies of disclosure forms",
    "vehicles": "vehicles of the registry",
    "audit": "lines of the audit (now without the vehicle)",
}


@click.group()
def privacy() -> None:
    """What is kept of guests: purge what is too old, export or erase one guest. See PRIVACY.md."""


@privacy.command()
@on_option
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@json_option
def purge(on: date | None, dry_run: bool, as_json: bool) -> None:
    """Delete everything that was kept long enough. `assistant serve` does it once a day."""
    from assistant.storage.database import open_database
    from assistant.storage.retention import periods
    from assistant.storage.retention import purge as purge_now

    settings = Settings.from_environment()
    days, on = periods(settings), on or datetime.now(timezone.utc).date()
    gone = purge_now(open_database(settings.database), days, on=on, dry_run=dry_run)
    if as_json:
        print_json({"on": on.isoformat(), "dry_run": dry_run, "days": days, "gone": gone})
        return
    for name, count in gone.items():
        click.echo(f"{name.replace('_', ' '):<16} {count:>8}   older than {days[name]} days")
    click.echo("Nothing was deleted." if dry_run else "Deleted.")


def guest_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """By what a guest is found."""
    for option in reversed(
        (
            click.option("--conversation", default="", help="A conversation's id."),
            click.option("--vin", default="", help="The 17-character VIN."),
            click.option("--phone", default="", help="The phone number of a call-back."),
            click.option("--email", default="", help="The e-mail address of a call-back."),
        )
    ):
        command = option(command)
    return command


@privacy.command()
@guest_options
@json_option
def export(as_json: bool, **by: str) -> None:
    """Everything that is kept of one guest, as JSON. Several options name the same guest."""
    from assistant.storage.guest_records import export as export_now

    engine, vault, found = _find(by)
    told = export_now(engine, vault, found)
    if as_json:
        print_json(told)
        return
    import json

    click.echo(json.dumps(told, ensure_ascii=False, indent=2))


@privacy.command()
@guest_options
@click.option(
    "--sure-only",
    is_flag=True,
    help="Leave conversations of which only the VIN's last six characters are known.",
)
@click.option("--yes", is_flag=True, help="Do not ask again.")
@json_option
def erase(sure_only: bool, yes: bool, as_json: bool, **by: str) -> None:
    """Take one guest out of every table, and say what was taken. It cannot be undone.

    Several options name the same guest. Backups are not changed: see PRIVACY.md.
    """
    from assistant.storage.guest_records import erase as erase_now

    engine, vault, found = _find(by)
    found = found if sure_only else found.with_perhaps()
    if not (yes or as_json):
        number = len(found.conversations) + len(found.call_backs) + len(found.disclosures)
        click.confirm(f"Erase this guest ({number} records, and what hangs on them)?", abort=True)
    gone = erase_now(engine, vault, found)
    if as_json:
        print_json({"erased": gone, "left": list(found.perhaps)})
        return
    for table, count in gone.items():
        if count:
            click.echo(f"{count:>6}  {_TABLES[table]}")
    click.echo("Erased." if any(gone.values()) else "Nothing was kept of this guest.")
    for id in found.perhaps:
        click.echo(f"Left: conversation {id}, where only the last six characters agree.")


def _find(by: dict[str, str]) -> tuple[Engine, Vault, Found]:
    from assistant.eligibility.vin import LENGTH, compact
    from assistant.storage.database import open_database
    from assistant.storage.guest_search import Guest, search
    from assistant.storage.vault import Vault

    if not any(by.values()):
        raise click.UsageError("Say which guest: --conversation, --vin, --phone or --email.")
    by = {name: value.strip() for name, value in by.items()} | {"vin": compact(by["vin"])}
    # A guest may have typed it with a mistake, so its check digit does not matter here.
    if by["vin"] and len(by["vin"]) != LENGTH:
        raise click.UsageError(f"A VIN has {LENGTH} characters; this one has {len(by['vin'])}.")
    if by["phone"] and sum(c.isdigit() for c in by["phone"]) < 7:
        raise click.UsageError("A phone number has at least seven digits.")
    if by["email"] and "@" not in by["email"]:
        raise click.UsageError("An e-mail address looks like name@example.com.")
    settings = Settings.from_environment()
    engine, vault = open_database(settings.database), Vault(settings.secret_key())
    return engine, vault, search(engine, vault, Guest(**by))
