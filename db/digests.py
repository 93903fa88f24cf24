"""Digests: claimed, sent, found again; and the quiet spells between them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select

from db.checkins import Due
from db.engine import Session
from db.ids import new_id
from db.models import Digest, Therapist
from prompts.digest import DigestParts
from prompts.schedule.checkins import LEASE

WEEKLY = "weekly"
MOST_ATTEMPTS = 20  # then a digest that Telegram refuses each time is given up
LONGEST_LEASE = timedelta(hours=1)
LONGEST_SPELL = 60  # digests


async def due(session: Session, bot_id: int, now: datetime, most: int = 200) -> list[Due]:
    """Therapists whose weekly hour has come, or whose digest is to be sent again; the longest due first."""
    # "+ 0": or SQLite would go through all of the bot's therapists rather than through what is due.
    awake = (Therapist.bot_id + 0 == bot_id) & Therapist.blocked_at.is_(None)
    hour = select(Therapist.id, Therapist.chat_id, Therapist.digest_wake_at.label("at"))
    again = select(Therapist.id, Therapist.chat_id, Digest.wake_at.label("at"))
    both = hour.where(Therapist.digest_wake_at <= now, awake).union_all(
        again.join(Digest, Therapist.id == Digest.therapist_id).where(Digest.wake_at <= now, awake)
    )
    rows = await session.execute(both.order_by("at").limit(most))
    return list(dict.fromkeys(Due(therapist_id, chat_id, None) for therapist_id, chat_id, _ in rows))


async def postpone(session: Session, therapist_id: int, now: datetime) -> None:
    """Something went wrong with the weekly hour: look again later, behind all the others."""
    if (digest := await unsent(session, therapist_id, now)) is not None:
        return lease(digest, now)
    therapist = await session.get(Therapist, therapist_id)
    if therapist is not None and therapist.digest_wake_at is not None and therapist.digest_wake_at <= now:
        therapist.digest_wake_at = now + LEASE
    return None


async def unsent(session: Session, therapist_id: int, now: datetime) -> Digest | None:
    """A digest that was claimed and of which nobody reported back."""
    return await session.scalar(
        select(Digest)
        .where(Digest.therapist_id == therapist_id, Digest.wake_at <= now)
        .order_by(Digest.id)
        .limit(1)
    )


async def find(session: Session, therapist_id: int, day: date, slot: str) -> Digest | None:
    return await session.scalar(
        select(Digest).where(
            Digest.therapist_id == therapist_id, Digest.local_date == day, Digest.slot == slot
        )
    )


async def own(session: Session, therapist_id: int, digest_id: int) -> Digest | None:
    """The therapist's digest with this id; None for anybody else's."""
    found = await session.get(Digest, digest_id)
    return found if found is not None and found.therapist_id == therapist_id else None


async def last_weekly(
    session: Session, therapist_id: int, before: datetime, kind: str | None = None
) -> Digest | None:
    """The newest weekly digest (of this kind) that ended before this instant."""
    return await session.scalar(
        select(Digest)
        .where(Digest.therapist_id == therapist_id, Digest.slot == WEEKLY, Digest.ends_at < before)
        .where(Digest.kind == kind if kind else Digest.kind.is_not(None))
        .order_by(Digest.ends_at.desc())
        .limit(1)
    )


async def span_start(session: Session, therapist: Therapist, before: datetime) -> datetime:
    """A digest covers the time since the previous weekly one, or since the consent."""
    previous = await last_weekly(session, therapist.id, before)
    return previous.ends_at if previous else therapist.consented_at


async def had_full(session: Session, therapist_id: int, before: datetime) -> bool:
    """Whether a digest with something in it came before."""
    full = select(Digest.id).where(
        Digest.therapist_id == therapist_id, Digest.kind == "full", Digest.ends_at < before
    )
    return await session.scalar(full.limit(1)) is not None


async def quiet_spell(session: Session, therapist_id: int, before: datetime) -> Sequence[Digest]:
    """The weekly digests in a row before this instant that had nothing to show, newest first."""
    newest = await session.scalars(
        select(Digest)
        .where(Digest.therapist_id == therapist_id, Digest.slot == WEEKLY, Digest.ends_at < before)
        .order_by(Digest.ends_at.desc())
        .limit(LONGEST_SPELL)
    )
    spell: list[Digest] = []
    for digest in newest:
        if digest.kind == "full":
            break
        spell.append(digest)
    return spell


def row(therapist: Therapist, parts: DigestParts, *, day: date, slot: str, now: datetime) -> Digest:
    """A digest about to be sent, already claimed."""
    return Digest(
        id=new_id(now), therapist_id=therapist.id, local_date=day, slot=slot, kind=parts.kind,
        starts_at=parts.starts_at, ends_at=parts.ends_at, suggestion=parts.suggestion, tip=parts.tip,
        wake_at=now + LEASE, lease_until=now + LEASE, attempts=1,
    )  # fmt: skip


def lease(digest: Digest, now: datetime) -> None:
    """Claim it once more. Each time longer: Telegram may be out of reach for hours."""
    span = min(LEASE * 2**digest.attempts, LONGEST_LEASE)
    digest.lease_until = digest.wake_at = now + span
    digest.attempts += 1


def sent(digest: Digest, message_id: int, now: datetime) -> None:
    """It is out: nothing more to do until it is opened."""
    digest.message_id, digest.sent_at = message_id, digest.sent_at or now
    digest.wake_at = digest.lease_until = None
