"""What one bot stands on, and the cheap question whether it is at work."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from babel.dates import format_timedelta

from bot.doctor.findings import Finding, finding
from db import condition, heartbeat
from db.engine import UnreadableDatabase
from prompts.texts import load_texts

SECONDS = 10.0  # for all that the database is asked
ALIVE = timedelta(minutes=5)  # it notes once a minute that it looked; a pass over very many may take long


@dataclass(frozen=True, slots=True)
class Home:
    """`key` is a file or the key's own text. `now` is None where the clock is the sandbox's own."""

    url: str
    key: Path | str
    bot_id: int
    now: datetime | None


async def alive(home: Home) -> Finding:
    """Whether the bot looked for what is due lately. In the sandbox, whether it ever did."""
    try:
        async with asyncio.timeout(SECONDS), condition.opened(home.url) as session:
            last = await heartbeat.last(session, home.bot_id)
    except UnreadableDatabase as error:
        return finding("wrong", "health", "database_away", line=one_line(error))
    except TimeoutError:
        return finding("wrong", "health", "late", seconds=round(SECONDS))
    if last is None:
        return finding("wrong", "health", "health_gone")
    ago = timedelta() if home.now is None else home.now - last
    if abs(ago) > ALIVE:
        return finding("wrong", "health", "health_old", ago=span(ago))
    return finding("ok", "health", "health", ago=span(ago))


def span(time: timedelta) -> str:
    """A length of time in words, without its sign."""
    return format_timedelta(abs(time), threshold=2, locale=load_texts().locale)


def one_line(error: Exception) -> str:
    """An error for whoever starts the bot, to stand within a sentence."""
    return " ".join(str(error).split()).rstrip(".")
