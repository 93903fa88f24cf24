"""One Chromium for all tests of the page; a sandbox, a bot and a fresh page for each."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import ConsoleMessage, Error, Page, async_playwright, expect

from tests.sandbox.make import TOKEN, Caller, make_sandbox
from tests.sandbox.page.room import MARA, EchoBot, Room

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
QUIET = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)


def find_chromium() -> str:
    """Its path; without one the tests are skipped, but fail where CI promises one."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        missing = f"no Chromium here (looked for {', '.join(NAMES)})"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    return found


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def tab() -> AsyncIterator[Page]:
    """The one tab of a headless Chromium that stays off the network; a fresh one per test costs a second."""
    path = find_chromium()
    flags = [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=flags)
        context = await browser.new_context(timezone_id="Europe/Berlin")
        yield await context.new_page()
        await browser.close()


@pytest_asyncio.fixture(loop_scope="package")
async def page(tab: Page) -> AsyncIterator[Page]:
    """The tab as new, in Berlin; whatever it logs as an error fails the test."""
    faults: list[str] = []

    def hear(line: ConsoleMessage) -> None:
        # A refused request is logged by Chromium itself; the page says it in its own words.
        if line.type == "error" and not line.text.startswith("Failed to load resource"):
            faults.append(line.text)

    def stumble(error: Error) -> None:
        faults.append(str(error))

    tab.on("console", hear)
    tab.on("pageerror", stumble)
    await tab.set_viewport_size({"width": 1000, "height": 760})
    await tab.emulate_media(color_scheme="light", reduced_motion="reduce")
    yield tab
    await tab.unroute_all()
    await tab.goto("about:blank")
    tab.remove_listener("console", hear)
    tab.remove_listener("pageerror", stumble)
    assert faults == []


@pytest_asyncio.fixture(loop_scope="package")
async def empty_room(page: Page) -> AsyncIterator[Room]:
    """A room in which nobody has written yet."""
    sandbox = make_sandbox()
    url = await sandbox.start("127.0.0.1", 0)
    async with Caller(url, TOKEN) as api:
        bot = EchoBot(api)
        running = asyncio.create_task(bot.run())
        await page.goto(url)
        await expect(page).to_have_title("Afterhour sandbox")
        yield Room(sandbox, url, bot, page)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    await page.goto("about:blank")
    await sandbox.stop()


@pytest_asyncio.fixture(loop_scope="package")
async def room(empty_room: Room) -> Room:
    """A room in which Mara has begun."""
    empty_room.sandbox.say(MARA, "/start")
    await empty_room.bubble("Echo: /start").wait_for()
    return empty_room
