"""Where check-ins come from: an appointment's own slot, a seat in an evening, or one that is asked for."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import bindparam, func, select

from db import clients, days, preparing
from db.appointments import TAKES_PLACE, withdraw
from db.appointments import own_appointment as own_appointment
from db.engine import Session
from db.models import Appointment, CheckIn, CheckInAppointment, Client, Therapist
from db.seats import add as add
from db.seats import attach as attach
from db.seats import by_slot as by_slot
from db.therapists import FAR, wishes_of
from prompts.schedule.checkins import Place, place
from prompts.schedule.times import at_local, local


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
    """Plan the check-in after an appointment: its own, or a seat in an evening's; and what comes before it.

    None if nothing is asked about this client now: it is planned when the therapist says so.
    `told_now`: the therapist has just said that it ended, so its own slot does not wait for quiet hours' end.
    """
    planned = await _after(session, therapist, appointment, now, told_now=told_now)
    day = local(appointment.starts_at, therapist.zone or "UTC").date()
    await preparing.work_out(session, therapist, day, now)
    return planned


async def _after(
    session: Session, therapist: Therapist, appointment: Appointment, now: datetime, *, told_now: bool
) -> CheckIn | None:
    if clients.is_quiet(await clients.own(session, therapist.id, appointment.client_id)):
        return None
    wishes = wishes_of(therapist)
    day = local(appointment.ends_at, wishes.zone).date()
    if wishes.in_gaps:
        await days.work_out(session, therapist, day, now, new=appointment, told=told_now)
        return await for_appointment(session, appointment.id)
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


async def bring_forward(
    session: Session, therapist: Therapist, appointment: Appointment, now: datetime
) -> CheckIn:
    """[Now]: the appointment's own check-in, asked for; it counts against nothing, and leaves the evening."""
    seats = await session.scalars(
        select(CheckInAppointment).where(CheckInAppointment.appointment_id == appointment.id)
    )
    for seat in seats:
        evening = await session.get_one(CheckIn, seat.checkin_id)
        if evening.kind == "after" and own_appointment(evening.slot) != appointment.id:
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
    await work_out_all(session, therapist, now)


async def work_out(session: Session, therapist: Therapist, day: date, now: datetime) -> None:
    """Plan a local day anew: its check-ins in the gaps, and what comes before sessions."""
    if wishes_of(therapist).in_gaps:
        await days.work_out(session, therapist, day, now)
    await preparing.work_out(session, therapist, day, now)


async def work_out_all(session: Session, therapist: Therapist, now: datetime) -> None:
    """The same for every day from today on that has sessions: the zone or a wish changed."""
    if not (wishes_of(therapist).in_gaps or therapist.prepares):
        return
    zone = therapist.zone or "UTC"
    today = at_local(local(now, zone).date(), time(0), zone)
    for one in await _dates(session, therapist, today, zone):
        await work_out(session, therapist, one, now)


async def _dates(session: Session, therapist: Therapist, since: datetime, zone: str) -> list[date]:
    ahead = await days.taking_place(session, therapist.id, since, FAR)
    return sorted({local(at, zone).date() for one in ahead for at in (one.starts_at, one.ends_at)})


async def change_rhythm(session: Session, therapist: Therapist, now: datetime) -> None:
    """Another rhythm was chosen: the check-ins of sessions still to come are planned anew."""
    in_gaps = wishes_of(therapist).in_gaps
    for one in () if in_gaps else await days.taking_place(session, therapist.id, now, FAR):
        if (checkin := await for_appointment(session, one.id)) is None or checkin.state == "waiting":
            await withdraw(session, one)
            await plan_after(session, therapist, one, now, told_now=False)
    await work_out_all(session, therapist, now)


async def change_preparing(session: Session, therapist: Therapist, now: datetime) -> None:
    """Preparations are wished for, or not, or at another time: they share the day with the check-ins."""
    await preparing.give_up(session, therapist.id)
    await change_rhythm(session, therapist, now)


async def for_appointment(session: Session, appointment_id: int) -> CheckIn | None:
    """The check-in that looks back on an appointment and was not let go."""
    return await session.scalar(
        select(CheckIn)
        .join(CheckInAppointment, CheckInAppointment.checkin_id == CheckIn.id)
        .where(CheckInAppointment.appointment_id == appointment_id, CheckIn.state != "dropped")
        .where(CheckIn.kind == "after")
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
    """Unasked check-ins of single appointments meant for this local date, sent or still to come, and what
    comes before sessions."""
    count = select(func.count()).where(
        CheckIn.therapist_id == therapist_id,
        CheckIn.local_date == day,
        CheckIn.unasked,
        CheckIn.slot.startswith("a") | (CheckIn.kind == "before"),
        (CheckIn.state != "dropped") | CheckIn.sent_at.is_not(None),
    )
    return await session.scalar(count) or 0


async def _evening_gone(session: Session, therapist_id: int, day: date) -> bool:
    evening = await by_slot(session, therapist_id, f"evening:{day}")
    return evening is not None and evening.state != "waiting"
