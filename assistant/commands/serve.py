"""`assistant serve`: Rasa, the action server and the web door under one supervisor."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import click
import yaml

from assistant.errors import AssistantError
from assistant.settings import PREFIX, Settings

_STOP_WITHIN = 10.0
"""Seconds that a part gets to finish before it is killed."""
_PATIENCE = 300.0
"""Seconds within which the first answer must be possible."""
_CALM = 60.0
"""A part that ran this long before it fell is started again at once; sooner, after a pause."""

ENVIRONMENT = {
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "-1",
    "RASA_TELEMETRY_ENABLED": "false",
    "SANIC_WORKERS": "1",
    # A message's products are small: threads that wait for each other cost more than they bring.
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONUNBUFFERED": "1",
    "PYTHONWARNINGS": "ignore",
}
"""What every part is started with."""


@dataclass
class Part:
    """One process of the house."""

    name: str
    command: Sequence[str]
    probe: str
    """URL that answers once the part is ready."""
    process: asyncio.subprocess.Process | None = None
    log: IO[bytes] | None = field(default=None, repr=False)
    falls: int = 0


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="The web door's port.")
def serve(port: int | None) -> None:
    """Start everything a guest and an agent need, and print the address. Ctrl-C stops it."""
    if port:
        os.environ[PREFIX + "PORT"] = str(port)
    settings = Settings.from_environment()
    for name, number in (
        ("PORT", settings.port),
        ("RASA_PORT", settings.rasa_port),
        ("ACTIONS_PORT", settings.actions_port),
    ):
        _check_free(number, name)
    _check_knowledge(settings)
    model = _model(settings)
    sys.exit(asyncio.run(_Supervisor(settings, model).run()))


@click.command()
@click.option("--force", is_flag=True, help="Train even if there is a current model.")
def train(force: bool) -> None:
    """Make the Rasa model for the present dialogue files, if there is none."""
    from assistant.bot.training import current_model, ensure_model
    from assistant.bot.training import train as train_now

    settings = Settings.from_environment()
    made = train_now(settings) if force else ensure_model(settings)
    assert made == current_model(settings)
    click.echo(f"The model is {made.name}.")


def _check_free(port: int, name: str) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise AssistantError(
                f"Port {port} is taken by another program. Stop that program, or choose another "
                f"port with {PREFIX}{name}."
            ) from None


def _check_knowledge(settings: Settings) -> None:
    from assistant.knowledge import load

    load(settings.knowledge, settings.dialogue)


def _model(settings: Settings) -> Path:
    from assistant.bot.training import current_model, ensure_model

    if not current_model(settings).exists():
        click.echo("Training the dialogue model (once, about half a minute) ...")
    return ensure_model(settings)


class _Supervisor:
    def __init__(self, settings: Settings, model: Path) -> None:
        self._settings = settings
        self._logs = settings.var / "log"
        self._logs.mkdir(parents=True, exist_ok=True)
        self._environment = {
            **os.environ,
            **ENVIRONMENT,
            PREFIX + "ROOT": str(settings.root),
            # Made before the parts start, so that they do not race for it.
            PREFIX + "SECRET": settings.secret_key(),
        }
        self._parts = self._make_parts(model)
        self._stopping = asyncio.Event()

    def _make_parts(self, model: Path) -> list[Part]:
        s, python = self._settings, sys.executable
        rasa = [
            python, "-m", "rasa", "run", "--interface", "127.0.0.1", "--port", str(s.rasa_port),
            "--model", str(model), "--endpoints", str(self._endpoints()),
            "--credentials", str(s.root / "credentials.yml"),
        ]  # fmt: skip
        return [
            Part("actions", [python, "-m", "actions"], f"http://127.0.0.1:{s.actions_port}/health"),
            Part("rasa", rasa, f"http://127.0.0.1:{s.rasa_port}/webhooks/door/"),
            Part("web", [python, "-m", "assistant.web"], f"http://127.0.0.1:{s.port}/readyz"),
        ]

    def _endpoints(self) -> Path:
        """endpoints.yml with this run's ports."""
        s = self._settings
        endpoints = yaml.safe_load((s.root / "endpoints.yml").read_text(encoding="utf-8"))
        endpoints["action_endpoint"]["url"] = f"http://127.0.0.1:{s.actions_port}/webhook"
        if s.redis_url:
            endpoints["lock_store"] = {"type": "redis", "url": s.redis_url}
        file = s.var / "endpoints.yml"
        file.write_text(yaml.safe_dump(endpoints), encoding="utf-8")
        return file

    async def run(self) -> int:
        """Run until stopped; 0 when a person stopped it, 2 when it could not start."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stopping.set)
        click.echo("Starting Rasa, the actions and the web door ...")
        if not (self._settings.var / "cache").exists():
            click.echo("The first start reads every phrasing once; that takes a little longer.")
        try:
            for part in self._parts:
                await self._start(part)
            if not await self._ready():
                return 0 if self._stopping.is_set() else 2
            self._announce()
            await asyncio.gather(*(self._watch(part) for part in self._parts))
        finally:
            await self._stop()
        click.echo("Stopped.")
        return 0

    async def _start(self, part: Part) -> None:
        part.log = (self._logs / f"{part.name}.log").open("ab")
        part.process = await asyncio.create_subprocess_exec(
            *part.command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=part.log,
            stderr=part.log,
            env=self._environment,
            cwd=self._settings.root,
            # Ctrl-C goes to the supervisor alone, which then stops the parts in order.
            start_new_session=True,
        )

    async def _ready(self) -> bool:
        import httpx

        deadline = time.monotonic() + _PATIENCE
        waiting = list(self._parts)
        async with httpx.AsyncClient(timeout=2.0) as client:
            while waiting and not self._stopping.is_set():
                for part in list(waiting):
                    if part.process and part.process.returncode is not None:
                        self._tell_fall(part)
                        return False
                    try:
                        answer = await client.get(part.probe)
                    except httpx.HTTPError:
                        continue
                    if answer.status_code < 500:
                        waiting.remove(part)
                if time.monotonic() > deadline:
                    names = ", ".join(part.name for part in waiting)
                    click.echo(
                        f"Not ready after {_PATIENCE:.0f} s: {names}. "
                        f"See the logs in {self._logs}.",
                        err=True,
                    )
                    return False
                await asyncio.sleep(0.2)
        return not self._stopping.is_set()

    def _announce(self) -> None:
        s = self._settings
        address = s.public_url or f"http://{s.host}:{s.port}"
        click.secho(f"\n  The assistant is ready:  {address}\n", bold=True)
        click.echo(f"  Logs: {self._logs}   Stop with Ctrl-C.\n")

    async def _watch(self, part: Part) -> None:
        """Start a part again whenever it falls, until we stop."""
        while not self._stopping.is_set():
            assert part.process
            began = time.monotonic()
            stop = asyncio.create_task(self._stopping.wait())
            fell = asyncio.create_task(part.process.wait())
            await asyncio.wait({stop, fell}, return_when=asyncio.FIRST_COMPLETED)
            stop.cancel()
            if self._stopping.is_set():
                fell.cancel()
                return
            part.falls = 0 if time.monotonic() - began > _CALM else part.falls + 1
            pause = min(30.0, 0.5 * 2 ** max(0, part.falls - 1)) if part.falls else 0.0
            click.echo(f"{part.name} ended unexpectedly; starting it again.", err=True)
            await asyncio.sleep(pause)
            if not self._stopping.is_set():
                await self._start(part)

    def _tell_fall(self, part: Part) -> None:
        log = self._logs / f"{part.name}.log"
        click.echo(f"{part.name} could not start. The end of {log}:", err=True)
        tail = log.read_text(encoding="utf-8", errors="replace").splitlines()[-12:]
        click.echo("\n".join(f"  {line}" for line in tail), err=True)

    async def _stop(self) -> None:
        self._stopping.set()
        running = [p.process for p in reversed(self._parts) if p.process]
        for process in running:
            if process.returncode is None:
                _signal_group(process, signal.SIGTERM)
        waits = [asyncio.create_task(process.wait()) for process in running]
        if waits:
            await asyncio.wait(waits, timeout=_STOP_WITHIN)
        for process in running:
            if process.returncode is None:
                _signal_group(process, signal.SIGKILL)
        for part in self._parts:
            if part.log:
                part.log.close()


def _signal_group(process: Any, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)
