"""Intentions: offered, written, open for a client, asked after, kept or let go."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from db import answers, clients, rows
from db.engine import Session
from db.ids import new_id
from db.models import Answer, AskedQuestion, CheckIn, Client, Intention, Note
from db.sealed import Sealed
from prompts.questions.intentions import NO_OCCASION, ROUNDS, SETTLES, may_offer, said, words
from prompts.questions.model import IF_THEN


@dataclass(frozen=True, slots=True)
class OpenIntention:
    """An intention that has not been asked after yet, as plain values."""

    id: int
    text: str = field(repr=False)  # as much as is shown
    made_at: datetime
    asked_id: int  # the question under which it was written
    suggestion: int
    asked_after_id: int | None  # where it was asked after before


async def open_for(
    session: Session, sealed: Sealed, therapist_id: int, client_id: int | None
) -> OpenIntention | None:
    """The client's newest intention, if it is open and can still be read.

    None for a client of whom nothing is asked, and for what was written in a hard check-in.
    """
    newest = await session.execute(
        select(Intention, AskedQuestion, Note, Answer)
        .join(Client, Client.id == Intention.client_id)
        .join(AskedQuestion, AskedQuestion.id == Intention.asked_id)
        .join(CheckIn, CheckIn.id == AskedQuestion.checkin_id)
        .outerjoin(Note, Note.id == Intention.note_id)
        .outerjoin(Answer, (Answer.asked_id == Intention.asked_id) & (AskedQuestion.kind == IF_THEN))
        .where(Intention.therapist_id == therapist_id, Intention.client_id == client_id)
        .where(Intention.made_at.is_not(None), clients.asked_about(), CheckIn.hard.is_(False))
        .where((Note.client_id == Intention.client_id) | Answer.text_sealed.is_not(None))
        .order_by(Intention.made_at.desc(), Intention.id.desc())
        .limit(1)
    )
    found = newest.one_or_none()
    row: Intention | None = found.Intention if found is not None else None
    if found is None or row is None or row.made_at is None or not is_open(row):
        return None
    text = await _text(sealed, found.AskedQuestion, found.Note, found.Answer)
    under = found.AskedQuestion.suggestion
    return OpenIntention(row.id, said(text), row.made_at, row.asked_id, under, row.asked_after_id)


def is_open(row: Intention) -> bool:
    """Written, not settled, and not asked after as often as it may be."""
    return row.state == "open" and row.round < ROUNDS


async def _text(sealed: Sealed, asked: AskedQuestion, note: Note | None, answer: Answer | None) -> str:
    if note is not None:
        return await answers.note_text(sealed, note)
    typed = await answers.text_of(sealed, answer) if answer is not None else None
    shown = await sealed.get(
        asked.shown_sealed, client_id=asked.client_id,
        table="asked_questions", row=asked.id, column="shown_sealed",
    )  # fmt: skip
    return words(shown, typed or "")


async def of_question(session: Session, asked_id: int) -> Intention | None:
    """The intention, or the offer of one, under a question."""
    return await session.scalar(select(Intention).where(Intention.asked_id == asked_id))


async def asked_after_in(session: Session, asked_id: int) -> Intention | None:
    """The intention that this question asked after last."""
    return await session.scalar(select(Intention).where(Intention.asked_after_id == asked_id))


async def offer(session: Session, asked: AskedQuestion, now: datetime) -> None:
    """Under this question, unless it has one already, or one was offered lately."""
    if await of_question(session, asked.id) is not None or not await _may_offer(session, asked):
        return
    await rows.add(session, _row(asked, "offered", now))


async def _may_offer(session: Session, asked: AskedQuestion) -> bool:
    own = AskedQuestion.therapist_id == asked.therapist_id
    before = await session.scalar(
        select(AskedQuestion.checkin_id)
        .where(own, AskedQuestion.id < asked.id, AskedQuestion.checkin_id != asked.checkin_id)
        .order_by(AskedQuestion.id.desc())
        .limit(1)
    )
    offered = await session.scalars(
        select(AskedQuestion.checkin_id)
        .join(Intention, Intention.asked_id == AskedQuestion.id)
        .where(own, AskedQuestion.checkin_id.in_((asked.checkin_id, before)))
    )
    return may_offer(asked.checkin_id, before, set(offered))


async def write(session: Session, asked: AskedQuestion, note: Note | None, now: datetime) -> None:
    """It was typed: as a line, or without one as the answer to this if-then question."""
    row = await of_question(session, asked.id)
    if row is None:
        row = _row(asked, "open", now)
        session.add(row)
    elif row.state != "offered" and row.note_id == (note.id if note else None):
        return  # the same once more
    row.state, row.made_at, row.round, row.asked_after_id = "open", now, 0, None
    row.note_id, row.settled_at = (note.id if note else None), None
    await session.flush()


def _row(asked: AskedQuestion, state: str, now: datetime) -> Intention:
    return Intention(
        id=new_id(now), therapist_id=asked.therapist_id, client_id=asked.client_id, asked_id=asked.id,
        note_id=None, state=state, made_at=now if state == "open" else None, asked_after_id=None, round=0,
        settled_at=None,
    )  # fmt: skip


async def put(session: Session, intention_id: int, asked: AskedQuestion) -> None:
    """It is asked after in this question, once more."""
    row = await session.get_one(Intention, intention_id)
    row.asked_after_id, row.round = asked.id, row.round + 1
    await session.flush()


async def settle(session: Session, asked: AskedQuestion, option: str | None, now: datetime) -> None:
    """What came back: done, partly or not settles it; without an occasion it stays open. A change counts."""
    row = await asked_after_in(session, asked.id)
    if row is None or row.state == option or (option == NO_OCCASION and row.state == "open"):
        return
    settled = option in SETTLES
    row.state, row.settled_at = (str(option), now) if settled else ("open", None)
    await session.flush()


async def keep(session: Session, row: Intention) -> None:
    """[Keep it]: open as if it had just been written."""
    row.state, row.round, row.settled_at = "open", 0, None
    await session.flush()


async def let_go(session: Session, row: Intention, now: datetime) -> None:
    row.state, row.settled_at = "let_go", now
    await session.flush()
