"""A copy taken while guests write is whole, and from it a house is what it was at that moment."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
from with_services import postgres_programs

from assistant.errors import StorageError
from assistant.storage.backup import back_up, restore
from assistant.storage.callbacks import CallBackStore, Wish
from assistant.storage.conversations import ConversationStore
from assistant.storage.database import open_database, reading
from assistant.storage.schema import messages
from assistant.storage.vault import Vault

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)
VAULT = Vault("a secret for tests")
WISH = Wish("Robin Miller", phone="+12147483647", about="my NX")
REPLY = {"text": "Please bring the vehicle.", "buttons": [], "outcome": "answer"}


class Guest:
    """Somebody who asks, is answered and leaves a wish to be called back."""

    def __init__(self, engine: Engine) -> None:
        self.said: list[str] = []
        store = ConversationStore(engine)
        self.conversation, self.token = store.begin(channel="web", now=NOON)
        self.say(engine)
        CallBackStore(engine, VAULT).leave(
            str(uuid.uuid4()), self.conversation.id, WISH, consent="I agree.", now=NOON
        )

    def say(self, engine: Engine) -> None:
        store, this = ConversationStore(engine), str(uuid.uuid4())
        store.claim(self.conversation.id, this, "what do I bring", now=NOON)
        store.answer(self.conversation.id, this, [REPLY], answered_by="bot", now=NOON)
        self.said.append(this)  # Only what was acknowledged counts.


@contextmanager
def writing_on(engine: Engine, guest: Guest) -> Iterator[None]:
    """The guest goes on writing, without a pause."""
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            guest.say(engine)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        until = len(guest.said) + 3
        while len(guest.said) < until:
            stop.wait(0.01)
        yield
    finally:
        stop.set()
        writer.join()


def find_again(engine: Engine, guest: Guest, said_before: list[str]) -> None:
    """The conversation opens with its token, has every answer, and the wish can be read."""
    store = ConversationStore(engine)
    assert store.find(guest.token, active_since=NOON) == guest.conversation
    for message in said_before:
        assert [m.text for m in store.answers(guest.conversation.id, message)] == [REPLY["text"]]
    [kept] = CallBackStore(engine, VAULT).list()
    assert kept.wish == WISH
    with reading(engine) as db:
        said = db.execute(sa.select(messages.c.id).where(messages.c.author == "guest")).scalars()
        assert set(said) <= set(guest.said) | {None}
    # And it goes on from there.
    guest.say(engine)


def test_a_copy_of_sqlite_taken_while_guests_write(tmp_path: Path) -> None:
    url, copy = f"sqlite:///{tmp_path}/house.db", tmp_path / "copy.db"
    engine = open_database(url)
    guest = Guest(engine)
    with writing_on(engine, guest):
        before = list(guest.said)
        back_up(url, copy)
    engine.dispose()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert sorted(p.name for p in tmp_path.iterdir() if "part" in p.name) == []
    new = f"sqlite:///{tmp_path}/new/house.db"
    restore(copy, new)
    restored = open_database(new)
    find_again(restored, guest, before)
    restored.dispose()


def test_a_copy_takes_the_place_of_a_database_with_its_write_log(tmp_path: Path) -> None:
    url, copy = f"sqlite:///{tmp_path}/house.db", tmp_path / "copy.db"
    engine = open_database(url)
    guest = Guest(engine)
    back_up(url, copy)
    before = list(guest.said)
    for _ in range(5):
        guest.say(engine)
    # The engine is still open, so the latest pages stand in the log beside the file.
    restore(copy, url)
    with reading(engine) as db:
        found = db.execute(sa.select(messages.c.id).where(messages.c.author == "guest")).all()
    assert [row.id for row in found] == before
    find_again(engine, guest, before)
    engine.dispose()


def test_what_is_no_copy_changes_nothing(tmp_path: Path) -> None:
    url, copy = f"sqlite:///{tmp_path}/house.db", tmp_path / "copy.db"
    with pytest.raises(StorageError, match="nothing to copy"):
        back_up(url, copy)
    engine = open_database(url)
    guest = Guest(engine)
    back_up(url, copy)
    with pytest.raises(StorageError, match="there already"):
        back_up(url, copy)
    with pytest.raises(StorageError, match="no file"):
        restore(tmp_path / "other.db", url)
    for content in (b"", b"this is no database", copy.read_bytes()[: copy.stat().st_size // 2]):
        copy.write_bytes(content)
        with pytest.raises(StorageError, match=r"damaged|no database"):
            restore(copy, url)
    with pytest.raises(StorageError, match="pg_dump"):
        back_up("postgresql://somebody@somewhere/house", tmp_path / "other.db")
    find_again(engine, guest, guest.said)
    engine.dispose()


@pytest.mark.services
def test_a_dump_of_postgresql_taken_while_guests_write(
    postgres_url: str, new_postgres_url: str, tmp_path: Path
) -> None:
    programs = postgres_programs()
    if programs is None or not (programs / "pg_dump").exists():
        pytest.skip("pg_dump is not installed")
    dump = str(tmp_path / "house.dump")
    engine = open_database(postgres_url)
    guest = Guest(engine)
    with writing_on(engine, guest):
        before = list(guest.said)
        command = [programs / "pg_dump", "--format=custom", f"--file={dump}", postgres_url]
        subprocess.run(command, check=True, timeout=60, env=dict(os.environ))
    engine.dispose()
    command = [programs / "pg_restore", "--no-owner", "--exit-on-error", "--single-transaction"]
    subprocess.run([*command, f"--dbname={new_postgres_url}", dump], check=True, timeout=60)
    restored = open_database(new_postgres_url)
    find_again(restored, guest, before)
    restored.dispose()
