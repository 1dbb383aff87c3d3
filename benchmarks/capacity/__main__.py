"""What one turn costs: processor time and memory of each process, and bytes in the database.

`python -m benchmarks.capacity` is what deploy/CAPACITY.md reckons with. Guests come one after the
other, so nobody waits for anybody: processor time is counted, not the clock. With TEST_POSTGRES_URL
and TEST_REDIS_URL (`tools/with_services.py python -m benchmarks.capacity`) the house runs on
PostgreSQL and Redis, as several machines do, otherwise on SQLite. What a process uses while nobody
says anything (it looks for changed files, for one) is measured first and taken off.
"""

from __future__ import annotations

import http.client
import json
import os
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import click
import psutil
import sqlalchemy as sa

from benchmarks.load.guests import Talk
from benchmarks.load.house import House, Use, open_house

_QUIET = 10.0


@click.command()
@click.option("--turns", default=1_500, show_default=True, help="Messages that are counted.")
@click.option("--before", default=200, show_default=True, help="Messages before the count begins.")
def main(turns: int, before: int) -> None:
    """Measure, and print a table."""
    with _services() as settings, open_house(**settings) as house:
        talk = Talk(seed=7)
        _talk(house, talk, before, first=0)
        idle = _idle(house, settings)
        begun, stored = _use(house, settings), _stored(settings)
        clock = time.perf_counter()
        conversations = _talk(house, talk, turns, first=100_000)
        seconds = time.perf_counter() - clock
        ended = _use(house, settings)
        answered = house.answered()
        print(f"\n{turns:,} turns in {conversations:,} conversations, one after the other,")
        print(f"on {'PostgreSQL and Redis' if settings else 'SQLite'}. ", end="")
        print(f"{1000 * seconds / turns:.1f} ms a turn by the clock. Answered: {answered}.\n")
        print(
            "| process | processor ms a turn | turns a second and core | idle, ms a second | MB |"
        )
        print("|---|---|---|---|---|")
        for name, use in ended.items():
            used = use.processor - begun[name].processor - idle[name] * seconds
            cost = max(0.0, 1000 * used / turns)
            most = f"{1000 / cost:,.0f}" if cost > 0.01 else ""
            print(
                f"| {name} | {cost:.2f} | {most} | {1000 * idle[name]:.1f} | {use.megabytes:.0f} |"
            )
        if settings:
            grown = _stored(settings) - stored
            print(f"\nThe database grew by {grown / turns / 1000:.2f} kB a turn.")
        sys.exit(1 if answered["desk"] else 0)


def _talk(house: House, talk: Talk, turns: int, *, first: int) -> int:
    """So many messages; gives how many conversations they made."""
    number = 0
    while turns:
        # An address of loopback for each guest, so that limits stand as they are.
        n = first + number
        address = f"127.{1 + (n >> 16) % 254}.{(n >> 8) % 256}.{1 + n % 254}"
        number += 1
        url = urlsplit(house.url)
        line = http.client.HTTPConnection(
            url.hostname or "", url.port, timeout=60, source_address=(address, 0)
        )
        token = _post(line, "/api/conversations", None, "")["token"]
        for message in talk.conversation():
            body = {"id": str(uuid.uuid4()), "text": message.text}
            _post(line, "/api/conversation/messages", body, token)
            turns -= 1
            if not turns:
                break
        line.close()
    return number


def _post(line: http.client.HTTPConnection, path: str, body: object, token: str) -> dict[str, str]:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    line.request("POST", path, json.dumps(body) if body else None, headers)
    answer = line.getresponse()
    text = answer.read()
    if answer.status >= 300:
        raise SystemExit(f"{path} was answered with {answer.status}: {text[:200]!r}")
    return dict(json.loads(text))


def _idle(house: House, settings: dict[str, str]) -> dict[str, float]:
    """Seconds of processor time that each process uses in a second while nobody says anything."""
    begun, clock = _use(house, settings), time.perf_counter()
    time.sleep(_QUIET)
    ended, seconds = _use(house, settings), time.perf_counter() - clock
    return {name: (use.processor - begun[name].processor) / seconds for name, use in ended.items()}


def _use(house: House, settings: dict[str, str]) -> dict[str, Use]:
    uses = house.use()
    for name, port in (("PostgreSQL", "DATABASE_URL"), ("Redis", "REDIS_URL")):
        if settings:
            uses[name] = _service(urlsplit(settings[port]).port or 0)
    return uses


def _service(port: int) -> Use:
    """What the server on a port has used, with the processes it made."""
    owner = next(
        c.pid
        for c in psutil.net_connections("tcp")
        if c.laddr and c.laddr.port == port and c.status == psutil.CONN_LISTEN and c.pid
    )
    server = psutil.Process(owner)
    family = [server, *server.children(recursive=True)]
    processor = megabytes = 0.0
    for process in family:
        times, memory = process.cpu_times(), process.memory_full_info()
        processor += times.user + times.system
        megabytes += memory.uss / 1e6
    return Use(processor, megabytes)


def _stored(settings: dict[str, str]) -> int:
    if not settings:
        return 0
    engine = sa.create_engine(settings["DATABASE_URL"], future=True)
    with engine.connect() as db:
        size = int(db.execute(sa.text("SELECT pg_database_size(current_database())")).scalar_one())
    engine.dispose()
    return size


@contextmanager
def _services() -> Iterator[dict[str, str]]:
    """The settings for PostgreSQL and Redis, with a database of its own; {} without them."""
    server, redis = os.environ.get("TEST_POSTGRES_URL"), os.environ.get("TEST_REDIS_URL")
    if not server or not redis:
        yield {}
        return
    name = f"capacity_{uuid.uuid4().hex}"
    maker = sa.create_engine(server, future=True, isolation_level="AUTOCOMMIT")
    with maker.connect() as db:
        db.execute(sa.text(f"CREATE DATABASE {name}"))
    url = sa.engine.make_url(server).set(database=name).render_as_string(hide_password=False)
    try:
        yield {"DATABASE_URL": str(url), "REDIS_URL": redis}
    finally:
        with maker.connect() as db:
            db.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
        maker.dispose()


if __name__ == "__main__":
    main()
