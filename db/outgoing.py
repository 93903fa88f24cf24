"""What Telegram said of a message of ours: which one it is, and when what it stands for is looked at again.

Every question that is put comes by here, in a transaction of its own: four statements, no objects.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select, update

from db import checkins, digests, messages, preparing, therapists
from db.engine import Session
from db.models import AskedQuestion, CheckIn, Digest, Therapist, table

_ASKED, _CHECKIN, _OWNER = table(AskedQuestion).c, table(CheckIn).c, table(Therapist).c
_PUT = (
    select(
        _ASKED.message_id, _ASKED.state, _OWNER.bot_id, _OWNER.chat_id, *therapists.WISHES,
        _CHECKIN.id.label("checkin_id"), _CHECKIN.state.label("checkin_state"), _CHECKIN.sent_at,
        (_CHECKIN.unasked & _CHECKIN.reminded_at.is_(None) & ~checkins.RESPONDED).label("remind"),
    )
    .join(table(CheckIn), _CHECKIN.id == _ASKED.checkin_id)
    .join(table(Therapist), _OWNER.id == _ASKED.therapist_id)
    .where(_ASKED.id == bindparam("asked"), _ASKED.therapist_id == bindparam("therapist"))
)  # fmt: skip
_SHOWS = (
    update(table(AskedQuestion))
    .where(_ASKED.id == bindparam("asked"))
    .values(message_id=bindparam("message"))
)
_LOOK_AGAIN = update(table(CheckIn)).where(_CHECKIN.id == bindparam("checkin"))


async def note(
    session: Session,
    therapist_id: int,
    message_id: int,
    now: datetime,
    *,
    what: str,
    row: int,
    close_at: datetime | None = None,
) -> bool:
    """A message that stands for a row is out. True if it was overtaken: answered under another copy."""
    if what == "asked":
        return await _question(session, therapist_id, row, message_id, now, close_at)
    if (owner := await therapists.get(session, therapist_id)) is None:
        return False
    chat = messages.Chat(owner.id, owner.bot_id, owner.chat_id)
    await messages.note_sent(session, chat, message_id, now, refers=what, refers_id=row, close_at=close_at)
    if what == "offer" and (checkin := await session.get(CheckIn, row)) is not None:
        checkin.message_id = message_id
        await checkins.sent(session, checkin, owner, now)
    elif what == "before" and (preparation := await session.get(CheckIn, row)) is not None:
        preparing.sent(preparation, message_id, now)
    elif what == "digest" and (digest := await session.get(Digest, row)) is not None:
        digests.sent(digest, message_id, now)
    return False


async def _question(
    session: Session,
    therapist_id: int,
    asked_id: int,
    message_id: int,
    now: datetime,
    close_at: datetime | None,
) -> bool:
    put = (await session.execute(_PUT, {"asked": asked_id, "therapist": therapist_id})).one_or_none()
    if put is None:  # erased meanwhile
        return False
    chat = messages.Chat(therapist_id, put.bot_id, put.chat_id)
    await messages.note_sent(
        session, chat, message_id, now, refers="asked", refers_id=asked_id, close_at=close_at
    )
    if put.message_id is not None and put.state != "open":
        return True
    await session.execute(_SHOWS, {"asked": asked_id, "message": message_id})
    values = checkins.once_sent(
        put.checkin_state, put.sent_at, therapists.wishes_of(put), now, remind=put.remind
    )
    await session.execute(_LOOK_AGAIN, {"checkin": put.checkin_id, **values})
    return False
