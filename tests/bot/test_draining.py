"""SIGTERM: what is under way ends, what is not claimed stays due, and all is over in under ten seconds."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime, time
from pathlib import Path
from time import monotonic

from sqlalchemy import select, update

from bot.app import open_database
from bot.sandbox import Fault, Sandbox
from bot.settings import Settings
from db.engine import Database
from db.models import AskedQuestion, CheckIn, Therapist
from tests.bot.make import until
from tests.crowd import FIRST, all_due, people
from tests.docs_blocks import ROOT
from tests.stage import TOKEN, staged

CROWD = 60  # at 30 a second some are sent, some claimed, some not looked at when the signal comes
SETTINGS = {name.upper() for name in Settings.model_fields}


async def _prepare(folder: Path) -> str:
    """A database in which everybody's check-in is due now; the url."""
    url = f"sqlite+aiosqlite:///{folder}/data/afterhour.db"
    database, vault = await open_database(url, folder / "data" / "afterhour.key")
    now = datetime.now(UTC)
    async with staged(database, vault=vault, people=people(CROWD), at=now) as stage:
        await all_due(stage, CROWD, now)
        async with database.write() as session:  # whatever the hour at which this runs
            await session.execute(update(Therapist).values(quiet_from=time(0), quiet_until=time(0)))
    await database.close()
    return url


async def _begin(folder: Path, address: str) -> asyncio.subprocess.Process:
    own = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    told = {"PYTHONPATH": str(ROOT), "BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": address}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", cwd=folder, env=own | told, stderr=asyncio.subprocess.PIPE
    )


async def test_a_stop_amid_sends_and_a_reply_is_quick_and_leaves_nothing_half_done(tmp_path: Path) -> None:
    url = await _prepare(tmp_path)
    telegram = Sandbox(token=TOKEN, page=False, people=people(CROWD))
    for chat in telegram.world.chats.all.values():
        chat.begun = True
    telegram.faults.order(Fault(method="sendMessage", delay=2.0, times=CROWD + 1))
    process = await _begin(tmp_path, await telegram.start("127.0.0.1", 0))
    await until(lambda: any(method == "sendMessage" for method, _ in telegram.calls), 30)
    telegram.say(FIRST, "/help")
    await asyncio.sleep(0.4)
    began = monotonic()
    process.send_signal(signal.SIGTERM)
    _, errors = await asyncio.wait_for(process.communicate(), 20)
    assert monotonic() - began < 10
    assert (process.returncode, b"Traceback" in errors) == (0, False), errors.decode()

    def said(person: int) -> list[str]:
        return [message["text"] for message in telegram.history(person) if message["from"] == "bot"]

    database = Database(url)
    async with database.read() as session:
        asked = list(await session.scalars(select(AskedQuestion)))
        states = list(await session.scalars(select(CheckIn.state)))
    await database.close()
    await telegram.stop()
    sent = sum(" of 2 · " in text for number in range(CROWD) for text in said(FIRST + number))
    assert all(one.message_id is not None for one in asked), "claimed, and not sent"
    assert 0 < sent == len(asked) < CROWD
    assert states.count("waiting") == CROWD - sent
    assert any("/checkin" in text for text in said(FIRST)), "the reply that was under way"
