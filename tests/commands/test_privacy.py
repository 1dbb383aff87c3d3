"""`assistant privacy` and `assistant report` at the terminal."""

from __future__ import annotations

import json
import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy.engine import Engine

from assistant.cli import assistant
from assistant.storage.vault import Vault

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "storage"))
from kept_records import MARIA, PAUL, leave_everywhere

DATABASES = ("file", "postgresql")
SECRET = "a secret for tests"


@pytest.fixture
def run(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("SECOND_KEY_DATABASE_URL", database_url)
    monkeypatch.setenv("SECOND_KEY_SECRET", SECRET)

    def run_one(*arguments: str, typed: str = "") -> Any:
        return CliRunner().invoke(assistant, arguments, input=typed)

    return run_one


@pytest.fixture
def maria(engine: Engine) -> str:
    now = datetime.now(timezone.utc)
    leave_everywhere(engine, Vault(SECRET), PAUL, now)
    return leave_everywhere(engine, Vault(SECRET), MARIA, now)


def test_the_purge_says_what_went(run: Any, maria: str) -> None:
    far = ("privacy", "purge", "--on", "2099-01-01", "--json")
    would = json.loads(run(*far, "--dry-run").output)
    assert (would["dry_run"], would["gone"]["conversations"]) == (True, 2)
    assert json.loads(run(*far).output)["gone"] == would["gone"]
    assert "Deleted." in run("privacy", "purge").output


def test_one_guest_is_told_and_erased(run: Any, maria: str) -> None:
    by = ("--vin", MARIA.vin.lower(), "--json")
    told = json.loads(run("privacy", "export", *by).output)
    assert [conversation["id"] for conversation in told["conversations"]] == [maria]
    gone = json.loads(run("privacy", "erase", *by).output)["erased"]
    assert gone["conversations"] == gone["call_backs"] == gone["vehicles"] == 1
    again = run("privacy", "erase", "--vin", MARIA.vin, "--yes")
    assert again.output == "Nothing was kept of this guest.\n"
    assert json.loads(run("privacy", "export", "--phone", PAUL.phone, "--json").output)[
        "conversations"
    ]


def test_an_erasure_asks_first(run: Any, maria: str) -> None:
    refused = run("privacy", "erase", "--email", MARIA.email, typed="n\n")
    assert refused.exit_code != 0
    done = run("privacy", "erase", "--email", MARIA.email, typed="y\n")
    assert "call-backs" in done.output
    assert done.output.endswith("Erased.\n")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "Say which guest"),
        (("--vin", "2T2"), "17 characters"),
        (("--phone", "12"), "seven digits"),
        (("--email", "maria"), "name@example.com"),
    ],
)
def test_a_guest_who_cannot_be_found_like_this_is_said_so(
    run: Any, arguments: tuple[str, ...], says: str
) -> None:
    answer = run("privacy", "erase", "--json", *arguments)
    assert answer.exit_code == 2
    assert says in answer.output


def test_the_report_is_a_table_or_json(run: Any, maria: str) -> None:
    weeks = json.loads(run("report", "--weeks", "2", "--json").output)
    assert [week["conversations"] for week in weeks] == [0, 2]
    assert weeks[1]["week"] in run("report").output
