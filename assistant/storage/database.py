"""Engines by URL, and the two kinds of transaction: reading and writing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.engine.url import make_url
from sqlalchemy.exc import ArgumentError, IntegrityError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from assistant.errors import StorageError

_WAIT = 5.0
"""Seconds that a transaction waits for another one before it gives up."""


def open_database(url: str) -> Engine:
    """An engine whose schema is current. Raises StorageError."""
    from assistant.storage.migration import upgrade

    engine = open_engine(url)
    upgrade(engine)
    return engine


def open_engine(url: str) -> Engine:
    """An engine for `sqlite:///file`, `sqlite://` (in memory) or `postgresql://...`."""
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() != "sqlite":
            return sa.create_engine(
                parsed, future=True, pool_pre_ping=True, pool_size=10, max_overflow=10
            )
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise StorageError(
            "The database's address cannot be used. "
            "Write it like sqlite:///var/second-key.db or postgresql://user@host/name."
        ) from error
    return _sqlite(parsed)


def _sqlite(url: Any) -> Engine:
    in_memory = url.database in (None, "", ":memory:")
    if not in_memory:
        try:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(f"The folder of the database cannot be made: {error}.") from error
    engine = sa.create_engine(
        url,
        future=True,
        connect_args={"check_same_thread": False, "timeout": _WAIT},
        poolclass=QueuePool,
        # A database in memory is its one connection: others wait for it.
        pool_size=1 if in_memory else 10,
        max_overflow=0,
    )

    def prepare(connection: Any, _record: object) -> None:
        # The driver's own transaction handling is off: it would begin too late (see `begin`).
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute(f"PRAGMA busy_timeout = {int(_WAIT * 1000)}")
        # What is deleted or replaced is overwritten in the file, not left in its free pages.
        cursor.execute("PRAGMA secure_delete = ON")
        if not in_memory:
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.close()

    def begin(connection: Any) -> None:
        # A transaction that will write takes its place at once; one that reads first and writes
        # later would fail instead of waiting when another has written in between.
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    sa.event.listen(engine, "connect", prepare)
    sa.event.listen(engine, "begin", begin)
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that only reads. Raises StorageError when the database is away."""
    with _told(), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes: all of it, or nothing. IntegrityError passes through."""
    with (
        _told(),
        _one_writer(engine),
        engine.connect().execution_options(writes=True) as connection,
        connection.begin(),
    ):
        yield connection


def empty_write_ahead_log(engine: Engine) -> None:
    """After an erasure: SQLite's log of latest pages is written back and emptied, if nobody reads.

    Other databases look after their logs by themselves.
    """
    if engine.dialect.name == "sqlite":
        with _told(), closing(engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _one_writer(engine: Engine) -> AbstractContextManager[object]:
    """SQLite lets one write at a time, and lets the others sleep and ask again. A lock wakes the
    next one at once; writers of other processes still ask again."""
    if engine.dialect.name != "sqlite":
        return nullcontext()
    return _WRITERS.setdefault(engine, threading.Lock())


_WRITERS: WeakKeyDictionary[Engine, threading.Lock] = WeakKeyDictionary()


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except IntegrityError:
        raise
    except SQLAlchemyError as error:
        # The driver's text may carry a row; only its kind is told.
        kind = type(getattr(error, "orig", None) or error).__name__
        raise StorageError(f"The database did not answer ({kind}). Please try again.") from error
