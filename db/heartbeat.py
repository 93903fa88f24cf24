"""The bot's pulse: one row a bot, which says when it last looked for what is due."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Heartbeat

EVERY = timedelta(minutes=1)  # a transaction each tick would be waste


async def last(session: AsyncSession, bot_id: int) -> datetime | None:
    """When this bot last looked; None where it never did on this database. A read session will do."""
    return await session.scalar(select(Heartbeat.at).where(Heartbeat.bot_id == bot_id))


def wanted(last_at: datetime | None, now: datetime) -> bool:
    """Whether it is time for the next; also if the last lies ahead, because the clock was set back."""
    return last_at is None or not last_at <= now < last_at + EVERY


async def beat(session: AsyncSession, bot_id: int, now: datetime, *, starts: bool = False) -> None:
    """It looked at `now`. `starts`: for the first time in this process."""
    row = await session.get(Heartbeat, bot_id)
    if row is None:
        session.add(Heartbeat(bot_id=bot_id, started_at=now, at=now))
        return
    row.at = now
    if starts:
        row.started_at = now
