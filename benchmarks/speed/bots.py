"""The two bots that are compared: ours, and the one that `rasa init` makes; each a few processes.

Both run on loopback on free ports, with one worker, and are spoken to over Rasa's REST webhook.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import psutil
import yaml

from assistant.bot.training import RASA_VERSION, ensure_model
from assistant.commands.parts import ENVIRONMENT
from assistant.knowledge import load
from assistant.settings import PREFIX, Settings

PATIENCE = 240.0
"""Seconds within which a bot must have given its first answer."""
_BOTH = {name: value for name, value in ENVIRONMENT.items() if name != "OPENBLAS_NUM_THREADS"}
"""For both bots: neither talks, nor looks for a graphics card."""


@dataclass(frozen=True)
class Question:
    """Ways to ask for one kind of answer, asked by turns: nobody gets an answer that lay ready."""

    texts: Sequence[str]
    holds: str = ""
    """What the answer to each of them must hold: a wrong answer is no measurement."""


@dataclass
class Bot:
    """One bot: how it is started, what it is asked, and the processes while it runs."""

    name: str
    folder: Path
    port: int
    commands: Sequence[Sequence[str]]
    train: Sequence[str]
    environment: Mapping[str, str]
    questions: Mapping[str, Question]
    """Kind of answer -> the question that gets it."""
    log: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> float:
        """Start it, cold; the seconds until the first FAQ answer has come."""
        began = time.perf_counter()
        with self.log.open("ab") as log:
            self.processes = [
                subprocess.Popen(c, cwd=self.folder, env=self._env(), stdout=log, stderr=log)
                for c in self.commands
            ]
        while time.perf_counter() - began < PATIENCE:
            if any(process.poll() is not None for process in self.processes):
                raise SystemExit(f"{self.name} ended while it started; see {self.log}")
            if self._answers():
                return time.perf_counter() - began
            time.sleep(0.05)
        raise SystemExit(f"{self.name} gave no answer within {PATIENCE:.0f} s; see {self.log}")

    def stop(self) -> None:
        """End what was started here."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.processes = []

    def megabytes(self) -> float:
        """Resident memory of all its processes."""
        return sum(process.memory_info().rss for process in self._all()) / 1e6

    def processor_seconds(self) -> float:
        """Processor time that all its processes have taken so far, in steps of 10 ms."""
        times = [process.cpu_times() for process in self._all()]
        return sum(t.user + t.system for t in times)

    def seconds_to_train(self) -> float:
        """Train it anew, with nothing kept from before."""
        began = time.perf_counter()
        with self.log.open("ab") as log:
            subprocess.run(
                self.train, cwd=self.folder, env=self._env(), stdout=log, stderr=log, check=True
            )
        return time.perf_counter() - began

    def _all(self) -> list[psutil.Process]:
        roots = [psutil.Process(process.pid) for process in self.processes]
        return [p for root in roots for p in (root, *root.children(recursive=True))]

    def _env(self) -> dict[str, str]:
        return {**os.environ, **_BOTH, **self.environment}

    def _answers(self) -> bool:
        body = {"sender": secrets.token_hex(8), "message": self.questions[CLEAR].texts[0]}
        request = Request(
            f"http://127.0.0.1:{self.port}/webhooks/rest/webhook",
            json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        with suppress(URLError, OSError), urlopen(request, timeout=30) as response:
            return bool(json.load(response))
        return False


CLEAR = "clear FAQ"
OFF_TOPIC = (
    "can you recommend a sushi place in chicago",
    "who won the game last night",
    "i want to order two pizzas",
    "how tall is the eiffel tower",
    "please translate this into french",
    "what is the capital of peru",
)


def clear_questions(settings: Settings) -> list[str]:
    """Of each topic in turn, phrasings that stand in it, as the other bot's are in its training."""
    topics = load(settings.knowledge, settings.dialogue).topics.values()
    return _by_turns([topic.questions[:6] for topic in topics if topic.audience == "guest"])


def unseen_questions(settings: Settings) -> list[str]:
    """Of each topic in turn, the test questions that stand in no topic: guests' own words."""
    knowledge = load(settings.knowledge, settings.dialogue)
    return _by_turns(
        [
            questions
            for topic, questions in knowledge.mirrors.items()
            if topic in knowledge.topics and knowledge.topics[topic].audience == "guest"
        ]
    )


def _by_turns(of_topics: Sequence[Sequence[str]]) -> list[str]:
    return [question for round_ in zip(*of_topics, strict=False) for question in round_]


def ours(var: Path) -> Bot:
    """This checkout's bot: Rasa and the action server, on a database of its own."""
    settings = Settings.from_environment()
    model = ensure_model(settings)
    rasa_port, actions_port = free_port(), free_port()
    endpoints = yaml.safe_load((settings.root / "endpoints.yml").read_text(encoding="utf-8"))
    endpoints["action_endpoint"]["url"] = f"http://127.0.0.1:{actions_port}/webhook"
    file = var / "endpoints.yml"
    file.write_text(yaml.safe_dump(endpoints), encoding="utf-8")
    database = var / "speed.db"
    for old in var.glob("speed.db*"):
        old.unlink()
    rasa = [
        *_rasa(rasa_port), "--model", str(model), "--endpoints", str(file),
        "--credentials", str(settings.root / "credentials.yml"),
    ]  # fmt: skip
    train = [
        sys.executable, "-m", "rasa", "train", "--force", "--data", str(settings.root / "data"),
        "--out", str(var / "trained"),
    ]  # fmt: skip
    return Bot(
        name="this bot",
        folder=settings.root,
        port=rasa_port,
        commands=[[sys.executable, "-m", "actions"], rasa],
        train=train,
        environment={
            **ENVIRONMENT,
            PREFIX + "DATABASE_URL": f"sqlite:///{database}",
            PREFIX + "ACTIONS_PORT": str(actions_port),
            PREFIX + "RASA_PORT": str(rasa_port),
            PREFIX + "SECRET": secrets.token_urlsafe(32),
        },
        questions={
            CLEAR: Question(clear_questions(settings)),
            "FAQ in new words": Question(unseen_questions(settings)),
            "verdict": Question(
                [
                    f"is my {model} built in {month} 2023 included"
                    for model in ("NX", "RX")
                    for month in ("may", "june", "july", "august", "september", "october")
                ],
                "phase",
            ),
            "did you mean": Question(["key please", "the key please", "a key", "keys please"]),
            "fallback": Question(OFF_TOPIC),
        },
        log=var / "ours.log",
    )


def stock(var: Path) -> Bot:
    """What `rasa init` makes, made and trained once and kept under `var`.

    It judges no cars, so its "verdict" is its story of most actions: two answers to one message.
    """
    folder = var / f"stock-{RASA_VERSION}"
    if not list(folder.glob("models/*.tar.gz")):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        with (var / "stock.log").open("ab") as log:
            subprocess.run(
                [sys.executable, "-m", "rasa", "init", "--no-prompt", "--init-dir", str(folder)],
                env={**os.environ, **_BOTH},
                cwd=var,
                stdout=log,
                stderr=log,
                check=True,
            )
    port = free_port()
    return Bot(
        name="rasa init",
        folder=folder,
        port=port,
        commands=[_rasa(port)],
        train=[sys.executable, "-m", "rasa", "train", "--force", "--out", str(var / "trained")],
        environment={},
        questions={
            CLEAR: Question(["are you a bot?", "are you a human?", "am I talking to a bot?"]),
            "FAQ in new words": Question(["tell me if you are a robot", "r u a person or a bot"]),
            "verdict": Question(["I am very sad", "so sad", "not very good", "extremely sad"]),
            "did you mean": Question(OFF_TOPIC),
            "fallback": Question(OFF_TOPIC),
        },
        log=var / "stock.log",
    )


def _rasa(port: int) -> list[str]:
    # The API lets the benchmark copy a long conversation; it changes nothing about an answer.
    return [
        sys.executable, "-m", "rasa", "run", "--interface", "127.0.0.1", "--port", str(port),
        "--enable-api",
    ]  # fmt: skip


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
