"""What was opened in a discreet chat: until when it stays open, and what a chat that is hidden forgets."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select, update

from db.engine import Session
from db.models import AskedQuestion, CheckIn, Message, Therapist
from prompts.schedule.checkins import WINDOW

OPEN_FOR = timedelta(minutes=10)
LEASE = timedelta(minutes=2)  # if nobody reports back, closing is tried again


async def due(session: Session, bot_id: int, now: datetime, most: int = 200) -> list[int]:
    """Therapists in whose chats something has been open long enough."""
    found = await session.scalars(
        select(Message.therapist_id)
        .join(Therapist, Therapist.id == Message.therapist_id)
        .where(Message.close_at <= now, Message.bot_id == bot_id, Therapist.blocked_at.is_(None))
        .group_by(Message.therapist_id)
        .limit(most)
    )
    return list(found)


async def opened(session: Session, therapist_id: int, now: datetime) -> list[Message]:
    """The messages that have been open long enough, oldest first."""
    found = await session.scalars(
        select(Message)
        .where(Message.therapist_id == therapist_id, Message.close_at <= now, Message.gone_at.is_(None))
        .order_by(Message.message_id)
    )
    return list(found)


async def closed(
    session: Session, therapist_id: int, message_ids: Collection[int], lease_until: datetime
) -> None:
    """These are closed; one that was tapped meanwhile has a later hour, and keeps it."""
    await session.execute(
        update(Message)
        .where(
            Message.therapist_id == therapist_id,
            Message.message_id.in_(list(message_ids)),
            Message.close_at == lease_until,
        )
        .values(close_at=None)
    )


async def known(session: Session, therapist: Therapist, message_ids: Collection[int]) -> list[Message]:
    """The bot's own messages among these."""
    found = await session.scalars(
        select(Message).where(
            Message.bot_id == therapist.bot_id,
            Message.chat_id == therapist.chat_id,
            Message.message_id.in_(list(message_ids)),
            Message.incoming.is_(False),
        )
    )
    return list(found)


async def still_open(session: Session, therapist_id: int, now: datetime) -> list[CheckIn]:
    """Check-ins that were sent and wait for an answer, oldest first."""
    found = await session.scalars(
        select(CheckIn)
        .where(CheckIn.therapist_id == therapist_id, CheckIn.state.in_(("open", "offered")))
        .where(CheckIn.sent_at > now - WINDOW)
        .order_by(CheckIn.sent_at, CheckIn.id)
    )
    return list(found)


async def forget_messages(session: Session, therapist_id: int) -> None:
    """The chat is emptied: no question and no offer stands in it any more, and nothing is to be closed."""
    own = AskedQuestion.therapist_id == therapist_id
    await session.execute(update(AskedQuestion).where(own).values(message_id=None))
    offered = (CheckIn.therapist_id == therapist_id) & (CheckIn.state == "offered")
    await session.execute(update(CheckIn).where(offered).values(message_id=None))
    shown = (Message.therapist_id == therapist_id) & Message.close_at.is_not(None)
    await session.execute(update(Message).where(shown).values(close_at=None))
