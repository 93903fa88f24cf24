"""Appointments: planned and held meetings, keyed by the update that made them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from db import rows
from db.clients import shown
from db.engine import Session
from db.ids import new_id
from db.models import Appointment, AskedQuestion, CheckIn, CheckInAppointment, Client

USUAL_LENGTH = timedelta(minutes=50)
_FRESH = {"synchronize_session": "fetch"}  # rows already loaded must not be taken for present
TAKES_PLACE = ("planned", "held")


async def record(
    session: Session,
    therapist_id: int,
    *,
    origin: str,
    client_id: int | None,
    starts_at: datetime,
    ends_at: datetime,
    zone: str,
    status: str,
    now: datetime,
) -> tuple[Appointment, bool]:
    """The appointment that this update makes, and whether it is new; the same update finds the same row."""
    if (known := await by_origin(session, therapist_id, origin)) is not None:
        return known, False
    appointment = Appointment(
        id=new_id(now),
        therapist_id=therapist_id,
        client_id=client_id,
        origin=origin,
        starts_at=starts_at,
        ends_at=ends_at,
        zone=zone,
        created_at=now,
    )
    became(appointment, status, now)
    session.add(appointment)
    await session.flush()
    return appointment, True


def became(appointment: Appointment, status: str, now: datetime) -> None:
    """What the session turned out to be. A digest counts it in the span in which it came to count as held."""
    appointment.status = status
    appointment.held_at = (appointment.held_at or now) if status == "held" else None


async def took_place(session: Session, appointment: Appointment, now: datetime) -> None:
    """A planned session that was answered about: it counts as held from now on."""
    if appointment.status == "planned":
        await rows.change(session, appointment, status="held", held_at=appointment.held_at or now)


async def own(session: Session, therapist_id: int, appointment_id: int | None) -> Appointment | None:
    """The therapist's appointment with this id; None for anybody else's."""
    if appointment_id is None:
        return None
    found = await session.get(Appointment, appointment_id)
    return found if found is not None and found.therapist_id == therapist_id else None


async def usual_length(session: Session, therapist_id: int, client_id: int | None) -> timedelta:
    """As last time with this client, else 50 minutes."""
    if client_id is None:
        return USUAL_LENGTH
    last = await session.scalar(
        select(Appointment)
        .where(
            Appointment.therapist_id == therapist_id,
            Appointment.client_id == client_id,
            Appointment.status.in_(TAKES_PLACE),
        )
        .order_by(Appointment.starts_at.desc())
        .limit(1)
    )
    return last.ends_at - last.starts_at if last is not None else USUAL_LENGTH


async def last_over(session: Session, therapist_id: int, client_id: int, now: datetime) -> datetime | None:
    """When the client's last session ended, or ends: the last that has begun."""
    return await session.scalar(
        select(Appointment.ends_at)
        .where(
            Appointment.therapist_id == therapist_id,
            Appointment.client_id == client_id,
            Appointment.starts_at <= now,
            Appointment.status.in_(TAKES_PLACE),
        )
        .order_by(Appointment.starts_at.desc())
        .limit(1)
    )


async def by_origin(session: Session, therapist_id: int, origin: str) -> Appointment | None:
    """What this update has made, or confirmed, before."""
    return await session.scalar(
        select(Appointment).where(Appointment.therapist_id == therapist_id, Appointment.origin == origin)
    )


async def overlapping(
    session: Session, therapist_id: int, client_id: int, starts_at: datetime, ends_at: datetime
) -> Appointment | None:
    """The client's appointment at that time: nobody is in two sessions at once.

    A planned one at any overlap, it may have begun late; a held one only if half of the shorter is shared.
    """
    found = await session.scalars(
        select(Appointment)
        .where(
            Appointment.therapist_id == therapist_id,
            Appointment.client_id == client_id,
            Appointment.status.in_(TAKES_PLACE),
            Appointment.starts_at < ends_at,
            Appointment.ends_at > starts_at,
        )
        .order_by(Appointment.starts_at.desc())
    )
    for one in found:
        shared = min(one.ends_at, ends_at) - max(one.starts_at, starts_at)
        if one.status == "planned" or shared * 2 > min(one.ends_at - one.starts_at, ends_at - starts_at):
            return one
    return None


async def just_held(
    session: Session, therapist_id: int, client_id: int | None, since: datetime, until: datetime
) -> Appointment | None:
    """The newest session with this client, or without a code, that took place and ended in this span."""
    whose = Appointment.client_id == client_id if client_id else Appointment.client_id.is_(None)
    return await session.scalar(
        select(Appointment)
        .where(Appointment.therapist_id == therapist_id, whose, Appointment.status == "held")
        .where(Appointment.ends_at > since, Appointment.ends_at <= until)
        .order_by(Appointment.ends_at.desc())
        .limit(1)
    )


async def between(session: Session, therapist_id: int, start: datetime, end: datetime) -> list[Appointment]:
    """Appointments that take place within the span or reach into it, in order."""
    found = await session.scalars(
        select(Appointment)
        .where(
            Appointment.therapist_id == therapist_id,
            Appointment.ends_at > start,
            Appointment.starts_at < end,
        )
        .order_by(Appointment.starts_at, Appointment.id)
    )
    return list(found)


async def next_planned(session: Session, therapist_id: int, now: datetime) -> Appointment | None:
    """The next session still to begin, of a client whose sessions may be shown."""
    return await session.scalar(
        select(Appointment)
        .outerjoin(Client, Client.id == Appointment.client_id)
        .where(Appointment.therapist_id == therapist_id, Appointment.starts_at > now, shown())
        .where(Appointment.status == "planned")
        .order_by(Appointment.starts_at)
        .limit(1)
    )


async def withdraw(session: Session, appointment: Appointment) -> None:
    """Its check-in to come goes, and its seat in an evening still to come."""
    waiting = select(CheckIn.id).where(
        CheckIn.therapist_id == appointment.therapist_id,
        CheckIn.sent_at.is_(None),
        CheckIn.state.in_(("waiting", "dropped")),
    )
    seats = delete(CheckInAppointment).where(
        CheckInAppointment.appointment_id == appointment.id, CheckInAppointment.checkin_id.in_(waiting)
    )
    own_slot = CheckIn.slot == f"a{appointment.id}"
    await session.flush()
    await session.execute(seats, execution_options=_FRESH)
    await session.execute(delete(CheckIn).where(CheckIn.id.in_(waiting), own_slot), execution_options=_FRESH)


async def forget(session: Session, appointment: Appointment) -> None:
    """Undo: the appointment was a slip. Its own check-in goes with it."""
    own_slot = CheckIn.slot == f"a{appointment.id}"
    await session.execute(delete(CheckIn).where(CheckIn.therapist_id == appointment.therapist_id, own_slot))
    await session.execute(delete(Appointment).where(Appointment.id == appointment.id))


async def was_asked_about(session: Session, appointment_id: int) -> bool:
    """Whether a question about it was put."""
    put = select(AskedQuestion.id).where(AskedQuestion.appointment_id == appointment_id).limit(1)
    return await session.scalar(put) is not None


async def answered(session: Session, appointment_ids: list[int]) -> set[int]:
    """Those that were looked back on."""
    found = await session.scalars(
        select(AskedQuestion.appointment_id).where(
            AskedQuestion.appointment_id.in_(appointment_ids), AskedQuestion.state == "answered"
        )
    )
    return {one for one in found if one is not None}


async def open_questions(session: Session, appointment_id: int) -> list[AskedQuestion]:
    """Questions about it that wait for an answer."""
    found = await session.scalars(
        select(AskedQuestion)
        .where(AskedQuestion.appointment_id == appointment_id, AskedQuestion.state == "open")
        .order_by(AskedQuestion.id)
    )
    return list(found)
