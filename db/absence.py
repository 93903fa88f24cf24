"""After the bot was away: what fell due meanwhile becomes one check-in, and nobody loses time by it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from db import planning
from db.engine import Session
from db.models import CheckIn, Digest, Therapist
from db.therapists import wishes_of
from prompts.schedule.away import APART, Absence, Missed, catches_up, digest_at, offered
from prompts.schedule.checkins import SILENCE, WINDOW
from prompts.schedule.times import local

_DUE = ("waiting", "snoozed")


async def concerned(session: Session, bot_id: int, away: Absence) -> list[int]:
    """Therapists with a check-in that fell due meanwhile; none who blocked the bot."""
    found = await session.scalars(
        select(CheckIn.therapist_id)
        .join(Therapist, Therapist.id == CheckIn.therapist_id)
        .where(CheckIn.wake_at <= away.until, CheckIn.state.in_(_DUE))
        .where(Therapist.bot_id == bot_id, Therapist.blocked_at.is_(None))
        .distinct()
        .order_by(CheckIn.therapist_id)
    )
    return list(found)


async def catch_up(session: Session, therapist: Therapist, away: Absence) -> None:
    """Their missed check-ins become one, and what else fell due comes later. Twice changes nothing."""
    missed = await _missed(session, therapist, away)
    if not catches_up(wishes_of(therapist), [checkin.due_at for checkin in missed], away):
        return
    sessions = {one.id: one for checkin in missed for one in await planning.subjects(session, checkin)}
    wanted = offered([Missed(one.id, one.ends_at) for one in sessions.values()], away.until)
    for checkin in missed:
        checkin.state, checkin.wake_at, checkin.lease_until = "dropped", None, None
    if not wanted:
        return
    total = therapist.questions if len(wanted) == 1 else len(wanted)
    made = await planning.add(
        session, therapist, kind="after", slot=away.slot, now=away.until, due_at=missed[-1].due_at,
        total=total, unasked=True, day=local(away.until, wishes_of(therapist).zone).date(),
    )  # fmt: skip
    for one in wanted:
        await planning.attach(session, made, sessions[one])
    await _put_off(session, therapist, away)


async def _missed(session: Session, therapist: Therapist, away: Absence) -> list[CheckIn]:
    """Check-ins after sessions that fell due, and those that quiet hours hold back since; oldest first."""
    found = await session.scalars(
        select(CheckIn)
        .where(CheckIn.therapist_id == therapist.id, CheckIn.state == "waiting", CheckIn.kind == "after")
        .where(CheckIn.due_at <= away.until, CheckIn.slot != away.slot)
        .order_by(CheckIn.due_at, CheckIn.id)
    )
    return list(found)


async def _put_off(session: Session, therapist: Therapist, away: Absence) -> None:
    """One message at once: the week comes at its own hour of the day, what was snoozed hour by hour."""
    wishes, now = wishes_of(therapist), away.until
    if therapist.digest_wake_at is not None and therapist.digest_wake_at <= now:
        therapist.digest_wake_at = digest_at(therapist.digest_wake_at, wishes, now)
    mine = Digest.therapist_id == therapist.id
    for digest in await session.scalars(select(Digest).where(mine, Digest.wake_at <= now)):
        digest.wake_at = digest_at(digest.ends_at, wishes, now)
    snoozed = await session.scalars(
        select(CheckIn)
        .where(CheckIn.therapist_id == therapist.id, CheckIn.state == "snoozed", CheckIn.wake_at <= now)
        .order_by(CheckIn.wake_at, CheckIn.id)
    )
    for place, checkin in enumerate(snoozed, 1):
        checkin.wake_at = now + place * APART


async def make_up(session: Session, bot_id: int, away: Absence) -> None:
    """Windows that were open, and the days without a word, go on where the absence began."""
    of_bot = (Therapist.bot_id == bot_id) & (Therapist.last_seen_at <= away.since)
    quiet = await session.execute(
        select(Therapist.id, Therapist.last_seen_at).where(
            of_bot, Therapist.last_seen_at > away.since - SILENCE
        )
    )
    await _later(session, Therapist, "last_seen_at", quiet.all(), away)
    under_way = await session.execute(
        select(CheckIn.id, CheckIn.sent_at)
        .join(Therapist, Therapist.id == CheckIn.therapist_id)
        .where(Therapist.bot_id == bot_id, CheckIn.state.in_(("offered", "open", "snoozed")))
        .where(CheckIn.sent_at > away.since - WINDOW, CheckIn.sent_at <= away.since)
    )
    await _later(session, CheckIn, "sent_at", under_way.all(), away)


async def _later(session: Session, table: Any, column: str, found: Any, away: Absence) -> None:
    """Move these instants, rows of an id and a time, on by the absence."""
    moved: list[dict[str, int | datetime]] = [{"id": id_, column: at + away.span} for id_, at in found]
    if moved:
        await session.execute(update(table), moved)
