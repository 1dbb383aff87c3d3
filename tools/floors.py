#!/usr/bin/env python3
"""Tests floors 0 to 3 and the web door without Rasa, on each Python that they promise to run on.

For each version an environment of its own is made in var/floors/ from requirements-core.lock, every
package checked against its hash. `python tools/floors.py 3.13` tests one version only; `--` hands
what follows to pytest.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from setup import ROOT, find_uv, run

VERSIONS = ("3.10", "3.12", "3.13")
LOCK = ROOT / "requirements-core.lock"
PARTS = (
    "matching",
    "knowledge",
    "eligibility",
    "language",
    "storage",
    "desk",
    "web",
    "commands",
    "test_logs.py",
)
WITHOUT = "not rasa and not browser and not services"


def main(arguments):
    more = []
    if "--" in arguments:
        cut = arguments.index("--")
        arguments, more = arguments[:cut], arguments[cut + 1 :]
    unknown = set(arguments) - set(VERSIONS)
    if unknown:
        sys.exit("floors: {} is none of {}.".format(sorted(unknown)[0], ", ".join(VERSIONS)))
    uv = find_uv()
    failed = [version for version in arguments or VERSIONS if not holds(uv, version, more)]
    if failed:
        sys.exit("floors: they do not hold on Python {}.".format(", ".join(failed)))
    say("They hold on Python {}.".format(", ".join(arguments or VERSIONS)))


def holds(uv, version, more):
    """Whether the tests pass on one version."""
    venv = ROOT / "var" / "floors" / version
    python = venv / "bin" / "python"
    install(uv, version, venv, python)
    probe = "import importlib.util as u, sys; sys.exit(bool(u.find_spec('rasa')))"
    run(str(python), "-c", probe)
    say(f"Testing on Python {version} ...")
    folders = [str(ROOT / "tests" / part) for part in PARTS if (ROOT / "tests" / part).exists()]
    # Imports come from this checkout, so nothing of it is installed; caches stay apart.
    environment = dict(os.environ, PYTHONPATH=str(ROOT))
    command = [str(python), "-m", "pytest", "-m", WITHOUT, "-p", "no:cacheprovider"]
    return subprocess.call(command + (more or folders), cwd=str(ROOT), env=environment) == 0


def install(uv, version, venv, python):
    """Make the environment, if it is not current."""
    stamp = venv / ".installed"
    state = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == state:
        return
    say(f"Setting up Python {version} ...")
    if not python.exists():
        found = interpreter(version) or version
        run(uv, "venv", "--quiet", "--no-config", "--python", found, str(venv))
    run(
        uv,
        "pip",
        "sync",
        "--quiet",
        "--no-config",
        "--python",
        str(python),
        "--require-hashes",
        str(LOCK),
    )
    stamp.write_text(state)


def interpreter(version):
    """The path of a Python of this version, on the PATH or under pyenv; None when uv must fetch."""
    pyenv = Path(os.environ.get("PYENV_ROOT", str(Path.home() / ".pyenv"))) / "versions"
    found = [shutil.which("python" + version)]
    found += sorted(str(p / "bin" / "python") for p in pyenv.glob(version + ".*"))
    for candidate in found:
        # A pyenv shim exists for versions that are not active; only running it tells.
        if (
            candidate
            and subprocess.call(
                [candidate, "-c", "import sys"],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            == 0
        ):
            return candidate
    return None


def say(text):
    print("floors: " + text, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
