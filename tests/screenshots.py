"""The pictures in the docs, taken from the real sandbox page: `python -m tests.screenshots`."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

from playwright.async_api import Page, async_playwright
from sqlalchemy import update

from db.engine import Database
from db.models import Therapist
from tests.docs_blocks import ROOT
from tests.make import just_finished, planned, settled_in
from tests.stage import MARA, MONDAY, Chat, Stage, buttons, staged

IMAGES = ROOT / "docs" / "images"
SIZE = {"width": 420, "height": 880}
SEED = 4  # whose questions make a good picture
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-sync",
    "--no-first-run",
]
LINES = (
    "I let the silence run, and it came.",
    "When I named the time, and we both slowed down.",
    "The way the coat stayed on until we laughed.",
    "I asked twice what would help. The second time I heard it.",
)
RATINGS = (4, 4, 3, 5, 4, 5, 3, 4)
NEXT_MONDAY = MONDAY + timedelta(weeks=1, hours=-1)
PLANS = (
    "Oak 9:00\nRiver 10:00\nFern 11:00\nMaple 14:00\nOak Tue 14:00\nHeron Thu 15:30",
    "Stone every 2 weeks Wed 10:15",
    "River Thu 9:00",
    "River Thu moved to Fri 11:00",
)


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite+aiosqlite:///{folder}/afterhour.db")
        await database.migrate()
        async with staged(database, page=True, at=MONDAY) as stage, async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            page = await browser.new_page(viewport=SIZE, device_scale_factor=2, timezone_id="Europe/London")  # type: ignore[arg-type]  # a plain dict will do
            await _play(stage, page)
            await browser.close()
        await database.close()


async def _play(stage: Stage, page: Page) -> None:
    chat = await settled_in(stage.chat())
    async with stage.database.write() as session:
        await session.execute(update(Therapist).where(Therapist.telegram_id == MARA).values(seed=SEED))
    for day in range(5):
        for number, code in enumerate(("Oak", "River", "Fern")):
            await stage.until(MONDAY + timedelta(days=day, hours=number * 2 + 2))
            await just_finished(chat, code)
            await stage.wait(minutes=6)
            await _answer(chat, day * 3 + number, picture=day == 1 and number == 0, page=page, stage=stage)
    await stage.until(MONDAY + timedelta(days=4, hours=8))
    await chat.tap("Open")
    await _shoot(page, stage, IMAGES / "digest.png")
    await _full_week(stage, chat, page)


async def _full_week(stage: Stage, chat: Chat, page: Page) -> None:
    """The week after it is planned in lines: sessions back to back come together in the gap behind them."""
    await stage.until(NEXT_MONDAY)
    await planned(chat, PLANS[0])
    await chat.tap("In the gaps")
    await chat.tap("No")
    for line in PLANS[1:]:
        await planned(chat, line)
    await stage.until(NEXT_MONDAY + timedelta(hours=3, minutes=55))
    await _shoot(page, stage, IMAGES / "in-the-gaps.png")
    await chat.tap("Yes")
    for number in range(3):
        await _one_answer(chat, number)
    await chat.say("/week")
    await _shoot(page, stage, IMAGES / "week.png")


async def _answer(chat: Chat, number: int, *, picture: bool, page: Page, stage: Stage) -> None:
    for _ in range(2):
        await _one_answer(chat, number)
        if picture:
            await _shoot(page, stage, IMAGES / "check-in.png")
            picture = False


async def _one_answer(chat: Chat, number: int) -> None:
    if chat.has("1"):
        await chat.tap(str(RATINGS[number % len(RATINGS)]))
    elif chat.labels()[0][0] != "Skip":
        await chat.press(chat.last["id"], buttons(chat.last)[0]["data"])
    else:
        await chat.say(LINES[number % len(LINES)])


async def _shoot(page: Page, stage: Stage, path: Path) -> None:
    await page.goto(stage.address)
    await page.wait_for_selector("text=Afterhour")
    await page.wait_for_timeout(1500)
    await page.screenshot(path=path)


if __name__ == "__main__":
    asyncio.run(main())
