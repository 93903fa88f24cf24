"""The command line: every failure to start is one line and a status, and a signal stops cleanly."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from telegram.error import BadRequest, InvalidToken, NetworkError

from bot import cli
from bot.intake import AnotherCopy, Unauthorised
from bot.settings import BadSetting, Settings
from db.engine import UnreadableDatabase
from db.vault import UnreadableKey
from tests.bot.make import TOKEN

ROOT = Path(__file__).parents[2]


def bot(*arguments: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m bot` as an operator does, in an empty folder."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env={"PATH": os.defpath, "PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"BOT_TOKEN": "nonsense"}, "BOT_TOKEN"),
        ({"DATABASE_URL": "mysql://host/name"}, "DATABASE_URL"),
        ({"TICK_SECONDS": "soon"}, "TICK_SECONDS"),
        ({"BOT_TOKEN": TOKEN, "ENCRYPTION_KEY": "canary-no-key"}, "key"),
        ({"BOT_TOKEN": TOKEN, "DATABASE_URL": "sqlite+aiosqlite:////dev/null/nowhere.db"}, "database"),
    ],
)
def test_a_bad_start_is_one_line_and_a_status(
    environment: dict[str, str], named: str, tmp_path: Path
) -> None:
    ended = bot("run", folder=tmp_path, **environment)
    lines = [line for line in ended.stderr.splitlines() if line]
    assert ended.returncode == 2
    assert len(lines) == 1
    assert named in lines[0]
    assert "canary" not in ended.stderr + ended.stdout
    assert TOKEN not in ended.stderr + ended.stdout


def test_where_a_token_is_required_none_is_one_line_and_no_sandbox(tmp_path: Path) -> None:
    ended = bot("live", folder=tmp_path)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.count("\n") == 1
    assert "BOT_TOKEN_FILE" in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_help_imports_neither_the_bot_nor_its_libraries() -> None:
    script = (
        "import sys; from bot import cli; cli.parser([]); print([m for m in sys.modules if m in sys.argv])"
    )
    heavy = ["telegram", "sqlalchemy", "aiohttp", "pydantic", "handlers", "bot.app", "bot.rehearse"]
    ended = subprocess.run(
        [sys.executable, "-c", script, *heavy], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ended.stdout.strip() == "[]"


@pytest.mark.parametrize("kind", [BadSetting, Unauthorised, AnotherCopy, UnreadableDatabase, UnreadableKey])
def test_what_the_operator_can_put_right_is_told_in_one_line(kind: type[Exception]) -> None:
    assert cli.plain_line(kind("one\n  thing")) == "one thing"


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (InvalidToken(), "BOT_TOKEN"),
        (OperationalError("canary", None, sqlite3.OperationalError("canary")), "disk"),
        (NetworkError("canary"), "Telegram"),
        (ModuleNotFoundError("canary", name="structlog"), "make run"),
        (PermissionError(13, "canary"), "SANDBOX_LISTEN"),
    ],
)
def test_what_keeps_a_command_from_its_work_is_one_line_too(error: Exception, word: str) -> None:
    line = cli.plain_line(error)
    assert line is not None
    assert word in line
    assert "canary" not in line


def test_a_request_that_we_got_wrong_is_no_line_for_the_operator() -> None:
    assert cli.plain_line(BadRequest("x")) is None


def test_a_taken_address_names_the_setting() -> None:
    line = cli.plain_line(OSError(98, "address already in use"))
    assert line is not None
    assert "SANDBOX_LISTEN" in line


def test_a_mistake_of_ours_is_told_without_anybodys_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: object) -> int:
        raise ValueError("canary-words")

    monkeypatch.setattr(cli, "_run", fail)
    assert cli.main(["run"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("ValueError")
    assert "in fail" in said
    assert "canary" not in said


async def test_a_signal_asks_it_to_stop_and_it_ends_as_it_likes() -> None:
    async def serve(_: Settings, stopped: asyncio.Event) -> int:
        await stopped.wait()
        return 0

    running = asyncio.create_task(cli._until_stopped(serve, Settings()))
    await asyncio.sleep(0.05)
    os.kill(os.getpid(), signal.SIGTERM)
    assert await running == 0


async def test_a_second_signal_cuts_off_what_is_under_way() -> None:
    async def serve(_: Settings, __: asyncio.Event) -> int:
        await asyncio.sleep(60)
        return 0

    running = asyncio.create_task(cli._until_stopped(serve, Settings()))
    for _ in range(2):
        await asyncio.sleep(0.05)
        os.kill(os.getpid(), signal.SIGINT)
    with pytest.raises(asyncio.CancelledError):
        await running
