"""Two workers never take two turns of one conversation at once."""

from __future__ import annotations

import asyncio
import os
import socket
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

pytestmark = pytest.mark.rasa


@asynccontextmanager
async def workers(count: int, url: str) -> AsyncIterator[list[Any]]:
    """So many workers' stores, each with connections of its own."""
    from assistant.bot.lock_store import RedisLocks

    stores = [RedisLocks(url=url) for _ in range(count)]
    yield stores
    for store in stores:
        await store._redis.close()


@pytest.mark.services
class TestWithRedis:
    @pytest.fixture
    def redis_url(self) -> str:
        url = os.environ.get("TEST_REDIS_URL", "")
        if not url:
            pytest.skip("Redis: TEST_REDIS_URL is not set; tools/with_services.py starts one")
        return url

    @pytest.fixture
    def conversation(self) -> str:
        return uuid.uuid4().hex

    def test_one_turn_after_the_other(
        self, loop: asyncio.AbstractEventLoop, redis_url: str, conversation: str
    ) -> None:
        under_way, most, done = 0, 0, 0

        async def turn(store: Any) -> None:
            nonlocal under_way, most, done
            async with store.lock(conversation):
                under_way += 1
                most = max(most, under_way)
                await asyncio.sleep(0.005)
                under_way -= 1
                done += 1

        async def all_at_once() -> None:
            async with workers(4, redis_url) as stores:
                await asyncio.gather(*(turn(store) for store in stores * 5))

        loop.run_until_complete(all_at_once())
        assert (most, done) == (1, 20)

    def test_other_conversations_do_not_wait(
        self, loop: asyncio.AbstractEventLoop, redis_url: str, conversation: str
    ) -> None:
        async def two() -> None:
            async with (
                workers(2, redis_url) as (one, other),
                one.lock(conversation),
                other.lock(conversation + "-other"),
            ):
                pass

        loop.run_until_complete(asyncio.wait_for(two(), 2))

    def test_a_dead_workers_lock_is_free_after_its_lifetime(
        self, loop: asyncio.AbstractEventLoop, redis_url: str, conversation: str
    ) -> None:
        async def wait_for_the_dead() -> float:
            async with workers(2, redis_url) as (dead, alive):
                await dead._redis.lock("second-key:turn:" + conversation, timeout=0.3).acquire()
                began = time.monotonic()
                async with alive.lock(conversation):
                    return time.monotonic() - began

        assert 0.2 < loop.run_until_complete(wait_for_the_dead()) < 3

    def test_a_turn_that_outlived_its_lock_does_not_free_anothers(
        self, loop: asyncio.AbstractEventLoop, redis_url: str, conversation: str
    ) -> None:
        async def slow_and_next() -> bool:
            async with workers(3, redis_url) as (slow, quick, third):
                async with slow.lock(conversation, lock_lifetime=0.1):
                    await asyncio.sleep(0.2)
                    held = quick.lock(conversation)
                    await held.__aenter__()
                still_held = bool(await third._redis.exists("second-key:turn:" + conversation))
                await held.__aexit__(None, None, None)
                return still_held

        assert loop.run_until_complete(slow_and_next())


def test_without_redis_a_turn_fails_at_once(loop: asyncio.AbstractEventLoop) -> None:
    from rasa.core.lock_store import LockError

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        nobody = f"redis://127.0.0.1:{probe.getsockname()[1]}/0"

    async def turn() -> None:
        async with workers(1, nobody) as (store,), store.lock("c"):
            raise AssertionError("Nobody holds this.")

    began = time.monotonic()
    with pytest.raises(LockError, match="Redis does not answer"):
        loop.run_until_complete(turn())
    assert time.monotonic() - began < 3
