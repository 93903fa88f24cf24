"""A first week in the browser: the bot as its own process, as `make run` starts it, driven by its page."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from playwright.async_api import Locator, Page, async_playwright, expect

from bot.play import TOKEN
from bot.sandbox import Sandbox
from bot.settings import Settings
from tests.docs_blocks import ROOT
from tests.sandbox.page.conftest import QUIET, find_chromium

SETTINGS = {name.upper() for name in Settings.model_fields}  # a real token must never get here
PATIENCE = 60_000  # milliseconds; a walk of a week takes a few seconds, on a machine under load many
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # whatever day it is: on a Saturday the way is a week long


@dataclass
class Visit:
    """The page as somebody without an account sees it."""

    page: Page

    async def press(self, label: str) -> None:
        await self.page.get_by_role("button", name=label, exact=True).last.click(timeout=PATIENCE)

    async def write(self, text: str) -> None:
        field = self.page.get_by_role("combobox", name="Message")
        await field.fill(text)
        await field.press("Enter")

    async def sees(self, text: str | re.Pattern[str]) -> Locator:
        found = self.page.get_by_role("log").get_by_text(text).last
        await expect(found).to_be_visible(timeout=PATIENCE)
        return found


async def test_somebody_without_an_account_lives_through_a_week_in_the_browser(tmp_path: Path) -> None:
    _begins(MONDAY, tmp_path)
    async with _bot(tmp_path) as address, _visit(address) as visit:
        await _first_minute(visit)
        await visit.press("Just finished")
        await visit.press("Oak")
        await visit.sees(re.compile("Oak, just finished"))
        await visit.press("+15 min")
        await visit.sees(re.compile("1 of 2"))
        await visit.press("4")
        await visit.sees("4 of 5")
        await visit.sees(re.compile("2 of 2"))
        await visit.write("I let the silence run, and it came.")
        await visit.sees("I let the silence run, and it came.")
        await visit.press("Friday 18:00")
        await visit.sees("Your week is ready.")
        await visit.press("Open")
        await visit.sees(re.compile("1 session"))


async def test_everything_is_still_there_after_a_restart(tmp_path: Path) -> None:
    async with _bot(tmp_path) as address, _visit(address) as visit:
        await _first_minute(visit)
    async with _bot(tmp_path) as address, _visit(address) as visit:
        await visit.sees(re.compile("That is all it takes"))
        await visit.press("Today")
        await visit.sees(re.compile("No sessions noted today"))
    assert os.listdir(tmp_path) == ["data"]
    assert os.listdir(tmp_path / "data") == ["sandbox"]


async def test_starting_over_begins_with_a_stranger_again(tmp_path: Path) -> None:
    async with _bot(tmp_path) as address, _visit(address) as visit:
        await _first_minute(visit)
        await visit.press("+1 h")
        await visit.press("More")
        await visit.page.get_by_role("menuitem", name=re.compile("Start over")).click()
        await visit.page.get_by_role("dialog").get_by_role("button", name=re.compile("Start over")).click()
        await visit.press("Start")
        await visit.sees(re.compile("Does your workplace allow this"))


def _begins(moment: datetime, folder: Path) -> None:
    """The bot finds a sandbox in which it is this moment."""
    sandbox = Sandbox(token=TOKEN, start=moment, store=folder / "data" / "sandbox")
    sandbox.world.clock.reset()
    sandbox.world.store.close()


async def _first_minute(visit: Visit) -> None:
    await visit.press("Start")
    await visit.press("I agree")
    await visit.write("London")
    await visit.press("After each session")
    await visit.sees(re.compile("1 of 1"))
    await visit.page.get_by_role("group", name="Answers").last.get_by_role("button").first.click()
    await visit.sees(re.compile("That is all it takes"))


@asynccontextmanager
async def _bot(folder: Path) -> AsyncIterator[str]:
    """`python -m bot` in a folder of its own, on a free port; yields the address it prints."""
    environment = {
        **{name: value for name, value in os.environ.items() if name not in SETTINGS},
        "PYTHONPATH": str(ROOT),
        "SANDBOX_LISTEN": "127.0.0.1:0",
        "TICK_SECONDS": "0.5",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", cwd=folder, env=environment,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        async with asyncio.timeout(60):
            while not (found := re.search(rb"http://\S+", line := await process.stdout.readline())):
                assert line, "the bot did not start"
        yield found.group().decode()
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 10) == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@asynccontextmanager
async def _visit(address: str) -> AsyncIterator[Visit]:
    path, flags = find_chromium(), [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=flags)
        page = await browser.new_page(viewport={"width": 360, "height": 740}, timezone_id="Europe/London")
        await page.goto(address)
        yield Visit(page)
        await browser.close()
