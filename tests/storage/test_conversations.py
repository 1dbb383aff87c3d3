"""One message, one answer, and nobody else's conversation."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa

from assistant.errors import StorageError
from assistant.storage.conversations import ConversationStore
from assistant.storage.database import open_engine
from assistant.storage.schema import conversations
from assistant.storage.unanswered import ranked, record

DATABASES = ("memory", "file", "postgresql")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)
REPLY = {"text": "Please bring the vehicle.", "buttons": [], "outcome": "answer"}


@pytest.fixture
def store(engine: sa.engine.Engine) -> ConversationStore:
    return ConversationStore(engine)


def test_a_conversation_opens_with_its_token_only(store: ConversationStore) -> None:
    ours, token = store.begin(channel="web", now=NOON)
    store.begin(channel="web", now=NOON)
    assert store.find(token, active_since=NOON) == ours
    assert store.find(token + "x", active_since=NOON) is None
    assert store.find(ours.id, active_since=NOON) is None


def test_a_token_is_not_kept_in_the_clear(
    store: ConversationStore, engine: sa.engine.Engine
) -> None:
    _, token = store.begin(channel="web", now=NOON)
    with engine.connect() as db:
        assert token not in str(db.execute(sa.select(conversations)).all())


def test_a_closed_or_forgotten_conversation_opens_no_more(store: ConversationStore) -> None:
    conversation, token = store.begin(channel="web", now=NOON)
    assert store.find(token, active_since=NOON + timedelta(seconds=1)) is None
    store.close(conversation.id, now=NOON)
    assert store.find(token, active_since=NOON) is None


def test_the_same_message_is_taken_once(store: ConversationStore) -> None:
    conversation, _ = store.begin(channel="web", now=NOON)
    message = str(uuid.uuid4())
    assert store.claim(conversation.id, message, "hello", now=NOON) == "ours"
    assert store.claim(conversation.id, message, "hello", now=NOON) == "busy"
    store.answer(conversation.id, message, [REPLY, REPLY], answered_by="bot", now=NOON)
    assert store.claim(conversation.id, message, "hello", now=NOON) == "answered"
    assert len(store.answers(conversation.id, message)) == 2
    assert [m.author for m in store.transcript(conversation.id)] == ["guest", "bot", "bot"]


def test_one_of_many_takes_a_message(store: ConversationStore) -> None:
    conversation, _ = store.begin(channel="web", now=NOON)
    message = str(uuid.uuid4())
    with ThreadPoolExecutor(8) as pool:
        claims = list(
            pool.map(lambda _: store.claim(conversation.id, message, "hello", now=NOON), range(8))
        )
    assert sorted(claims) == ["busy"] * 7 + ["ours"]


def test_a_message_whose_answerer_is_gone_is_taken_again(store: ConversationStore) -> None:
    conversation, _ = store.begin(channel="web", now=NOON)
    message = str(uuid.uuid4())
    store.claim(conversation.id, message, "hello", now=NOON)
    later = NOON + timedelta(seconds=31)
    assert store.claim(conversation.id, message, "hello", now=later) == "again"
    store.release(conversation.id, message)
    assert store.claim(conversation.id, message, "hello", now=later) == "again"


def test_what_is_written_is_masked(store: ConversationStore) -> None:
    conversation, _ = store.begin(channel="web", now=NOON)
    message = str(uuid.uuid4())
    store.claim(conversation.id, message, "vin JTJBAMBZ8P5012345", now=NOON)
    reply = {**REPLY, "text": "I read JTJBAMBZ8P5012345.", "facts": ["JTJBAMBZ8P5012345"]}
    store.answer(conversation.id, message, [reply], answered_by="bot", now=NOON)
    assert "JTJBAMBZ8P5" not in str(store.transcript(conversation.id))


def test_the_last_thumb_counts_and_only_for_answers(store: ConversationStore) -> None:
    conversation, _ = store.begin(channel="web", now=NOON)
    stranger, _ = store.begin(channel="web", now=NOON)
    message = str(uuid.uuid4())
    store.claim(conversation.id, message, "hello", now=NOON)
    [answer] = store.answer(conversation.id, message, [REPLY], answered_by="bot", now=NOON)
    assert answer.helpful is None
    assert store.rate(conversation.id, answer.id, True, now=NOON)
    assert store.rate(conversation.id, answer.id, False, now=NOON)
    assert store.answers(conversation.id, message)[0].helpful is False
    assert not store.rate(conversation.id, message, True, now=NOON)
    assert not store.rate(stranger.id, answer.id, True, now=NOON)


def test_the_transcript_gives_the_last_messages_in_order(store: ConversationStore) -> None:
    conversation, _ = store.begin(channel="web", now=NOON)
    for number in range(5):
        store.claim(conversation.id, str(uuid.uuid4()), f"message {number}", now=NOON)
    texts = [m.text for m in store.transcript(conversation.id, limit=2)]
    assert texts == ["message 3", "message 4"]


def test_unanswered_questions_are_counted_and_masked(engine: sa.engine.Engine) -> None:
    for question in ("Do you sell tyres?", "do you  sell tyres?", "call 469-292-6449"):
        record(engine, question, topic=None, channel="web", now=NOON)
    first, second = ranked(engine)
    assert (first.question, first.count) == ("Do you sell tyres?", 2)
    assert second.question == "call [phone number]"


def test_a_database_that_is_away_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_text("this is no database, and longer than a header " * 99)
    with pytest.raises(StorageError, match="file is damaged"):
        ConversationStore(open_engine(f"sqlite:///{tmp_path}/a.db")).ready()
    with pytest.raises(StorageError, match="Write it like"):
        open_engine("nonsense")


@pytest.mark.services
def test_connections_that_died_with_the_server_are_made_anew(postgres_url: str) -> None:
    engine, other = open_engine(postgres_url), open_engine(postgres_url)
    store = ConversationStore(engine)
    begun, token = store.begin(channel="web", now=NOON)
    with other.begin() as db:
        everybody_else = "datname = current_database() AND pid <> pg_backend_pid()"
        ended = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {everybody_else}"
        assert db.execute(sa.text(ended)).all()
    assert store.find(token, active_since=NOON) == begun
    engine.dispose()
    other.dispose()
