"""What guests type about themselves stands in no table, no log line and no metric."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from door_fakes import Guest
from starlette.testclient import TestClient

from assistant.desk.desk import Desk
from assistant.errors import BotAway
from assistant.logs import JsonLines
from assistant.storage import unanswered
from assistant.storage.conversations import ConversationStore
from assistant.storage.database import open_database
from assistant.storage.masking import mask
from assistant.web.__main__ import DeskConversation
from assistant.web.app import create_app
from assistant.web.metrics import Metrics
from assistant.web.settings import Rate, WebSettings
from benchmarks.real_desk import open_real_desk

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
from typed_secrets import TYPED, VIN, found_in  # noqa: E402


class NobodyThere:
    """Rasa while it restarts."""

    async def send(
        self, conversation: str, text: str, *, channel: str, message_id: str, again: bool = False
    ) -> list:
        raise BotAway("The bot does not answer (ConnectError).")


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with open_real_desk() as desk:
        yield desk


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """All that is logged meanwhile, as the door writes it, but for the last net's cleaning."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines("web", clean=str))
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def test_a_conversation_full_of_numbers_leaves_none_of_them(
    desk: Desk, lines: io.StringIO, tmp_path: Path
) -> None:
    engine = open_database(f"sqlite:///{tmp_path}/door.db")
    metrics = Metrics()
    metrics.watch_storage(engine)
    plenty = Rate(burst=10_000, a_minute=10_000)

    def note(question: str, topic: str | None) -> None:
        now = datetime.now(timezone.utc)
        unanswered.record(engine, question, topic=topic, channel="web", now=now)

    app = create_app(
        WebSettings(messages_per_conversation=plenty, requests_per_address=plenty),
        NobodyThere(),
        DeskConversation(desk),
        ConversationStore(engine),
        on_unanswered=note,
        metrics=metrics,
    )
    with TestClient(app, base_url="http://keys.example") as client:
        guest = Guest(client)
        told = []
        for said, _ in TYPED:
            answer = guest.say(said)
            assert answer.status_code == 200
            told.append(answer.text)
        client.get(f"/{VIN}")
        transcript = str(guest.transcript())
    kept = "".join(_tables(engine))
    assert found_in(kept) == []
    assert found_in(transcript) == []
    assert found_in(lines.getvalue().replace(f"/{VIN}", "")) == []
    assert found_in(metrics.text().decode()) == []
    engine.dispose()
    assert found_in("".join(f.read_text("latin-1") for f in tmp_path.iterdir())) == []
    # It was written down all the same, and the last six of a VIN can be told.
    assert kept.count(VIN[-6:]) > 5
    assert "call me at [phone number]" in kept


def test_the_last_net_cleans_what_a_stranger_types_into_an_address() -> None:
    record = logging.makeLogRecord({"msg": "request", "path": f"/check/{VIN}", "levelname": "INFO"})
    assert found_in(JsonLines("web", clean=mask).format(record)) == []


def test_an_exception_is_told_by_kind_and_place_without_its_words() -> None:
    try:
        int(f"my vin is {VIN}")
    except ValueError:
        record = logging.makeLogRecord({"msg": "failed", "exc_info": sys.exc_info()})
    line = JsonLines("web", clean=str).format(record)
    assert found_in(line) == []
    assert "ValueError" in line
    assert "test_nothing_in_the_clear.py" in line


def _tables(engine: sa.engine.Engine) -> Iterator[str]:
    found = sa.MetaData()
    with engine.connect() as db:
        found.reflect(bind=db)
        for table in found.tables.values():
            yield str([tuple(row) for row in db.execute(sa.select(table))])


def test_the_search_would_find_each_piece_where_it_was_typed() -> None:
    for said, pieces in TYPED:
        assert set(pieces) <= set(found_in(said)), said
