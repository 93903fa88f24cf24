"""Appointments: planned and held meetings, keyed by the update that made them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select

from db import days, rows
from db.clients import shown
from db.days import TAKES_PLACE as TAKES_PLACE
from db.engine import Session
from db.ids import new_id
from db.models import Appointment, AskedQuestion, CheckIn, CheckInAppointment, Client

USUAL_LENGTH = timedelta(minutes=50)
_FRESH = {"synchronize_session": "fetch"}  # rows already loaded must not be taken for present
MOVED_AT_MOST = timedelta(days=92)  # further off, the old day does not tell
UNDER_WAY = ("offered", "open", "snoozed")  # check-ins that were sent and are not over


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


async def next_with(
    session: Session, therapist_id: int, client_id: int | None, now: datetime
) -> Appointment | None:
    """The client's next session, or the one under way; without a client the next one without a code."""
    return await session.scalar(
        select(Appointment)
        .where(_planned_with(therapist_id, client_id))
        .where(Appointment.ends_at > now)
        .order_by(Appointment.starts_at, Appointment.id)
        .limit(1)
    )


async def planned_between(
    session: Session, therapist_id: int, client_id: int | None, start: datetime, end: datetime
) -> list[Appointment]:
    """The client's sessions that are planned to begin in this span, in order."""
    found = await session.scalars(
        select(Appointment)
        .where(_planned_with(therapist_id, client_id))
        .where(Appointment.starts_at >= start, Appointment.starts_at < end)
        .order_by(Appointment.starts_at, Appointment.id)
    )
    return list(found)


def _planned_with(therapist_id: int, client_id: int | None) -> ColumnElement[bool]:
    whose = Appointment.client_id == client_id if client_id else Appointment.client_id.is_(None)
    return (Appointment.therapist_id == therapist_id) & whose & (Appointment.status == "planned")


async def of_message(session: Session, therapist_id: int, message_id: int) -> list[Appointment]:
    """What the lines of this message have made, in order of time."""
    found = await session.scalars(
        select(Appointment)
        .where(Appointment.therapist_id == therapist_id, Appointment.origin.startswith(f"m{message_id}:"))
        .order_by(Appointment.starts_at, Appointment.id)
    )
    return list(found)


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


async def moved_away(
    session: Session, therapist_id: int, start: datetime, end: datetime
) -> list[Appointment]:
    """Those that were to begin within the span and were moved out of it, up to a quarter of a year."""
    found = await session.scalars(
        select(Appointment)
        .where(
            Appointment.therapist_id == therapist_id,
            Appointment.starts_at > start - MOVED_AT_MOST,
            Appointment.starts_at < end + MOVED_AT_MOST,
            (Appointment.starts_at < start) | (Appointment.starts_at >= end),
            Appointment.planned_for >= start,
            Appointment.planned_for < end,
            Appointment.status.in_(TAKES_PLACE),
        )
        .order_by(Appointment.planned_for, Appointment.id)
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
    await session.flush()
    await days.poke(session, appointment)
    waiting = await session.execute(
        select(CheckIn.id, CheckIn.slot)
        .join(CheckInAppointment, CheckInAppointment.checkin_id == CheckIn.id)
        .where(CheckInAppointment.appointment_id == appointment.id)
        .where(CheckIn.sent_at.is_(None), CheckIn.state.in_(("waiting", "dropped")))
    )
    slots = {row.id: row.slot for row in waiting}
    own = [checkin_id for checkin_id, slot in slots.items() if own_appointment(slot) == appointment.id]
    seats = delete(CheckInAppointment).where(
        CheckInAppointment.appointment_id == appointment.id, CheckInAppointment.checkin_id.in_(slots)
    )
    await session.execute(seats, execution_options=_FRESH)
    await session.execute(delete(CheckIn).where(CheckIn.id.in_(own)), execution_options=_FRESH)


async def under_way(session: Session, appointment: Appointment) -> list[CheckIn]:
    """Check-ins about it, alone or among others, that were sent and are not over."""
    return [one for one in await _all_about(session, appointment) if one.state in UNDER_WAY]


async def leave(session: Session, appointment: Appointment) -> None:
    """It gives up its seats among others."""
    await days.poke(session, appointment)
    about = await _all_about(session, appointment)
    shared = [one.id for one in about if own_appointment(one.slot) is None]
    seats = CheckInAppointment.appointment_id == appointment.id
    gone = delete(CheckInAppointment).where(seats, CheckInAppointment.checkin_id.in_(shared))
    await session.execute(gone, execution_options=_FRESH)


async def _all_about(session: Session, appointment: Appointment) -> list[CheckIn]:
    await session.flush()
    found = await session.scalars(
        select(CheckIn)
        .join(CheckInAppointment, CheckInAppointment.checkin_id == CheckIn.id)
        .where(CheckInAppointment.appointment_id == appointment.id)
        .order_by(CheckIn.id)
    )
    return list(found)


def own_appointment(slot: str) -> int | None:
    """The appointment whose own slot this is: no offer leaves it out, and no other one is in it."""
    found = re.fullmatch(r"a(\d+)(\.\d+)?", slot)
    return int(found[1]) if found else None


async def forget(session: Session, appointment: Appointment) -> None:
    """Undo: the appointment was a slip. Its own check-in goes with it."""
    await withdraw(session, appointment)
    await session.execute(delete(Appointment).where(Appointment.id == appointment.id))


async def was_asked_about(session: Session, appointment_id: int) -> bool:
    """Whether a question about it was put; one put before it was moved does not count."""
    put = select(AskedQuestion.id).where(
        AskedQuestion.appointment_id == appointment_id, AskedQuestion.moved_from.is_(None)
    )
    return await session.scalar(put.limit(1)) is not None


async def answered(session: Session, appointment_ids: list[int]) -> set[int]:
    """Those that were looked back on."""
    found = await session.scalars(
        select(AskedQuestion.appointment_id).where(
            AskedQuestion.appointment_id.in_(appointment_ids), AskedQuestion.state == "answered"
        )
    )
    return {one for one in found if one is not None}


async def questions(session: Session, appointment_id: int) -> list[AskedQuestion]:
    """All that were put about it, in order."""
    found = await session.scalars(
        select(AskedQuestion).where(AskedQuestion.appointment_id == appointment_id).order_by(AskedQuestion.id)
    )
    return list(found)


async def open_questions(session: Session, appointment_id: int) -> list[AskedQuestion]:
    """Questions about it that wait for an answer."""
    return [asked for asked in await questions(session, appointment_id) if asked.state == "open"]
