"""Ways in: one-time tokens, of which only the hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update

from db.engine import Session
from db.ids import new_id
from db.models import Invite, Therapist

GOOD_FOR = timedelta(days=14)


async def make(session: Session, bot_id: int, now: datetime, *, owner: bool = False) -> str:
    """A new token; it opens the door once, within 14 days."""
    token = secrets.token_urlsafe(18)
    session.add(
        Invite(
            id=new_id(now), bot_id=bot_id, token_hash=_hash(token), owner=owner,
            created_at=now, expires_at=now + GOOD_FOR,
        )
    )  # fmt: skip
    await session.flush()
    return token


async def is_good(session: Session, bot_id: int, token: str, now: datetime) -> bool:
    """Whether the token would let somebody in."""
    return await session.scalar(select(Invite.id).where(*_good(bot_id, token, now))) is not None


async def redeem(session: Session, bot_id: int, token: str, now: datetime) -> bool:
    """Use the token; False if it was used, is too old or never was one."""
    used = await session.execute(
        update(Invite).where(*_good(bot_id, token, now)).values(used_at=now).returning(Invite.id)
    )
    return used.first() is not None


async def nobody_yet(session: Session, bot_id: int) -> bool:
    """A first start: no therapist has agreed."""
    return await session.scalar(select(Therapist.id).where(Therapist.bot_id == bot_id).limit(1)) is None


async def withdraw_owner_links(session: Session, bot_id: int, now: datetime) -> None:
    """A link printed earlier and never used is void once a new one is printed."""
    await session.execute(
        update(Invite)
        .where(Invite.bot_id == bot_id, Invite.owner, Invite.used_at.is_(None))
        .values(expires_at=now)
    )


def _good(bot_id: int, token: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Invite.bot_id == bot_id,
        Invite.token_hash == _hash(token),
        Invite.used_at.is_(None),
        Invite.expires_at > now,
    )


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
