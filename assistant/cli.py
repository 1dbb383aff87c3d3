"""The command `assistant`: every use of the product from a terminal.

Exit codes: 0 success, 1 a finding (a fault, a missed question), 2 a usage error or a failure. With
--json, standard output holds JSON and nothing else. Each command imports what it needs when it
runs, so that `assistant check` does not wait for Rasa.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from assistant.commands.ask import ask
from assistant.commands.check import check
from assistant.commands.database import database
from assistant.commands.knowledge import knowledge
from assistant.commands.privacy import privacy
from assistant.commands.report import report
from assistant.commands.serve import serve, train
from assistant.commands.users import users
from assistant.commands.vehicles import vehicles
from assistant.commands.vin import vin
from assistant.errors import AssistantError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def assistant() -> None:
    """The Second Key assistant: answers guests, judges vehicles, checks what editors write."""


_COMMANDS = (serve, train, ask, check, vin, knowledge, vehicles, users, privacy, database, report)
for command in _COMMANDS:
    assistant.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; an AssistantError becomes one clear line and exit code 2."""
    try:
        # Click hands back the code of an Exit, and what a command returns: nothing.
        code = assistant.main(
            args=list(arguments) if arguments is not None else None,
            prog_name="assistant",
            standalone_mode=False,
        )
        if code:
            sys.exit(code)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output (head, less) has seen enough.
        sys.stderr.close()
        sys.exit(0)
    except AssistantError as error:
        click.echo(f"assistant: {error}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
