"""A caller's words to the bot, or to the desk while the bot is away; kept like any conversation."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

import anyio
import anyio.to_thread

from assistant.errors import AssistantError
from assistant.storage.conversations import ConversationStore
from assistant.web.answering import Answering

log = logging.getLogger(__name__)
T = TypeVar("T")

Unanswered = Callable[[str, str | None], None]
"""Called with a question that found no answer, and the topic that came nearest."""
_MESSAGES = uuid.UUID("6f1d6f0e-52f1-4a52-9a77-0d5a3c1c0f10")


class Conversing:
    """One message a turn: the same turn again gets the same replies and is no second step."""

    def __init__(
        self,
        answering: Answering,
        store: ConversationStore,
        *,
        on_unanswered: Unanswered | None = None,
    ) -> None:
        self._answering, self._store = answering, store
        self._on_unanswered = on_unanswered

    async def begin(self, *, now: datetime) -> str:
        """A new conversation; nobody gets its token, for the call is its own key."""
        conversation, _ = await in_thread(lambda: self._store.begin(channel="voice", now=now))
        return conversation.id

    async def say(
        self, conversation: str, turn: int, text: str, *, now: datetime
    ) -> list[dict[str, Any]]:
        """The replies in the shape of Reply.as_dict(). Raises AssistantError."""
        this = str(uuid.uuid5(_MESSAGES, f"{conversation}/{turn}"))
        claim = await in_thread(lambda: self._store.claim(conversation, this, text, now=now))
        if claim == "answered":
            said = await in_thread(lambda: self._store.answers(conversation, this))
            kept = [message.reply for message in said if message.reply]
            if kept:
                return kept
        try:
            again = claim != "ours"
            answer = await self._answering.answer(conversation, this, text, again=again)
            await in_thread(
                lambda: self._store.answer(
                    conversation, this, answer.replies, answered_by=answer.by, now=now
                )
            )
        except BaseException:
            with anyio.CancelScope(shield=True):
                await in_thread(lambda: self._store.release(conversation, this))
            raise
        await self._note_unanswered(text, answer.replies)
        return answer.replies

    async def close(self, conversation: str, *, now: datetime) -> None:
        """The call is over."""
        await in_thread(lambda: self._store.close(conversation, now=now))
        await self._answering.forget(conversation)

    async def _note_unanswered(self, question: str, replies: list[dict[str, Any]]) -> None:
        note = self._on_unanswered
        missed = [reply for reply in replies if reply.get("outcome") == "fallback"]
        if not note or not missed:
            return
        nearest = (missed[0].get("topics") or [None])[0]
        try:
            await in_thread(lambda: note(question, nearest))
        except AssistantError as error:  # The caller has an answer; a missing note costs nothing.
            log.error("An unanswered question was not noted: %s", error)


async def in_thread(work: Callable[[], T]) -> T:
    """Storage blocks, so it waits in a thread."""
    return await anyio.to_thread.run_sync(work)
