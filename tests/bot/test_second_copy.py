"""A second copy started on the same database, as an operator does it: one line, and the first goes on."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.sandbox import Sandbox
from bot.settings import Settings
from tests.docs_blocks import ROOT
from tests.stage import TOKEN

SETTINGS = {name.upper() for name in Settings.model_fields}


async def _begin(folder: Path, **told: str) -> asyncio.subprocess.Process:
    own = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", cwd=folder, env=own | {"PYTHONPATH": str(ROOT)} | told,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def _telegram(database_url: str) -> tuple[Sandbox, dict[str, str]]:
    telegram = Sandbox(token=TOKEN, page=False)
    address = await telegram.start("127.0.0.1", 0)
    return telegram, {"BOT_TOKEN": TOKEN, "DATABASE_URL": database_url, "TELEGRAM_API_URL": address}


async def _up(folder: Path, up: str, **told: str) -> asyncio.subprocess.Process:
    """A copy that has said it is up."""
    process = await _begin(folder, **told)
    assert process.stdout is not None
    async with asyncio.timeout(30):
        while not re.search(up.encode(), line := await process.stdout.readline()):
            assert line, (await process.communicate())[1]
    return process


@asynccontextmanager
async def _running(folder: Path, up: str, **told: str) -> AsyncIterator[None]:
    """For the block a copy runs; then it is stopped as an operator does it, and must end well."""
    process = await _up(folder, up, **told)
    yield
    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), 10) == 0


async def _refused(folder: Path, **told: str) -> str:
    """The one line with which a copy that must not begin ends."""
    process = await _begin(folder, **told)
    said, errors = await asyncio.wait_for(process.communicate(), 40)
    assert process.returncode == 2
    assert not said
    assert len(errors.decode().strip().splitlines()) == 1
    return errors.decode()


async def test_live_the_second_is_refused_with_one_line_and_the_first_goes_on(
    tmp_path: Path, database_url: str
) -> None:
    telegram, told = await _telegram(database_url)
    async with _running(tmp_path, "start=", **told):
        line = await _refused(tmp_path, **told)
        assert "stop that one first" in line
        assert TOKEN.partition(":")[2] not in line
    await telegram.stop()


async def test_a_copy_that_was_killed_is_followed_at_once(tmp_path: Path, database_url: str) -> None:
    telegram, told = await _telegram(database_url)
    killed = await _up(tmp_path, "start=", **told)
    killed.kill()
    async with _running(tmp_path, "start=", **told):
        assert await killed.wait() == -signal.SIGKILL
    await telegram.stop()


async def test_in_the_sandbox_the_second_is_refused_too_and_changes_nothing(tmp_path: Path) -> None:
    async with _running(tmp_path, "http://", SANDBOX_LISTEN="127.0.0.1:0"):
        assert "stop that one first" in await _refused(tmp_path, SANDBOX_LISTEN="127.0.0.1:0")
