#!/usr/bin/env python3
"""Runs a command beside a PostgreSQL and a Redis of its own: `tools/with_services.py make test`.

Both listen on loopback, on free ports, keep what they write in a temporary folder, and end with the
command, whatever becomes of it. The command finds them in TEST_POSTGRES_URL and TEST_REDIS_URL; one
that is named there already is left as it is. What is not installed is said and left out.

Any Python 3 runs this, and nothing else is needed. PostgreSQL refuses to run as root, so root gives
it to the account `postgres` or `nobody`.
"""

import contextlib
import ctypes
import glob
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WAIT = 30.0
"""Seconds within which a service must answer."""


class CannotStart(Exception):
    """A service is not installed, or did not start."""


def main(command):
    if not command:
        sys.exit(__doc__)
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    environment = dict(os.environ)
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="services-")))
        folder.chmod(0o755)
        for name, start in (("TEST_POSTGRES_URL", postgres), ("TEST_REDIS_URL", redis)):
            if environment.get(name):
                continue
            try:
                environment[name] = stack.enter_context(start(folder))
            except CannotStart as error:
                say(f"{error} What needs {name} is left out.")
        try:
            process = subprocess.Popen(command, env=environment)
        except OSError as error:
            sys.exit(f"with_services: {command[0]}: {error.strerror}")
        # The command ends what it has started; killed, it would leave that behind.
        signal.signal(signal.SIGTERM, lambda _number, _frame: process.terminate())
        try:
            return process.wait()
        except KeyboardInterrupt:  # It went to the command too, which says its last words.
            process.wait()
            return 130


@contextlib.contextmanager
def postgres(folder):
    """A cluster in a folder of its own; gives the URL of its database `postgres`."""
    programs = postgres_programs()
    if programs is None:
        raise CannotStart("PostgreSQL is not installed here.")
    owner = _not_root()
    home, port, password = folder / "postgres", free_port(), secrets.token_hex(16)
    home.mkdir(mode=0o700)
    key = home / "password"
    key.write_text(password)
    for path in (home, key):
        if owner:
            os.chown(str(path), owner.pw_uid, owner.pw_gid)
    data = home / "data"
    made = _run(
        [
            str(programs / "initdb"), "--pgdata", str(data), "--username", "tests",
            "--auth", "scram-sha-256", "--pwfile", str(key), "--encoding", "UTF8",
            "--locale", "C", "--no-sync",
        ],
        owner,
    )  # fmt: skip
    if made.wait():
        raise CannotStart(f"PostgreSQL could not make its folder: {_said(made)}")
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": "",
        # What is kept here is not missed after a power cut.
        "fsync": "off",
        "full_page_writes": "off",
        # A server elsewhere than UTC, as a dealer's may be: times must not depend on it.
        "timezone": "America/Chicago",
    }
    options = [part for item in settings.items() for part in ("-c", "{}={}".format(*item))]
    server = _run([str(programs / "postgres"), "-D", str(data), *options], owner)
    with _ended(server, signal.SIGINT):
        _wait_for(port, server, "PostgreSQL")
        yield f"postgresql://tests:{password}@127.0.0.1:{port}/postgres"


@contextlib.contextmanager
def redis(folder):
    """A Redis that keeps nothing; gives its URL."""
    program = shutil.which("redis-server")
    if program is None:
        raise CannotStart("Redis is not installed here.")
    port = free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)]
    server = _run([program, *options, "--save", "", "--appendonly", "no"], None)
    with _ended(server, signal.SIGTERM):
        _wait_for(port, server, "Redis")
        yield f"redis://127.0.0.1:{port}/0"


def postgres_programs():
    """The folder with initdb, postgres, pg_dump and the others; None where there is none."""
    on_path = shutil.which("initdb")
    # Debian keeps them off the PATH, a folder for each version.
    folders = [os.path.dirname(os.path.realpath(on_path))] if on_path else []
    folders += sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=_version, reverse=True)
    return next((Path(f) for f in folders if _has(f, "initdb", "postgres", "pg_dump")), None)


def _has(folder, *names):
    return all(os.path.exists(os.path.join(folder, name)) for name in names)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _version(folder):
    number = Path(folder).parent.name
    return float(number) if number.replace(".", "", 1).isdigit() else 0.0


def _not_root():
    """The account that stands in for root; None when we are somebody else."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise CannotStart("PostgreSQL does not run as root, and there is no account `postgres`.")


def _run(command, owner):
    """Start a program in the background, as `owner` if there is one; it does not outlive us."""

    system = ctypes.CDLL(None) if sys.platform == "linux" else None

    def prepare():
        os.setsid()  # Ctrl-C is for the command; services end after it.
        if owner:
            os.setgroups([])
            os.setgid(owner.pw_gid)
            os.setuid(owner.pw_uid)
        if system:
            system.prctl(1, signal.SIGINT)  # When this script is killed outright, they end too.

    log = tempfile.TemporaryFile()  # noqa: SIM115 - it ends with the process
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", preexec_fn=prepare
    )
    process.log = log
    return process


@contextlib.contextmanager
def _ended(process, gently):
    try:
        yield
    finally:
        process.send_signal(gently)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(port, process, name):
    until = time.monotonic() + WAIT
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise CannotStart(f"{name} did not start: {_said(process)}")


def _said(process):
    process.log.seek(0)
    return process.log.read().decode("utf-8", "replace")[-500:].strip()


def say(text):
    print("with_services: " + text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
