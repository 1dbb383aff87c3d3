"""How long an agent waits while typing: `python -m benchmarks.console`.

A console with 300 topics (those of the letter and made-up ones with the same number of phrasings)
answers each keystroke of 40 things that guests say, over HTTP and with its audit line on disk. The
time is that of the whole request, as the agent's browser would see it on the same machine.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date, datetime, timezone
from pathlib import Path

from argon2 import PasswordHasher
from starlette.testclient import TestClient

from assistant.desk.desk import Desk
from assistant.knowledge import Knowledge, load
from assistant.knowledge.topic import Source, Topic
from assistant.storage.conversations import ConversationStore
from assistant.storage.database import open_database
from assistant.storage.passwords import Passwords
from assistant.storage.users import Users
from assistant.web.agent.routes import agent_routes
from assistant.web.agent.settings import AgentSettings
from assistant.web.app import create_app
from assistant.web.settings import WebSettings

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2024, 2, 12, 17, tzinfo=timezone.utc)
WORDS = "four calm garden words"
THINGS = """battery, door handle, loan car, invoice, app, navigation, roof rack, tire, window,
seat heater, charging cable, radio, mirror, floor mat, camera""".split(", ")
ASKED = """is the {} included, my {} is broken, who repairs the {}, how much is a new {},
can I order a {}, where is the {}, the {} does not work, when do I get the {}, what about the {},
is the {} under warranty, how long for the {}, I lost the {}, need {} help, {} question,
does the {} cost extra, swap the {}""".split(",")


class FixedShelf:
    """A shelf that holds one version and nothing else."""

    faults = ()

    def __init__(self, current: Knowledge) -> None:
        self.current = current

    def subscribe(self, _callback: object) -> None:
        """Nothing ever changes."""

    def close(self) -> None:
        """Nothing is open."""


def enlarged(knowledge: Knowledge, count: int, draw: random.Random) -> Knowledge:
    """The knowledge with made-up topics until there are `count`."""
    topics = dict(knowledge.topics)
    for number in range(count - len(topics)):
        thing = f"{draw.choice(THINGS)} {chr(97 + number % 26)}{number}"
        topics[f"made_up_{number}"] = Topic(
            id=f"made_up_{number}",
            title=f"About the {thing}",
            audience=draw.choice(("guest", "agent")),
            questions=tuple(asked.strip().format(thing) for asked in ASKED),
            sources=(Source("FAQ", "Q1", f"The {thing} is as it is."),),
            reviewed=date(2024, 2, 1),
            answer=f"The {thing} is as it is. " * 8,
            voice=f"The {thing} is as it is.",
            agent_notes=f"- Never promise a {thing}.\n- Ask for the {thing} first.",
        )
    return replace(knowledge, topics=topics)


class Nobody:
    """No guest comes to this door."""

    async def send(self, *_: object, **__: object) -> list[dict[str, object]]:
        return []

    def answer(self, *_: object, **__: object) -> object:
        return [], {}


def main() -> None:
    """Measure, and print one table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--topics", type=int, default=300)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--encoder", default="", help='"none": by words alone')
    options = arguments.parse_args()
    draw = random.Random(options.seed)
    real = load(ROOT / "knowledge", ROOT / "data" / "nlu")
    said = [question for questions in real.mirrors.values() for question in questions]
    said = [*draw.sample(said, 38), "guy lost his only fob n his phase isnt out", "2T2BAMCA4RC01"]
    began = time.perf_counter()
    desk = Desk(FixedShelf(enlarged(real, options.topics, draw)), encoder=options.encoder)
    desk.prepare()
    fitted = time.perf_counter() - began
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        client, headers = stack.enter_context(console(desk, f"sqlite:///{folder}/a.db"))
        ask(client, headers, "suggest", {"text": "hello"})
        typed = [
            ask(client, headers, "suggest", {"text": text[:end]})
            for text in said
            for end in range(1, len(text) + 1)
        ]
        entries = [
            {"model": model, "built": f"{draw.randint(1, 12)}/{draw.choice(('22', '23', '24'))}"}
            for model in draw.choices(real.program.lines, k=300)
        ]
        cards = [ask(client, headers, "vehicle", entry) for entry in entries]
    print(f"{options.topics} topics, ready after {fitted:.1f} s")
    print(f"{'':14}{'requests':>9}{'median':>10}{'p95':>10}{'p99':>10}{'worst':>10}   (ms)")
    for name, times in (("a keystroke", typed), ("a vehicle", cards)):
        cuts = statistics.quantiles(times, n=100)
        figures = "".join(f"{1000 * t:10.1f}" for t in (cuts[49], cuts[94], cuts[98], max(times)))
        print(f"{name:14}{len(times):>9}{figures}")


@contextmanager
def console(desk: Desk, url: str) -> Iterator[tuple[TestClient, dict[str, str]]]:
    """A browser that has signed in."""
    engine = open_database(url)
    cheap = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    Users(engine, cheap).add("maria", WORDS, role="agent", now=NOW)
    web = WebSettings()
    routes = agent_routes(
        AgentSettings(secret="s"), web, desk, engine, clock=lambda: NOW, passwords=cheap
    )
    nobody = Nobody()
    app = create_app(web, nobody, nobody, ConversationStore(engine), more_routes=routes)  # type: ignore[arg-type]
    with TestClient(app, base_url="http://127.0.0.1") as client:
        answer = client.post("/agent/api/sign-in", json={"name": "maria", "password": WORDS})
        yield client, {"x-csrf-token": answer.json()["token"]}


def ask(client: TestClient, headers: dict[str, str], path: str, body: dict[str, str]) -> float:
    """Seconds that one request takes; one that is refused for being too quick is made again."""
    while True:
        began = time.perf_counter()
        answer = client.post(f"/agent/api/{path}", json=body, headers=headers)
        took = time.perf_counter() - began
        if answer.status_code == 200:
            return took
        assert answer.status_code == 429, answer.text
        time.sleep(1)


if __name__ == "__main__":
    main()
