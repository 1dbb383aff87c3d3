"""Managers see the weeks; agents and strangers do not."""

from __future__ import annotations

from typing import Any

from agent_fakes import Agent
from sqlalchemy.engine import Engine

from assistant.storage.conversations import ConversationStore

DATABASES = ("memory", "postgresql")


def get(browser: Agent) -> Any:
    return browser.client.get("/agent/api/report")


def test_an_editor_sees_the_last_weeks_the_newest_first(
    editor: Agent, engine: Engine, now: Any
) -> None:
    store = ConversationStore(engine)
    conversation, _ = store.begin(channel="web", now=now())
    store.claim(conversation.id, "m", "is it free", now=now())
    replies = [{"text": "Yes.", "outcome": "answer"}]
    store.answer(conversation.id, "m", replies, answered_by="bot", now=now())
    weeks = get(editor).json()["weeks"]
    assert len(weeks) == 12
    assert (weeks[0]["week"], weeks[1]["week"]) == ("2024-02-05", "2024-01-29")
    assert (weeks[0]["questions"], weeks[0]["answered_share"]) == (1, 1.0)
    assert (weeks[1]["questions"], weeks[1]["answered_share"]) == (0, None)


def test_others_do_not(agent: Agent, stranger: Agent) -> None:
    assert get(agent).status_code == 403
    assert get(stranger).status_code == 401
