"""Sessions that come by a rule: found, and ended."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from db import appointments
from db.engine import Session
from db.models import Appointment, Series


async def own(session: Session, therapist_id: int, series_id: int | None) -> Series | None:
    """The therapist's series with this id; None for anybody else's."""
    found = await session.get(Series, series_id) if series_id is not None else None
    return found if found is not None and found.therapist_id == therapist_id else None


async def to_come(session: Session, series: Series, now: datetime) -> list[Appointment]:
    """Its sessions that are planned and have not begun."""
    found = await session.scalars(
        select(Appointment)
        .where(Appointment.series_id == series.id, Appointment.status == "planned")
        .where(Appointment.starts_at > now)
        .order_by(Appointment.starts_at)
    )
    return list(found)


async def end(session: Session, series: Series, now: datetime) -> int:
    """Nothing of it takes place from now on: what was made goes. How many those are."""
    series.ended_at, series.made_until = now, None
    gone = await to_come(session, series, now)
    for one in gone:
        await appointments.forget(session, one)
    return len(gone)
