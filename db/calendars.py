"""Calendars: files and feeds; found when they are to be read, claimed, and forgotten."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update

from db.engine import Session
from db.ids import new_id
from db.models import Appointment, Calendar, CalendarEvent, Therapist
from db.sealed import Sealed
from prompts.schedule.calendar.pending import Choices, Pending, heard, said

LEASE = timedelta(seconds=120)
UNDER_WAY = ("waiting", "mapping")  # nothing of it is stored yet


async def due(session: Session, bot_id: int, now: datetime, most: int = 50) -> list[int]:
    """Calendars that have passed their wake-up, or were leased while a clock was ahead; longest due first."""
    found = await session.scalars(
        select(Calendar.id)
        .join(Therapist, Therapist.id == Calendar.therapist_id)
        .where((Calendar.wake_at <= now) | (Calendar.lease_until > now + 2 * LEASE))
        .where(Therapist.bot_id == bot_id, Therapist.blocked_at.is_(None))
        .order_by(Calendar.wake_at)
        .limit(most)
    )
    return list(found)


async def own(session: Session, therapist_id: int, calendar_id: int) -> Calendar | None:
    """The therapist's calendar with this id; None for anybody else's."""
    found = await session.get(Calendar, calendar_id)
    return found if found is not None and found.therapist_id == therapist_id else None


async def every(session: Session, therapist_id: int) -> list[Calendar]:
    """All of a therapist's, in order of their making."""
    mine = select(Calendar).where(Calendar.therapist_id == therapist_id).order_by(Calendar.id)
    return list(await session.scalars(mine))


async def by_origin(session: Session, therapist_id: int, origin: str) -> Calendar | None:
    return await session.scalar(
        select(Calendar).where(Calendar.therapist_id == therapist_id, Calendar.origin == origin)
    )


async def add(session: Session, therapist_id: int, kind: str, origin: str, now: datetime) -> Calendar:
    """A calendar to be read at once."""
    made = Calendar(
        id=new_id(now), therapist_id=therapist_id, kind=kind, origin=origin, state="waiting", asks=True,
        wake_at=now, attempts=0, told_failing=False, created_at=now,
    )  # fmt: skip
    session.add(made)
    await session.flush()
    return made


def claim(calendar: Calendar, now: datetime) -> None:
    """If nobody reports back, it is looked at again when the lease is over."""
    calendar.lease_until = calendar.wake_at = now + LEASE
    calendar.attempts += 1


def settle(calendar: Calendar, state: str, wake_at: datetime | None) -> None:
    """The lease is over; when to look at it again."""
    calendar.state, calendar.wake_at = state, wake_at
    calendar.lease_until, calendar.attempts = None, 0


async def address(sealed: Sealed, calendar: Calendar) -> str:
    """Where a feed lies: whoever knows that can read the calendar."""
    return await _open(sealed, calendar, "address_sealed", calendar.address_sealed or b"")


async def keep_address(sealed: Sealed, calendar: Calendar, text: str) -> None:
    calendar.address_sealed = await _seal(sealed, calendar, "address_sealed", text)


async def pending(sealed: Sealed, calendar: Calendar) -> tuple[Pending, dict[str, str]] | None:
    """What was read, and what was said of it; None once it is stored or put away."""
    if calendar.pending_sealed is None:
        return None
    read = heard(await _open(sealed, calendar, "pending_sealed", calendar.pending_sealed))
    chosen = calendar.choices_sealed
    choices = json.loads(await _open(sealed, calendar, "choices_sealed", chosen)) if chosen else {}
    return read, choices


async def keep_pending(sealed: Sealed, calendar: Calendar, read: Pending) -> None:
    calendar.pending_sealed = await _seal(sealed, calendar, "pending_sealed", said(read))
    calendar.choices_sealed = None


async def choose(sealed: Sealed, calendar: Calendar, choices: Choices) -> None:
    calendar.choices_sealed = await _seal(sealed, calendar, "choices_sealed", json.dumps(choices))


def drop_pending(calendar: Calendar) -> None:
    calendar.pending_sealed = calendar.choices_sealed = None


async def forget(session: Session, calendar: Calendar) -> None:
    """It goes; sessions that it brought stay, as the therapist's own."""
    loose = update(Appointment).where(Appointment.calendar_id == calendar.id).values(calendar_id=None)
    await session.flush()
    await session.execute(loose, execution_options={"synchronize_session": "fetch"})
    await session.execute(delete(Calendar).where(Calendar.id == calendar.id))


async def hand_over(session: Session, before: Calendar, after: Calendar) -> None:
    """What one brought is the other's from now on; the first goes."""
    for table in (Appointment, CalendarEvent):
        moved = update(table).where(table.calendar_id == before.id).values(calendar_id=after.id)
        await session.execute(moved, execution_options={"synchronize_session": "fetch"})
    await session.execute(delete(Calendar).where(Calendar.id == before.id))


async def call_back(session: Session, bot_id: int, now: datetime) -> None:
    """At the start: whoever held a lease is gone, as one copy runs at a time."""
    mine = select(Therapist.id).where(Therapist.bot_id == bot_id)
    leased = Calendar.lease_until.is_not(None) & Calendar.therapist_id.in_(mine)
    await session.execute(update(Calendar).where(leased).values(wake_at=now, lease_until=None))


async def ahead(session: Session, calendar: Calendar, now: datetime) -> list[Appointment]:
    """Sessions of it that are planned and have not begun."""
    found = await session.scalars(
        select(Appointment)
        .where(Appointment.calendar_id == calendar.id, Appointment.status == "planned")
        .where(Appointment.starts_at > now)
        .order_by(Appointment.starts_at)
    )
    return list(found)


async def count_ahead(session: Session, calendar: Calendar, now: datetime) -> int:
    """How many those are."""
    count = select(func.count()).where(
        Appointment.calendar_id == calendar.id, Appointment.status == "planned", Appointment.starts_at > now
    )
    return await session.scalar(count) or 0


async def _seal(sealed: Sealed, calendar: Calendar, column: str, text: str) -> bytes:
    return await sealed.put(text, client_id=None, table="calendars", row=calendar.id, column=column)


async def _open(sealed: Sealed, calendar: Calendar, column: str, blob: bytes) -> str:
    return await sealed.get(blob, table="calendars", row=calendar.id, column=column)
