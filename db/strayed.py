"""Leases out of reach: taken while the clock was ahead. Left alone, nobody would look at them for days."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, select, update

from db.engine import Session
from db.models import CheckIn, Digest

OUT_OF_REACH = timedelta(hours=2)  # no lease is as long as that


async def any_strayed(session: Session, now: datetime) -> bool:
    """Whether a lease ends later than any that is taken now."""
    for table in (CheckIn, Digest):
        if await session.scalar(select(table.id).where(*_strayed(table, now)).limit(1)) is not None:
            return True
    return False


async def call_back(session: Session, now: datetime) -> None:
    """End such leases: nobody reported back, so their rows are looked at again, now or when they are due."""
    when = case((CheckIn.due_at > now, CheckIn.due_at), else_=now)
    await session.execute(
        update(CheckIn).where(*_strayed(CheckIn, now)).values(wake_at=when, lease_until=None)
    )
    await session.execute(update(Digest).where(*_strayed(Digest, now)).values(wake_at=now, lease_until=None))


def _strayed(table: type[CheckIn | Digest], now: datetime) -> tuple[ColumnElement[bool], ...]:
    far = now + OUT_OF_REACH
    if table is Digest:  # of which only the unsent have a wake-up, and an index on it
        return table.lease_until > far, table.wake_at > far
    return (table.lease_until > far,)
