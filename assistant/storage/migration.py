"""Brings a database to the current schema."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy.engine import Engine

from assistant.errors import StorageError
from assistant.storage.database import open_engine, reading, writing

VERSION_TABLE = "schema_version"
_UPGRADING = 230123
"""The number of PostgreSQL's lock for whoever changes the schema; any number of our own."""
_PATIENCE = 600
"""Seconds that a part waits while another one changes the schema."""


def upgrade(database: str | Engine) -> None:
    """Run the migrations that a database has not seen; none when it is current.

    Takes a URL or an engine. All migrations are one transaction, and parts that start at the same
    moment come one after the other; a current database is only read, so that nobody waits. Raises
    StorageError when the database is away, or when a newer version of this program has already
    changed it.
    """
    engine = open_engine(database) if isinstance(database, str) else database
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    try:
        if _is_current(engine, config):
            return
        with writing(engine) as connection:
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_PATIENCE}s'")
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_UPGRADING})")
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


def _is_current(engine: Engine, config: Config) -> bool:
    newest = ScriptDirectory.from_config(config).get_current_head()
    with reading(engine) as connection:
        options = {"version_table": VERSION_TABLE}
        context = MigrationContext.configure(connection, opts=options)
        return context.get_current_revision() == newest
