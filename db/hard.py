"""Hard check-ins: apart from digests, but for what the therapist takes to supervision."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import select, update

from db.engine import Session
from db.models import Answer, AskedQuestion, Note


async def star(session: Session, checkin_id: int, *, starred: bool) -> None:
    """Every answer and every line of a check-in, as it stands now; what is written later is not meant."""
    asked = select(AskedQuestion.id).where(AskedQuestion.checkin_id == checkin_id)
    for table in (Answer, Note):
        await session.execute(update(table).where(table.asked_id.in_(asked)).values(starred=starred))


async def star_line(session: Session, therapist_id: int, message_id: int) -> None:
    """The line that this typed message was kept as."""
    own = (Note.therapist_id == therapist_id) & (Note.source_message_id == message_id)
    await session.execute(update(Note).where(own).values(starred=True))


async def given(session: Session, checkin_id: int, client_id: int | None) -> Literal["words", "taps"] | None:
    """What came back about this client in a check-in: something in words, taps alone, or nothing."""
    asked = select(AskedQuestion.id).where(
        AskedQuestion.checkin_id == checkin_id, AskedQuestion.client_id == client_id
    )
    line = await session.scalar(select(Note.id).where(Note.asked_id.in_(asked)).limit(1))
    answers = list(await session.scalars(select(Answer.text_sealed).where(Answer.asked_id.in_(asked))))
    if line is not None or any(text is not None for text in answers):
        return "words"
    return "taps" if answers else None


async def stars(session: Session, checkin_id: int) -> list[bool]:
    """Of each answer and line of a check-in, whether it is starred."""
    asked = select(AskedQuestion.id).where(AskedQuestion.checkin_id == checkin_id)
    found: list[bool] = []
    for table in (Answer, Note):
        found += await session.scalars(select(table.starred).where(table.asked_id.in_(asked)))
    return found
