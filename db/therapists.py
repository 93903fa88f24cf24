"""Therapists: found by their Telegram id, made at consent."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, delete, select, update

from db import keys
from db.engine import Session
from db.ids import new_id
from db.models import Base, Expects, Therapist
from db.vault import Vault
from prompts.schedule.checkins import Wishes
from prompts.schedule.times import next_weekly, weekly_elsewhere
from prompts.schedule.work import Work

CONSENT_VERSION = 1
FAR = datetime(9999, 1, 1, tzinfo=UTC)
_ROW = Therapist.__table__.c
WISHES = (
    _ROW.zone, _ROW.rhythm, _ROW.evening_time, _ROW.delay_minutes, _ROW.daily_cap, _ROW.quiet_from,
    _ROW.quiet_until, _ROW.eased_at, _ROW.pause_from, _ROW.paused_until, _ROW.last_seen_at,
    _ROW.hushed_until,
)  # fmt: skip
_FIND = select(Therapist).where(
    Therapist.bot_id == bindparam("bot"), Therapist.telegram_id == bindparam("telegram")
)


async def find(session: Session, bot_id: int, telegram_id: int) -> Therapist | None:
    """The therapist with this Telegram id, if they have agreed."""
    return await session.scalar(_FIND, {"bot": bot_id, "telegram": telegram_id})


async def get(session: Session, therapist_id: int) -> Therapist | None:
    return await session.get(Therapist, therapist_id)


async def agree(
    session: Session, vault: Vault, *, bot_id: int, telegram_id: int, chat_id: int, now: datetime
) -> Therapist:
    """Keep a consent; from here on things are stored. Agreeing twice changes nothing."""
    if known := await find(session, bot_id, telegram_id):
        return known
    therapist = Therapist(
        id=new_id(now),
        bot_id=bot_id,
        telegram_id=telegram_id,
        chat_id=chat_id,
        consent_version=CONSENT_VERSION,
        consented_at=now,
        seed=secrets.randbits(31),
        last_seen_at=now,
        muted=[],
    )
    session.add(therapist)
    await session.flush()
    await keys.data_key(session, vault, therapist.id, None, now)
    return therapist


def wishes_of(therapist: Therapist | Row[*tuple[Any, ...]]) -> Wishes:
    """What the therapist chose about when to be asked, as the core reads it; from a row, or its `WISHES`."""
    return Wishes(
        zone=therapist.zone or "UTC",
        rhythm=therapist.rhythm or "after",
        evening=therapist.evening_time,
        delay=timedelta(minutes=therapist.delay_minutes),
        daily_cap=therapist.daily_cap,
        quiet_from=therapist.quiet_from,
        quiet_until=therapist.quiet_until,
        eased=therapist.eased_at is not None,
        paused_until=therapist.paused_until,
        pause_from=therapist.pause_from,
        last_seen_at=therapist.last_seen_at,
        hushed_until=therapist.hushed_until,
    )


def work_of(therapist: Therapist) -> Work:
    """The therapist's working hours."""
    return Work(tuple(sorted(therapist.work_days)), therapist.work_from, therapist.work_until)


def plan_digest(therapist: Therapist, now: datetime) -> None:
    """Work out anew when the next weekly digest is due; to be called whenever its day or time changes."""
    if therapist.zone is not None:
        therapist.digest_wake_at = next_weekly(
            now, therapist.digest_weekday, therapist.digest_time, therapist.zone
        )


def move_digest(therapist: Therapist, now: datetime) -> None:
    """The same once the zone has changed: this week's is neither lost nor doubled."""
    if therapist.zone is not None:
        therapist.digest_wake_at = weekly_elsewhere(
            therapist.digest_wake_at, now, therapist.digest_weekday, therapist.digest_time, therapist.zone
        )


async def stop(session: Session, bot_id: int, telegram_id: int, now: datetime | None) -> None:
    """This therapist blocked the bot: nothing more is sent, everything is kept. None: let in again."""
    await session.execute(
        update(Therapist)
        .where(Therapist.bot_id == bot_id, Therapist.telegram_id == telegram_id)
        .values(blocked_at=now)
    )


async def erase(session: Session, therapist_id: int) -> None:
    """Everything of one therapist goes: the data keys first, then every row."""
    await keys.destroy_keys(session, therapist_id)
    for table in reversed(Base.metadata.sorted_tables):
        if "therapist_id" in table.c:
            await session.execute(delete(table).where(table.c.therapist_id == therapist_id))
    await session.execute(delete(Therapist).where(Therapist.id == therapist_id))


async def expect(
    session: Session,
    therapist_id: int,
    what: str,
    now: datetime,
    *,
    message_id: int | None,
    payload: dict[str, object] | None = None,
    until: datetime | None = None,
) -> None:
    """Wait 30 minutes for typed text, or less, if `until` is sooner; the newest wish wins."""
    await session.merge(
        Expects(
            therapist_id=therapist_id,
            what=what,
            payload=payload or {},
            message_id=message_id,
            until=min(now + timedelta(minutes=30), until or FAR),
        )
    )


async def expected(session: Session, therapist_id: int, now: datetime) -> Expects | None:
    """What the bot still waits for."""
    row = await session.get(Expects, therapist_id)
    return row if row is not None and row.until > now else None


async def expect_nothing(session: Session, therapist_id: int) -> None:
    await session.execute(delete(Expects).where(Expects.therapist_id == therapist_id))
