"""Which processes make the house, where each listens and how they find each other."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from assistant.cli import assistant
from assistant.commands.parts import check_secret, environment_of, part_of, parts
from assistant.errors import AssistantError
from assistant.settings import Settings

MODEL = Path("models/made-up.tar.gz")
REDIS = "redis://:word@127.0.0.1:6379/0"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    endpoints = {"action_endpoint": {"url": "http://127.0.0.1:5055/webhook"}}
    (tmp_path / "endpoints.yml").write_text(yaml.safe_dump(endpoints), encoding="utf-8")
    return tmp_path


def settings(root: Path, **variables: str) -> Settings:
    environ = {f"SECOND_KEY_{name.upper()}": value for name, value in variables.items()}
    return Settings.from_environment(environ, root=root)


def endpoints_of(part: object) -> dict[str, dict[str, str]]:
    command = list(part.command)  # type: ignore[attr-defined]
    file = Path(command[command.index("--endpoints") + 1])
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def test_one_of_each_by_default(root: Path) -> None:
    house = parts(settings(root), MODEL)
    assert [(part.name, part.host, part.port) for part in house] == [
        ("actions", "127.0.0.1", 5055),
        ("rasa", "127.0.0.1", 5005),
        ("web", "127.0.0.1", 8080),
    ]
    assert "lock_store" not in endpoints_of(house[1])


def test_several_have_ports_that_follow_each_other_and_doors_know_all_workers(root: Path) -> None:
    house = parts(settings(root, redis_url=REDIS), MODEL, rasa_workers=2, doors=2)
    names = [(part.name, part.port) for part in house[1:]]
    assert names == [("rasa-1", 5005), ("rasa-2", 5006), ("web-1", 8080), ("web-2", 8081)]
    urls = {part.environment["SECOND_KEY_RASA_URL"] for part in house[3:]}
    assert urls == {"http://127.0.0.1:5005,http://127.0.0.1:5006"}
    ports = [part.environment["SECOND_KEY_PORT"] for part in house[3:]]
    assert ports == ["8080", "8081"]


def test_several_workers_lock_through_redis_whose_password_stands_in_no_file(root: Path) -> None:
    house = parts(settings(root, redis_url=REDIS), MODEL, rasa_workers=2)
    for worker in house[1:3]:
        assert endpoints_of(worker)["lock_store"]["type"] == "assistant.bot.lock_store.RedisLocks"
    assert all("word" not in file.read_text() for file in root.rglob("*.yml"))


def test_several_workers_without_redis_are_refused(root: Path) -> None:
    with pytest.raises(AssistantError, match="SECOND_KEY_REDIS_URL"):
        parts(settings(root), MODEL, rasa_workers=2)


def test_in_containers_parts_listen_outside_and_find_each_other_by_name(root: Path) -> None:
    apart = settings(
        root, rasa_host="0.0.0.0", actions_url="http://actions:5055/", rasa_url="http://rasa:5005"
    )
    rasa = part_of("rasa", apart, MODEL)
    assert rasa.command[rasa.command.index("--interface") + 1] == "0.0.0.0"
    assert rasa.probe == "http://127.0.0.1:5005/webhooks/door/ready"
    assert endpoints_of(rasa)["action_endpoint"]["url"] == "http://actions:5055/webhook"
    assert apart.rasa_urls == ("http://rasa:5005",)


def test_every_part_is_given_the_same_secret(root: Path) -> None:
    alone = settings(root)
    secrets = {environment_of(alone, p)["SECOND_KEY_SECRET"] for p in parts(alone, MODEL)}
    assert len(secrets) == 1
    assert len(secrets.pop()) > 30


def test_parts_by_themselves_on_one_database_must_share_their_secret(root: Path) -> None:
    url = "postgresql://keys@db/keys"
    with pytest.raises(AssistantError, match="SECOND_KEY_SECRET"):
        check_secret(settings(root, database_url=url))
    check_secret(settings(root, database_url=url, secret="long and random"))
    check_secret(settings(root))


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [("DRAIN_SECONDS", "soon", "from 0 to 3600"), ("RASA_PORT", "99999", "1 to 65535")],
)
def test_a_value_that_means_nothing_is_named(name: str, value: str, hint: str) -> None:
    with pytest.raises(AssistantError, match=hint):
        Settings.from_environment({f"SECOND_KEY_{name}": value}, root=Path())


def test_only_starts_one_process() -> None:
    refused = CliRunner().invoke(assistant, ["serve", "--only", "web", "--doors", "2"])
    assert refused.exit_code == 2
    assert "one process" in refused.output
