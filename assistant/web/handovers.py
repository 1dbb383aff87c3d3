"""What bot and desk must still tell each other, from the database, where every door finds it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import anyio
import anyio.to_thread

from assistant.desk.taking_over import memory_of
from assistant.storage.handovers import Handover, HandoverStore
from assistant.storage.vault import Vault

T = TypeVar("T")


class Handovers:
    """The store, in threads. Every method may raise StorageError."""

    def __init__(self, store: HandoverStore, vault: Vault) -> None:
        self._store, self._vault = store, vault
        self._threads = anyio.CapacityLimiter(4)

    async def find(self, conversation: str) -> Handover | None:
        """The handover; None while the bot has heard everything."""
        return await self._do(lambda: self._store.find(conversation))

    async def keep(self, conversation: str, handover: Handover | None) -> None:
        """Write down how it stands."""
        await self._do(lambda: self._store.keep(conversation, handover))

    async def bots_memory(self, conversation: str) -> dict[str, Any]:
        """What the desk goes on with: all that the bot knew."""
        events = await self._do(lambda: self._store.bot_events(conversation))
        return memory_of(events, self._vault).as_dict()

    async def _do(self, work: Callable[[], T]) -> T:
        return await anyio.to_thread.run_sync(work, limiter=self._threads)
