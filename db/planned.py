"""Check-ins after many sessions still to come, planned at once: a pasted day, eight weeks of a series."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from db import clients, days, preparing
from db.engine import Session
from db.ids import new_id
from db.models import Appointment, CheckIn, CheckInAppointment, Client, Therapist
from db.therapists import wishes_of
from prompts.schedule.checkins import Place, place
from prompts.schedule.times import local

_DAY = timedelta(days=1)


@dataclass(slots=True)
class _Days:
    """What is planned on the days looked at, as rows are added to them."""

    taken: Counter[date] = field(default_factory=Counter)
    evenings: dict[date, CheckIn] = field(default_factory=dict)
    seats: Counter[int] = field(default_factory=Counter)  # by evening

    def evening_gone(self, day: date) -> bool:
        return day in self.evenings and self.evenings[day].state != "waiting"


async def plan_all(
    session: Session, therapist: Therapist, appointments: Sequence[Appointment], now: datetime
) -> None:
    """The check-ins of new sessions, as `planning.plan_after` does for one, day by day or in four statements.

    None for clients of whom nothing is asked now.
    """
    quiet = await _quiet(session, therapist.id, appointments)
    asked = sorted((one for one in appointments if one.client_id not in quiet), key=lambda one: one.ends_at)
    if not asked:
        await session.flush()
        return
    await session.flush()
    wishes = wishes_of(therapist)
    if wishes.in_gaps:
        await _by_days(session, therapist, asked, now)
    else:
        await _one_by_one(session, therapist, asked, now)
    for day in sorted({local(one.starts_at, wishes.zone).date() for one in asked}):
        await preparing.work_out(session, therapist, day, now)


async def _by_days(
    session: Session, therapist: Therapist, asked: Sequence[Appointment], now: datetime
) -> None:
    zone = therapist.zone or "UTC"
    for day in sorted({local(one.ends_at, zone).date() for one in asked}):
        await days.work_out(session, therapist, day, now)


async def _one_by_one(
    session: Session, therapist: Therapist, asked: Sequence[Appointment], now: datetime
) -> None:
    wishes = wishes_of(therapist)
    dates = [local(one.ends_at, wishes.zone).date() for one in asked]
    known = await _days(session, therapist.id, dates[0], dates[-1] + _DAY)
    for one, day in zip(asked, dates, strict=True):
        where = place(one.ends_at, wishes, known.taken[day], known.evening_gone(day))
        checkin = _evening(known, therapist, where, now) if where.evening else None
        if checkin is None:
            checkin = _checkin(therapist, f"a{one.id}", day, where.due_at, now)
            known.taken[day] += 1
        session.add(checkin)
        seat = CheckInAppointment(checkin_id=checkin.id, appointment_id=one.id, wanted=True)
        seat.position = known.seats[checkin.id]
        known.seats[checkin.id] += 1
        session.add(seat)
    await session.flush()


async def _quiet(session: Session, therapist_id: int, appointments: Sequence[Appointment]) -> set[int | None]:
    ids = {one.client_id for one in appointments} - {None}
    found = await session.scalars(
        select(Client).where(Client.therapist_id == therapist_id, Client.id.in_(ids))
    )
    return {one.id for one in found if clients.is_quiet(one)}


async def _days(session: Session, therapist_id: int, first: date, last: date) -> _Days:
    found = _Days()
    span = (CheckIn.therapist_id == therapist_id) & CheckIn.local_date.between(first, last)
    own = CheckIn.unasked & (CheckIn.slot.startswith("a") | (CheckIn.kind == "before"))
    own &= (CheckIn.state != "dropped") | CheckIn.sent_at.is_not(None)
    counted = await session.execute(
        select(CheckIn.local_date, func.count()).where(span, own).group_by(CheckIn.local_date)
    )
    for day, count in counted:
        found.taken[day] = count
    evenings = list(await session.scalars(select(CheckIn).where(span, CheckIn.slot.startswith("evening:"))))
    found.evenings = {one.local_date: one for one in evenings}
    seats = await session.execute(
        select(CheckInAppointment.checkin_id, func.count())
        .where(CheckInAppointment.checkin_id.in_([one.id for one in evenings]))
        .group_by(CheckInAppointment.checkin_id)
    )
    for evening, count in seats:
        found.seats[evening] = count
    return found


def _evening(known: _Days, therapist: Therapist, where: Place, now: datetime) -> CheckIn | None:
    """The evening's check-in, made when it is the first to sit there."""
    day = where.evening
    if day is None:
        return None
    if day not in known.evenings:
        known.evenings[day] = _checkin(therapist, f"evening:{day}", day, where.due_at, now)
    evening = known.evenings[day]
    if evening.due_at < where.due_at:
        evening.due_at = evening.wake_at = where.due_at
    return evening


def _checkin(therapist: Therapist, slot: str, day: date, due_at: datetime, now: datetime) -> CheckIn:
    return CheckIn(
        id=new_id(now), therapist_id=therapist.id, kind="after", slot=slot, state="waiting", local_date=day,
        unasked=True, ignores_quiet=False, total=therapist.questions, due_at=due_at, wake_at=due_at,
        attempts=0, created_at=now,
    )  # fmt: skip
