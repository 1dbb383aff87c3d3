"""Answer times over REST: one kind of question, at one turn of a conversation, by some guests."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from benchmarks.speed.bots import Bot

ROUNDS = 3
"""Each cell is measured in so many rounds, the bots by turns: a busy machine slows both alike."""
_ALONE = 8
"""Messages of a round when one guest asks at a time."""


@dataclass
class Times:
    """Milliseconds from the request to the whole answer."""

    samples: list[float] = field(default_factory=list)
    processor: float = 0.0
    """Milliseconds that all answers together took of the processors."""

    def quantile(self, share: float) -> float:
        """The sample below which this share of them lies."""
        ranked = sorted(self.samples)
        return ranked[min(len(ranked) - 1, int(share * len(ranked)))]

    @property
    def median(self) -> float:
        return self.quantile(0.5)


class Talker:
    """Speaks to one running bot."""

    def __init__(self, bot: Bot, session: aiohttp.ClientSession) -> None:
        self.bot = bot
        self._session = session
        self._address = f"http://127.0.0.1:{bot.port}"
        self._long: dict[int, list[dict[str, Any]]] = {}
        self._asked: Counter[str] = Counter()

    async def ask(self, kind: str, sender: str) -> float:
        """Milliseconds until the answer was read; a wrong answer ends the benchmark."""
        question = self.bot.questions[kind]
        text = question.texts[self._asked[kind] % len(question.texts)]
        self._asked[kind] += 1
        body = {"sender": sender, "message": text}
        began = time.perf_counter()
        async with self._session.post(
            f"{self._address}/webhooks/rest/webhook", json=body
        ) as response:
            answer = await response.read()
        took = 1000 * (time.perf_counter() - began)
        if response.status != 200 or question.holds not in answer.decode():
            raise SystemExit(f"{self.bot.name} answered {text!r} with {answer[:300]!r}")
        return took

    async def grow(self, turns: Sequence[int]) -> None:
        """Hold one conversation, and keep its events as they were before each of `turns`."""
        sender, kinds = secrets.token_hex(8), list(self.bot.questions)
        for turn in range(1, max(turns)):
            if turn in turns:
                self._long[turn] = await self._events(sender)
            await self.ask(kinds[turn % len(kinds)], sender)
        self._long[max(turns)] = await self._events(sender)

    async def begin(self, turn: int) -> str:
        """A conversation whose next message is its `turn`-th; its id."""
        sender = secrets.token_hex(8)
        if turn > 1:
            async with self._session.put(
                f"{self._address}/conversations/{sender}/tracker/events",
                params={"include_events": "NONE"},
                json=self._long[turn],
            ) as response:
                response.raise_for_status()
                await response.read()
        return sender

    async def _events(self, sender: str) -> list[dict[str, Any]]:
        async with self._session.get(
            f"{self._address}/conversations/{sender}/tracker", params={"include_events": "ALL"}
        ) as response:
            events: list[dict[str, Any]] = (await response.json())["events"]
            return events


async def measure(talkers: Sequence[Talker], kind: str, turn: int, guests: int) -> dict[str, Times]:
    """The times of each bot, by its name."""
    times = {talker.bot.name: Times() for talker in talkers}
    count = _ALONE if guests == 1 else guests
    for _ in range(ROUNDS):
        for talker in talkers:
            senders = [await talker.begin(turn) for _ in range(count)]
            samples = times[talker.bot.name].samples
            before = talker.bot.processor_seconds()
            if guests == 1:
                samples += [await talker.ask(kind, sender) for sender in senders]
            else:
                samples += await asyncio.gather(*(talker.ask(kind, s) for s in senders))
            took = talker.bot.processor_seconds() - before
            times[talker.bot.name].processor += 1000 * took
    return times
