"""Check-ins under way: found when they are due, claimed, reported as sent, read for the core to decide."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, exists, select, update

from db import days, rows
from db.engine import Session
from db.models import AskedQuestion, CheckIn, Therapist
from db.planning import add as add
from db.planning import bring_forward as bring_forward
from db.planning import evening_after as evening_after
from db.planning import for_appointment as for_appointment
from db.planning import join_evening as join_evening
from db.planning import plan_after as plan_after
from db.planning import replan_evenings as replan_evenings
from db.planning import subjects as subjects
from db.planning import want_only as want_only
from db.planning import work_out as work_out
from db.questions import Put as Put
from db.questions import history as history
from db.questions import open_text_question as open_text_question
from db.questions import own_question as own_question
from db.questions import put_in as put_in
from db.questions import question_row as question_row
from db.questions import questions_of as questions_of
from db.therapists import wishes_of
from prompts.schedule.away import since
from prompts.schedule.checkins import WINDOW, View, Wishes, lease_for, wake_after
from prompts.schedule.times import local

LOOK_BACK = 40  # check-ins; of a few each day, those of the last 24 hours have not lapsed yet


class Due(NamedTuple):
    """Something to look at: a therapist's check-in, or with None their digest."""

    therapist_id: int
    chat_id: int
    checkin_id: int | None


async def due(session: Session, bot_id: int, now: datetime, most: int = 200) -> list[Due]:
    """Check-ins that have passed their wake-up, the longest due first."""
    found = await session.execute(
        select(CheckIn.therapist_id, Therapist.chat_id, CheckIn.id)
        .join(Therapist, Therapist.id == CheckIn.therapist_id)
        # "+ 0", or SQLite goes from the bot's therapists to all of their check-ins, at every tick.
        .where(CheckIn.wake_at <= now, Therapist.bot_id + 0 == bot_id, Therapist.blocked_at.is_(None))
        .order_by(CheckIn.wake_at)
        .limit(most)
    )
    return [Due(*row) for row in found]


async def own(session: Session, therapist_id: int, checkin_id: int) -> CheckIn | None:
    """The therapist's check-in with this id; None for anybody else's."""
    found = await session.get(CheckIn, checkin_id)
    return found if found is not None and found.therapist_id == therapist_id else None


async def sent_today(session: Session, therapist: Therapist, now: datetime) -> int:
    """What came by itself on this local day, or is on its way, as far as it counts against the day's cap.

    In the gaps that is every message; else the check-ins of single appointments, and what comes before them.
    """
    wishes = wishes_of(therapist)
    today = await days.by_themselves(session, therapist, local(now, wishes.zone).date())
    return sum(wishes.in_gaps or one.slot.startswith("a") or one.kind == "before" for one in today)


def is_late(checkin: CheckIn, now: datetime) -> bool:
    """Whether the window is over: an answer is still welcome, and marked."""
    return checkin.state == "lapsed" or (checkin.sent_at is not None and now >= checkin.sent_at + WINDOW)


def lease(checkin: CheckIn, now: datetime) -> None:
    """Claim a check-in for sending; if nobody reports back, it is looked at again when the lease is over."""
    for name, value in _leased(checkin, now).items():
        setattr(checkin, name, value)


async def claim(session: Session, checkin: CheckIn, now: datetime) -> None:
    """The same for a question that is put, at once."""
    state = checkin.state if checkin.state == "lapsed" else "open"
    await rows.change(session, checkin, state=state, **_leased(checkin, now))


async def end(session: Session, checkin: CheckIn) -> None:
    """Nothing more is asked in it."""
    state = checkin.state if checkin.state == "lapsed" else "done"
    await rows.change(session, checkin, state=state, wake_at=None, lease_until=None)


def _leased(checkin: CheckIn, now: datetime) -> dict[str, Any]:
    attempts = checkin.attempts + 1
    until = now + lease_for(attempts)
    return {"attempts": attempts, "lease_until": until, "wake_at": until}


_ASKED = AskedQuestion.__table__.c
_ANSWERED = _ASKED.state.in_(("answered", "skipped", "dropped"))
# For a query over check-ins.
RESPONDED = exists().where(_ASKED.checkin_id == CheckIn.id, _ANSWERED).correlate(CheckIn)
_RESPONDED = select(_ASKED.id).where(_ASKED.checkin_id == bindparam("checkin"), _ANSWERED).limit(1)


async def sent(session: Session, checkin: CheckIn, wishes_owner: Therapist, now: datetime) -> None:
    """A message of this check-in is out: the lease ends, and the next wake-up is worked out."""
    remind = checkin.unasked and checkin.reminded_at is None
    remind = remind and await session.scalar(_RESPONDED, {"checkin": checkin.id}) is None
    wishes = wishes_of(wishes_owner)
    for name, value in once_sent(checkin.state, checkin.sent_at, wishes, now, remind=remind).items():
        setattr(checkin, name, value)


def once_sent(
    state: str, sent_at: datetime | None, wishes: Wishes, now: datetime, *, remind: bool
) -> dict[str, Any]:
    """What a check-in's columns hold then, where its state and its first sending are these."""
    values: dict[str, Any] = {"lease_until": None, "attempts": 0, "sent_at": sent_at or now}
    if state in ("offered", "open"):
        values["wake_at"] = wake_after(values["sent_at"], wishes, now, remind=remind)
    elif state == "lapsed":
        values["wake_at"] = None
    return values


def let_go(checkin: CheckIn) -> None:
    """Nothing more will come of it."""
    if checkin.state != "lapsed":
        checkin.state = "dropped"
    checkin.wake_at = checkin.lease_until = None


async def postpone(session: Session, checkin_id: int, now: datetime) -> None:
    """Something went wrong with it: look again later, behind all the others."""
    if (checkin := await session.get(CheckIn, checkin_id)) is not None:
        lease(checkin, now)


async def view_of(session: Session, checkin: CheckIn, *, message_known: bool | None = None) -> View:
    """The check-in as the core reads it."""
    questions = await questions_of(session, checkin.id)
    if message_known is None:
        message_known = checkin.state != "offered" or checkin.message_id is not None
        message_known &= all(q.message_id is not None for q in questions if q.state == "open")
    left = await subjects(session, checkin) if checkin.kind == "after" else []
    return View(
        state=checkin.state,  # type: ignore[arg-type]  # the column holds these words only
        own_slot=checkin.slot.startswith(("a", "gap:")),
        unasked=checkin.unasked,
        ignores_quiet=checkin.ignores_quiet,
        due_at=checkin.due_at
        if since(checkin.slot) is None
        else checkin.created_at,  # that it is late is known
        sent_at=checkin.sent_at,
        reminded=checkin.reminded_at is not None,
        responded=any(q.state in ("answered", "skipped", "dropped") for q in questions),
        subjects=len(left),
        about_nothing=checkin.kind == "after" and not left,
        message_known=message_known,
        over_at=max((one.ends_at for one in left), default=None),
    )


async def unanswered_in_a_row(session: Session, therapist_id: int) -> int:
    """How many of the newest unasked check-ins lapsed without a sign; those still open say nothing yet."""
    newest = (
        select(CheckIn.state, RESPONDED)
        .where(CheckIn.therapist_id == therapist_id, CheckIn.unasked, CheckIn.sent_at.is_not(None))
        .where(CheckIn.kind == "after")
        .order_by(CheckIn.sent_at.desc(), CheckIn.id.desc())
        .limit(LOOK_BACK)
    )
    count = 0
    for state, touched in await session.execute(newest):
        if touched or state == "done":
            break
        count += state == "lapsed"
    return count


async def any_sent_since(session: Session, therapist_id: int, since: datetime) -> bool:
    """Whether an unasked check-in went out after this instant."""
    sent_since = select(CheckIn.id).where(
        CheckIn.therapist_id == therapist_id, CheckIn.unasked, CheckIn.sent_at > since
    )
    return await session.scalar(sent_since.limit(1)) is not None


async def look_anew(session: Session, therapist_id: int, now: datetime) -> None:
    """Zone or quiet hours changed: each wake-up that hung on them is worked out at the next tick."""
    mine = (CheckIn.therapist_id == therapist_id) & CheckIn.wake_at.is_not(None)
    held = (CheckIn.state == "waiting") & (CheckIn.due_at <= now)
    out = CheckIn.state.in_(("offered", "open")) & CheckIn.lease_until.is_(None)
    await session.execute(update(CheckIn).where(mine & (held | out)).values(wake_at=now))
    still_to_come = mine & (CheckIn.state == "waiting") & (CheckIn.due_at > now)
    await session.execute(update(CheckIn).where(still_to_come).values(wake_at=CheckIn.due_at))


async def hush_put_off(session: Session, therapist_id: int) -> None:
    """What was put off to a time waits for the end of a day without questions, like all else."""
    put_off = (CheckIn.therapist_id == therapist_id) & (CheckIn.state == "snoozed")
    await session.execute(update(CheckIn).where(put_off).values(ignores_quiet=False))
