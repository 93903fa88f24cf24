"""Questions that were put: found again, and read as the rotation's history."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from db.engine import Session
from db.ids import new_id
from db.models import Appointment, AskedQuestion, CheckIn
from prompts.questions.rotation import Asked, Choice

HISTORY = 1000  # questions the rotation looks back on


async def questions_of(session: Session, checkin_id: int) -> list[AskedQuestion]:
    """The questions put in a check-in, in order."""
    found = await session.scalars(
        select(AskedQuestion).where(AskedQuestion.checkin_id == checkin_id).order_by(AskedQuestion.position)
    )
    return list(found)


async def own_question(session: Session, therapist_id: int, asked_id: int) -> AskedQuestion | None:
    """The question put to this therapist; None for anybody else's."""
    found = await session.get(AskedQuestion, asked_id)
    return found if found is not None and found.therapist_id == therapist_id else None


async def open_text_question(
    session: Session, therapist_id: int, kinds: frozenset[str], since: datetime
) -> AskedQuestion | None:
    """The open question that wants words and was shown last, since then."""
    return await session.scalar(
        select(AskedQuestion)
        .where(
            AskedQuestion.therapist_id == therapist_id,
            AskedQuestion.state == "open",
            AskedQuestion.kind.in_(kinds),
            AskedQuestion.put_at >= since,
        )
        .order_by(AskedQuestion.put_at.desc(), AskedQuestion.id.desc())
        .limit(1)
    )


async def history(session: Session, therapist_id: int) -> list[Asked]:
    """The newest questions put to a therapist, oldest first, as the rotation reads them."""
    row = AskedQuestion
    found = await session.execute(
        select(row.question, row.wording, row.suggestion, row.kind, row.put_at, row.checkin_id)
        .where(row.therapist_id == therapist_id)
        .order_by(row.id.desc())
        .limit(HISTORY)
    )
    return [Asked(*columns) for columns in reversed(found.all())]


def question_row(
    checkin: CheckIn,
    appointment: Appointment | None,
    choice: Choice,
    position: int,
    locale: str,
    now: datetime,
) -> AskedQuestion:
    """The row of a question about to be put; what was shown is sealed by the caller, who knows the code."""
    reason: dict[str, Any] = {"code": choice.reason.code, "figures": dict(choice.reason.figures)}
    return AskedQuestion(
        id=new_id(now),
        therapist_id=checkin.therapist_id,
        checkin_id=checkin.id,
        appointment_id=appointment.id if appointment else None,
        client_id=appointment.client_id if appointment else checkin.client_id,
        position=position,
        suggestion=choice.question.suggestion,
        question=choice.question.id,
        kind=choice.question.kind,
        wording=choice.wording.slug,
        locale=locale,
        shown_sealed=b"",
        reason=reason,
        state="open",
        put_at=now,
        message_id=None,
    )
