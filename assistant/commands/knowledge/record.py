"""The database as the editors' commands meet it: it may not be there yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

NOTHING_RECORDED = (
    "Nothing is recorded: there is no database yet. It is made when guests are first served, or "
    "set SECOND_KEY_DATABASE_URL to one that is there."
)


def the_record(settings: Settings) -> Engine | None:
    """The database, or None where there is none yet; reading must not make one.

    Raises StorageError when it is there and cannot be used.
    """
    from pathlib import Path

    from sqlalchemy.engine.url import make_url
    from sqlalchemy.exc import ArgumentError

    from assistant.storage.database import open_database

    try:
        url = make_url(settings.database)
    except ArgumentError:
        return open_database(settings.database)  # It says what is wrong with the address.
    in_file = url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")
    if in_file and not Path(str(url.database)).exists():
        return None
    return open_database(settings.database)
