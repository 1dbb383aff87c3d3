"""No secret in the repository, and none that is made readable by others or twice the same."""

from __future__ import annotations

import re
import stat
import subprocess
from pathlib import Path

import pytest

from assistant.settings import Settings
from assistant.storage.database import open_database
from assistant.storage.users import Users

ROOT = Path(__file__).resolve().parents[1]
KEYS = re.compile(
    r"-----BEGIN [A-Z ]{0,20}PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{30,}"
    r"|\bxox[baprs]-[0-9A-Za-z-]{20,}|\bSK[0-9a-f]{32}\b|\bAC[0-9a-f]{32}\b|\bAIza[\w-]{35}"
    r"|\beyJhbGciOi[\w-]{10,}\.|\bglpat-[\w-]{20}"
    r"|://\w{1,40}:(?!\$|<|\.\.\.|(?i:password)@)[^@\s/'\"{}]{6,60}@"
)
"""How keys of well-known services, private keys, and passwords in addresses look."""
ASSIGNED = re.compile(
    r"\b\w{0,40}(?:PASSWORD|SECRET|TOKEN|API_KEY)\w{0,20}"
    r"[ ]{0,3}[=:][ ]{0,3}['\"]?(?P<value>[^\s'\",)}#]{6,80})"
)
"""A value beside a name that should have none in a file for deploying."""
DEPLOYED = (".yml", ".yaml", ".toml", ".env", ".cfg", ".ini", ".sh", ".json")


def tracked() -> list[Path]:
    """The files of the repository; of the folder, where it is no repository."""
    try:
        told = subprocess.run(
            ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("Only a repository knows which files belong to it.")
    return [ROOT / name for name in told if (ROOT / name).is_file()]


def test_no_file_holds_a_key_or_a_password_in_an_address() -> None:
    found = []
    for file in tracked():
        text = file.read_bytes().decode("utf-8", "replace")
        found += [f"{file.relative_to(ROOT)}: {m[0][:12]}..." for m in KEYS.finditer(text)]
    assert found == []


def test_files_for_deploying_name_secrets_and_hold_none() -> None:
    found = []
    for file in tracked():
        if file.suffix not in DEPLOYED or "tests" in file.parts or "knowledge" in file.parts:
            continue
        for match in ASSIGNED.finditer(file.read_text("utf-8", "replace")):
            value = match["value"]
            if not re.match(r"[$<{]|\.\.\.|/run/|/etc/|secret|valueFrom|name:|SECOND_KEY_", value):
                found.append(f"{file.relative_to(ROOT)}: {match[0][:60]}")
    assert found == []


def test_what_is_made_while_running_is_never_committed() -> None:
    kept = {file.relative_to(ROOT).parts[0] for file in tracked()}
    assert not kept & {"var", "models", ".env", ".venv"}


def test_the_secret_is_random_and_for_its_owner_only(tmp_path: Path) -> None:
    one, other = (Settings(root=tmp_path / name) for name in ("one", "other"))
    assert one.secret_key() != other.secret_key()
    assert len(one.secret_key()) >= 43
    assert one.secret_key() == one.secret_key()
    assert stat.S_IMODE((one.var / "secret.key").stat().st_mode) == 0o600


def test_every_secret_setting_is_empty_by_default_and_not_shown(tmp_path: Path) -> None:
    hidden = ("secret", "database_url", "redis_url", "twilio_token", "metrics_token",
              "oidc_client_secret")  # fmt: skip
    settings = Settings(root=tmp_path, **dict.fromkeys(hidden, "open sesame"))
    assert "open sesame" not in repr(settings)
    plain = Settings(root=tmp_path)
    assert not any(getattr(plain, name) for name in hidden)


def test_a_new_house_has_no_account() -> None:
    assert Users(open_database("sqlite://")).list() == []
