"""Afterhour as `python -m bot` serves Telegram, but for its pace: with limits, the pace would be measured."""

from __future__ import annotations

import asyncio
import signal

from bot.app import Afterhour, open_database
from bot.clock import WallClock
from bot.logs import set_up_logs
from bot.pacing import Pacer
from bot.settings import load_settings


async def serve() -> None:
    settings = load_settings()
    assert settings.token is not None
    assert settings.encryption_key_file is not None
    set_up_logs(settings.log_format, settings.log_level, settings.secrets)
    database, vault = await open_database(
        settings.database_url.get_secret_value(), settings.encryption_key_file
    )
    app = Afterhour(
        token=settings.token.get_secret_value(), api_url=settings.telegram_api_url, database=database,
        vault=vault, clock=WallClock(), invite_only=False, pacer=Pacer(per_second=None, per_chat_gap=0),
    )  # fmt: skip
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    await app.start()
    try:
        await app.serve(stopped)
    finally:
        await app.stop()
        await app.close()
        await database.close()


if __name__ == "__main__":
    asyncio.run(serve())
