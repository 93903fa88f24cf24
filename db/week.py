"""What a digest is made from: one therapist's span of time, gathered as plain values for the core."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from db import answers as kept
from db import clients, digests, focuses
from db.codes import Codes
from db.engine import Session
from db.models import Answer, Appointment, AskedQuestion, CheckIn, Client, Note, Therapist
from db.sealed import Sealed
from prompts.digest import Line, Rating, Week
from prompts.questions.bank import Bank
from prompts.questions.prepared import PREPARED

RATINGS_BACK = timedelta(days=182)
COUNTED_BACK = timedelta(days=60)
LOW_RATING = 2
FIRST_SLOT = "first"  # the question of the first minute, there to show how it goes


@dataclass(frozen=True)
class Gathering:
    """Whose week it is, and what opens what they typed."""

    session: Session
    therapist: Therapist
    sealed: Sealed
    codes: Codes
    bank: Bank


@dataclass(frozen=True, slots=True)
class _Span:
    """Both ends included: a session that ends on the hour of a digest must not fall between two."""

    start: datetime
    end: datetime

    def holds(
        self, column: InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]
    ) -> ColumnElement[bool]:
        return (column >= self.start) & (column <= self.end)


async def gather(of: Gathering, starts_at: datetime, ends_at: datetime) -> Week:
    """Everything between two digests, what it is measured against; late and changed answers as they stand."""
    session, me, span = of.session, of.therapist, _Span(starts_at, ends_at)
    held, reflected = await _sessions(of, span)
    previous = await digests.last_weekly(session, me.id, ends_at)
    spell = await digests.quiet_spell(session, me.id, ends_at)
    return Week(
        starts_at=starts_at,
        ends_at=ends_at,
        zone=me.zone or "UTC",
        held=held,
        reflected=reflected,
        ratings=await _ratings(of, _Span(ends_at - RATINGS_BACK, ends_at)),
        asked=frozenset(await _asked_counts(of, span)),
        lines=await _lines(of, span),
        focus=await focuses.look_back(session, me.id, starts_at, ends_at),
        asked_counts=await _asked_counts(of, _Span(ends_at - COUNTED_BACK, ends_at)),
        wish=None,
        muted=frozenset(me.muted),
        first=not await digests.had_full(session, me.id, ends_at),
        quiet_weeks=1 + len(spell),
        tips_shown=frozenset({previous.tip} if previous else ()),
        answers=await _answer_count(of, span),
        asked_quieter=any(digest.kind == "ask_quieter" for digest in spell),
    )


async def _sessions(of: Gathering, span: _Span) -> tuple[int, int]:
    """Sessions that the therapist confirmed in the span, and those of them with an answer."""
    held = (
        select(Appointment.id)
        .outerjoin(Client, Client.id == Appointment.client_id)
        .where(Appointment.therapist_id == of.therapist.id, Appointment.status == "held")
        .where(span.holds(Appointment.held_at), clients.shown(), ~_was_hard())
    )
    answered = (
        select(AskedQuestion.appointment_id)
        .join(Answer, Answer.asked_id == AskedQuestion.id)
        .where(AskedQuestion.appointment_id.in_(held))
    )
    count = select(func.count()).select_from(held.subquery())
    reflected = select(func.count()).select_from(answered.distinct().subquery())
    return await of.session.scalar(count) or 0, await of.session.scalar(reflected) or 0


async def _ratings(of: Gathering, span: _Span) -> tuple[Rating, ...]:
    rows = await of.session.execute(
        select(AskedQuestion.suggestion, Answer.rating, Answer.answered_at, Answer.client_id)
        .join(AskedQuestion, AskedQuestion.id == Answer.asked_id)
        .join(CheckIn, CheckIn.id == AskedQuestion.checkin_id)
        .outerjoin(Client, Client.id == Answer.client_id)
        .where(Answer.therapist_id == of.therapist.id, Answer.rating.is_not(None), clients.shown())
        .where(CheckIn.hard.is_(False))
        .where(span.holds(Answer.answered_at))
        .order_by(Answer.answered_at, Answer.id)
    )
    return tuple(Rating(suggestion, rating or 0, at, client) for suggestion, rating, at, client in rows)


async def _asked_counts(of: Gathering, span: _Span) -> Mapping[int, int]:
    rows = await of.session.execute(
        select(AskedQuestion.suggestion, func.count())
        .outerjoin(Client, Client.id == AskedQuestion.client_id)
        .where(clients.shown())
        .where(AskedQuestion.therapist_id == of.therapist.id, span.holds(AskedQuestion.put_at))
        .group_by(AskedQuestion.suggestion)
    )
    return dict(rows.all())


async def _answer_count(of: Gathering, span: _Span) -> int:
    """Answers of every kind, but for that of the first minute."""
    count = (
        select(func.count(Answer.id))
        .join(AskedQuestion, AskedQuestion.id == Answer.asked_id)
        .join(CheckIn, CheckIn.id == AskedQuestion.checkin_id)
        .outerjoin(Client, Client.id == Answer.client_id)
        .where(Answer.therapist_id == of.therapist.id, span.holds(Answer.answered_at))
        .where(CheckIn.slot != FIRST_SLOT, CheckIn.hard.is_(False), clients.shown())
    )
    return await of.session.scalar(count) or 0


async def _lines(of: Gathering, span: _Span) -> tuple[Line, ...]:
    """What the therapist typed in the span: answers in words, and lines of their own."""
    low = await _low_sittings(of, span)
    lines = [*await _answered(of, span, low), *await _noted(of, span, low)]
    return tuple(sorted(lines, key=lambda line: line.at))


Sitting = tuple[int, int | None]  # a check-in, and the session in it: an evening looks back on several


async def _answered(of: Gathering, span: _Span, low: set[Sitting]) -> list[Line]:
    rows = await of.session.execute(
        select(Answer, AskedQuestion)
        .join(AskedQuestion, AskedQuestion.id == Answer.asked_id)
        .join(CheckIn, CheckIn.id == AskedQuestion.checkin_id)
        .outerjoin(Client, Client.id == Answer.client_id)
        .where(Answer.therapist_id == of.therapist.id, Answer.text_sealed.is_not(None), clients.shown())
        .where(CheckIn.hard.is_(False) | Answer.starred)
        .where(span.holds(Answer.answered_at))
    )
    return [
        Line(
            text=await kept.text_of(of.sealed, answer) or "",
            at=answer.answered_at,
            client=await of.codes.of(answer.client_id),
            suggestion=asked.suggestion,
            low=_sitting(asked) in low or _is_hard(of.bank, asked.question),
            starred=answer.starred,
        )
        for answer, asked in rows
    ]


async def _noted(of: Gathering, span: _Span, low: set[Sitting]) -> list[Line]:
    rows = await of.session.execute(
        select(Note, AskedQuestion)
        .outerjoin(AskedQuestion, AskedQuestion.id == Note.asked_id)
        .outerjoin(CheckIn, CheckIn.id == AskedQuestion.checkin_id)
        .outerjoin(Client, Client.id == Note.client_id)
        .where(Note.therapist_id == of.therapist.id, span.holds(Note.written_at), clients.shown())
        .where(CheckIn.id.is_(None) | CheckIn.hard.is_(False) | Note.starred)
    )
    return [
        Line(
            text=await kept.note_text(of.sealed, note),
            at=note.written_at,
            client=await of.codes.of(note.client_id),
            suggestion=asked.suggestion if asked else None,
            low=asked is not None and _sitting(asked) in low,
            starred=note.starred,
        )
        for note, asked in rows
    ]


async def _low_sittings(of: Gathering, span: _Span) -> set[Sitting]:
    """Where a low rating or a "no" was given: a line from there counts as a low one."""
    found = await of.session.execute(
        select(AskedQuestion.checkin_id, AskedQuestion.appointment_id)
        .join(Answer, Answer.asked_id == AskedQuestion.id)
        .where(Answer.therapist_id == of.therapist.id, span.holds(Answer.answered_at))
        .where((Answer.rating <= LOW_RATING) | (Answer.option == "no"), AskedQuestion.question != PREPARED)
    )
    return {(checkin, appointment) for checkin, appointment in found}


def _was_hard() -> ColumnElement[bool]:
    """Of a session: whether a hard check-in asked about it. What is starred is quoted, never counted."""
    asked = select(AskedQuestion.id).join(CheckIn, CheckIn.id == AskedQuestion.checkin_id)
    return asked.where(AskedQuestion.appointment_id == Appointment.id, CheckIn.hard).exists()


def _sitting(asked: AskedQuestion) -> Sitting:
    return asked.checkin_id, asked.appointment_id


def _is_hard(bank: Bank, question: str) -> bool:
    found = bank.questions.get(question)
    return found is not None and found.hard
