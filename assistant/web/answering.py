"""Gets a message answered: by the bot, or by the desk while the bot is away."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal

import anyio
import anyio.to_thread

from assistant.desk.reply import Channel
from assistant.errors import BotAway, StorageError
from assistant.storage.handovers import Handover
from assistant.web.bot import BotClient, Breaker, DeskFallback, Reply
from assistant.web.handovers import Handovers
from assistant.web.metrics import Metrics

log = logging.getLogger(__name__)

_REMEMBERED = 2_000
"""Conversations whose last messages are kept in memory, the least recent go first: more than one
door can lead at a time. Each is some ten kilobytes."""
_PATIENCE = 15.0
"""Seconds that the bot has for a message and for what it missed before."""
_LAST = 8
"""Messages that one side is told when it takes over from the other."""


@dataclass(frozen=True)
class Answer:
    """The replies to one message, and who gave them."""

    replies: list[Reply]
    by: Literal["bot", "desk"]


@dataclass
class _Thread:
    """What each side must still be told of a conversation, as far as this door knows.

    The database knows for all doors; this is for while it is away.
    """

    memory: dict[str, Any] = field(default_factory=dict)
    unknown_to_desk: list[str] = field(default_factory=list)
    unknown_to_bot: list[tuple[str, str]] = field(default_factory=list)
    unwritten: bool = False
    """The database has not heard of the above."""
    lock: anyio.Lock = field(default_factory=anyio.Lock)
    last: tuple[str, Answer] | None = None
    """The id of the last message and its answer: whoever sends it again gets that."""


class Answering:
    """One message at a time per conversation; whoever takes over hears first what it missed.

    So a guest who has told the bot their model is not asked again when it restarts, and the bot
    knows what the desk was told in between, whichever doors the messages come through.
    """

    def __init__(
        self,
        bot: BotClient,
        desk: DeskFallback,
        *,
        breaker: Breaker | None = None,
        channel: Channel = "web",
        metrics: Metrics | None = None,
        handovers: Handovers | None = None,
    ) -> None:
        """Without `handovers` there is this door only."""
        self._bot, self._desk, self._channel = bot, desk, channel
        self._handovers = handovers
        self._breaker = breaker or Breaker()
        self._metrics = metrics or Metrics()
        self._desk_threads = anyio.CapacityLimiter(2)
        self._threads: OrderedDict[str, _Thread] = OrderedDict()

    @property
    def bot_away(self) -> bool:
        """Whether the desk is answering for the bot."""
        return self._breaker.away

    async def answer(
        self,
        conversation: str,
        message_id: str,
        text: str,
        *,
        ask_bot: bool = True,
        again: bool = False,
    ) -> Answer:
        """Raises AssistantError when neither can. Without `ask_bot` the desk answers at once.

        `again`: another door may have asked the bot this already.
        """
        try:
            with self._metrics.step("turn"):
                answer = await self._answer(conversation, message_id, text, ask_bot, again)
        except Exception:
            self._metrics.failed(self._channel)
            raise
        self._metrics.turn(self._channel, answer.by, answer.replies)
        self._metrics.bot_away(self._channel, self._breaker.away)
        return answer

    def last_said(self, conversation: str) -> list[Reply]:
        """The replies to the conversation's last message, as far as this door knows."""
        thread = self._threads.get(conversation)
        return thread.last[1].replies if thread and thread.last else []

    async def _answer(
        self, conversation: str, message_id: str, text: str, ask_bot: bool, again: bool
    ) -> Answer:
        thread = self._thread(conversation)
        async with thread.lock:
            if thread.last and thread.last[0] == message_id:
                return thread.last[1]  # It was answered, and only writing that down failed.
            if ask_bot:
                await self._catch_up(conversation, thread)
            answer = await self._ask(conversation, thread, message_id, text, ask_bot, again)
            thread.last = (message_id, answer)
            return answer

    async def _ask(
        self,
        conversation: str,
        thread: _Thread,
        message_id: str,
        text: str,
        ask_bot: bool,
        again: bool,
    ) -> Answer:
        if ask_bot and self._breaker.may_try():
            try:
                with anyio.fail_after(_PATIENCE), self._metrics.step("bot"):
                    replies = await self._ask_bot(conversation, thread, message_id, text, again)
            except (BotAway, TimeoutError) as error:
                if not self._breaker.away:
                    log.warning("The desk answers for the bot: %s", error)
                self._breaker.failed()
            else:
                if self._breaker.away:
                    log.info("The bot answers again.")
                self._breaker.answered()
                return Answer(replies, "bot")
        with self._metrics.step("desk"):
            if ask_bot:
                await self._take_over(conversation, thread)
            replies = await self._ask_desk(thread, message_id, text)
            thread.unwritten = True
            if ask_bot:
                with suppress(StorageError):
                    await self._write(conversation, thread)
            return Answer(replies, "desk")

    async def forget(self, conversation: str) -> None:
        """Drop what is remembered of a conversation."""
        self._threads.pop(conversation, None)
        if self._handovers:
            with suppress(StorageError):  # It goes with the conversation, then.
                await self._handovers.keep(conversation, None)

    async def _catch_up(self, conversation: str, thread: _Thread) -> None:
        """Learn what other doors have written down, unless this one has still to write."""
        if self._handovers is None:
            return
        with suppress(StorageError):
            if thread.unwritten:
                await self._write(conversation, thread)
                return
            found = await self._handovers.find(conversation)
            thread.unknown_to_bot = list(found.missed) if found else []
            if found:
                thread.memory, thread.unknown_to_desk = found.memory, []

    async def _write(self, conversation: str, thread: _Thread) -> None:
        if self._handovers is None:
            return
        thread.unwritten = True
        missed = tuple(thread.unknown_to_bot)
        handover = Handover(thread.memory, missed) if missed else None
        await self._handovers.keep(conversation, handover)
        thread.unwritten = False

    async def _ask_bot(
        self, conversation: str, thread: _Thread, message_id: str, text: str, again: bool
    ) -> list[Reply]:
        behind = bool(thread.unknown_to_bot)
        while thread.unknown_to_bot:
            missed_id, missed = thread.unknown_to_bot[0]
            await self._bot.send(
                conversation, missed, channel=self._channel, message_id=missed_id, again=True
            )
            thread.unknown_to_bot.pop(0)
        if behind:
            await self._write(conversation, thread)
        replies = await self._bot.send(
            conversation, text, channel=self._channel, message_id=message_id, again=again
        )
        thread.unknown_to_desk = [*thread.unknown_to_desk, text][-_LAST:]
        return replies

    async def _take_over(self, conversation: str, thread: _Thread) -> None:
        """Let the desk know what the bot knew, if the bot has led until now."""
        if self._handovers is None or thread.unknown_to_bot or thread.unwritten:
            return
        with suppress(StorageError):
            thread.memory = await self._handovers.bots_memory(conversation)
            thread.unknown_to_desk = []

    async def _ask_desk(self, thread: _Thread, message_id: str, text: str) -> list[Reply]:
        def turns() -> tuple[list[Reply], dict[str, Any]]:
            memory: Mapping[str, Any] = thread.memory
            replies: list[Reply] = []
            for said in (*thread.unknown_to_desk, text):
                replies, memory = self._desk.answer(
                    said, dict(memory), channel=self._channel, audience="guest"
                )
            return replies, dict(memory)

        replies, thread.memory = await anyio.to_thread.run_sync(turns, limiter=self._desk_threads)
        thread.unknown_to_desk = []
        thread.unknown_to_bot = [*thread.unknown_to_bot, (message_id, text)][-_LAST:]
        return replies

    def _thread(self, conversation: str) -> _Thread:
        thread = self._threads.setdefault(conversation, _Thread())
        self._threads.move_to_end(conversation)
        while len(self._threads) > _REMEMBERED:
            self._threads.popitem(last=False)
        return thread
