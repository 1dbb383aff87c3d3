"""`assistant users ...`: who may sign in to the console. The first admin is made here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import click

from assistant.commands.options import json_option, print_json
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.storage.users import User, Users

_ROLES = click.Choice(["guest", "agent", "editor", "admin"])


@click.group()
def users() -> None:
    """The people who may sign in to the agents' console."""


def password_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """--password-stdin: for scripts; otherwise it is asked for, twice and unseen."""
    return click.option(
        "--password-stdin", is_flag=True, help="Read the password from standard input."
    )(command)


@users.command()
@click.argument("name")
@click.option(
    "--role",
    type=_ROLES,
    default="agent",
    show_default=True,
    help="An agent looks things up; an editor also sees what the knowledge lacks; "
    "an admin may do everything; a guest nothing yet.",
)
@click.option("--shown-as", default="", help="What the console and the scripts call them.")
@password_option
def add(name: str, role: Any, shown_as: str, password_stdin: bool) -> None:
    """Let NAME sign in with a password. There is no default account and no default password."""
    people = _people()
    password = _password(password_stdin)
    user = people.add(name, password, role=role, shown_as=shown_as, now=datetime.now(timezone.utc))
    click.echo(f"{user.name} may sign in as {user.role}.")


@users.command("list")
@json_option
def list_(as_json: bool) -> None:
    """Everybody who has an account."""
    everybody = _people().list()
    if as_json:
        print_json([_as_dict(user) for user in everybody])
        return
    if not everybody:
        click.echo("There are no accounts yet. Make the first: assistant users add NAME")
    for user in everybody:
        notes = [user.issuer] * bool(user.issuer) + ["disabled"] * user.disabled
        click.echo("  ".join([f"{user.name:<24} {user.role:<8} {user.shown_as}", *notes]))


@users.command()
@click.argument("name")
@click.option("--undo", is_flag=True, help="Let them in again.")
def disable(name: str, undo: bool) -> None:
    """Sign NAME out everywhere, and do not let them in again."""
    people = _people()
    if undo:
        click.echo(f"{people.enable(name).name} may sign in again.")
        return
    user = people.disable(name, now=datetime.now(timezone.utc))
    click.echo(f"{user.name} is signed out and may not sign in any more.")


@users.command()
@click.argument("name")
@password_option
def password(name: str, password_stdin: bool) -> None:
    """Give NAME a new password, and sign them out."""
    people = _people()
    user = people.change_password(name, _password(password_stdin))
    click.echo(f"{user.name} has a new password.")


@users.command()
@click.argument("name")
@click.argument("role", type=_ROLES)
def role(name: str, role: Any) -> None:
    """Give NAME another ROLE."""
    user = _people().change_role(name, role)
    click.echo(f"{user.name} is {role} now.")


def _people() -> Users:
    from assistant.storage.database import open_database
    from assistant.storage.users import Users

    return Users(open_database(Settings.from_environment().database))


def _password(from_stdin: bool) -> str:
    if not from_stdin:
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    return click.get_text_stream("stdin").readline().rstrip("\r\n")


def _as_dict(user: User) -> dict[str, Any]:
    return {
        "name": user.name,
        "shown_as": user.shown_as,
        "role": user.role,
        "disabled": user.disabled,
        "issuer": user.issuer,
    }
