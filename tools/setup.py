#!/usr/bin/env python3
"""Sets up .venv from requirements.lock, with any Python 3 and nothing else.

Rasa Open Source 3.6.21 needs Python 3.10. It is looked for on the PATH and under pyenv; where there
is none, uv fetches one. Every package is checked against its hash in requirements.lock.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / ".installed"
TOOLS = ROOT / "var" / "tools"
INPUTS = ("requirements.lock", "pyproject.toml", "tools/setup.py", "tools/requirements.lock")


def main():
    state = _state()
    if STAMP.exists() and STAMP.read_text() == state:
        return
    say("Setting up (once; some minutes on a slow line) ...")
    uv = find_uv()
    python = find_python()
    say("1/3 Python 3.10: {}".format(python or "none here, fetching one"))
    if _version(str(VENV / "bin" / "python")) != "3.10":
        run(uv, "venv", "--quiet", "--clear", "--python", python or "3.10", str(VENV))
    say("2/3 Packages, each checked against its hash ...")
    target = ["--python", str(VENV / "bin" / "python")]
    run(uv, "pip", "sync", *target, "--require-hashes", str(ROOT / "requirements.lock"))
    say("3/3 The assistant itself ...")
    alone = ["--quiet", "--no-deps", "--no-build-isolation"]
    run(uv, "pip", "install", *target, *alone, "-e", str(ROOT))
    STAMP.write_text(state)
    say("Set up.")


def _state():
    digest = hashlib.sha256()
    for name in INPUTS:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def find_uv():
    """uv from the PATH, or installed beside this checkout from its own hashed lock."""
    found = shutil.which("uv")
    if found:
        return found
    uv = TOOLS / "bin" / "uv"
    if uv.exists():
        return str(uv)
    # pip with --target needs neither root nor the venv module, which Debian ships apart.
    TOOLS.mkdir(parents=True, exist_ok=True)
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--require-hashes",
        "--target",
        str(TOOLS),
        "--upgrade",
        "-r",
        str(ROOT / "tools" / "requirements.lock"),
    ]
    if subprocess.call(command) or not uv.exists():
        sys.exit(
            "setup: uv could not be installed with pip. Install uv (or pip for this Python) "
            "and run make again."
        )
    return str(uv)


def find_python():
    """The path of a Python 3.10, or None."""
    candidates = [shutil.which("python3.10"), shutil.which("python3")]
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    candidates += sorted(str(p / "bin" / "python") for p in pyenv.glob("3.10.*"))
    for candidate in candidates:
        if candidate and _version(candidate) == "3.10":
            return candidate
    return None


def _version(python):
    # A pyenv shim exists for versions that are not active; only running it tells.
    probe = [python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    try:
        pipe, none = subprocess.PIPE, subprocess.DEVNULL
        answer = subprocess.run(probe, stdout=pipe, stderr=none, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout.decode().strip()


def run(*command):
    code = subprocess.call(command, cwd=str(ROOT))
    if code:
        sys.exit(
            "setup: this step failed: {}\nMend what it says above and run make again.".format(
                " ".join(command[:4])
            )
        )


def say(text):
    print("setup: " + text, flush=True)


if __name__ == "__main__":
    main()
