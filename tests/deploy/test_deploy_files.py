"""What `deploy/` says, the product does: every variable, command, port and probe path is real."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml
from click import Choice

from assistant.commands.parts import READY
from assistant.commands.serve import serve
from assistant.settings import PREFIX, SECRETS, Settings

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
COMPOSE = DEPLOY / "compose.yml"
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yml"))
SETTINGS = {PREFIX + field.name.upper() for field in fields(Settings)} | set(SECRETS)
PORTS = {"web": Settings.port, "rasa": Settings.rasa_port, "actions": Settings.actions_port}
HOSTS = {"web": "HOST", "rasa": "RASA_HOST", "actions": "ACTIONS_HOST"}
ALIVE = {"web": "/healthz", "rasa": "/webhooks/door/", "actions": "/health"}


def documents() -> Iterator[dict[str, Any]]:
    for file in MANIFESTS:
        yield from yaml.safe_load_all(file.read_text("utf-8"))


def of_kind(kind: str) -> dict[str, dict[str, Any]]:
    return {d["metadata"]["name"]: d for d in documents() if d["kind"] == kind}


def pods() -> list[dict[str, Any]]:
    return [
        d["spec"]["template"]["spec"] for d in documents() if d["kind"] in ("Deployment", "Job")
    ]


def containers() -> dict[str, dict[str, Any]]:
    """The containers that run a part, by its kind."""
    return {
        container["args"][-1]: container
        for pod in pods()
        for container in pod["containers"]
        if "args" in container
    }


def services() -> dict[str, dict[str, Any]]:
    return dict(yaml.safe_load(COMPOSE.read_text("utf-8"))["services"])


def our_services() -> dict[str, dict[str, Any]]:
    return {n: s for n, s in services().items() if s["image"].startswith("second-key")}


@pytest.mark.parametrize(
    "file",
    [*MANIFESTS, COMPOSE, DEPLOY / "Containerfile", DEPLOY / "README.md"],
    ids=lambda file: file.name,
)
def test_every_variable_is_a_setting(file: Path) -> None:
    named = set(re.findall(r"SECOND_KEY_[A-Z_]*[A-Z]", file.read_text("utf-8")))
    assert named <= SETTINGS


def test_every_part_is_started_by_a_command_that_exists() -> None:
    (only,) = [o.type for o in serve.params if o.name == "only"]
    assert isinstance(only, Choice)
    commands = [c["args"] for c in containers().values()]
    commands += [s["command"] for s in our_services().values()]
    assert {command[-1] for command in commands} == set(only.choices) == set(READY)
    assert all(command[:-1] == ["serve", "--only"] for command in commands)


@pytest.mark.parametrize("kind", READY)
class TestEachPart:
    def test_its_probes_ask_where_the_product_answers(self, kind: str) -> None:
        container = containers()[kind]
        (port,) = container["ports"]
        assert port["containerPort"] == PORTS[kind]
        for probe, path in (
            ("startupProbe", READY[kind]),
            ("readinessProbe", READY[kind]),
            ("livenessProbe", ALIVE[kind]),
        ):
            asked = container[probe]["httpGet"]
            assert (asked["path"], asked["port"]) == (path, port["name"])

    def test_it_listens_where_probes_and_others_reach_it(self, kind: str) -> None:
        name = PREFIX + HOSTS[kind]
        in_pod = {e["name"]: e["value"] for e in containers()[kind]["env"]}
        assert in_pod[name] == "0.0.0.0"
        for service in our_services().values():
            if service["command"][-1] == kind:
                assert service["environment"][name] == "0.0.0.0"

    def test_its_health_check_in_compose_asks_the_same(self, kind: str) -> None:
        for service in our_services().values():
            if service["command"][-1] == kind:
                check = service["healthcheck"]["test"][-1]
                assert f"http://127.0.0.1:{PORTS[kind]}{READY[kind]}'" in check

    def test_it_may_take_what_it_needs_and_no_more(self, kind: str) -> None:
        resources = containers()[kind]["resources"]
        assert {"cpu", "memory"} <= set(resources["requests"])
        assert "memory" in resources["limits"]


def test_no_pod_may_change_its_program_or_become_somebody_else() -> None:
    for pod in pods():
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["automountServiceAccountToken"] is False
        for container in [*pod["containers"], *pod.get("initContainers", [])]:
            security = container["securityContext"]
            assert security["readOnlyRootFilesystem"] is True
            assert security["allowPrivilegeEscalation"] is False
            assert security["capabilities"] == {"drop": ["ALL"]}
    for service in our_services().values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]


def test_the_cluster_puts_no_variables_of_its_own_among_ours() -> None:
    # A service called second-key-web makes SECOND_KEY_WEB_PORT, which is no setting.
    assert all(pod["enableServiceLinks"] is False for pod in pods())


def test_guests_are_never_without_a_door_or_a_worker() -> None:
    budgets, scalers = of_kind("PodDisruptionBudget"), of_kind("HorizontalPodAutoscaler")
    for name, deployment in of_kind("Deployment").items():
        rolling = deployment["spec"]["strategy"]["rollingUpdate"]
        assert rolling == {"maxUnavailable": 0, "maxSurge": 1}
        assert deployment["spec"]["replicas"] >= 2
        labels = deployment["spec"]["template"]["metadata"]["labels"]
        chosen = budgets[name]["spec"]["selector"]["matchLabels"]
        assert chosen.items() <= labels.items()
        assert scalers[name]["spec"]["minReplicas"] >= 2
        assert of_kind("Service")[name]["spec"]["selector"].items() <= labels.items()
        assert "sessionAffinity" not in of_kind("Service")[name]["spec"]


def test_a_door_has_the_time_to_finish() -> None:
    web = of_kind("Deployment")["second-key-web"]["spec"]["template"]["spec"]
    drain = {e["name"]: e["value"] for e in web["containers"][0]["env"]}
    longest_answer = 16
    needed = int(drain["SECOND_KEY_DRAIN_SECONDS"]) + longest_answer
    assert web["terminationGracePeriodSeconds"] > needed
    for name in ("web-1", "web-2"):
        service = our_services()[name]
        assert int(service["stop_grace_period"].rstrip("s")) > needed


def test_names_that_one_part_calls_another_by_exist() -> None:
    pod = {e["name"]: e["value"] for e in containers()["web"]["env"]}
    assert pod["SECOND_KEY_RASA_URL"] == f"http://second-key-rasa:{PORTS['rasa']}"
    assert "second-key-rasa" in of_kind("Service")
    for service in our_services().values():
        for name, value in service["environment"].items():
            for host in re.findall(r"https?://([a-z0-9-]+):\d+", str(value)):
                assert host in services(), f"{name} names {host}"


def test_no_secret_stands_in_a_file() -> None:
    assert "Secret" not in {d["kind"] for d in documents()}
    example = (DEPLOY / "example.env").read_text("utf-8")
    words = re.findall(r"^(\w*(?:PASSWORD|SECRET|TOKEN)\w*)=(.*)$", example, re.M)
    assert words
    assert not [name for name, value in words if value]
    named = set(re.findall(r"\$\{(\w+)", COMPOSE.read_text("utf-8")))
    assert named <= set(re.findall(r"^(\w+)=", example, re.M))


def test_what_the_image_leaves_out_is_for_developers_only() -> None:
    text = (DEPLOY / "Containerfile").read_text("utf-8")
    left_out = re.search(r"uv pip uninstall [^\\]*\\\n((?:.*\\\n)*.*)\n", text)
    assert left_out
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    dev = project.split("dev = [")[1].split("]\n")[0]
    core = project.replace(dev, "")
    for name in left_out[1].split():
        assert f'"{name}' in dev
        assert f'"{name}' not in core


def test_the_image_is_built_from_what_it_needs() -> None:
    ignored = (ROOT / ".dockerignore").read_text("utf-8").split()
    text = (DEPLOY / "Containerfile").read_text("utf-8")
    assert "USER 10001" in text
    for copied in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.M):
        assert all((ROOT / path).exists() for path in copied.split())
    for needed in ("assistant", "actions", "knowledge", "data", "config.yml", "tools"):
        assert needed not in ignored
