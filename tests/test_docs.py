"""The pages say what the code does: every setting, make target and command they name is there."""

from __future__ import annotations

import re
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest

from assistant.cli import assistant
from assistant.settings import PREFIX, SECRETS, Settings

ROOT = Path(__file__).resolve().parent.parent
PAGES = [
    ROOT / name
    for name in (
        "README.md",
        "CONTRIBUTING.md",
        "PRIVACY.md",
        "SECURITY.md",
        "deploy/CAPACITY.md",
        "deploy/README.md",
        "docs/release.md",
        "knowledge/README.md",
    )
]


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def test_every_setting_has_a_heading_and_every_heading_a_setting() -> None:
    headings = set(re.findall(r"^## (SECOND_KEY_\w+)$", text_of(ROOT / "docs/settings.md"), re.M))
    assert headings == {PREFIX + f.name.upper() for f in fields(Settings)} | set(SECRETS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_that_a_page_names_exists(page: Path) -> None:
    for line in re.findall(r"`assistant ([a-z][^`\n]*)`", text_of(page)):
        words = line.replace("|", " ").split()
        names = [word for word in words if word.isalpha() and word.islower()]
        command = assistant.commands.get(names[0])
        assert command, f"{page.name}: there is no command 'assistant {line}'"
        if hasattr(command, "commands"):
            unknown = set(names[1:2]) - set(command.commands)
            assert not unknown, f"{page.name}: 'assistant {names[0]}' has no {sorted(unknown)}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_make_target_that_a_page_names_exists(page: Path) -> None:
    for target in set(re.findall(r"`make ([a-z]+)`|^make ([a-z]+)", text_of(page), re.M)):
        name = target[0] or target[1]
        dry = subprocess.run(["make", "-n", name], cwd=ROOT, capture_output=True, text=True)
        assert dry.returncode == 0, f"make {name}: {dry.stderr}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_that_a_page_links_to_exists(page: Path) -> None:
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", text_of(page), flags=re.S)
    for link in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", prose):
        assert (page.parent / link).exists(), f"{page.name} links to {link}"
