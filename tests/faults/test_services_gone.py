"""PostgreSQL and Redis are gone for a while: guests are answered, and it comes back by itself."""

from __future__ import annotations

import asyncio
import os
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from handoff_fakes import AtConsole, Clock, FakeBot, InChat, make_app
from sick_database import soon
from sqlalchemy.engine.url import make_url
from starlette.testclient import TestClient
from wire import Wire

from assistant.storage.database import open_database

pytestmark = pytest.mark.services

ROBIN = {"name": "Robin Miller", "phone": "(214) 748-3647", "agreed": True}


@pytest.fixture
def postgres(new_postgres_url: str) -> Iterator[tuple[Wire, sa.engine.Engine]]:
    url = make_url(new_postgres_url)
    wire = Wire(url.host or "127.0.0.1", url.port or 5432)
    engine = open_database(
        url.set(host="127.0.0.1", port=wire.port).render_as_string(hide_password=False)
    )
    yield wire, engine
    engine.dispose()
    wire.close()


def storage(client: TestClient) -> str:
    return str(client.get("/readyz").json().get("storage", "there"))


def test_postgresql_is_gone_for_a_while(postgres: tuple[Wire, sa.engine.Engine]) -> None:
    wire, engine = postgres
    with TestClient(make_app(engine, Clock(), FakeBot()), base_url="https://k.example") as client:
        guest, dana = InChat(client), AtConsole(client, "dana")
        guest.say("Is my vehicle in the program?")
        wire.cut()
        [answer] = guest.say("an NX").json()["messages"]
        assert "When was it built" in answer["text"]
        newcomer = InChat(client)
        assert newcomer.say("is it free").status_code == 200
        wish = {"id": str(uuid.uuid4()), **ROBIN}
        refused = guest.post("call-back", wish)
        assert refused.status_code == 503
        assert "1-800-255-3987" in refused.text
        assert dana.get("handoffs").status_code == 503
        wire.mend()
        assert soon(lambda: storage(client) == "there")
        assert guest.post("call-back", wish).status_code == 201
        assert [m["text"] for m in guest.transcript()][2] == "an NX"
        assert len(newcomer.transcript()) == 2
        assert dana.is_here()


def test_a_lock_on_a_table_keeps_nobody_waiting_for_long(
    postgres: tuple[Wire, sa.engine.Engine],
) -> None:
    _, engine = postgres

    def shorter(connection: Any, *_: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = 300")
        connection.commit()

    sa.event.listen(engine, "checkout", shorter)
    with TestClient(make_app(engine, Clock(), FakeBot()), base_url="https://k.example") as client:
        guest = InChat(client)
        with engine.connect() as other:
            other.exec_driver_sql("LOCK TABLE messages IN ACCESS EXCLUSIVE MODE")
            assert guest.say("is it free").status_code == 200
            assert storage(client) == "away"
            other.rollback()
        assert soon(lambda: storage(client) == "there")
        assert len(guest.transcript()) == 2


@pytest.mark.rasa
def test_redis_is_gone_for_a_while() -> None:
    """Rasa's turn fails at once, so the door's desk answers; the next turn after works again."""
    address = os.environ.get("TEST_REDIS_URL", "")
    if not address:
        pytest.skip("Redis: TEST_REDIS_URL is not set; tools/with_services.py starts one")
    from rasa.core.lock_store import LockError

    from assistant.bot.lock_store import RedisLocks

    url = make_url(address)
    wire = Wire(url.host or "127.0.0.1", url.port or 6379)

    async def turns() -> None:
        locks = RedisLocks(url=str(url.set(host="127.0.0.1", port=wire.port)))

        async def turn() -> None:
            async with locks.lock("guest"):
                pass

        await turn()
        wire.cut()
        for _ in range(3):
            with pytest.raises(LockError, match="Redis does not answer"):
                await asyncio.wait_for(turn(), 3)
        wire.mend()
        await turn()
        await locks.check_ready()
        await locks._redis.close()

    asyncio.run(turns())
    wire.close()
