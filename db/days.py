"""A day's check-ins in the gaps, worked out anew from its sessions: what waits follows, what is out stays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select, update

from db import clients, seats
from db.engine import Session
from db.models import Appointment, CheckIn, CheckInAppointment, Client, Therapist
from db.therapists import wishes_of
from prompts.schedule.between import Busy
from prompts.schedule.gaps import Day, Held, Message, plan_day
from prompts.schedule.times import at_local, local

AROUND = timedelta(hours=12)  # sessions so near a day may be in the way of what it plans
TAKES_PLACE = ("planned", "held")
EVENING = "evening:"
_ON_ITS_WAY = ("open", "offered")


@dataclass(frozen=True, slots=True)
class Seats:
    """A session and the check-ins after it in which it has a seat."""

    session: Appointment
    checkins: tuple[CheckIn, ...]

    @property
    def waiting(self) -> list[CheckIn]:
        """Those that are to come. A catch-up after the bot was away is not planned by the day."""
        return [one for one in self.checkins if one.state == "waiting" and not one.slot.startswith("back:")]


async def work_out(
    session: Session,
    therapist: Therapist,
    day: date,
    now: datetime,
    *,
    new: Appointment | None = None,
    told: bool = False,
) -> None:
    """Plan the check-ins of a local day. `new`: a session that may have none yet; `told`: it just ended.

    Twice changes nothing.
    """
    wishes = wishes_of(therapist)
    around = await near(session, therapist, day)
    mine = await _seats(session, [one for one in around if local(one.ends_at, wishes.zone).date() == day])
    today = local(now, wishes.zone).date()
    held: list[Held] = []
    for one in mine:
        fresh = new is not None and one.session.id == new.id
        quiet = clients.is_quiet(await clients.own(session, therapist.id, one.session.client_id))
        left_out = not one.checkins and day >= today  # the day had no room for it when it was worked out last
        if not quiet and (one.waiting or fresh or left_out):
            said = any(checkin.ignores_quiet for checkin in one.waiting) or (fresh and told)
            held.append(Held(one.session.id, one.session.ends_at, said, fresh and told))
    planned = plan_day(held, await _day(session, therapist, day, now, around), wishes)
    await _follow(session, therapist, mine, planned, day, now)


async def near(session: Session, therapist: Therapist, day: date) -> list[Appointment]:
    """Sessions that take place on a local day or shortly before and after it, in order."""
    zone = therapist.zone or "UTC"
    begins = at_local(day, time(0), zone) - AROUND
    ends = at_local(day + timedelta(days=1), time(0), zone) + AROUND
    return await taking_place(session, therapist.id, begins, ends)


async def taking_place(
    session: Session, therapist_id: int, begins: datetime, ends: datetime
) -> list[Appointment]:
    """Sessions, with whomever, that are planned or were held in this span or reach into it.

    One planned with a client on hold or died is in nobody's way.
    """
    found = await session.scalars(
        select(Appointment)
        .outerjoin(Client, Client.id == Appointment.client_id)
        .where(clients.shown())
        .where(Appointment.therapist_id == therapist_id, Appointment.status.in_(TAKES_PLACE))
        .where(Appointment.ends_at > begins, Appointment.starts_at < ends)
        .order_by(Appointment.starts_at, Appointment.id)
    )
    return list(found)


async def around(session: Session, therapist_id: int, now: datetime) -> tuple[Busy, ...]:
    """When sessions were or will be, half a day back and a day ahead."""
    return busy(await taking_place(session, therapist_id, now - AROUND, now + 2 * AROUND))


def plans(row: CheckIn) -> bool:
    """Whether a waiting check-in belongs to a day's plan."""
    return row.kind == "before" or (
        row.kind == "after" and row.unasked and row.slot.startswith(("a", "gap:", EVENING))
    )


def busy(sessions: Iterable[Appointment]) -> tuple[Busy, ...]:
    return tuple((one.starts_at, one.ends_at) for one in sessions)


async def by_themselves(session: Session, therapist: Therapist, day: date) -> list[CheckIn]:
    """Check-ins of which a message came by itself on this local day, or is on its way."""
    zone = therapist.zone or "UTC"
    begins, ends = at_local(day, time(0), zone), at_local(day + timedelta(days=1), time(0), zone)
    on_its_way = CheckIn.sent_at.is_(None) & CheckIn.state.in_(_ON_ITS_WAY)
    found = await session.scalars(
        select(CheckIn)
        .where(CheckIn.therapist_id == therapist.id, CheckIn.unasked)
        .where(on_its_way | ((CheckIn.sent_at >= begins) & (CheckIn.sent_at < ends)))
    )
    return list(found)


async def poke(session: Session, appointment: Appointment) -> None:
    """A session leaves its day: what waits there is looked at by the next tick, and planned anew.

    A wake-up in the past is all it takes, so that whoever changes sessions need not think of the others.
    """
    therapist = await session.get_one(Therapist, appointment.therapist_id)
    if not (wishes_of(therapist).in_gaps or therapist.prepares):
        return
    days = (
        select(CheckIn.local_date)
        .join(CheckInAppointment, CheckInAppointment.checkin_id == CheckIn.id)
        .where(CheckInAppointment.appointment_id == appointment.id)
    )
    await session.execute(
        update(CheckIn)
        .where(CheckIn.therapist_id == therapist.id, CheckIn.local_date.in_(days))
        .where(CheckIn.state == "waiting", CheckIn.sent_at.is_(None), CheckIn.wake_at.is_not(None))
        .values(wake_at=CheckIn.created_at),
        execution_options={"synchronize_session": "fetch"},
    )


async def _day(
    session: Session, therapist: Therapist, day: date, now: datetime, around: list[Appointment]
) -> Day:
    zone = therapist.zone or "UTC"
    mine = [one for one in around if local(one.starts_at, zone).date() == day]
    spoken = await by_themselves(session, therapist, day)
    evening = await seats.by_slot(session, therapist.id, f"{EVENING}{day}")
    return Day(
        day, busy(around), now, therapist.questions,
        spoken=tuple(one.sent_at or now for one in spoken),
        asked=sum(one.total for one in spoken if one.kind == "after"),
        kept=_kept(therapist, spoken, mine, now),
        evening_gone=evening is not None and evening.state != "waiting",
        evening_waits=evening is not None and await _takes_others(session, evening, around, therapist),
    )  # fmt: skip


def _kept(therapist: Therapist, spoken: list[CheckIn], mine: list[Appointment], now: datetime) -> int:
    """The place of the day's preparation, as long as it may come. Who wants one message has a check-in."""
    came = any(one.kind == "before" for one in spoken)
    ahead = any(one.status == "planned" and one.starts_at > now for one in mine)
    return int(bool(therapist.prepares) and therapist.daily_cap > 1 and ahead and not came)


async def _takes_others(
    session: Session, evening: CheckIn, around: list[Appointment], therapist: Therapist
) -> bool:
    """Whether sessions of another day wait for this evening."""
    zone = therapist.zone or "UTC"
    own = {one.id for one in around if local(one.ends_at, zone).date() == evening.local_date}
    return evening.state == "waiting" and bool(await seated(session, evening.id) - own)


async def seated(session: Session, checkin_id: int) -> set[int]:
    """Ids of the appointments that have a seat in a check-in."""
    rows = select(CheckInAppointment.appointment_id).where(CheckInAppointment.checkin_id == checkin_id)
    return set(await session.scalars(rows))


async def _seats(session: Session, sessions: list[Appointment]) -> list[Seats]:
    found = await session.execute(
        select(CheckInAppointment.appointment_id, CheckIn)
        .join(CheckIn, CheckIn.id == CheckInAppointment.checkin_id)
        .where(CheckInAppointment.appointment_id.in_([one.id for one in sessions]), CheckIn.kind == "after")
    )
    taken: dict[int, list[CheckIn]] = {}
    for appointment_id, checkin in found:
        taken.setdefault(appointment_id, []).append(checkin)
    return [Seats(one, tuple(taken.get(one.id, ()))) for one in sessions]


async def _follow(
    session: Session,
    therapist: Therapist,
    mine: list[Seats],
    planned: Iterable[Message],
    day: date,
    now: datetime,
) -> None:
    """The rows as the plan has them; those that wait for nothing any more go."""
    before = {checkin.id: checkin for one in mine for checkin in one.waiting}
    by_id = {one.session.id: one.session for one in mine}
    for message in planned:
        made = await _row(session, therapist, message, day, now)
        before.pop(made.id, None)
        await seat(session, made, [by_id[one] for one in message.sessions])
    for left in before.values():
        await _leave(session, left, by_id.keys())
    await session.flush()


async def _row(session: Session, therapist: Therapist, message: Message, day: date, now: datetime) -> CheckIn:
    slot = await _slot(session, therapist.id, message)
    row = await seats.add(
        session, therapist, kind="after", slot=slot, now=now, due_at=message.due_at, total=message.questions,
        unasked=True, day=_evening_in(slot),
    )  # fmt: skip
    row.state, row.total = "waiting", message.questions
    row.due_at = row.wake_at = message.due_at
    if message.evening is None:
        row.ignores_quiet, row.local_date = message.told, day
    return row


async def _slot(session: Session, therapist_id: int, message: Message) -> str:
    """Its natural key: the one session, or the first of them; numbered, where that one was moved since."""
    if (evening := message.evening) is not None:
        while (known := await seats.by_slot(session, therapist_id, f"{EVENING}{evening}")) and _is_out(known):
            evening += timedelta(days=1)
        return f"{EVENING}{evening}"
    first = message.sessions[0]
    slot, number = f"a{first}" if len(message.sessions) == 1 else f"gap:{first}", 1
    while (known := await seats.by_slot(session, therapist_id, slot)) and _is_out(known):
        number += 1
        slot = f"{slot.partition('.')[0]}.{number}"
    return slot


def _is_out(row: CheckIn) -> bool:
    return row.sent_at is not None or row.state not in ("waiting", "dropped")


def _evening_in(slot: str) -> date | None:
    return date.fromisoformat(slot.removeprefix(EVENING)) if slot.startswith(EVENING) else None


async def seat(session: Session, row: CheckIn, sessions: list[Appointment]) -> None:
    """These, in this order; in an evening beside those of another day."""
    if not row.slot.startswith(EVENING):
        await _clear(session, row, await seated(session, row.id) - {one.id for one in sessions})
    for one in sessions:
        await seats.attach(session, row, one)


async def _leave(session: Session, row: CheckIn, mine: Iterable[int]) -> None:
    await _clear(session, row, set(mine))
    if not await seated(session, row.id):
        await session.delete(row)


async def _clear(session: Session, row: CheckIn, appointments: set[int]) -> None:
    for one in appointments:
        if (seat := await session.get(CheckInAppointment, (row.id, one))) is not None:
            await session.delete(seat)
    await session.flush()
