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
        self._long: dict[int, list[str]] = {}
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

    async def grow(self, turns: Sequence[int], copies: int) -> None:
        """Hold one conversation, and copy it so often as it was before each of `turns`."""
        sender, kinds = secrets.token_hex(8), list(self.bot.questions)
        for turn in range(1, max(turns) + 1):
            if turn in turns:
                self._long[turn] = await self._copied(await self._events(sender), copies)
            await self.ask(kinds[turn % len(kinds)], sender)

    async def talk(self, turns: int) -> dict[str, list[float]]:
        """Milliseconds of each answer of one conversation, by kind and in order."""
        sender, kinds = _new(), list(self.bot.questions)
        times: dict[str, list[float]] = {kind: [] for kind in kinds}
        for turn in range(turns):
            kind = kinds[turn % len(kinds)]
            times[kind].append(await self.ask(kind, sender))
        return times

    def begun(self, turn: int, count: int) -> list[str]:
        """So many conversations whose next message is about their `turn`-th; their ids.

        A long one is used again for the next kind of question: copying hundreds of events takes
        Rasa longer than all that is measured here.
        """
        return self._long[turn][:count] if turn > 1 else [_new() for _ in range(count)]

    async def _events(self, sender: str) -> list[dict[str, Any]]:
        async with self._session.get(
            f"{self._address}/conversations/{sender}/tracker", params={"include_events": "ALL"}
        ) as response:
            events: list[dict[str, Any]] = (await response.json())["events"]
            return events

    async def _copied(self, events: list[dict[str, Any]], copies: int) -> list[str]:
        senders = [_new() for _ in range(copies)]
        for sender in senders:
            async with self._session.put(
                f"{self._address}/conversations/{sender}/tracker/events",
                params={"include_events": "NONE"},
                json=events,
            ) as response:
                response.raise_for_status()
                await response.read()
        return senders


def _new() -> str:
    return secrets.token_hex(8)


async def measure(talkers: Sequence[Talker], kind: str, turn: int, guests: int) -> dict[str, Times]:
    """The times of each bot, by its name."""
    times = {talker.bot.name: Times() for talker in talkers}
    count = _ALONE if guests == 1 else guests
    for _ in range(ROUNDS):
        for talker in talkers:
            senders = talker.begun(turn, count)
            samples = times[talker.bot.name].samples
            before = talker.bot.processor_seconds()
            if guests == 1:
                samples += [await talker.ask(kind, sender) for sender in senders]
            else:
                samples += await asyncio.gather(*(talker.ask(kind, s) for s in senders))
            took = talker.bot.processor_seconds() - before
            times[talker.bot.name].processor += 1000 * took
    return times
