"""`assistant serve`: Rasa, the action server and the web door under one supervisor."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import socket
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, NoReturn

import click

from assistant.commands.parts import (
    KINDS,
    RASA,
    WEB,
    Part,
    check_secret,
    environment_of,
    part_of,
    parts,
)
from assistant.errors import AssistantError
from assistant.settings import PREFIX, Settings

_STOP_WITHIN = 20.0
"""Seconds that a part gets to finish before it is killed."""
_PATIENCE = 300.0
"""Seconds within which the first answer must be possible."""
_CALM = 60.0
"""A part that ran this long before it fell is started again at once; sooner, after a pause."""


@dataclass
class _Running:
    """A part, and its process."""

    part: Part
    process: asyncio.subprocess.Process | None = None
    log: IO[bytes] | None = field(default=None, repr=False)
    falls: int = 0


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="The (first) web door's port.")
@click.option(
    "--only",
    type=click.Choice(KINDS),
    help="Run this part alone, in the foreground, as containers want it.",
)
@click.option(
    "--rasa-workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Rasa processes, on ports from SECOND_KEY_RASA_PORT on. Several need a Redis.",
)
@click.option(
    "--doors",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Web doors, on ports from SECOND_KEY_PORT on, for a proxy before them.",
)
def serve(port: int | None, only: str | None, rasa_workers: int, doors: int) -> None:
    """Start everything a guest and an agent need, and print the address. Ctrl-C stops it."""
    if port:
        os.environ[PREFIX + "PORT"] = str(port)
    settings = Settings.from_environment()
    from assistant.storage.database import open_database

    if only and (rasa_workers, doors) != (1, 1):
        raise click.UsageError("--only starts one process.")
    _check_knowledge(settings)
    open_database(settings.database).dispose()  # Its tables are there before anybody asks.
    if only:
        _become(only, settings)
    house = parts(settings, _model(settings), rasa_workers=rasa_workers, doors=doors)
    for part in house:
        _check_free(part)
    sys.exit(asyncio.run(_Supervisor(settings, house).run()))


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


def _become(kind: str, settings: Settings) -> NoReturn:
    """Turn into one part. Whoever started us sees its logs and stops it by its own signals."""
    check_secret(settings)
    part = part_of(kind, settings, _model(settings) if kind == RASA else settings.root)
    _check_free(part)
    os.chdir(settings.root)
    os.execve(part.command[0], list(part.command), environment_of(settings, part))


def _check_free(part: Part) -> None:
    family = socket.AF_INET6 if ":" in part.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((part.host, part.port))
        except OSError:
            name = next(name for name in part.environment if name.endswith("PORT"))
            raise AssistantError(
                f"Port {part.port} is taken by another program, or {part.host} is no address of "
                f"this machine. Stop that program, or choose another port with {name}."
            ) from None


def _check_knowledge(settings: Settings) -> None:
    from assistant.knowledge import load

    load(settings.knowledge, settings.dialogue)


def _model(settings: Settings) -> Path:
    from assistant.bot.training import ensure_model

    return ensure_model(settings, tell=click.echo)


class _Supervisor:
    def __init__(self, settings: Settings, house: Sequence[Part]) -> None:
        self._settings = settings
        self._logs = settings.var / "log"
        self._logs.mkdir(parents=True, exist_ok=True)
        self._parts = [_Running(part) for part in house]
        self._stopping = asyncio.Event()

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

    async def _start(self, running: _Running) -> None:
        part = running.part
        if running.log:
            running.log.close()
        running.log = (self._logs / f"{part.name}.log").open("ab")
        running.process = await asyncio.create_subprocess_exec(
            *part.command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=running.log,
            stderr=running.log,
            env=environment_of(self._settings, part),
            cwd=self._settings.root,
            # Ctrl-C goes to the supervisor alone, which then stops the parts in order.
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )

    async def _ready(self) -> bool:
        import httpx

        deadline = time.monotonic() + _PATIENCE
        waiting = list(self._parts)
        async with httpx.AsyncClient(timeout=2.0) as client:
            while waiting and not self._stopping.is_set():
                for running in list(waiting):
                    if running.process and running.process.returncode is not None:
                        self._tell_fall(running.part)
                        return False
                    try:
                        answer = await client.get(running.part.probe)
                    except httpx.HTTPError:
                        continue
                    if answer.status_code == 200:
                        waiting.remove(running)
                if time.monotonic() > deadline:
                    names = ", ".join(running.part.name for running in waiting)
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
        doors = [r.part for r in self._parts if r.part.name.startswith(WEB)]
        address = s.public_url or "  ".join(f"http://{door.host}:{door.port}" for door in doors)
        click.secho(f"\n  The assistant is ready:  {address}\n", bold=True)
        click.echo(f"  Logs: {self._logs}   Stop with Ctrl-C.\n")

    async def _watch(self, running: _Running) -> None:
        """Start a part again whenever it falls, until we stop."""
        while not self._stopping.is_set():
            assert running.process
            began = time.monotonic()
            await self._until_stopped_or(running.process)
            if self._stopping.is_set():
                return
            running.falls = 0 if time.monotonic() - began > _CALM else running.falls + 1
            pause = min(30.0, 0.5 * 2 ** max(0, running.falls - 1)) if running.falls else 0.0
            click.echo(f"{running.part.name} ended unexpectedly; starting it again.", err=True)
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause)
            if not self._stopping.is_set() and running.part.name.startswith(RASA):
                await self._see_to_model()
            if not self._stopping.is_set():
                await self._start(running)

    async def _until_stopped_or(self, process: asyncio.subprocess.Process) -> None:
        stop = asyncio.create_task(self._stopping.wait())
        fell = asyncio.create_task(process.wait())
        await asyncio.wait({stop, fell}, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        fell.cancel()

    async def _see_to_model(self) -> None:
        """It may have gone since. A training takes half a gigabyte, so it gets its own process."""
        from assistant.bot.training import current_model, fault_of

        if not fault_of(current_model(self._settings)):
            return
        click.echo("The dialogue model is missing or damaged; making a new one.", err=True)
        with (self._logs / "train.log").open("ab") as log:
            training = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "assistant", "train"),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, PREFIX + "ROOT": str(self._settings.root)},
                start_new_session=True,
                preexec_fn=_end_with_parent,
            )
        await self._until_stopped_or(training)
        if training.returncode is None:
            _signal_group(training, signal.SIGKILL)

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


def _end_with_parent() -> None:
    """Runs in a part before it becomes one: should the supervisor be killed, it is told to stop.
    Linux only; elsewhere it goes on, and the next start says that its port is taken."""
    if sys.platform == "linux":
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


_LIBC, _PR_SET_PDEATHSIG = ctypes.CDLL(None), 1


def _signal_group(process: Any, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)
