"""The bot's pulse: one row a bot, which says when it last looked for what is due."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Heartbeat


async def last(session: AsyncSession, bot_id: int) -> datetime | None:
    """When this bot last looked; None where it never did on this database. A read session will do."""
    return await session.scalar(select(Heartbeat.at).where(Heartbeat.bot_id == bot_id))
