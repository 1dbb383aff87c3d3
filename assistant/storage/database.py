"""Engines by URL, and the two kinds of transaction: reading and writing."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.engine.url import make_url
from sqlalchemy.exc import (
    ArgumentError,
    DisconnectionError,
    IntegrityError,
    NoSuchModuleError,
    SQLAlchemyError,
)
from sqlalchemy.pool import QueuePool

from assistant.errors import StorageError

A = TypeVar("A")
B = TypeVar("B")

_WAIT = 5.0
"""Seconds that a transaction waits for another one, or for a connection, before it gives up."""
_CONNECTIONS = 10
"""The most that one process holds: three parts of a house stay far below PostgreSQL's hundred."""


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
            return _server(parsed)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise StorageError(
            "The database's address cannot be used. "
            "Write it like sqlite:///var/second-key.db or postgresql://user@host/name."
        ) from error
    return _sqlite(parsed)


def _server(url: Any) -> Engine:
    """PostgreSQL. A server that has gone or hangs is noticed in seconds, not in minutes."""
    # Whoever gives another patience in the URL has a reason.
    patience = {
        "connect_timeout": round(_WAIT),
        "tcp_user_timeout": round(_WAIT * 1000),
        "keepalives_idle": round(_WAIT),
    }
    engine = sa.create_engine(
        url,
        future=True,
        pool_pre_ping=True,
        pool_size=_CONNECTIONS,
        max_overflow=0,
        pool_timeout=_WAIT,
        connect_args={name: value for name, value in patience.items() if name not in url.query},
    )

    def prepare(connection: Any, _record: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = {round(_WAIT * 1000)}")
            # Days and weeks are those of UTC, wherever the server stands.
            cursor.execute("SET TIME ZONE 'UTC'")
        connection.commit()

    sa.event.listen(engine, "connect", prepare)
    return engine


def _sqlite(url: Any) -> Engine:
    in_memory = url.database in (None, "", ":memory:")
    engine = sa.create_engine(
        url,
        future=True,
        connect_args={"check_same_thread": False, "timeout": _WAIT},
        poolclass=QueuePool,
        # A database in memory is its one connection: others wait for it.
        pool_size=1 if in_memory else _CONNECTIONS,
        max_overflow=0,
        pool_timeout=30.0 if in_memory else _WAIT,
        **({} if in_memory else {"creator": _opener(Path(url.database))}),
    )

    def prepare(connection: Any, _record: object) -> None:
        # The driver's own transaction handling is off: it would begin too late (see `begin`).
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute(f"PRAGMA busy_timeout = {round(_WAIT * 1000)}")
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
    if not in_memory:
        _follow_file(engine, Path(url.database))
    return engine


def _opener(file: Path) -> Any:
    """Opens connections to a file that is made here once, and never again.

    A file that has gone is a database that is away, not an empty one: it may be moved back.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    except OSError as error:
        raise StorageError(f"The database's file cannot be made: {error}.") from error
    address = f"file:{quote(str(file.absolute()))}?mode=rw"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(address, uri=True, check_same_thread=False, timeout=_WAIT)

    return connect


def _follow_file(engine: Engine, file: Path) -> None:
    """Connections to a file that was since moved or replaced are not used again."""

    def identity() -> tuple[int, int] | None:
        try:
            stat = os.stat(file)
        except OSError:
            return None
        return stat.st_dev, stat.st_ino

    def remember(_connection: object, record: Any) -> None:
        record.info["file"] = identity()

    def check(_connection: object, record: Any, _proxy: object) -> None:
        if record.info.get("file") != identity():
            raise DisconnectionError("The database's file is another one now.")

    sa.event.listen(engine, "connect", remember)
    sa.event.listen(engine, "checkout", check)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that only reads, all of it as of one moment. Raises StorageError when the
    database is away."""
    options = _AS_OF_ONE_MOMENT if engine.dialect.name == "postgresql" else {}
    with _told(), engine.connect().execution_options(**options) as db, db.begin():
        yield db


_AS_OF_ONE_MOMENT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
"""SQLite's transactions are so by themselves."""


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


def gather_and_write(
    engine: Engine, gather: Callable[[Connection], A], write: Callable[[Connection], B]
) -> tuple[A, B]:
    """Two transactions on one connection, for much at once: `gather` fills temporary tables, which
    hinders nobody, and `write` moves what is there, all of it or nothing. What both gave back."""
    with _told(), engine.connect() as connection:
        with connection.begin():
            gathered = gather(connection)
        with _one_writer(engine), connection.execution_options(writes=True).begin():
            return gathered, write(connection)


def insert(db: Connection, table: sa.Table) -> Any:
    """An INSERT that can say what becomes of a row that is there already.

    Both databases know `.on_conflict_do_update(...)`; looking first and writing then would let two
    doors write the same row.
    """
    return (postgresql if db.dialect.name == "postgresql" else sqlite).insert(table)


def empty_write_ahead_log(engine: Engine) -> None:
    """After an erasure: SQLite's log of latest pages is written back and emptied, if nobody reads.

    Other databases look after their logs by themselves.
    """
    if engine.dialect.name == "sqlite":
        with _told(), closing(engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


@contextmanager
def _one_writer(engine: Engine) -> Iterator[None]:
    """SQLite lets one write at a time, and lets the others sleep and ask again. A lock wakes the
    next one at once; writers of other processes still ask again."""
    if engine.dialect.name != "sqlite":
        yield
        return
    lock = _WRITERS.setdefault(engine, threading.Lock())
    # While another process holds the file, the first writer waits for it and the others for the
    # first: without an end, each would wait longer than the one before.
    if not lock.acquire(timeout=_WAIT):
        raise StorageError(_SENTENCE.format("another program is writing to it"))
    try:
        yield
    finally:
        lock.release()


_WRITERS: WeakKeyDictionary[Engine, threading.Lock] = WeakKeyDictionary()

_SENTENCE = "The database does not do what was asked: {}."
_REASONS = (
    ("locked", "another program is writing to it. Please try again"),
    ("lock timeout", "another program is writing to it. Please try again"),
    ("full", "there is no room left on its disk. Make room, and it goes on by itself"),
    ("no space left", "there is no room left on its disk. Make room, and it goes on by itself"),
    ("not a database", "its file is damaged. Stop the assistant and put a backup in its place"),
    ("malformed", "its file is damaged. Stop the assistant and put a backup in its place"),
    ("readonly", "its file or folder may only be read. Allow this user to write there"),
    ("unable to open", "its file is not there, or may not be opened. Put it back"),
    ("no such table", "it has no tables. Put a backup in its place, or start the assistant anew"),
    ("authentication failed", "it does not take the password. Correct SECOND_KEY_DATABASE_URL"),
    ("connection", "it cannot be reached. Start it, or correct SECOND_KEY_DATABASE_URL"),
)
"""What drivers say, and what a person can do. Their own texts may carry a row and are not told."""


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except IntegrityError:
        raise
    except (SQLAlchemyError, sqlite3.Error) as error:
        cause = getattr(error, "orig", None) or error
        said = str(cause).lower()
        kind = f"{type(cause).__name__}. Please try again"
        reason = next((reason for words, reason in _REASONS if words in said), kind)
        raise StorageError(_SENTENCE.format(reason)) from error
