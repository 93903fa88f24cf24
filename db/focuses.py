"""Focuses: the suggestion a therapist chose for the coming week, and what became of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, select

from db import clients
from db.engine import Session
from db.ids import new_id
from db.models import AskedQuestion, CheckIn, Client, Digest, Focus
from prompts.digest import LookBack
from prompts.questions import rotation
from prompts.questions.intentions import ASKED_AFTER

_ROW = Focus.__table__.c
_AT = (
    select(_ROW.suggestion, _ROW.since)
    .where(_ROW.therapist_id == bindparam("therapist"), _ROW.since <= bindparam("now"))
    .where(_ROW.until.is_(None) | (_ROW.until > bindparam("now")))
    .order_by(_ROW.id.desc())
    .limit(1)
)


async def at(session: Session, therapist_id: int, now: datetime) -> rotation.Focus | None:
    """The focus in force, as the rotation reads it."""
    found = (await session.execute(_AT, {"therapist": therapist_id, "now": now})).first()
    return rotation.Focus(*found) if found else None


async def chosen_from(session: Session, digest: Digest) -> Focus | None:
    """What was made the focus from this digest; with an `until` once another one, or none, took its place."""
    return await _newest(session, Focus.digest_id == digest.id)


async def choose(session: Session, digest: Digest, now: datetime) -> None:
    """Make the digest's suggestion the focus, from now on; choosing it twice changes nothing.

    What was chosen before is kept for the looks back on it, but a digest shows its latest choice alone.
    """
    earlier = await chosen_from(session, digest)
    if earlier is not None and earlier.until is None and earlier.suggestion == digest.suggestion:
        return
    await end(session, digest.therapist_id, now)
    if earlier is not None:
        earlier.digest_id = None
        await session.flush()
    session.add(
        Focus(
            id=new_id(now), therapist_id=digest.therapist_id, digest_id=digest.id,
            suggestion=digest.suggestion, since=now,
        )
    )  # fmt: skip
    await session.flush()


async def drop(session: Session, digest: Digest, now: datetime) -> None:
    """[No focus]: what was chosen from this digest ends, and the digest shows it no more."""
    focus = await chosen_from(session, digest)
    if focus is not None:
        focus.until, focus.digest_id = focus.until or now, None
        await session.flush()


async def end(session: Session, therapist_id: int, now: datetime) -> None:
    """The week is over, or the therapist thought better of it."""
    open_ones = select(Focus).where(Focus.therapist_id == therapist_id, Focus.until.is_(None))
    for focus in await session.scalars(open_ones):
        focus.until = now


async def look_back(session: Session, therapist_id: int, start: datetime, end: datetime) -> LookBack | None:
    """What became of the focus that was in force when the span ended.

    Clients at rest and hard check-ins are left out.
    """
    focus = await _newest(
        session,
        Focus.therapist_id == therapist_id,
        Focus.since < end,
        (Focus.until.is_(None)) | (Focus.until >= end),
    )
    if focus is None:
        return None
    put = (
        select(AskedQuestion.state)
        .join(CheckIn, CheckIn.id == AskedQuestion.checkin_id)
        .outerjoin(Client, Client.id == AskedQuestion.client_id)
        .where(clients.shown(), CheckIn.hard.is_(False))
        .where(AskedQuestion.therapist_id == therapist_id, AskedQuestion.suggestion == focus.suggestion)
        .where(AskedQuestion.question != ASKED_AFTER)
        .where(AskedQuestion.put_at > max(start, focus.since), AskedQuestion.put_at <= end)
    )
    states = list(await session.scalars(put))
    return LookBack(focus.suggestion, len(states), states.count("answered"))


async def _newest(session: Session, *where: ColumnElement[bool]) -> Focus | None:
    return await session.scalar(select(Focus).where(*where).order_by(Focus.id.desc()).limit(1))
