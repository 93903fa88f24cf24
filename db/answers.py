"""What came back: answers to questions, and lines of the therapist's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select

from db import memo, rows
from db.engine import Session
from db.ids import new_id
from db.models import Answer, AskedQuestion, CheckIn, Note
from db.sealed import Sealed
from prompts.questions.kinds import Value


@dataclass(frozen=True, slots=True)
class Source:
    """The typed message an answer came from; `edited_at` is Telegram's edit date."""

    message_id: int
    edited_at: datetime | None = None


_LINES_ON = select(func.count()).where(Note.__table__.c.asked_id == bindparam("asked"))


async def of_question(session: Session, asked_id: int) -> Answer | None:
    known = memo.answers(session)
    if asked_id not in known:
        known[asked_id] = await session.scalar(select(Answer).where(Answer.asked_id == asked_id))
    return known[asked_id]


async def record(
    session: Session,
    sealed: Sealed,
    asked: AskedQuestion,
    value: Value,
    now: datetime,
    *,
    late: bool,
    source: Source | None = None,
) -> Answer:
    """Store an answer, or change the one that is there; the same answer twice changes nothing."""
    # Where the text came from goes with the text: a later edit of that message must not overwrite a tap.
    kept = source if value.text is not None else None
    answer = await of_question(session, asked.id)
    new = answer is None
    if answer is None:
        answer = Answer(
            id=new_id(now), therapist_id=asked.therapist_id, asked_id=asked.id, client_id=asked.client_id,
            late=late, answered_at=now,
        )  # fmt: skip
    elif (answer.rating, answer.option) != (value.rating, value.option) or value.text is not None:
        answer.edited_at = now
    answer.rating, answer.option = value.rating, value.option
    answer.source_message_id = kept.message_id if kept else None
    answer.source_edit_at = kept.edited_at if kept else None
    answer.text_sealed = None if value.text is None else await _seal_answer(sealed, answer, value.text)
    if new:
        await rows.add(session, answer)
        memo.answers(session)[asked.id] = answer
    await rows.change(session, asked, state="answered")
    return answer


async def text_of(sealed: Sealed, answer: Answer) -> str | None:
    """The typed text, opened; None for an answer by button."""
    if answer.text_sealed is None:
        return None
    return await sealed.get(answer.text_sealed, table="answers", row=answer.id, column="text_sealed")


async def add_note(
    session: Session,
    sealed: Sealed,
    *,
    therapist_id: int,
    text: str,
    source: Source,
    now: datetime,
    client_id: int | None = None,
    asked_id: int | None = None,
    placed: bool,
) -> Note:
    """Keep a line; the same message again finds the same line."""
    if (known := await note_of_message(session, therapist_id, source.message_id)) is not None:
        return known
    note = Note(
        id=new_id(now), therapist_id=therapist_id, client_id=client_id, asked_id=asked_id, text_sealed=b"",
        placed=placed, written_at=now, source_message_id=source.message_id, source_edit_at=source.edited_at,
    )  # fmt: skip
    note.text_sealed = await _seal_note(sealed, note, text)
    session.add(note)
    await session.flush()
    memo.lines(session).clear()
    return note


async def own_note(session: Session, therapist_id: int, note_id: int) -> Note | None:
    found = await session.get(Note, note_id)
    return found if found is not None and found.therapist_id == therapist_id else None


async def note_of_message(session: Session, therapist_id: int, message_id: int) -> Note | None:
    """The line that this message was kept as."""
    return await session.scalar(
        select(Note).where(Note.therapist_id == therapist_id, Note.source_message_id == message_id)
    )


async def own_answer(session: Session, therapist_id: int, answer_id: int) -> Answer | None:
    found = await session.get(Answer, answer_id)
    return found if found is not None and found.therapist_id == therapist_id else None


async def lines_on(session: Session, asked_id: int) -> int:
    """How many lines were added to a question."""
    known = memo.lines(session)
    if asked_id not in known:
        known[asked_id] = await session.scalar(_LINES_ON, {"asked": asked_id}) or 0
    return known[asked_id]


async def note_text(sealed: Sealed, note: Note) -> str:
    return await sealed.get(note.text_sealed, table="notes", row=note.id, column="text_sealed")


async def place_note(session: Session, sealed: Sealed, note: Note, client_id: int | None) -> None:
    """Say whose line it is, sealed anew under that client's key; another client's leaves its question."""
    text = await note_text(sealed, note)
    if note.client_id != client_id:
        note.asked_id = None
    note.client_id, note.placed = client_id, True
    memo.lines(session).clear()
    note.text_sealed = await _seal_note(sealed, note, text)
    await session.flush()


async def to_note(
    session: Session, sealed: Sealed, answer: Answer, client_id: int | None, now: datetime
) -> Note:
    """An answer that belongs elsewhere becomes a line there; its question opens again, but for a hard one."""
    asked = await session.get_one(AskedQuestion, answer.asked_id)
    text = await text_of(sealed, answer) or ""
    source = Source(answer.source_message_id or -answer.id, answer.source_edit_at)
    await session.delete(answer)
    memo.answers(session)[asked.id] = None
    hard = (await session.get_one(CheckIn, asked.checkin_id)).hard
    asked.state = "skipped" if hard else "open"
    return await add_note(
        session, sealed, therapist_id=answer.therapist_id, text=text, source=source, now=now,
        client_id=client_id, placed=True,
    )  # fmt: skip


async def edit_from(
    session: Session,
    sealed: Sealed,
    therapist_id: int,
    message_id: int,
    text: str,
    edited_at: datetime,
    now: datetime,
) -> Answer | Note | None:
    """A typed message was edited in Telegram: what was kept follows, if this edit is the newest."""
    row: Answer | Note | None = await session.scalar(
        select(Answer).where(Answer.therapist_id == therapist_id, Answer.source_message_id == message_id)
    ) or await session.scalar(
        select(Note).where(Note.therapist_id == therapist_id, Note.source_message_id == message_id)
    )
    if row is None or (row.source_edit_at is not None and edited_at < row.source_edit_at):
        return row
    if await _text_in(sealed, row) == text:  # Telegram brings an edit twice, or it changed the looks alone
        row.source_edit_at = edited_at
        return row
    row.source_edit_at, row.edited_at = edited_at, now
    row.text_sealed = await (
        _seal_answer(sealed, row, text) if isinstance(row, Answer) else _seal_note(sealed, row, text)
    )
    await session.flush()
    return row


async def _text_in(sealed: Sealed, row: Answer | Note) -> str | None:
    return await (text_of(sealed, row) if isinstance(row, Answer) else note_text(sealed, row))


async def forget_answer(session: Session, answer: Answer) -> None:
    """Delete an answer; its question counts as skipped."""
    asked = await session.get_one(AskedQuestion, answer.asked_id)
    asked.state = "skipped"
    await session.delete(answer)
    memo.answers(session)[asked.id] = None
    await session.flush()


async def forget_note(session: Session, note: Note) -> None:
    await session.execute(delete(Note).where(Note.id == note.id))
    memo.lines(session).clear()


async def _seal_answer(sealed: Sealed, answer: Answer, text: str) -> bytes:
    return await sealed.put(
        text, client_id=answer.client_id, table="answers", row=answer.id, column="text_sealed"
    )


async def _seal_note(sealed: Sealed, note: Note, text: str) -> bytes:
    return await sealed.put(text, client_id=note.client_id, table="notes", row=note.id, column="text_sealed")
