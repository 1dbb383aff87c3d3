"""Rasa's parts, imported only where a test asks for them; conversations in a database of a test."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.bot.training import ensure_model, quiet_logs, quiet_rasa
from assistant.settings import Settings


@pytest.fixture(scope="session")
def _quiet() -> None:
    quiet_rasa()


@pytest.fixture(scope="session")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest.fixture(scope="session")
def domain(_quiet: None) -> Any:
    from rasa.shared.core.domain import Domain

    return Domain.load(str(Settings.from_environment().root / "domain.yml"))


@pytest.fixture
def url(database_url: str, tmp_path: Path) -> str:
    """A database that several may open; one in memory is its one connection."""
    if database_url != "sqlite://":
        return database_url
    return f"sqlite:///{tmp_path / 'bot.db'}"


@pytest.fixture
def bot(_quiet: None, loop: asyncio.AbstractEventLoop, url: str) -> Any:
    """The trained model with its conversations in the database, as they are kept for guests."""
    from actions.direct import run_action
    from assistant.bot.rehearsal import Rehearsal

    quiet_logs()
    model = ensure_model(Settings.from_environment())
    rehearsal = loop.run_until_complete(Rehearsal.load(model, run_action, database=url))

    def say(text: str, sender: str = "guest", on: str = "2024-02-10") -> Any:
        turn = rehearsal.say(text, sender=sender, metadata={"on": on})
        return loop.run_until_complete(turn)

    return say
