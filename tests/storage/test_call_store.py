"""Where a call stands, whoever asks and however often."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

from assistant.storage.calls import CallStore
from assistant.storage.conversations import ConversationStore
from assistant.storage.schema import call_turns, calls, conversations
from assistant.storage.vault import Vault

DATABASES = ("memory", "postgresql")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)
CALL = "CA5ca1ab1e"


@pytest.fixture
def store(engine: sa.engine.Engine) -> CallStore:
    conversation, _ = ConversationStore(engine).begin(channel="voice", now=NOON)
    store = CallStore(engine, Vault("a secret"))
    store.begin(CALL, conversation.id, now=NOON)
    return store


def answered(store: CallStore, turn: int, heard: str = "", state: str = "here") -> None:
    assert store.take(CALL, turn, heard, now=NOON).how == "ours"
    store.answer(CALL, turn, f"answer {turn}", {"at": state}, now=NOON)


def test_a_new_call_stands_at_its_greeting(store: CallStore) -> None:
    call = store.find(CALL)
    assert call
    assert (call.next_turn, call.state, call.ended) == (0, {}, False)
    assert store.find("CAother") is None


def test_a_call_that_is_known_is_not_begun_again(store: CallStore) -> None:
    answered(store, 0)
    store.begin(CALL, "another conversation", now=NOON)
    call = store.find(CALL)
    assert call
    assert call.next_turn == 1


def test_an_answer_moves_the_call_on_with_its_state(store: CallStore) -> None:
    answered(store, 0, state="greeted")
    call = store.find(CALL)
    assert call
    assert (call.next_turn, call.state) == (1, {"at": "greeted"})


def test_the_same_request_gets_the_same_answer(store: CallStore) -> None:
    answered(store, 0)
    answered(store, 1, "a GX")
    again = store.take(CALL, 1, "a GX", now=NOON)
    assert (again.how, again.answer) == ("answered", "answer 1")


def test_other_words_or_another_turn_are_elsewhere(store: CallStore) -> None:
    answered(store, 0)
    answered(store, 1, "a GX")
    for turn, heard in ((1, "an LX"), (0, "hello"), (7, "a GX")):
        taken = store.take(CALL, turn, heard, now=NOON)
        assert (taken.how, taken.answer) == ("elsewhere", "answer 1")


def test_a_turn_is_given_to_one_at_a_time_until_that_one_is_gone(store: CallStore) -> None:
    assert store.take(CALL, 0, "", now=NOON).how == "ours"
    assert store.take(CALL, 0, "", now=NOON + timedelta(seconds=5)).how == "busy"
    assert store.take(CALL, 0, "", now=NOON + timedelta(seconds=60)).how == "ours"


def test_a_turn_that_was_given_back_can_be_taken_at_once(store: CallStore) -> None:
    store.take(CALL, 0, "", now=NOON)
    store.release(CALL, 0)
    assert store.take(CALL, 0, "", now=NOON).how == "ours"


def test_of_two_answers_to_one_turn_the_first_counts(store: CallStore) -> None:
    answered(store, 0)
    assert store.answer(CALL, 0, "another", {"at": "elsewhere"}, now=NOON) == "answer 0"
    call = store.find(CALL)
    assert call
    assert (call.next_turn, call.state) == (1, {"at": "here"})


def test_what_was_said_is_sealed_and_goes_with_the_call(
    store: CallStore, engine: sa.engine.Engine
) -> None:
    answered(store, 0, heard="two t two g a c", state="2T2GAC")
    with engine.connect() as db:
        kept = str([db.execute(sa.select(t)).all() for t in (calls, call_turns)])
    assert "2T2GAC" not in kept
    assert "two t two" not in kept
    assert "answer 0" not in kept
    store.end(CALL, now=NOON)
    call = store.find(CALL)
    assert call
    assert (call.ended, call.state) == (True, {})
    assert store.last_answer(CALL) is None
    assert store.take(CALL, 1, "", now=NOON).how == "elsewhere"


def test_a_call_goes_with_its_conversation(store: CallStore, engine: sa.engine.Engine) -> None:
    answered(store, 0)
    with engine.begin() as db:
        db.execute(conversations.delete())
    assert store.find(CALL) is None
