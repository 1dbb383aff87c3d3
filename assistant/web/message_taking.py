"""One message of a guest: taken once, answered once, and kept, or held until it can be kept."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timezone
from typing import Any

import anyio

from assistant.errors import AssistantError, BotAway, StorageError
from assistant.storage.conversation import Message
from assistant.storage.conversations import ConversationStore
from assistant.web import presentation
from assistant.web.answering import Answer, Answering
from assistant.web.bodies import message_text
from assistant.web.faults import Malformed, NotThere
from assistant.web.handoff.switchboard import Switchboard
from assistant.web.keeping import Keeping
from assistant.web.settings import WebSettings
from assistant.web.unkept import Guest, Turn

log = logging.getLogger(__name__)

_POLLS, _POLL_SECONDS = 40, 0.25
"""How long to wait for an answer that another request is already getting."""

Unanswered = Callable[[str, str | None], None]
"""Called with a question that found no answer, and the topic that came nearest."""


class MessageTaking:
    """Gets messages answered; raises what the door may say."""

    def __init__(
        self,
        settings: WebSettings,
        store: ConversationStore,
        answering: Answering,
        keeping: Keeping,
        *,
        on_unanswered: Unanswered | None,
        switchboard: Switchboard | None,
    ) -> None:
        self._settings, self._store, self._answering = settings, store, answering
        self._keeping, self._switchboard = keeping, switchboard
        self._on_unanswered = on_unanswered

    async def take(self, guest: Guest, this: str, data: dict[str, Any]) -> list[dict[str, Any]]:
        """The answer to message `this` as the page gets it; empty when it is for a person.

        The same id again gets the same answer, no second step. While the database is away the desk
        answers, and what was said is written down as soon as it is back.
        """
        try:
            return await self._take(guest, this, data)
        except StorageError:
            return await self._take_unkept(guest, this, data)

    async def _take(self, guest: Guest, this: str, data: dict[str, Any]) -> list[dict[str, Any]]:
        conversation = guest.conversation.id
        shown, sent = await self._said(conversation, data)
        if await self._said_to_a_person(guest, this, shown):
            return []
        now = _now()
        claim = await self._keeping.do(
            lambda: self._store.claim(conversation, this, shown, now=now)
        )
        if claim not in ("ours", "again"):
            said = await self._wait_for_answer(conversation, this, claim)
            return [presentation.message(message) for message in said]
        try:
            again = claim == "again"
            answer = await self._answering.answer(conversation, this, sent, again=again)
        except BaseException:
            with anyio.CancelScope(shield=True), suppress(StorageError):
                await self._keeping.do(lambda: self._store.release(conversation, this))
            raise
        turn = Turn(this, shown, answer, _now())
        written = await self._write(guest, turn)
        await self._note_unanswered(shown, answer)
        pairs = zip(written, answer.replies, strict=False)
        return [presentation.message(message, reply) for message, reply in pairs]

    async def _take_unkept(
        self, guest: Guest, this: str, data: dict[str, Any]
    ) -> list[dict[str, Any]]:
        board = self._switchboard
        if guest.with_person or (board and board.watch.version(guest.conversation.id)):
            # A person is asked for or here: the bot must not answer for them.
            raise StorageError("A message could not be passed on to a person.")
        turn = guest.turn(this)
        if turn is None:
            conversation = guest.conversation.id
            shown = message_text(data["text"], self._settings) if "text" in data else None
            if shown is None:
                shown = self._title(data["payload"], self._answering.last_said(conversation))
            sent = data.get("payload", shown)
            answer = await self._answering.answer(conversation, this, sent, ask_bot=False)
            turn = Turn(this, shown, answer, _now())
            self._keeping.unkept.hold(guest, turn)
        pairs = zip(turn.answers(), turn.answer.replies, strict=True)
        return [presentation.message(message, reply) for message, reply in pairs]

    async def _said(self, conversation: str, data: dict[str, Any]) -> tuple[str, str]:
        """What the guest's bubble shows, and what is sent: a button shows its title."""
        if ("text" in data) == ("payload" in data):
            raise Malformed("A message has either a text or a button's payload.")
        if "text" in data:
            text = message_text(data["text"], self._settings)
            return text, text
        payload = data["payload"]
        if not isinstance(payload, str) or len(payload) > self._settings.longest_message:
            raise Malformed("A button's payload must be a short text.")
        said = await self._keeping.do(lambda: self._store.transcript(conversation))
        return self._title(payload, [message.reply for message in said]), payload

    def _title(self, payload: str, replies: list[Any]) -> str:
        title = presentation.title_of(payload, replies, self._settings.greeting)
        if title is None:
            raise NotThere("This button is not one of this conversation. Please type instead.")
        return title

    async def _said_to_a_person(self, guest: Guest, this: str, text: str) -> bool:
        """Whether the message went to a person who was asked for; the bot is silent then."""
        board = self._switchboard
        if board is None:
            return False
        conversation = guest.conversation.id
        said = await self._keeping.do(lambda: board.say_as_guest(conversation, this, text))
        guest.with_person = said
        if said:
            board.watch.hurry()
        return said

    async def _write(self, guest: Guest, turn: Turn) -> list[Message]:
        """Write an answer down; where that fails now, it is held: the guest has it either way."""
        conversation, answer = guest.conversation.id, turn.answer
        try:
            return await self._keeping.do(
                lambda: self._store.answer(
                    conversation,
                    turn.id,
                    answer.replies,
                    answered_by=answer.by,
                    now=turn.at,
                    ids=turn.answer_ids(),
                )
            )
        except StorageError:
            self._keeping.unkept.hold(guest, turn)
            return turn.answers()

    async def _wait_for_answer(self, conversation: str, this: str, claim: str) -> list[Message]:
        """The answer that is written down, or soon will be by the request that has the message."""
        for _ in range(_POLLS):
            said = await self._keeping.do(lambda: self._store.answers(conversation, this))
            if said or claim == "answered":
                return said
            await anyio.sleep(_POLL_SECONDS)
        raise BotAway("Your message is still being worked on. Please wait a moment.")

    async def _note_unanswered(self, question: str, answer: Answer) -> None:
        note = self._on_unanswered
        missed = [reply for reply in answer.replies if reply.get("outcome") == "fallback"]
        if not note or not missed:
            return
        nearest = (missed[0].get("topics") or [None])[0]
        try:
            await self._keeping.do(lambda: note(question, nearest))
        except AssistantError as error:  # The guest has an answer; a missing note costs nothing.
            log.error("An unanswered question was not noted: %s", error)


def _now() -> datetime:
    return datetime.now(timezone.utc)
