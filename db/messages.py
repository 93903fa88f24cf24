"""Every message id sent and received: for replies, erasing, tidying and closing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from db import clients, memo
from db.engine import Session
from db.ids import new_id
from db.models import Appointment, AskedQuestion, CheckIn, CheckInAppointment, Client, Message, Therapist

_ROW = Message.__table__.c
_SHOWING = (
    select(_ROW.message_id)
    .where(
        # "+ 0", or SQLite goes through all messages of the therapist: years of them, at each answer.
        _ROW.therapist_id + 0 == bindparam("therapist"),
        _ROW.refers == bindparam("refers"),
        _ROW.refers_id == bindparam("refers_id"),
        _ROW.incoming.is_(False),
        _ROW.gone_at.is_(None),
    )
    .order_by(_ROW.message_id)
)


def _sent(insert: Any) -> Any:
    makes = insert(Message.__table__)
    stands = {"refers": makes.excluded.refers, "refers_id": makes.excluded.refers_id}
    return makes.on_conflict_do_update(index_elements=["bot_id", "chat_id", "message_id"], set_=stands)


class Chat(NamedTuple):
    """A therapist's chat with one bot."""

    therapist_id: int
    bot_id: int
    id: int


_SENT = {"sqlite": _sent(sqlite.insert), "postgresql": _sent(postgresql.insert)}


async def note(
    session: Session,
    therapist: Therapist,
    message_id: int,
    now: datetime,
    *,
    incoming: bool,
    refers: str | None = None,
    refers_id: int | None = None,
    close_at: datetime | None = None,
) -> None:
    """Keep a message's id and what it stands for; the same message again changes only the latter."""
    known = await find(session, therapist, message_id)
    if refers == "asked":
        memo.shown_once(session).discard(refers_id)
    if known is None:
        session.add(
            Message(
                id=new_id(now),
                therapist_id=therapist.id,
                bot_id=therapist.bot_id,
                chat_id=therapist.chat_id,
                message_id=message_id,
                incoming=incoming,
                refers=refers,
                refers_id=refers_id,
                at=now,
                close_at=close_at,
            )
        )
    elif refers is not None:
        known.refers, known.refers_id = refers, refers_id


async def note_sent(
    session: Session,
    chat: Chat,
    message_id: int,
    now: datetime,
    *,
    refers: str,
    refers_id: int,
    close_at: datetime | None,
) -> None:
    """The same for a message of ours that stands for a row, in one statement."""
    row = {
        "id": new_id(now), "therapist_id": chat.therapist_id, "bot_id": chat.bot_id, "chat_id": chat.id,
        "message_id": message_id, "incoming": False, "at": now, "close_at": close_at,
        "refers": refers, "refers_id": refers_id,
    }  # fmt: skip
    await session.execute(_SENT[session.get_bind().dialect.name], row)


async def find(session: Session, therapist: Therapist, message_id: int) -> Message | None:
    """The message with this id in the therapist's own chat."""
    return await session.scalar(
        select(Message).where(
            Message.bot_id == therapist.bot_id,
            Message.chat_id == therapist.chat_id,
            Message.message_id == message_id,
        )
    )


async def before(session: Session, therapist: Therapist, message_id: int) -> Message | None:
    """What the therapist wrote last before this message."""
    return await session.scalar(
        select(Message)
        .where(
            Message.bot_id == therapist.bot_id,
            Message.chat_id == therapist.chat_id,
            Message.message_id < message_id,
            Message.incoming,
        )
        .order_by(Message.message_id.desc())
        .limit(1)
    )


async def any_sent_after(session: Session, therapist: Therapist, message_id: int) -> bool:
    """Whether anything of ours came into the chat after this message, be it gone by now."""
    later = select(Message.id).where(
        Message.bot_id == therapist.bot_id,
        Message.chat_id == therapist.chat_id,
        Message.message_id > message_id,
        Message.incoming.is_(False),
    )
    return await session.scalar(later.limit(1)) is not None


async def showing(session: Session, therapist_id: int, refers: str, refers_id: int) -> list[int]:
    """Ids of the bot's messages that still show this row, oldest first."""
    found = await session.execute(
        _SHOWING, {"therapist": therapist_id, "refers": refers, "refers_id": refers_id}
    )
    return [message_id for (message_id,) in found]


async def stand_for_nothing(session: Session, therapist: Therapist, message_ids: Sequence[int]) -> None:
    """These messages stay in the chat, and show no row any more."""
    await session.execute(
        update(Message)
        .where(
            Message.bot_id == therapist.bot_id,
            Message.chat_id == therapist.chat_id,
            Message.message_id.in_(list(message_ids)),
        )
        .values(refers=None, refers_id=None)
    )


async def of_lapsed(session: Session, therapist_id: int) -> list[int]:
    """Messages that still show a question or an offer whose window is over; none about a client at rest."""
    asked = (
        select(AskedQuestion.id)
        .outerjoin(Client, Client.id == AskedQuestion.client_id)
        .where(AskedQuestion.therapist_id == therapist_id, AskedQuestion.state == "lapsed", clients.shown())
    )
    resting = (
        select(CheckInAppointment.checkin_id)
        .join(Appointment, Appointment.id == CheckInAppointment.appointment_id)
        .join(Client, Client.id == Appointment.client_id)
        .where(Client.therapist_id == therapist_id, Client.status.in_(clients.AT_REST))
    )
    answered = select(AskedQuestion.checkin_id).where(AskedQuestion.therapist_id == therapist_id)
    offers = select(CheckIn.id).where(
        CheckIn.therapist_id == therapist_id,
        CheckIn.state == "lapsed",
        CheckIn.id.not_in(answered),
        CheckIn.id.not_in(resting),
    )
    found = await session.scalars(
        select(Message.message_id)
        .where(Message.therapist_id == therapist_id, Message.incoming.is_(False), Message.gone_at.is_(None))
        .where(
            ((Message.refers == "asked") & Message.refers_id.in_(asked))
            | ((Message.refers == "offer") & Message.refers_id.in_(offers))
        )
        .order_by(Message.message_id)
    )
    return list(found)


async def present(session: Session, therapist_id: int) -> list[tuple[int, datetime, bool]]:
    """Id, time and whether it came in, of every message of the chat that is not gone; oldest first.

    No rows to be changed: after years they are tens of thousands, and everybody waits while they are made.
    """
    found = await session.execute(
        select(Message.message_id, Message.at, Message.incoming)
        .where(Message.therapist_id == therapist_id, Message.gone_at.is_(None))
        .order_by(Message.id)
    )
    return [(message_id, at, incoming) for message_id, at, incoming in found]


async def gone(session: Session, therapist: Therapist, message_ids: Sequence[int], now: datetime) -> None:
    """These messages are deleted, or show nothing any more."""
    await session.execute(
        update(Message)
        .where(
            Message.bot_id == therapist.bot_id,
            Message.chat_id == therapist.chat_id,
            Message.message_id.in_(list(message_ids)),
        )
        .values(gone_at=now)
    )
