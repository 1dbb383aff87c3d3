"""`assistant users`: the first admin is made at the terminal, and no password has a default."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from assistant.cli import assistant, main

WORDS = "four calm garden words\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("SECOND_KEY_DATABASE_URL", f"sqlite:///{tmp_path}/a.db")

    def run_one(*arguments: str, typed: str = "") -> Any:
        return CliRunner().invoke(assistant, ["users", *arguments], input=typed)

    return run_one


def test_the_first_account_is_made_by_the_command_only(run: Any) -> None:
    assert "There are no accounts yet" in run("list").output
    made = run("add", "maria", "--role", "admin", "--password-stdin", typed=WORDS)
    assert made.output == "maria may sign in as admin.\n"
    (one,) = json.loads(run("list", "--json").output)
    assert (one["name"], one["role"], one["disabled"]) == ("maria", "admin", False)
    assert "argon2" not in json.dumps(one)


def test_the_password_is_asked_for_twice_and_never_shown(run: Any) -> None:
    asked = run("add", "maria", typed=WORDS + WORDS)
    assert "maria may sign in as agent." in asked.output
    assert "garden" not in asked.output
    differs = run("add", "sam", typed=WORDS + "something else\n")
    assert differs.exit_code != 0


def test_roles_passwords_and_leaving(run: Any) -> None:
    run("add", "maria", "--password-stdin", typed=WORDS)
    assert "maria is editor now" in run("role", "maria", "editor").output
    changed = run("password", "maria", "--password-stdin", typed="other calm garden words\n")
    assert "new password" in changed.output
    assert "may not sign in" in run("disable", "maria").output
    assert "disabled" in run("list").output
    assert "may sign in again" in run("disable", "maria", "--undo").output


def test_what_cannot_be_is_said_in_one_line(
    run: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["users", "disable", "nobody"])
    assert stop.value.code == 2
    assert capsys.readouterr().err.startswith("assistant: There is no account 'nobody'.")
    assert run("add", "maria", "--role", "emperor").exit_code == 2
