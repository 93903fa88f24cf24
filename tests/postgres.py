"""A PostgreSQL server for the tests: its own directory and port, an unprivileged user, gone at the end."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import psycopg
import pytest
from psycopg import sql

_QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "60"}
_START_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; `url` is where its databases are, over loopback and with a password."""

    port: int
    password: str

    @property
    def _base(self) -> str:
        return f"://afterhour:{self.password}@127.0.0.1:{self.port}/"

    def url(self, database: str) -> str:
        return f"postgresql+psycopg{self._base}{database}"

    def create(self, database: str, template: str = "template0") -> None:
        self._run("CREATE DATABASE {} TEMPLATE {}", database, template)

    def drop(self, database: str) -> None:
        self._run("DROP DATABASE {} WITH (FORCE)", database)

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(f"postgresql{self._base}postgres", autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def find_binaries() -> Path | None:
    """The directory of initdb and postgres: on PATH, or where Debian keeps them; None when there is none."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    kept = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    return kept[-1].parent if kept else None


@contextmanager
def running_server() -> Iterator[Server]:
    """Starts a server and stops it. Without the binaries the test is skipped; under CI=true it fails."""
    binaries = find_binaries()
    if binaries is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("PostgreSQL is not installed")
    user = _Unprivileged.find()
    directory = Path(tempfile.mkdtemp(prefix="afterhour-pg-"))
    try:
        server = Server(_free_port(), secrets.token_hex(8))
        user.owns(directory)
        _init(binaries, directory, server.password, user)
        process = _start(binaries, directory, server.port, user)
        try:
            _wait(server, process, directory)
            yield server
        finally:
            process.send_signal(signal.SIGQUIT)  # at once; nothing of it is kept
            process.wait()
    finally:
        shutil.rmtree(directory, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class _Unprivileged:
    """Who the server runs as; it refuses root."""

    entry: pwd.struct_passwd | None

    @classmethod
    def find(cls) -> Self:
        if os.geteuid() != 0:
            return cls(None)
        for name in ("postgres", "nobody"):
            try:
                return cls(pwd.getpwnam(name))
            except KeyError:
                continue
        pytest.fail("root needs a user named postgres or nobody to run PostgreSQL as")

    def owns(self, directory: Path) -> None:
        if self.entry is not None:
            os.chown(directory, self.entry.pw_uid, self.entry.pw_gid)

    def options(self) -> dict[str, Any]:
        if self.entry is None:
            return {}
        return {"user": self.entry.pw_uid, "group": self.entry.pw_gid, "extra_groups": []}


def _init(binaries: Path, directory: Path, password: str, user: _Unprivileged) -> None:
    secret = directory / "password"
    secret.write_text(password)
    user.owns(secret)
    made = subprocess.run(
        [
            binaries / "initdb", "-D", directory / "data", "--username=afterhour", "--pwfile", secret,
            "--auth=scram-sha-256", "--encoding=UTF8", "--no-locale", "--no-sync",
        ],
        cwd=directory, capture_output=True, text=True, check=False, **user.options(),
    )  # fmt: skip
    if made.returncode:
        pytest.fail(f"initdb: {made.stderr}")


def _start(binaries: Path, directory: Path, port: int, user: _Unprivileged) -> subprocess.Popen[bytes]:
    quick = [word for name, value in _QUICK.items() for word in ("-c", f"{name}={value}")]
    with (directory / "log").open("wb") as log:
        return subprocess.Popen(
            [binaries / "postgres", "-D", directory / "data", "-k", directory, "-p", str(port), *quick],
            cwd=directory, stdout=log, stderr=log, **user.options(),
        )  # fmt: skip


def _wait(server: Server, process: subprocess.Popen[bytes], directory: Path) -> None:
    until = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < until:
        try:
            psycopg.connect(server.url("postgres").replace("+psycopg", "")).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.05)
    pytest.fail(f"PostgreSQL did not start: {(directory / 'log').read_text()[-2000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
