"""Questions that were put: found again, and read as the rotation's history."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, exists, func, select

from db import memo, messages
from db.engine import Session
from db.ids import new_id
from db.models import Answer, Appointment, AskedQuestion, CheckIn, Client, Message, Note, Therapist
from prompts.questions.prepared import PREPARED
from prompts.questions.rotation import Asked, Choice

HISTORY = 1000  # questions the rotation looks back on


_OF_CHECKIN = (
    select(AskedQuestion)
    .where(AskedQuestion.checkin_id == bindparam("checkin"))
    .order_by(AskedQuestion.position)
)
_ROW = AskedQuestion.__table__.c
_HISTORY = (
    select(_ROW.question, _ROW.wording, _ROW.suggestion, _ROW.kind, _ROW.put_at, _ROW.checkin_id)
    .where(_ROW.therapist_id == bindparam("therapist"), _ROW.question != PREPARED)
    .order_by(_ROW.id.desc())
    .limit(HISTORY)
)


async def questions_of(session: Session, checkin_id: int) -> list[AskedQuestion]:
    """The questions put in a check-in, in order."""
    return list(await session.scalars(_OF_CHECKIN, {"checkin": checkin_id}))


class Put(NamedTuple):
    """A question put in a check-in, as far as the next one depends on it."""

    state: str
    appointment_id: int | None


_PUT = (
    select(_ROW.state, _ROW.appointment_id)
    .where(_ROW.checkin_id == bindparam("checkin"))
    .order_by(_ROW.position)
)


async def put_in(session: Session, checkin_id: int) -> list[Put]:
    """The questions put in a check-in, in order."""
    return [Put(*columns) for columns in await session.execute(_PUT, {"checkin": checkin_id})]


_LINES = select(func.count()).where(Note.asked_id == AskedQuestion.id).scalar_subquery()
_COPIES = exists().where(
    Message.therapist_id + 0 == AskedQuestion.therapist_id,  # as in messages.showing
    Message.refers == "asked",
    Message.refers_id == AskedQuestion.id,
    Message.message_id != AskedQuestion.message_id,
    Message.incoming.is_(False),
    Message.gone_at.is_(None),
)
_ALL = (AskedQuestion, CheckIn, Appointment, Client, Answer, _LINES.label("lines"), _COPIES.label("copies"))


def _with_all(query: Select[Any]) -> Select[Any]:
    return (
        query.outerjoin(CheckIn, CheckIn.id == AskedQuestion.checkin_id)
        .outerjoin(Appointment, Appointment.id == AskedQuestion.appointment_id)
        .outerjoin(Client, Client.id == AskedQuestion.client_id)
        .outerjoin(Answer, Answer.asked_id == AskedQuestion.id)
    )


_OWN = _with_all(select(*_ALL).select_from(AskedQuestion)).where(
    AskedQuestion.id == bindparam("asked"), AskedQuestion.therapist_id == bindparam("therapist")
)
_THEIRS = (AskedQuestion.id == bindparam("asked")) & (AskedQuestion.therapist_id == Therapist.id)
_PRESSED = _with_all(select(Therapist, *_ALL).select_from(Therapist).outerjoin(AskedQuestion, _THEIRS)).where(
    Therapist.bot_id == bindparam("bot"), Therapist.telegram_id == bindparam("telegram")
)


async def who_pressed(session: Session, bot_id: int, telegram_id: int, number: int) -> Therapist | None:
    """The therapist with this Telegram id; a question of theirs with this number is read along."""
    found = await session.execute(_PRESSED, {"bot": bot_id, "telegram": telegram_id, "asked": number})
    if (row := found.one_or_none()) is None:
        return None
    _remember(session, number, row)
    therapist: Therapist = row.Therapist
    return therapist


async def own_question(session: Session, therapist_id: int, asked_id: int) -> AskedQuestion | None:
    """The question put to this therapist; None for anybody else's.

    One query brings what it belongs to as well, so that looking it up costs none for the rest of the turn.
    """
    known = memo.questions(session)
    if asked_id not in known:
        found = await session.execute(_OWN, {"asked": asked_id, "therapist": therapist_id})
        _remember(session, asked_id, found.one_or_none())
    asked = known[asked_id]
    return asked if asked is not None and asked.therapist_id == therapist_id else None


def _remember(session: Session, asked_id: int, row: Any) -> None:
    asked = memo.questions(session)[asked_id] = row and row.AskedQuestion
    if asked is None:
        return
    memo.keep(session, row)
    memo.answers(session)[asked_id] = row.Answer
    memo.lines(session)[asked_id] = row.lines
    if asked.message_id is not None and not row.copies:
        memo.shown_once(session).add(asked_id)


async def shown_in(session: Session, asked: AskedQuestion) -> list[int]:
    """The messages that show a question, oldest first; a crash may have left more than one."""
    if asked.id in memo.shown_once(session) and asked.message_id is not None:
        return [asked.message_id]
    found = await messages.showing(session, asked.therapist_id, "asked", asked.id)
    if asked.message_id is not None and asked.message_id not in found:
        found.append(asked.message_id)
    return found


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
    """The newest questions put to a therapist, oldest first, as the rotation reads them: those it chose."""
    found = await session.execute(_HISTORY, {"therapist": therapist_id})
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
