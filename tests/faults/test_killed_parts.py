"""Parts of a running house are killed in mid-conversation: every message gets an answer, what the
guest said is known, and the part is back by itself. At the end nothing is left running.

Rasa workers of a house on many machines are killed in tests/machines.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from many_machines import _free_ports, furnish
from sick_database import soon

pytestmark = [pytest.mark.rasa, pytest.mark.timeout(900)]

PATIENCE = 240.0
MODULES = {"rasa": "rasa", "actions": "actions", "web": "assistant.web"}


class ServedHouse:
    """`assistant serve` over a folder of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.port, rasa, actions = _free_ports(3)
        self.url = f"http://127.0.0.1:{self.port}"
        ports = {"PORT": self.port, "RASA_PORT": rasa, "ACTIONS_PORT": actions}
        environ = {k: v for k, v in os.environ.items() if not k.startswith("SECOND_KEY_")}
        environ |= {f"SECOND_KEY_{name}": str(port) for name, port in ports.items()}
        self._log = (root / "serve.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "assistant", "serve"],
            cwd=root,
            env=environ | {"SECOND_KEY_ROOT": str(root)},
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
        )

    def told(self) -> str:
        """What it has said at the terminal."""
        return (self.root / "serve.log").read_text("utf-8", "replace")

    def parts(self) -> dict[str, psutil.Process]:
        """The processes under the supervisor, by their module."""
        found = {}
        for child in psutil.Process(self.process.pid).children():
            words = child.cmdline()
            if "-m" in words:
                found[words[words.index("-m") + 1]] = child
        return found

    def kill(self, part: str) -> None:
        """No goodbye."""
        victim = self.parts()[MODULES[part]]
        victim.kill()
        assert soon(lambda: not victim.is_running() or victim.status() == "zombie")

    def status(self) -> str:
        """Who answers: bot, desk, or nobody."""
        try:
            return str(httpx.get(f"{self.url}/readyz", timeout=5).json().get("answers", "nobody"))
        except (httpx.HTTPError, ValueError):
            return "nobody"

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(40)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self._log.close()


class AtPage:
    """A guest whose page keeps a message until it is answered, as the widget does."""

    def __init__(self, house: ServedHouse) -> None:
        self._house = house
        begun = httpx.post(f"{house.url}/api/conversations", timeout=20)
        assert begun.status_code == 201, begun.text
        self._headers = {"Authorization": f"Bearer {begun.json()['token']}"}

    def say(self, text: str) -> str:
        """The whole answer; the same message is sent until it comes."""
        body = {"id": str(uuid.uuid4()), "text": text}
        answers: list[str] = []

        def answered() -> bool:
            try:
                answer = httpx.post(
                    f"{self._house.url}/api/conversation/messages",
                    json=body,
                    headers=self._headers,
                    timeout=30,
                )
            except httpx.HTTPError:
                return False
            assert answer.status_code in (200, 429, 503), answer.text
            if answer.status_code == 200:
                answers.extend(m["text"] for m in answer.json()["messages"])
            return answer.status_code == 200

        assert soon(answered, seconds=PATIENCE, pause=0.5)
        return "\n".join(answers)

    def transcript(self) -> list[dict[str, Any]]:
        answer = httpx.get(f"{self._house.url}/api/conversation", headers=self._headers, timeout=20)
        return list(answer.json()["messages"])

    def who_answered(self, house: ServedHouse) -> str:
        """Asks something small and sees who is there."""
        self.say("thank you")
        return house.status()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedHouse]:
    root = tmp_path_factory.mktemp("served")
    furnish(root)
    house = ServedHouse(root)
    try:
        assert soon(lambda: "is ready" in house.told() or house.process.poll() is not None,
                    seconds=240)  # fmt: skip
        assert "is ready" in house.told(), house.told()
        yield house
    finally:
        house.close()
        shutil.rmtree(root, ignore_errors=True)


@pytest.fixture
def guest(house: ServedHouse) -> AtPage:
    guest = AtPage(house)
    assert soon(lambda: guest.who_answered(house) == "bot", seconds=PATIENCE, pause=2)
    return guest


@pytest.mark.parametrize("part", ["rasa", "actions", "web"])
def test_a_part_is_killed_in_mid_form(house: ServedHouse, guest: AtPage, part: str) -> None:
    assert "model" in guest.say("Is my car in the program?")
    assert "your NX" in guest.say("an NX")
    before = house.parts()[MODULES[part]].pid
    house.kill(part)
    verdict = guest.say("August 2023")
    assert "second Smart Key for your NX built in August 2023 is available" in verdict
    assert "original Smart Key" in guest.say("what do I bring")
    assert [m["author"] for m in guest.transcript()].count("guest") >= 4
    assert soon(lambda: MODULES[part] in house.parts(), seconds=PATIENCE)
    assert house.parts()[MODULES[part]].pid != before
    assert soon(lambda: guest.who_answered(house) == "bot", seconds=PATIENCE, pause=2)
    # The bot knows what the desk was told meanwhile.
    assert "NX" in guest.say("which phase is my car in?")


def test_a_model_that_is_deleted_while_it_is_used_is_not_missed(
    house: ServedHouse, guest: AtPage
) -> None:
    [model] = (house.root / "models").iterdir()
    away = model.rename(house.root / model.name)
    assert "original Smart Key" in guest.say("what do I bring")
    assert house.status() == "bot"
    away.rename(model)


def test_the_supervisor_is_killed_and_leaves_nothing_running(house: ServedHouse) -> None:
    parts = list(house.parts().values())
    assert len(parts) == 3
    house.process.kill()
    house.process.wait(10)
    _gone, alive = psutil.wait_procs(parts, timeout=40)
    assert not alive, [process.cmdline() for process in alive]


def test_a_start_is_given_up_at_once_by_ctrl_c(house: ServedHouse) -> None:
    again = ServedHouse(house.root)
    try:
        assert soon(lambda: len(again.parts()) == 3, seconds=60)
        parts = list(again.parts().values())
        began = time.monotonic()
        again.process.send_signal(signal.SIGINT)
        assert again.process.wait(30) == 0
        assert time.monotonic() - began < 25
        assert not [part for part in parts if part.is_running()]
    finally:
        again.close()
