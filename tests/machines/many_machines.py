"""A house of many parts on one machine, each part a process of its own, as containers run it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import httpx

from assistant.bot.training import ensure_model
from assistant.commands.parts import READY
from assistant.settings import Settings
from assistant.storage.database import open_engine, reading
from assistant.storage.schema import messages

PATIENCE = 420.0
"""Seconds within which a part must be ready, on a machine that has other things to do."""


@dataclass
class Part:
    """One process: its kind, where it listens, and what it has logged."""

    kind: str
    port: int
    log: Path
    process: subprocess.Popen[bytes] | None = None
    more: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def lives(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def ready(self) -> bool:
        try:
            with urlopen(self.url + READY[self.kind], timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def logged(self, message: str) -> list[dict[str, Any]]:
        """The lines of our own log with this message."""
        lines = self.log.read_text("utf-8", "replace").splitlines()
        own = [json.loads(line) for line in lines if line.startswith('{"time"')]
        return [line for line in own if line["message"].startswith(message)]

    def kill(self) -> None:
        """No goodbye."""
        assert self.process
        self.process.kill()
        self.process.wait(10)

    def stop(self) -> int:
        """As a platform stops a container; gives the exit code."""
        assert self.process
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(40)


class House:
    """Two doors, two Rasa workers and room for a third, and the actions, on one database."""

    def __init__(self, root: Path, database_url: str, redis_url: str) -> None:
        self.root, self.database_url = root, database_url
        ports = iter(_free_ports(6))
        self.actions = Part("actions", next(ports), root / "actions.log")
        self.workers = [Part("rasa", next(ports), root / f"rasa-{n}.log") for n in (1, 2, 3)]
        self.doors = [Part("web", next(ports), root / f"door-{n}.log") for n in "ab"]
        self._shared = {
            "SECOND_KEY_ROOT": str(root),
            "SECOND_KEY_DATABASE_URL": database_url,
            "SECOND_KEY_REDIS_URL": redis_url,
            "SECOND_KEY_SECRET": "the same for all of them",
            "SECOND_KEY_ACTIONS_URL": self.actions.url,
            "SECOND_KEY_RASA_URL": ",".join(worker.url for worker in self.workers),
        }

    @property
    def all(self) -> list[Part]:
        return [self.actions, *self.workers, *self.doors]

    def start(self, *parts: Part, **more: str) -> None:
        """Start parts at once and wait until all are ready."""
        own = {"actions": "ACTIONS_PORT", "rasa": "RASA_PORT", "web": "PORT"}
        for part in parts:
            environ = {k: v for k, v in os.environ.items() if not k.startswith("SECOND_KEY_")}
            environ |= self._shared | more | {f"SECOND_KEY_{own[part.kind]}": str(part.port)}
            with part.log.open("ab") as log:
                part.process = subprocess.Popen(
                    [sys.executable, "-m", "assistant", "serve", "--only", part.kind],
                    cwd=self.root,
                    env=environ,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                )
        until(lambda: all(p.ready or not p.lives for p in parts), PATIENCE, pause=0.5)
        for part in parts:
            assert part.ready, part.log.read_text("utf-8", "replace")[-2000:]

    def living_workers(self, least: int) -> list[Part]:
        """At least so many workers, started again where another test has stopped them."""
        missing = [worker for worker in self.workers if not worker.lives]
        while len(self.workers) - len(missing) < least:
            self.start(missing.pop(0))
        return [worker for worker in self.workers if worker.lives]

    def answered_by(self, *conversations: str) -> list[str]:
        """Who gave the answers of these conversations: "bot" or "desk"."""
        engine = open_engine(self.database_url)
        with reading(engine) as db:
            query = messages.select().where(messages.c.conversation.in_(conversations))
            found = [row.answered_by for row in db.execute(query) if row.author == "bot"]
        engine.dispose()
        return found


class Guest:
    """Somebody whose every message may go to another door."""

    def __init__(self, door: Part) -> None:
        self._client = httpx.Client(timeout=30, trust_env=False)
        begun = self._client.post(door.url + "/api/conversations")
        assert begun.status_code == 201, begun.text
        self.id = begun.json()["conversation"]["id"]
        self._headers = {"Authorization": f"Bearer {begun.json()['token']}"}

    def say(self, door: Part, text: str) -> str:
        """The whole answer, as one text."""
        answer = self._client.post(
            door.url + "/api/conversation/messages",
            json={"id": str(uuid.uuid4()), "text": text},
            headers=self._headers,
        )
        assert answer.status_code == 200, (text, answer.text)
        return "\n".join(message["text"] for message in answer.json()["messages"])


def until(true: Callable[[], bool], seconds: float, *, pause: float = 0.05) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "This took too long."
        time.sleep(pause)


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [int(each.getsockname()[1]) for each in sockets]
    for each in sockets:
        each.close()
    return ports


def furnish(root: Path) -> None:
    """A house of its own, whose knowledge may be edited."""
    here = Settings.from_environment()
    model = ensure_model(here)
    for name in ("knowledge", "data"):
        shutil.copytree(here.root / name, root / name)
    for name in ("config.yml", "domain.yml", "endpoints.yml", "credentials.yml"):
        shutil.copy(here.root / name, root / name)
    (root / "models").mkdir()
    shutil.copy(model, root / "models" / model.name)
    if (here.var / "cache").exists():
        shutil.copytree(here.var / "cache", root / "var" / "cache")
