"""The processes of the house: actions, Rasa's workers and web doors, and how each is started."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml

from assistant.errors import AssistantError
from assistant.settings import PREFIX, Settings

ACTIONS, RASA, WEB = "actions", "rasa", "web"
KINDS = (ACTIONS, RASA, WEB)

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

READY: Mapping[str, str] = {ACTIONS: "/ready", RASA: "/webhooks/door/ready", WEB: "/readyz"}
"""Where each part says whether answers are possible; 503 while they are not."""

_ANYWHERE = ("0.0.0.0", "::", "")


@dataclass(frozen=True)
class Part:
    """One process."""

    name: str
    """Its kind, with a number where there are several; its log is called so."""
    command: Sequence[str]
    host: str
    port: int
    probe: str
    """URL that answers 200 once the part is ready."""
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)


def parts(settings: Settings, model: Path, *, rasa_workers: int = 1, doors: int = 1) -> list[Part]:
    """All processes on one machine, on ports that follow each other. Raises AssistantError.

    Several doors are for a proxy to choose from.
    """
    if rasa_workers > 1 and not settings.redis_url:
        raise AssistantError(
            f"Several Rasa workers need a Redis, or two messages of one guest could overtake each "
            f"other. Set {PREFIX}REDIS_URL, like redis://127.0.0.1:6379/0."
        )
    workers = list(_numbered(RASA, settings.rasa_port, rasa_workers))
    urls = ",".join(f"http://{_near(settings.rasa_host)}:{port}" for _, port in workers)
    found: list[Part] = [part_of(ACTIONS, settings, model)]
    for name, port in workers:
        worker = part_of(RASA, replace(settings, rasa_port=port), model)
        found.append(replace(worker, name=name))
    for name, port in _numbered(WEB, settings.port, doors):
        door = part_of(WEB, replace(settings, port=port), model)
        more = {**door.environment, PREFIX + "RASA_URL": settings.rasa_url or urls}
        found.append(replace(door, name=name, environment=more))
    return found


def part_of(kind: str, settings: Settings, model: Path) -> Part:
    """One part as the settings describe it."""
    s, python = settings, sys.executable
    if kind == ACTIONS:
        command = [python, "-m", "actions"]
        return _part(kind, command, s.actions_host, s.actions_port)
    if kind == WEB:
        return _part(kind, [python, "-m", "assistant.web"], s.host, s.port)
    command = [
        python, "-m", "rasa", "run", "--interface", s.rasa_host, "--port", str(s.rasa_port),
        "--model", str(model), "--endpoints", str(_endpoints(s)),
        "--credentials", str(s.root / "credentials.yml"),
    ]  # fmt: skip
    return _part(kind, command, s.rasa_host, s.rasa_port)


def environment_of(settings: Settings, part: Part) -> dict[str, str]:
    """All variables that a part is started with."""
    return {
        **os.environ,
        **ENVIRONMENT,
        PREFIX + "ROOT": str(settings.root),
        # Made before the parts start, so that they do not race for it.
        PREFIX + "SECRET": settings.secret_key(),
        **part.environment,
    }


def check_secret(settings: Settings) -> None:
    """Raises AssistantError where parts on several machines would each make a secret of their own,
    and none could open what another has sealed."""
    shared = settings.database_url and not settings.database_url.startswith("sqlite")
    if shared and not settings.secret:
        raise AssistantError(
            f"Parts that run by themselves must share {PREFIX}SECRET: set it to the same long "
            "random text for all of them."
        )


def _part(kind: str, command: Sequence[str], host: str, port: int) -> Part:
    own_port = {ACTIONS: "ACTIONS_PORT", RASA: "RASA_PORT", WEB: "PORT"}[kind]
    probe = f"http://{_near(host)}:{port}{READY[kind]}"
    return Part(kind, command, host, port, probe, {PREFIX + own_port: str(port)})


def _near(host: str) -> str:
    """How this machine reaches what listens on `host`."""
    return "127.0.0.1" if host in _ANYWHERE else host


def _numbered(kind: str, first_port: int, count: int) -> Iterator[tuple[str, int]]:
    for number in range(count):
        yield (kind if count == 1 else f"{kind}-{number + 1}"), first_port + number


def _endpoints(settings: Settings) -> Path:
    """endpoints.yml with this run's addresses."""
    s = settings
    endpoints = yaml.safe_load((s.root / "endpoints.yml").read_text(encoding="utf-8"))
    endpoints["action_endpoint"]["url"] = s.action_endpoint
    if s.redis_url:
        endpoints["lock_store"] = {"type": "assistant.bot.lock_store.RedisLocks"}
    file = s.var / f"endpoints-{s.rasa_port}.yml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(yaml.safe_dump(endpoints), encoding="utf-8")
    return file
