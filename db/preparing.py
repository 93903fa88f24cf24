"""A day's preparations, worked out anew from its sessions: what waits follows, what is out stays."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import delete, select

from db import clients, days, seats
from db.engine import Session
from db.models import Appointment, CheckIn, CheckInAppointment, Therapist
from db.therapists import wishes_of
from prompts.schedule.before import Ahead, Morning, Preparation, plan_before
from prompts.schedule.times import local

BEFORE = "before"


async def work_out(session: Session, therapist: Therapist, day: date, now: datetime) -> None:
    """Plan the preparations of a local day; nothing unless they are wished for. Twice changes nothing."""
    if not therapist.prepares:
        return
    around = await days.near(session, therapist, day)
    known = await _known(session, therapist.id, day)
    out = [row for row in known if row.state != "waiting"]
    seen = {one for row in out for one in await days.seated(session, row.id)}
    ready = {one.id: one for one in await _ahead(session, therapist, around, day, now) if one.id not in seen}
    carrier = next((row for row in reversed(out) if row.state == "done"), None)
    morning = Morning(days.busy(around), *await _others(session, therapist, day), now, carrier is not None)
    planned, joined = plan_before(
        [Ahead(one.id, one.starts_at) for one in ready.values()], morning,
        timedelta(minutes=therapist.prepare_minutes), wishes_of(therapist),
    )  # fmt: skip
    waiting = {row.id: row for row in known if row.state == "waiting"}
    for one in planned:
        row = await _row(session, therapist, one, day, now)
        waiting.pop(row.id, None)
        await days.seat(session, row, [ready[session_id] for session_id in one.sessions])
    for row in waiting.values():
        await session.delete(row)
    if carrier is not None:
        for session_id in joined:
            await seats.attach(session, carrier, ready[session_id])
    await session.flush()


def sent(row: CheckIn, message_id: int, now: datetime) -> None:
    """Its message is out: it waits to be opened, and nothing reminds of it."""
    row.message_id, row.sent_at = message_id, row.sent_at or now
    row.state, row.wake_at, row.lease_until, row.attempts = "done", None, None, 0


async def give_up(session: Session, therapist_id: int) -> None:
    """They are not wished for any more: those to come go."""
    mine = (CheckIn.therapist_id == therapist_id) & (CheckIn.kind == BEFORE)
    await session.execute(
        delete(CheckIn).where(mine, CheckIn.state == "waiting"),
        execution_options={"synchronize_session": "fetch"},
    )


async def whom(session: Session, row: CheckIn) -> list[Appointment]:
    """The sessions that a preparation is about, in order: planned still, and not of a client left alone."""
    found = await session.scalars(
        select(Appointment)
        .join(CheckInAppointment, CheckInAppointment.appointment_id == Appointment.id)
        .where(CheckInAppointment.checkin_id == row.id, Appointment.status == "planned")
        .order_by(Appointment.starts_at, Appointment.id)
    )
    return [
        one
        for one in found
        if not clients.is_quiet(await clients.own(session, row.therapist_id, one.client_id))
    ]


async def _known(session: Session, therapist_id: int, day: date) -> list[CheckIn]:
    found = await session.scalars(
        select(CheckIn)
        .where(CheckIn.therapist_id == therapist_id, CheckIn.kind == BEFORE, CheckIn.local_date == day)
        .order_by(CheckIn.due_at, CheckIn.id)
    )
    return list(found)


async def _ahead(
    session: Session, therapist: Therapist, around: list[Appointment], day: date, now: datetime
) -> list[Appointment]:
    zone = therapist.zone or "UTC"
    found = [one for one in around if one.status == "planned" and one.starts_at > now]
    return [
        one
        for one in found
        if local(one.starts_at, zone).date() == day
        and not clients.is_quiet(await clients.own(session, therapist.id, one.client_id))
    ]


async def _others(session: Session, therapist: Therapist, day: date) -> tuple[tuple[datetime, ...], int]:
    """When else something comes or came by itself on that day, and for how many messages it has room.

    In the gaps each counts; else the evening is apart, as it is for the day's cap.
    """
    in_gaps = wishes_of(therapist).in_gaps
    spoken = await days.by_themselves(session, therapist, day)
    coming = await session.scalars(
        select(CheckIn).where(
            CheckIn.therapist_id == therapist.id, CheckIn.kind == "after", CheckIn.unasked,
            CheckIn.local_date == day, CheckIn.state == "waiting",
        )
    )  # fmt: skip
    rows = [*spoken, *coming]
    count = sum(in_gaps or not one.slot.startswith(days.EVENING) for one in rows)
    return tuple(one.sent_at or one.due_at for one in rows), max(therapist.daily_cap - count, 0)


async def _row(session: Session, therapist: Therapist, one: Preparation, day: date, now: datetime) -> CheckIn:
    """Named after its first session and the day: moved to another day, that one is prepared for again."""
    row = await seats.add(
        session, therapist, kind=BEFORE, slot=f"b{one.sessions[0]}:{day}", now=now, due_at=one.due_at,
        total=0, unasked=True, day=day,
    )  # fmt: skip
    row.due_at = row.wake_at = one.due_at
    return row
