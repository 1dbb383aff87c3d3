"""Opening the desk: from settings to a desk with live knowledge and the vehicle registry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timezone
from functools import lru_cache
from typing import Any

from assistant.desk.desk import Desk, Moment
from assistant.desk.people import HOME_ZONE
from assistant.knowledge import Shelf
from assistant.settings import Settings
from assistant.storage.registry import open_registry
from assistant.storage.vault import Vault


def open_desk(settings: Settings, *, watch: bool = True) -> Desk:
    """A desk over the settings' knowledge folder; with `watch`, it follows every saved change.

    Raises KnowledgeError with all faults when there is no usable version to begin with.
    """
    shelf = Shelf(settings.knowledge, settings.dialogue)
    registry = open_registry(settings.database, settings.secret_key())
    desk = Desk(shelf, registry=registry, encoder=settings.encoder, cache=settings.var / "cache")
    if watch:
        shelf.start()
    return desk


@lru_cache(maxsize=1)
def desk_of_process() -> Desk:
    """The one desk of this process, opened at the first use and kept.

    Rasa's components and the actions share it where they share a process.
    """
    return open_desk(Settings.from_environment())


@lru_cache(maxsize=1)
def vault_of_process() -> Vault:
    """Seals and opens VINs with the installation's secret."""
    return Vault(Settings.from_environment().secret_key())


def moment_of(metadata: Mapping[str, Any] | None, now: datetime) -> Moment:
    """Whom the desk speaks to and when, from a message's metadata, which a door of ours wrote.

    `audience` is "agent" only where the door says so; `on` (YYYY-MM-DD) and `now` (ISO time) are
    set by the command line and by tests, and otherwise `now` is taken as it is.
    """
    metadata = metadata or {}
    audience = "agent" if metadata.get("audience") == "agent" else "guest"
    if metadata.get("now"):
        now = datetime.fromisoformat(metadata["now"])
    elif metadata.get("on"):
        day = date.fromisoformat(metadata["on"])
        now = datetime.combine(day, time(17), tzinfo=timezone.utc)
    today = now.astimezone(HOME_ZONE).date()
    on = date.fromisoformat(metadata["on"]) if metadata.get("on") else today
    return Moment(on=on, now=now, audience=audience)  # type: ignore[arg-type]
