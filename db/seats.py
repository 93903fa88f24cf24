"""Check-ins made, and which appointments have a seat in them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, select

from db.engine import Session
from db.ids import new_id
from db.models import Appointment, CheckIn, CheckInAppointment, Therapist
from prompts.schedule.times import local


async def by_slot(session: Session, therapist_id: int, slot: str) -> CheckIn | None:
    return await session.scalar(
        select(CheckIn).where(CheckIn.therapist_id == therapist_id, CheckIn.slot == slot)
    )


async def add(
    session: Session,
    therapist: Therapist,
    *,
    kind: str,
    slot: str,
    now: datetime,
    due_at: datetime,
    total: int,
    unasked: bool,
    day: date | None = None,
    ignores_quiet: bool = False,
    client_id: int | None = None,
) -> CheckIn:
    """A waiting check-in; the one that is there already if the slot is taken."""
    if (known := await by_slot(session, therapist.id, slot)) is not None:
        return known
    checkin = CheckIn(
        id=new_id(now),
        therapist_id=therapist.id,
        kind=kind,
        slot=slot,
        state="waiting",
        local_date=day or local(due_at, therapist.zone or "UTC").date(),
        unasked=unasked,
        ignores_quiet=ignores_quiet,
        client_id=client_id,
        total=total,
        due_at=due_at,
        wake_at=due_at,
        attempts=0,
        created_at=now,
    )
    session.add(checkin)
    await session.flush()
    return checkin


async def attach(session: Session, checkin: CheckIn, appointment: Appointment) -> None:
    """Add an appointment to a check-in; once."""
    if await session.get(CheckInAppointment, (checkin.id, appointment.id)) is not None:
        return
    count = select(func.count()).where(CheckInAppointment.checkin_id == checkin.id)
    position = await session.scalar(count) or 0
    session.add(
        CheckInAppointment(
            checkin_id=checkin.id, appointment_id=appointment.id, position=position, wanted=True
        )
    )
    await session.flush()
