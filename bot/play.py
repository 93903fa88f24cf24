"""The sandbox as it runs: our Bot API server and the bot in one process, on one clock."""

from __future__ import annotations

import asyncio
import sys
from functools import partial
from pathlib import Path

from bot.app import Afterhour, bot_id_of, open_database
from bot.collector import spare_what_stays
from bot.pacing import Pacer
from bot.sandbox import DEFAULT_BOT, Sandbox
from bot.settings import Settings
from db.instance import Watch, only_instance
from db.wipe import wipe
from prompts.texts import load_texts

FOLDER = Path("data/sandbox")
TOKEN = f"{DEFAULT_BOT['id']}:sandbox-token-of-no-value-to-anybody-0000"


async def run_sandbox(settings: Settings, stopped: asyncio.Event, folder: Path = FOLDER) -> int:
    """Serve the chat page until `stopped`. Raises OSError where the address is taken, AnotherInstance where
    another sandbox has the folder."""
    url, key = kept_in(folder)
    async with only_instance(url, bot_id_of(TOKEN)) as watch:
        sandbox = Sandbox(token=TOKEN, store=folder)
        address = await sandbox.start(*settings.sandbox_address)
        try:
            database, vault = await open_database(url, key)
            app = Afterhour(
                token=TOKEN, api_url=address, database=database, vault=vault, clock=sandbox,
                invite_only=False, tick_seconds=settings.tick_seconds,
                pacer=Pacer(per_second=None, per_chat_gap=0), local=True,
            )  # fmt: skip
            try:
                await _play(sandbox, app, address, stopped, watch)
            finally:
                await database.close()
        finally:
            await sandbox.stop()
    return 0


def kept_in(folder: Path = FOLDER) -> tuple[str, Path]:
    """The URL of a sandbox's database, and the file of its key."""
    return f"sqlite+aiosqlite:///{folder / 'afterhour.db'}", folder / "afterhour.key"


async def _play(sandbox: Sandbox, app: Afterhour, address: str, stopped: asyncio.Event, watch: Watch) -> None:
    await app.start()
    sandbox.settle, sandbox.start_over = app.rest, partial(forget, app)
    sys.stdout.write(load_texts().plain("terminal.sandbox", address=address) + "\n")
    sys.stdout.flush()
    try:
        with spare_what_stays():
            await app.serve(stopped, watch)
    finally:
        await app.stop()


async def forget(app: Afterhour) -> None:
    """Everything of everybody's, with nothing at work that was begun before: nobody may act meanwhile."""
    await app.rest()
    async with app.bell.silent():  # a tick would send what it read before the rows went
        await wipe(app.database)
