"""`assistant knowledge ...`: what editors need to change answers safely."""

from __future__ import annotations

import click

from assistant.commands.knowledge.checking import check, test
from assistant.commands.knowledge.coverage import coverage
from assistant.commands.knowledge.diff import diff
from assistant.commands.knowledge.new import new
from assistant.commands.knowledge.replay import replay
from assistant.commands.knowledge.unanswered import unanswered


@click.group()
def knowledge() -> None:
    """Check, try and extend the files in knowledge/."""


for command in (check, test, new, replay, coverage, unanswered, diff):
    knowledge.add_command(command)
