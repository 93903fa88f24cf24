"""Where check-ins come from: an appointment's own slot, a seat in an evening, or one that is asked for."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import bindparam, func, select

from db import clients
from db.appointments import TAKES_PLACE
from db.appointments import own_appointment as own_appointment
from db.engine import Session
from db.ids import new_id
from db.models import Appointment, CheckIn, CheckInAppointment, Client, Therapist
from db.therapists import wishes_of
from prompts.schedule.checkins import Place, place
from prompts.schedule.times import at_local, local


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


async def own_slot(session: Session, appointment: Appointment) -> str:
    """`a<id>`; once the check-in there was sent and the session moved on, `a<id>.2`, and so on."""
    slot, number = f"a{appointment.id}", 1
    while (taken := await by_slot(session, appointment.therapist_id, slot)) is not None:
        if taken.sent_at is None and taken.state in ("waiting", "dropped"):
            break
        number += 1
        slot = f"a{appointment.id}.{number}"
    return slot


async def plan_after(
    session: Session, therapist: Therapist, appointment: Appointment, now: datetime, *, told_now: bool
) -> CheckIn | None:
    """Plan the check-in after an appointment: its own, or a seat in an evening's.

    None if nothing is asked about this client now: it is planned when the therapist says so.
    `told_now`: the therapist has just said that it ended, so its own slot does not wait for quiet hours' end.
    """
    if clients.is_quiet(await clients.own(session, therapist.id, appointment.client_id)):
        return None
    wishes = wishes_of(therapist)
    day = local(appointment.ends_at, wishes.zone).date()
    taken = await _taken(session, therapist.id, day)
    gone = await _evening_gone(session, therapist.id, day)
    where = place(appointment.ends_at, wishes, taken, gone, told_now=told_now)
    if where.evening is not None:
        evening = await join_evening(session, therapist, appointment, where, now)
        if told_now and where.due_at > at_local(where.evening, wishes.evening, wishes.zone):
            evening.ignores_quiet = True
        return evening
    checkin = await add(
        session,
        therapist,
        kind="after",
        slot=await own_slot(session, appointment),
        now=now,
        due_at=max(where.due_at, now) if told_now else where.due_at,
        total=therapist.questions,
        unasked=True,
        ignores_quiet=told_now,
    )
    await attach(session, checkin, appointment)
    return checkin


async def join_evening(
    session: Session, therapist: Therapist, appointment: Appointment, where: Place, now: datetime
) -> CheckIn:
    """Give an appointment a seat in an evening's check-in, made when it is the first."""
    evening = await add(
        session, therapist, kind="after", slot=f"evening:{where.evening}", now=now, due_at=where.due_at,
        total=therapist.questions, unasked=True, day=where.evening,
    )  # fmt: skip
    await attach(session, evening, appointment)
    if evening.due_at < where.due_at:
        evening.due_at = evening.wake_at = where.due_at
    return evening


async def evening_after(session: Session, therapist: Therapist, now: datetime) -> Place:
    """The next evening that has not been asked yet."""
    wishes = wishes_of(therapist)
    day = local(now - wishes.delay, wishes.zone).date()
    gone = await _evening_gone(session, therapist.id, day)
    return place(now - wishes.delay, wishes, wishes.daily_cap, gone)


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


async def bring_forward(
    session: Session, therapist: Therapist, appointment: Appointment, now: datetime
) -> CheckIn:
    """[Now]: the appointment's own check-in, asked for; it counts against nothing, and leaves the evening."""
    seats = await session.scalars(
        select(CheckInAppointment).where(CheckInAppointment.appointment_id == appointment.id)
    )
    for seat in seats:
        evening = await session.get_one(CheckIn, seat.checkin_id)
        if own_appointment(evening.slot) != appointment.id:
            await session.delete(seat)
    checkin = await add(
        session, therapist, kind="after", slot=await own_slot(session, appointment), now=now, due_at=now,
        total=therapist.questions, unasked=False, ignores_quiet=True,
    )  # fmt: skip
    await attach(session, checkin, appointment)
    if checkin.state in ("waiting", "dropped"):
        checkin.state, checkin.due_at = "waiting", now
    checkin.unasked = False
    return checkin


async def replan_evenings(session: Session, therapist: Therapist, now: datetime) -> None:
    """Zone or evening time changed: evenings still to come move with them."""
    wishes = wishes_of(therapist)
    waiting = select(CheckIn).where(
        CheckIn.therapist_id == therapist.id, CheckIn.state == "waiting", CheckIn.slot.startswith("evening:")
    )
    for evening in await session.scalars(waiting):
        last = max((one.ends_at for one in await subjects(session, evening)), default=now - wishes.delay)
        evening.due_at = max(at_local(evening.local_date, wishes.evening, wishes.zone), last + wishes.delay)
        evening.wake_at = evening.due_at


async def for_appointment(session: Session, appointment_id: int) -> CheckIn | None:
    """The check-in that looks back on an appointment and was not let go."""
    return await session.scalar(
        select(CheckIn)
        .join(CheckInAppointment, CheckInAppointment.checkin_id == CheckIn.id)
        .where(CheckInAppointment.appointment_id == appointment_id, CheckIn.state != "dropped")
        .order_by(CheckIn.id.desc())
        .limit(1)
    )


_SUBJECTS = (
    select(Appointment)
    .join(CheckInAppointment, CheckInAppointment.appointment_id == Appointment.id)
    .outerjoin(Client, Client.id == Appointment.client_id)
    .where(
        CheckInAppointment.checkin_id == bindparam("checkin"),
        CheckInAppointment.wanted,
        Appointment.status.in_(TAKES_PLACE),
        clients.asked_about(),
    )
    .order_by(Appointment.ends_at, Appointment.id)
)


async def subjects(session: Session, checkin: CheckIn) -> list[Appointment]:
    """The appointments still to look back on, in order: wanted, not cancelled, of a client asked about."""
    if (number := own_appointment(checkin.slot)) is not None:  # mostly read already, with its client
        one = await session.get(Appointment, number)
        if one is None or one.status not in TAKES_PLACE:
            return []
        return [] if clients.is_quiet(await clients.own(session, one.therapist_id, one.client_id)) else [one]
    return list(await session.scalars(_SUBJECTS, {"checkin": checkin.id}))


async def want_only(session: Session, checkin: CheckIn, appointment_id: int | None) -> None:
    """From an offer, only this appointment is wanted; None: all of them."""
    seats = await session.scalars(
        select(CheckInAppointment).where(CheckInAppointment.checkin_id == checkin.id)
    )
    for seat in seats:
        seat.wanted = appointment_id in (None, seat.appointment_id)


async def _taken(session: Session, therapist_id: int, day: date) -> int:
    """Unasked check-ins of single appointments meant for this local date, sent or still to come."""
    count = select(func.count()).where(
        CheckIn.therapist_id == therapist_id,
        CheckIn.local_date == day,
        CheckIn.unasked,
        CheckIn.slot.startswith("a"),
        (CheckIn.state != "dropped") | CheckIn.sent_at.is_not(None),
    )
    return await session.scalar(count) or 0


async def _evening_gone(session: Session, therapist_id: int, day: date) -> bool:
    evening = await by_slot(session, therapist_id, f"evening:{day}")
    return evening is not None and evening.state != "waiting"
