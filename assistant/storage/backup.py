"""Copies of a SQLite database: taken while it is used, tried, and put in its place.

PostgreSQL has its own programs for this (pg_dump, pg_restore); docs/operations.md says how.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine.url import make_url

from assistant.errors import StorageError
from assistant.storage.database import open_engine
from assistant.storage.migration import upgrade


def back_up(url: str, target: Path) -> None:
    """Write a copy of the database as it is at one moment; whoever writes meanwhile goes on.

    The copy is one file that its owner alone may read, all there or not at all. Raises
    StorageError.
    """
    source = _file_of(url)
    if not source.exists():
        raise StorageError(f"There is no database {source} yet, so there is nothing to copy.")
    if target.exists():
        raise StorageError(f"{target} is there already. Choose another name for the copy.")
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        try:
            os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            with closing(_connect(source, "ro")) as db:
                db.execute("VACUUM INTO ?", [str(part)])
            _check(part)
            with part.open("rb") as file:
                os.fsync(file.fileno())
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(f"{target} cannot be written: {error.strerror}.") from None
    except sqlite3.Error as error:
        raise StorageError(f"{target} cannot be written ({type(error).__name__}).") from error


def restore(copy: Path, url: str) -> None:
    """Put a copy in the place of the database, and bring it to the current schema.

    All of it or nothing: a database that is in use waits, reads the copy from then on and loses
    what came after it. A copy that is damaged, or is no database of this program, changes nothing.
    Raises StorageError.
    """
    if not copy.is_file():
        raise StorageError(f"There is no file {copy}.")
    target = _file_of(url)
    try:
        _check(copy)
        open_engine(url).dispose()  # Makes folder and file where there is none.
        with closing(_connect(copy, "ro")) as source, closing(_connect(target, "rw")) as db:
            # An open write log of what is replaced goes along, which copying the file would leave.
            source.backup(db)
            db.execute("PRAGMA journal_mode = WAL")
    except sqlite3.Error as error:
        raise StorageError(
            f"{copy} could not be put in the place of {target} ({error}). Stop the assistant, and "
            "try again."
        ) from error
    upgrade(url)


def _check(copy: Path) -> None:
    """Raises StorageError unless a file is a whole database of this program."""
    try:
        with closing(_connect(copy, "ro")) as db:
            damaged = db.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",)
            damaged = damaged or db.execute("PRAGMA foreign_key_check").fetchone() is not None
            known = db.execute("SELECT 1 FROM schema_version").fetchone() is not None
    except sqlite3.Error:
        known = damaged = False
    if damaged:
        raise StorageError(f"{copy} is damaged. Take another copy.")
    if not known:
        raise StorageError(f"{copy} is no database of the assistant.")


def _connect(file: Path, mode: str) -> sqlite3.Connection:
    address = f"{file.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(address, uri=True, timeout=5.0, isolation_level=None)


def _file_of(url: str) -> Path:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        raise StorageError(
            "PostgreSQL is copied with its own programs, pg_dump and pg_restore: "
            "docs/operations.md has the commands."
        )
    if not parsed.database or parsed.database == ":memory:":
        raise StorageError("A database in memory cannot be copied.")
    return Path(parsed.database)
