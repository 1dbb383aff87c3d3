"""A database that falls ill as files do, and recovers."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from assistant.storage.database import open_database


def soon(true: Callable[[], object], *, seconds: float = 30.0, pause: float = 0.05) -> bool:
    """Whether it comes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(pause)
    return bool(true())


class SickDatabase:
    """A SQLite file that can be made to fail as files fail, and to recover."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.engine = open_database(f"sqlite:///{file}")
        self._pages, self._read_only = 1_000_000_000, False
        self._other: sqlite3.Connection | None = None
        sa.event.listen(self.engine, "checkout", self._prepare)

    def _prepare(self, connection: Any, *_: object) -> None:
        # A fifth of a second instead of five, for the tests' sake.
        connection.execute("PRAGMA busy_timeout = 200")
        connection.execute(f"PRAGMA max_page_count = {self._pages}")
        connection.execute(f"PRAGMA query_only = {int(self._read_only)}")

    def fall_ill(self, kind: str) -> None:
        """`locked`, `full`, `gone` or `readonly`."""
        getattr(self, f"_{kind}")()

    def recover(self) -> None:
        """As before."""
        self._pages, self._read_only = 1_000_000_000, False
        if self._other:
            self._other.close()
            self._other = None
        self._move(".away", "")

    def _locked(self) -> None:
        self._other = sqlite3.connect(self.file, isolation_level=None, check_same_thread=False)
        self._other.execute("BEGIN EXCLUSIVE")

    def _full(self) -> None:
        with self.engine.connect() as db:
            # What is left on the last pages is taken too, so that the next message needs a new one.
            db.exec_driver_sql("CREATE TABLE filler (text TEXT)")
            db.commit()
            self._pages = int(db.exec_driver_sql("PRAGMA page_count").scalar() or 0)

    def _readonly(self) -> None:
        self._read_only = True

    def _gone(self) -> None:
        self._move("", ".away")

    def _move(self, now: str, then: str) -> None:
        for part in ("", "-wal", "-shm"):
            file = Path(f"{self.file}{now}{part}")
            if file.exists():
                file.rename(f"{self.file}{then}{part}")
