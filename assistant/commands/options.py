"""What several commands ask of their caller in the same way."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import click

F = TypeVar("F", bound=Callable[..., Any])


class Day(click.ParamType):
    """A calendar day as YYYY-MM-DD."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day; write it like 2024-02-10.", param, ctx)


def on_option(command: F) -> F:
    """--on DAY: the day of asking; today where the program is at home when it is left out."""
    return click.option(
        "--on", type=Day(), default=None, help="The day of asking (default: today)."
    )(command)


def json_option(command: F) -> F:
    """--json: print JSON and nothing else."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")(
        command
    )


def day_of_asking(on: date | None) -> date:
    """`on`, or today where the program is at home."""
    return on or datetime.now(ZoneInfo("America/Chicago")).date()


def print_json(value: Any) -> None:
    """One JSON object on one line."""
    click.echo(json.dumps(value, ensure_ascii=False))


def lines_of(file: Path) -> list[str]:
    """The lines of a UTF-8 text file, blank ones left out; "-" is standard input."""
    from assistant.errors import InputFileError

    try:
        if str(file) == "-":
            text = click.get_text_stream("stdin").read()
        else:
            text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputFileError(f"{file} is not UTF-8 text. Save it as UTF-8 and try again.") from None
    except OSError as error:
        raise InputFileError(f"{file} cannot be read: {error.strerror}.") from None
    return [line for line in (part.strip() for part in text.splitlines()) if line]
