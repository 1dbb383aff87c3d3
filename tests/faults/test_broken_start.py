"""What is broken at the start is said in one line, with what to do, and nothing is left running."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def test_a_damaged_database_is_said_before_anything_is_started(tmp_path: Path) -> None:
    file = tmp_path / "house.db"
    file.write_text("no database at all, but words " * 200)
    started = subprocess.run(
        [sys.executable, "-m", "assistant", "serve"],
        cwd=Path(__file__).resolve().parents[2],
        env={**os.environ, "SECOND_KEY_DATABASE_URL": f"sqlite:///{file}"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert started.returncode != 0
    assert "its file is damaged. Stop the assistant and put a backup" in started.stderr
    assert len(started.stderr.strip().splitlines()) == 1
    assert started.stdout == ""
