"""What is prepared for a session: lines of the therapist's, and what is shown again before it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, select, update

from db import answers
from db.engine import Session
from db.ids import new_id
from db.models import Answer, Appointment, AskedQuestion, CheckIn, Note, Prepared
from db.sealed import Sealed

IF_THEN = "if_then"  # the kind of question that asks for an intention
LOW_RATING = 2
LOOK_BACK = 20  # lines about a client, and as many answers


async def add(
    session: Session, sealed: Sealed, appointment: Appointment, text: str, message_id: int, now: datetime
) -> Prepared:
    """Keep a line; the same message again finds the same line."""
    if (known := await of_message(session, appointment.therapist_id, message_id)) is not None:
        return known
    line = Prepared(
        id=new_id(now), therapist_id=appointment.therapist_id, client_id=appointment.client_id,
        appointment_id=appointment.id, text_sealed=b"", written_at=now, source_message_id=message_id,
    )  # fmt: skip
    line.text_sealed = await _seal(sealed, line, text)
    session.add(line)
    await session.flush()
    return line


async def own(session: Session, therapist_id: int, line_id: int) -> Prepared | None:
    found = await session.get(Prepared, line_id)
    return found if found is not None and found.therapist_id == therapist_id else None


async def of_message(session: Session, therapist_id: int, message_id: int) -> Prepared | None:
    """The line that this typed message was kept as."""
    mine = Prepared.therapist_id == therapist_id
    return await session.scalar(select(Prepared).where(mine, Prepared.source_message_id == message_id))


async def edit(sealed: Sealed, line: Prepared, text: str, edited_at: datetime, now: datetime) -> bool:
    """The typed message was edited in Telegram: the line follows, if this edit is the newest."""
    if line.source_edit_at is not None and edited_at < line.source_edit_at:
        return False
    line.source_edit_at = edited_at
    if await text_of(sealed, line) != text:
        line.edited_at, line.text_sealed = now, await _seal(sealed, line, text)
    return True


async def forget(session: Session, line: Prepared) -> None:
    await session.execute(delete(Prepared).where(Prepared.id == line.id))


async def text_of(sealed: Sealed, line: Prepared) -> str:
    return await sealed.get(
        line.text_sealed, client_id=line.client_id, table="prepared", row=line.id, column="text_sealed"
    )


async def lines(session: Session, sealed: Sealed, appointment_id: int | None) -> list[str]:
    """What was written before this session, in order."""
    if appointment_id is None:
        return []
    own = select(Prepared).where(Prepared.appointment_id == appointment_id).order_by(Prepared.id)
    return [await text_of(sealed, line) for line in await session.scalars(own)]


async def unasked(session: Session, appointment_id: int) -> bool:
    """Whether something was prepared for it that no question has come back to."""
    waiting = select(Prepared.id).where(
        Prepared.appointment_id == appointment_id, Prepared.asked_id.is_(None)
    )
    return await session.scalar(waiting.limit(1)) is not None


async def came_back(session: Session, asked: AskedQuestion) -> None:
    """This question asks about what was prepared for its session."""
    mine = Prepared.appointment_id == asked.appointment_id
    await session.execute(update(Prepared).where(mine).values(asked_id=asked.id))


async def intention(session: Session, sealed: Sealed, client_id: int | None) -> str | None:
    """The client's newest if-then; none from a hard check-in."""
    if client_id is None:
        return None
    found = await session.scalar(
        select(Answer)
        .join(AskedQuestion, AskedQuestion.id == Answer.asked_id)
        .join(CheckIn, CheckIn.id == AskedQuestion.checkin_id)
        .where(Answer.client_id == client_id, Answer.text_sealed.is_not(None), CheckIn.hard.is_(False))
        .where(AskedQuestion.kind == IF_THEN)
        .order_by(Answer.answered_at.desc(), Answer.id.desc())
        .limit(1)
    )
    return await answers.text_of(sealed, found) if found is not None else None


class Line(NamedTuple):
    """A line about a client, and when it was written."""

    text: str
    at: datetime


async def last_line(
    session: Session, sealed: Sealed, client_id: int | None, hard: frozenset[str]
) -> Line | None:
    """The newest starred line about a client, else the newest; never a low one. `hard`: questions whose
    answers are."""
    if client_id is None:
        return None
    found: list[Answer | Note] = []
    found += await _answered(session, client_id, hard)
    found += await _noted(session, client_id)
    if not found:
        return None
    best = max(found, key=lambda one: (one.starred, _at(one)))
    text = await (
        answers.text_of(sealed, best) if isinstance(best, Answer) else answers.note_text(sealed, best)
    )
    return Line(text or "", _at(best))


def _at(line: Answer | Note) -> datetime:
    return line.answered_at if isinstance(line, Answer) else line.written_at


async def _answered(session: Session, client_id: int, hard: frozenset[str]) -> list[Answer]:
    rows = await session.execute(
        select(Answer, AskedQuestion, CheckIn.hard)
        .join(AskedQuestion, AskedQuestion.id == Answer.asked_id)
        .join(CheckIn, CheckIn.id == AskedQuestion.checkin_id)
        .where(Answer.client_id == client_id, Answer.text_sealed.is_not(None), AskedQuestion.kind != IF_THEN)
        .order_by(Answer.starred.desc(), Answer.answered_at.desc())
        .limit(LOOK_BACK)
    )
    kept = [(answer, asked) for answer, asked, is_hard in rows if not is_hard and asked.question not in hard]
    low = await _low(session, {asked.checkin_id for _, asked in kept})
    return [answer for answer, asked in kept if (asked.checkin_id, asked.appointment_id) not in low]


async def _noted(session: Session, client_id: int) -> list[Note]:
    rows = await session.execute(
        select(Note, AskedQuestion, CheckIn.hard)
        .outerjoin(AskedQuestion, AskedQuestion.id == Note.asked_id)
        .outerjoin(CheckIn, CheckIn.id == AskedQuestion.checkin_id)
        .where(Note.client_id == client_id, Note.placed)
        .order_by(Note.starred.desc(), Note.written_at.desc())
        .limit(LOOK_BACK)
    )
    kept = [(note, asked) for note, asked, is_hard in rows if not is_hard]
    low = await _low(session, {asked.checkin_id for _, asked in kept if asked is not None})
    return [
        note for note, asked in kept if asked is None or (asked.checkin_id, asked.appointment_id) not in low
    ]


async def _low(session: Session, checkins: set[int]) -> set[tuple[int, int | None]]:
    """Where a low rating was given: in which check-in, about which session."""
    found = await session.execute(
        select(AskedQuestion.checkin_id, AskedQuestion.appointment_id)
        .join(Answer, Answer.asked_id == AskedQuestion.id)
        .where(AskedQuestion.checkin_id.in_(checkins), Answer.rating <= LOW_RATING)
    )
    return {(checkin, appointment) for checkin, appointment in found}


async def _seal(sealed: Sealed, line: Prepared, text: str) -> bytes:
    return await sealed.put(
        text, client_id=line.client_id, table="prepared", row=line.id, column="text_sealed"
    )
