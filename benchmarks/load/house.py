"""The real house for a load run: `assistant serve` on free ports, with a database of its own."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.request import urlopen

import psutil
from prometheus_client.parser import text_string_to_metric_families

from assistant.settings import PREFIX

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 240.0
"""Seconds within which the house must be open."""
_PARTS = {"rasa": "Rasa", "actions": "actions", "assistant.web": "web door"}
"""Module that a process runs -> what it is called here."""


@dataclass(frozen=True)
class Use:
    """What a process has used so far."""

    processor: float
    """Seconds of processor time."""
    megabytes: float
    """Resident memory."""


class House:
    """A house that is open."""

    def __init__(self, url: str, supervisor: psutil.Process) -> None:
        self.url = url
        self._parts = {
            _PARTS[name]: child for child in supervisor.children() if (name := of(child))
        }

    def use(self) -> dict[str, Use]:
        """By the part's name. A part that has fallen ends the benchmark: psutil.NoSuchProcess."""
        uses = {}
        for name, process in self._parts.items():
            times = process.cpu_times()
            uses[name] = Use(times.user + times.system, process.memory_info().rss / 1e6)
        return uses

    def answered(self) -> dict[str, int]:
        """How many turns bot and desk have answered, from the door's metrics."""
        with urlopen(f"{self.url}/metrics", timeout=30) as response:
            families = text_string_to_metric_families(response.read().decode())
        counts = {"bot": 0, "desk": 0}
        for family in families:
            if family.name == "second_key_turns":
                for sample in family.samples:
                    if sample.name.endswith("_total"):
                        counts[sample.labels["answered_by"]] += int(sample.value)
        return counts


@contextmanager
def open_house(**settings: str) -> Iterator[House]:
    """Start it, wait until it answers, and stop it; what it wrote goes with it.

    `settings` by their names without the prefix, such as DATABASE_URL.
    """
    with TemporaryDirectory(prefix="second-key-load-") as folder:
        root = Path(folder)
        _furnish(root)
        port, rasa, actions = _free_ports(3)
        environment = {name: v for name, v in os.environ.items() if not name.startswith(PREFIX)}
        environment |= {
            PREFIX + "ROOT": str(root),
            PREFIX + "PORT": str(port),
            PREFIX + "RASA_PORT": str(rasa),
            PREFIX + "ACTIONS_PORT": str(actions),
            PREFIX + "SECRET": secrets.token_urlsafe(32),
            **{PREFIX + name: value for name, value in settings.items()},
        }
        with (root / "serve.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "assistant", "serve"],
                cwd=root,
                env=environment,
                stdout=log,
                stderr=log,
            )
            try:
                url = f"http://127.0.0.1:{port}"
                _wait(url, process, root)
                yield House(url, psutil.Process(process.pid))
            finally:
                _close(process)


def of(process: psutil.Process) -> str | None:
    """The module that a process of the house runs; None for a helper of the interpreter's."""
    words = process.cmdline()
    return words[2] if len(words) > 2 and words[2] in _PARTS else None


def _furnish(root: Path) -> None:
    """The checkout by links, but for `var`, which is the run's own."""
    for entry in ROOT.iterdir():
        if entry.name not in ("var", ".git", ".venv"):
            (root / entry.name).symlink_to(entry)
    (root / "var").mkdir()
    # Each phrasing is encoded once for a checkout; that is not what is measured here.
    (ROOT / "var" / "cache").mkdir(parents=True, exist_ok=True)
    (root / "var" / "cache").symlink_to(ROOT / "var" / "cache")


def _wait(url: str, process: subprocess.Popen[bytes], root: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        # The supervisor says so once Rasa, the actions and the door all answer.
        if "is ready" in (root / "serve.log").read_text(encoding="utf-8"):
            with suppress(URLError, OSError), urlopen(f"{url}/readyz", timeout=5):
                return
        time.sleep(0.2)
    raise SystemExit(f"The house did not open:\n{(root / 'serve.log').read_text(encoding='utf-8')}")


def _close(supervisor: subprocess.Popen[bytes]) -> None:
    """Let it stop its parts; on a machine too busy for that, end all of them."""
    parts = (
        psutil.Process(supervisor.pid).children(recursive=True) if supervisor.poll() is None else []
    )
    supervisor.terminate()
    try:
        supervisor.wait(60)
    except subprocess.TimeoutExpired:
        supervisor.kill()
        supervisor.wait()
    for part in parts:
        with suppress(psutil.NoSuchProcess):
            part.kill()


def _free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()
