"""`python -m bot doctor`, as an operator runs it: what it prints, its status, and that it ends."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import make_url

from bot.doctor import files
from bot.doctor.findings import as_table, finding, status
from bot.doctor.home import Home
from bot.sandbox import Sandbox
from bot.settings import Settings
from db.keyfile import make_key
from tests.docs_blocks import ROOT
from tests.stage import TOKEN


def doctor(*arguments: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", "doctor", *arguments],
        cwd=folder, env={"PATH": os.defpath, "PYTHONPATH": str(ROOT)} | environment,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_without_a_token_it_looks_at_the_sandbox_and_makes_nothing(tmp_path: Path) -> None:
    ended = doctor("--format", "json", folder=tmp_path)
    told = {one["about"]: one for one in json.loads(ended.stdout)}
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "sandbox would start" in told["token"]["says"]
    assert "data/sandbox/afterhour.db" in told["database"]["says"]
    assert list(tmp_path.iterdir()) == []


async def test_it_finds_a_sandbox_at_work(tmp_path: Path) -> None:
    sandbox = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "sandbox", cwd=tmp_path, stdout=asyncio.subprocess.PIPE,
        env={"PATH": os.defpath, "PYTHONPATH": str(ROOT), "SANDBOX_LISTEN": "127.0.0.1:0"},
    )  # fmt: skip
    assert sandbox.stdout is not None
    look = partial(asyncio.to_thread, partial(doctor, folder=tmp_path))
    try:
        async with asyncio.timeout(60):
            await sandbox.stdout.readline()
            while "the sandbox's clock shows" not in (ended := await look()).stdout:
                assert ended.returncode == 0, ended.stdout
    finally:
        sandbox.terminate()
        await sandbox.communicate()
    assert "no; the sandbox's clock was at" in (await look()).stdout


async def test_it_shows_neither_token_nor_key_nor_password(database_url: str, tmp_path: Path) -> None:
    telegram = Sandbox(token=TOKEN, page=False)
    make_key(tmp_path / "key")
    given = {
        "BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": await telegram.start("127.0.0.1", 0),
        "DATABASE_URL": database_url,
        "ENCRYPTION_KEY": (tmp_path / "key").read_text().strip(),
    }
    ended = await asyncio.to_thread(partial(doctor, folder=tmp_path, **given))
    await telegram.stop()
    assert (ended.returncode, ended.stderr) == (0, "")
    secrets = [TOKEN, given["ENCRYPTION_KEY"], make_url(database_url).password]
    assert [secret for secret in secrets if secret and secret in ended.stdout] == []


def test_a_setting_that_cannot_be_used_is_a_finding_too(tmp_path: Path) -> None:
    ended = doctor(folder=tmp_path, BOT_TOKEN="canary")
    assert (ended.returncode, ended.stderr) == (1, "")
    assert ended.stdout.startswith("wrong    settings  BOT_TOKEN cannot be used")
    assert "canary" not in ended.stdout


def test_it_ends_soon_where_nobody_answers(tmp_path: Path, silent: str) -> None:
    began = time.monotonic()
    place = silent.removeprefix("http://")
    ended = doctor(
        folder=tmp_path, BOT_TOKEN=TOKEN, TELEGRAM_API_URL=silent,
        DATABASE_URL=f"postgresql+psycopg://me:canary@{place}/name",
    )  # fmt: skip
    assert time.monotonic() - began < 15
    assert ended.returncode == 1
    assert "token     127.0.0.1" in ended.stdout
    assert "Traceback" not in ended.stderr
    assert "canary" not in ended.stdout + ended.stderr
    assert TOKEN not in ended.stdout + ended.stderr


@pytest.fixture
def silent() -> Iterator[str]:
    """A server that takes connections and never says a word."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def test_only_what_is_wrong_makes_the_status_bad() -> None:
    warned = [finding("ok", "files", "files"), finding("warning", "clock", "clock_unsure")]
    assert status(warned) == 0
    assert status([*warned, finding("wrong", "webhook", "webhook")]) == 1
    assert [line.split()[:2] for line in as_table(warned).splitlines()] == [
        ["ok", "files"],
        ["warning", "clock"],
    ]


@pytest.mark.parametrize(
    ("free", "level", "words"),
    [(3_100_000_000, "ok", "3.1 GB"), (499_000_000, "warning", "499.0 MB"), (12_000, "wrong", "12 kB")],
)
def test_little_room_is_a_warning_and_hardly_any_is_wrong(free: int, level: str, words: str) -> None:
    found = files.room(free, Path("data"))
    assert (found.level, words in found.says) == (level, True)


def test_files_that_others_may_read_are_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    (tmp_path / "afterhour.key").touch(0o600)
    (secret := tmp_path / "token").touch(0o600)
    assert files.modes(tmp_path, [secret]).level == "ok"
    secret.chmod(0o640)
    (tmp_path / "afterhour.key").chmod(0o604)
    found = files.modes(tmp_path, [secret])
    assert found.level == "warning"
    assert found.says.endswith(f"chmod go= {tmp_path / 'afterhour.key'} {secret}")


def test_with_postgresql_and_a_key_elsewhere_there_is_no_folder_to_write_to(tmp_path: Path) -> None:
    (key := tmp_path / "key").touch(0o600)
    home = Home("postgresql+psycopg://me@host/name", key, 1, None)
    assert [found.about for found in files.examine(home, Settings(encryption_key_file=key))] == ["files"]
    assert [found.about for found in files.examine(home, Settings())] == ["disk", "files"]
