"""Brings a database to the current schema."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy.engine import Engine

from assistant.errors import StorageError
from assistant.storage.database import open_engine, writing


def upgrade(database: str | Engine) -> None:
    """Run the migrations that a database has not seen; none when it is current.

    Takes a URL or an engine. Raises StorageError when the database is away, or when a newer
    version of this program has already changed it.
    """
    engine = open_engine(database) if isinstance(database, str) else database
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    try:
        with writing(engine) as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except CommandError as error:
        raise StorageError(
            f"The database's schema is not one that this version knows: {error}. "
            "Use the version of the assistant that last ran on it, or a newer one."
        ) from error
    finally:
        if isinstance(database, str):
            engine.dispose()
