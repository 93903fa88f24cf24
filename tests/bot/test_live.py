"""`python -m bot` with a token, as its own process, against the sandbox in Telegram's place."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from pathlib import Path

import pytest

from bot.sandbox import Sandbox
from bot.settings import Settings
from tests.docs_blocks import ROOT
from tests.stage import MARA, TOKEN

SETTINGS = {name.upper() for name in Settings.model_fields}
WRONG = "123456:nobody-knows-this-token-0000000000000000"


async def _begin(folder: Path, address: str, token: str = TOKEN) -> asyncio.subprocess.Process:
    own = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    told = {"PYTHONPATH": str(ROOT), "BOT_TOKEN": token, "TELEGRAM_API_URL": address, "TICK_SECONDS": "0.5"}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", cwd=folder, env=own | told,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def _end(process: asyncio.subprocess.Process) -> tuple[int | None, str]:
    process.send_signal(signal.SIGTERM)
    _, errors = await asyncio.wait_for(process.communicate(), 10)
    return process.returncode, errors.decode()


@pytest.fixture
async def telegram() -> Sandbox:
    return Sandbox(token=TOKEN, page=False)


async def test_the_first_start_prints_a_link_that_lets_its_owner_in(
    tmp_path: Path, telegram: Sandbox
) -> None:
    address = await telegram.start("127.0.0.1", 0)
    process = await _begin(tmp_path, address)
    assert process.stdout is not None
    async with asyncio.timeout(30):
        while not (link := re.search(rb"start=(\S+)", await process.stdout.readline())):
            assert process.returncode is None
    telegram.say(MARA, f"/start {link[1].decode()}")
    async with asyncio.timeout(10):
        while len(telegram.history(MARA)) < 2:  # noqa: ASYNC110 - another process answers
            await asyncio.sleep(0.05)
    assert "Welcome to Afterhour" in telegram.history(MARA)[-1]["text"]
    assert await _end(process) == (0, "")
    await telegram.stop()


async def test_a_token_that_telegram_does_not_know_ends_with_one_line(
    tmp_path: Path, telegram: Sandbox
) -> None:
    process = await _begin(tmp_path, await telegram.start("127.0.0.1", 0), WRONG)
    _, errors = await asyncio.wait_for(process.communicate(), 30)
    assert (process.returncode, len(errors.decode().strip().splitlines())) == (2, 1)
    assert "BOT_TOKEN" in errors.decode()
    assert WRONG not in errors.decode()
    await telegram.stop()


async def test_it_can_be_stopped_while_telegram_is_not_reached(tmp_path: Path) -> None:
    process = await _begin(tmp_path, "http://127.0.0.1:9")
    assert process.stderr is not None
    line = await asyncio.wait_for(process.stderr.readline(), 30)
    assert b"telegram_not_reached" in line
    code, errors = await _end(process)
    assert code == 0
    assert "Traceback" not in errors
