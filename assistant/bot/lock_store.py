"""One turn of a conversation at a time, whichever of several Rasa workers it comes to.

Rasa's own Redis store reads a conversation's tickets and writes them back in two steps: of two
workers that do so at once, both hold the lock (measured: in 281 of 300 pairs), and a second message
always waits a whole second. Here the lock is the one that comes with Redis' client, which Redis
itself gives to one.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Optional

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LockError, LockStore
from rasa.utils.endpoints import EndpointConfig
from redis.asyncio import Redis
from redis.exceptions import LockError as NotOurs
from redis.exceptions import RedisError

from assistant.settings import Settings

LIFETIME = 5.0
"""Seconds after which a lock is free whose worker has died; a turn takes hundredths of one."""
PATIENCE = 6.0
"""Seconds that a message waits for the one before it: longer than a dead worker's lock lasts, and
shorter than the door waits for an answer."""
_LOOK_EVERY = 0.02
_REDIS_PATIENCE = 1.0
_PREFIX = "second-key:turn:"


class RedisLocks(LockStore):
    """Named in endpoints.yml as `lock_store` when there is a Redis (SECOND_KEY_REDIS_URL).

    Messages that wait are not told apart by age: of three at once, the first is first and the
    others come in any order. Our doors send one message of a conversation after the other.
    """

    def __init__(
        self, endpoint_config: Optional[EndpointConfig] = None, *, url: Optional[str] = None
    ) -> None:
        """`url` like redis://:password@host:6379/1; without it, the settings' Redis is used."""
        self._redis = Redis.from_url(
            url or Settings.from_environment().redis_url,
            socket_timeout=_REDIS_PATIENCE,
            socket_connect_timeout=_REDIS_PATIENCE,
        )

    @asynccontextmanager
    async def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = LIFETIME,
        wait_time_in_seconds: float = _LOOK_EVERY,
    ) -> AsyncGenerator[TicketLock, None]:
        """Hold the conversation. Raises LockError when Redis is away or another turn goes on."""
        held = self._redis.lock(
            _PREFIX + conversation_id,
            timeout=lock_lifetime,
            sleep=wait_time_in_seconds,
            blocking_timeout=PATIENCE,
        )
        try:
            ours = await held.acquire()
        except RedisError as error:
            raise LockError(f"Redis does not answer ({type(error).__name__}).") from error
        if not ours:
            raise LockError("Another message of this conversation is still being answered.")
        try:
            yield TicketLock(conversation_id)
        finally:
            with suppress(NotOurs, RedisError):  # It ran out meanwhile, or will by itself.
                await held.release()

    async def check_ready(self) -> None:
        """Nothing when Redis answers; otherwise raises LockError."""
        try:
            await self._redis.ping()
        except RedisError as error:
            raise LockError(f"Redis does not answer ({type(error).__name__}).") from error
