"""Check-ins and the questions put in them: claimed, put, recorded, let go."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select

from db.engine import Session
from db.ids import new_id
from db.models import Appointment, AskedQuestion, CheckIn, CheckInAppointment, Client, Therapist
from db.therapists import wishes_of
from prompts.questions.rotation import Asked, Choice
from prompts.schedule.checkins import LEASE, WINDOW, Place, View, next_wake, place
from prompts.schedule.times import at_local, local

HISTORY = 1000  # questions the rotation looks back on
PRESENT = ("waiting", "offered", "open", "snoozed")


class Due(NamedTuple):
    """Something to look at: a therapist's check-in, or with None their digest."""

    therapist_id: int
    chat_id: int
    checkin_id: int | None


async def due(session: Session, bot_id: int, now: datetime, most: int = 200) -> list[Due]:
    """Check-ins that have passed their wake-up, the longest due first."""
    rows = await session.execute(
        select(CheckIn.therapist_id, Therapist.chat_id, CheckIn.id)
        .join(Therapist, Therapist.id == CheckIn.therapist_id)
        .where(CheckIn.wake_at <= now, Therapist.bot_id == bot_id, Therapist.blocked_at.is_(None))
        .order_by(CheckIn.wake_at)
        .limit(most)
    )
    return [Due(*row) for row in rows]


async def own(session: Session, therapist_id: int, checkin_id: int) -> CheckIn | None:
    """The therapist's check-in with this id; None for anybody else's."""
    found = await session.get(CheckIn, checkin_id)
    return found if found is not None and found.therapist_id == therapist_id else None


async def by_slot(session: Session, therapist_id: int, slot: str) -> CheckIn | None:
    return await session.scalar(
        select(CheckIn).where(CheckIn.therapist_id == therapist_id, CheckIn.slot == slot)
    )


async def for_appointment(session: Session, appointment_id: int) -> CheckIn | None:
    """The check-in that looks back on an appointment and was not let go."""
    return await session.scalar(
        select(CheckIn)
        .join(CheckInAppointment, CheckInAppointment.checkin_id == CheckIn.id)
        .where(CheckInAppointment.appointment_id == appointment_id, CheckIn.state != "dropped")
        .order_by(CheckIn.id.desc())
        .limit(1)
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


async def plan_after(
    session: Session, therapist: Therapist, appointment: Appointment, now: datetime, *, told_now: bool
) -> CheckIn:
    """Plan the check-in after an appointment: its own, or a seat in an evening's."""
    wishes = wishes_of(therapist)
    day = local(appointment.ends_at, wishes.zone).date()
    where = place(
        appointment.ends_at,
        wishes,
        await taken(session, therapist.id, day),
        await _evening_gone(session, therapist.id, day),
        told_now=told_now,
    )
    if where.evening is not None:
        return await join_evening(session, therapist, appointment, where, now)
    checkin = await add(
        session,
        therapist,
        kind="after",
        slot=f"a{appointment.id}",
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
    slot = f"evening:{where.evening}"
    evening = await add(
        session, therapist, kind="after", slot=slot, now=now, due_at=where.due_at,
        total=therapist.questions, unasked=True, day=where.evening,
    )  # fmt: skip
    await attach(session, evening, appointment)
    if evening.due_at < where.due_at:
        evening.due_at = evening.wake_at = where.due_at
    return evening


async def evening_after(session: Session, therapist: Therapist, now: datetime) -> Place:
    """The next evening that has not been asked yet."""
    wishes = wishes_of(therapist)
    day = local(now, wishes.zone).date()
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


async def taken(session: Session, therapist_id: int, day: date) -> int:
    """Unasked check-ins of single appointments meant for this local date, sent or still to come."""
    count = select(func.count()).where(
        CheckIn.therapist_id == therapist_id,
        CheckIn.local_date == day,
        CheckIn.unasked,
        CheckIn.slot.startswith("a"),
        CheckIn.state != "dropped",
    )
    return await session.scalar(count) or 0


async def sent_on(session: Session, therapist_id: int, day: date) -> int:
    """Of those, the ones that went out."""
    count = select(func.count()).where(
        CheckIn.therapist_id == therapist_id,
        CheckIn.local_date == day,
        CheckIn.unasked,
        CheckIn.slot.startswith("a"),
        CheckIn.sent_at.is_not(None),
    )
    return await session.scalar(count) or 0


async def subjects(session: Session, checkin: CheckIn) -> list[Appointment]:
    """The appointments still to look back on, in order: wanted, not cancelled, their client not at rest."""
    found = await session.scalars(
        select(Appointment)
        .join(CheckInAppointment, CheckInAppointment.appointment_id == Appointment.id)
        .outerjoin(Client, Client.id == Appointment.client_id)
        .where(
            CheckInAppointment.checkin_id == checkin.id,
            CheckInAppointment.wanted,
            Appointment.status.in_(("planned", "held")),
            (Client.id.is_(None)) | (Client.status.not_in(("on_hold", "died"))),
        )
        .order_by(Appointment.ends_at, Appointment.id)
    )
    return list(found)


async def want_only(session: Session, checkin: CheckIn, appointment_id: int | None) -> None:
    """From an offer, only this appointment is wanted; None: none of them."""
    seats = await session.scalars(
        select(CheckInAppointment).where(CheckInAppointment.checkin_id == checkin.id)
    )
    for seat in seats:
        seat.wanted = seat.appointment_id == appointment_id


async def questions_of(session: Session, checkin_id: int) -> list[AskedQuestion]:
    """The questions put in a check-in, in order."""
    found = await session.scalars(
        select(AskedQuestion).where(AskedQuestion.checkin_id == checkin_id).order_by(AskedQuestion.position)
    )
    return list(found)


async def own_question(session: Session, therapist_id: int, asked_id: int) -> AskedQuestion | None:
    """The question put to this therapist; None for anybody else's."""
    found = await session.get(AskedQuestion, asked_id)
    return found if found is not None and found.therapist_id == therapist_id else None


async def open_text_question(
    session: Session, therapist_id: int, kinds: frozenset[str], since: datetime
) -> AskedQuestion | None:
    """The newest open question that wants words, put since then."""
    return await session.scalar(
        select(AskedQuestion)
        .where(
            AskedQuestion.therapist_id == therapist_id,
            AskedQuestion.state == "open",
            AskedQuestion.kind.in_(kinds),
            AskedQuestion.put_at >= since,
        )
        .order_by(AskedQuestion.id.desc())
        .limit(1)
    )


async def history(session: Session, therapist_id: int) -> list[Asked]:
    """The newest questions put to a therapist, oldest first, as the rotation reads them."""
    row = AskedQuestion
    found = await session.execute(
        select(row.question, row.wording, row.suggestion, row.kind, row.put_at, row.checkin_id)
        .where(row.therapist_id == therapist_id)
        .order_by(row.id.desc())
        .limit(HISTORY)
    )
    return [Asked(*columns) for columns in reversed(found.all())]


def question_row(
    checkin: CheckIn,
    appointment: Appointment | None,
    choice: Choice,
    position: int,
    locale: str,
    now: datetime,
) -> AskedQuestion:
    """The row of a question about to be put; what was shown is sealed by the caller, who knows the code."""
    reason: dict[str, Any] = {"code": choice.reason.code, "figures": dict(choice.reason.figures)}
    return AskedQuestion(
        id=new_id(now),
        therapist_id=checkin.therapist_id,
        checkin_id=checkin.id,
        appointment_id=appointment.id if appointment else None,
        client_id=appointment.client_id if appointment else checkin.client_id,
        position=position,
        suggestion=choice.question.suggestion,
        question=choice.question.id,
        kind=choice.question.kind,
        wording=choice.wording.slug,
        locale=locale,
        shown_sealed=b"",
        reason=reason,
        state="open",
        put_at=now,
        message_id=None,
    )


def is_late(checkin: CheckIn, now: datetime) -> bool:
    """Whether the window is over: an answer is still welcome, and marked."""
    return checkin.sent_at is not None and now >= checkin.sent_at + WINDOW


def lease(checkin: CheckIn, now: datetime) -> None:
    """Claim a check-in for sending; if nobody reports back, it is looked at again when the lease is over."""
    checkin.lease_until = checkin.wake_at = now + LEASE
    checkin.attempts += 1


async def sent(session: Session, checkin: CheckIn, wishes_owner: Therapist, now: datetime) -> None:
    """A message of this check-in is out: the lease ends, and the next wake-up is worked out."""
    checkin.lease_until = None
    checkin.attempts = 0
    checkin.sent_at = checkin.sent_at or now
    if checkin.state in ("offered", "open"):
        view = await view_of(session, checkin, message_known=True)
        checkin.wake_at = next_wake(view, wishes_of(wishes_owner), now)


async def view_of(session: Session, checkin: CheckIn, *, message_known: bool | None = None) -> View:
    """The check-in as the core reads it."""
    questions = await questions_of(session, checkin.id)
    open_questions = [q for q in questions if q.state == "open"]
    if message_known is None:
        shown = (
            checkin.message_id
            if checkin.state == "offered"
            else next((q.message_id for q in open_questions), 0)
        )
        message_known = shown is not None
    left = await subjects(session, checkin) if checkin.kind == "after" else []
    return View(
        state=checkin.state,  # type: ignore[arg-type]  # the column holds these words only
        own_slot=checkin.slot.startswith("a"),
        unasked=checkin.unasked,
        ignores_quiet=checkin.ignores_quiet,
        due_at=checkin.due_at,
        sent_at=checkin.sent_at,
        reminded=checkin.reminded_at is not None,
        responded=any(q.state in ("answered", "skipped") for q in questions),
        subjects=len(left),
        about_nothing=checkin.kind == "after" and not left,
        message_known=message_known,
    )


async def unanswered_in_a_row(
    session: Session, therapist_id: int, most: int, since: datetime | None = None
) -> int:
    """How many of the newest unasked check-ins lapsed without any answer, up to `most`."""
    newest = (
        select(CheckIn)
        .where(
            CheckIn.therapist_id == therapist_id,
            CheckIn.unasked,
            CheckIn.state.in_(("done", "lapsed", "open")),
        )
        .where(
            CheckIn.sent_at.is_not(None),
            CheckIn.created_at >= since if since else CheckIn.created_at.is_not(None),
        )
        .order_by(CheckIn.sent_at.desc())
        .limit(most)
    )
    count = 0
    for checkin in await session.scalars(newest):
        touched = select(AskedQuestion.id).where(
            AskedQuestion.checkin_id == checkin.id,
            AskedQuestion.state.in_(("answered", "skipped", "dropped")),
        )
        if checkin.state != "lapsed" or await session.scalar(touched.limit(1)) is not None:
            break
        count += 1
    return count


async def any_sent_since(session: Session, therapist_id: int, since: datetime) -> bool:
    """Whether an unasked check-in went out after this instant."""
    sent_since = select(CheckIn.id).where(
        CheckIn.therapist_id == therapist_id, CheckIn.unasked, CheckIn.sent_at > since
    )
    return await session.scalar(sent_since.limit(1)) is not None


async def _evening_gone(session: Session, therapist_id: int, day: date) -> bool:
    evening = await by_slot(session, therapist_id, f"evening:{day}")
    return evening is not None and evening.state != "waiting"


async def bring_forward(
    session: Session, therapist: Therapist, appointment: Appointment, now: datetime
) -> CheckIn:
    """[Now]: the appointment's own check-in, asked for; it counts against nothing, and leaves the evening."""
    seats = await session.scalars(
        select(CheckInAppointment).where(CheckInAppointment.appointment_id == appointment.id)
    )
    for seat in seats:
        evening = await session.get_one(CheckIn, seat.checkin_id)
        if evening.slot != f"a{appointment.id}":
            await session.delete(seat)
    checkin = await add(
        session, therapist, kind="after", slot=f"a{appointment.id}", now=now, due_at=now,
        total=therapist.questions, unasked=False, ignores_quiet=True,
    )  # fmt: skip
    await attach(session, checkin, appointment)
    if checkin.state == "dropped":
        checkin.state = "waiting"
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
