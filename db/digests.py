"""Digests and focuses: what a week held, gathered as plain values for the core."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, select

from db import answers as kept
from db.checkins import Due
from db.codes import Codes
from db.engine import Session
from db.ids import new_id
from db.models import Answer, Appointment, AskedQuestion, Client, Digest, Focus, Note, Therapist
from db.sealed import Sealed
from prompts.digest import Line, LookBack, Rating, Week
from prompts.questions import rotation
from prompts.questions.bank import Bank
from prompts.schedule.checkins import LEASE

WEEKLY = "weekly"
RATINGS_BACK = timedelta(days=182)
COUNTED_BACK = timedelta(days=60)
LOW_RATING = 2
AT_REST = ("on_hold", "died")


async def due(session: Session, bot_id: int, now: datetime) -> list[Due]:
    """Therapists whose weekly hour has come, or whose digest is to be sent again."""
    awake = (Therapist.bot_id == bot_id) & Therapist.blocked_at.is_(None)
    hour = select(Therapist.id, Therapist.chat_id).where(Therapist.digest_wake_at <= now, awake)
    again = select(Therapist.id, Therapist.chat_id).join(Digest, Therapist.id == Digest.therapist_id)
    rows = await session.execute(hour.union(again.where(Digest.wake_at <= now, awake)))
    return [Due(therapist_id, chat_id, None) for therapist_id, chat_id in rows]


async def unsent(session: Session, therapist_id: int, now: datetime) -> Digest | None:
    """A digest that was claimed and of which nobody reported back."""
    return await session.scalar(
        select(Digest)
        .where(Digest.therapist_id == therapist_id, Digest.wake_at <= now)
        .order_by(Digest.id)
        .limit(1)
    )


async def find(session: Session, therapist_id: int, day: date, slot: str) -> Digest | None:
    return await session.scalar(
        select(Digest).where(
            Digest.therapist_id == therapist_id, Digest.local_date == day, Digest.slot == slot
        )
    )


async def own(session: Session, therapist_id: int, digest_id: int) -> Digest | None:
    found = await session.get(Digest, digest_id)
    return found if found is not None and found.therapist_id == therapist_id else None


async def last_weekly(session: Session, therapist_id: int, before: datetime) -> Digest | None:
    """The newest weekly digest that ended before this instant."""
    return await session.scalar(
        select(Digest)
        .where(Digest.therapist_id == therapist_id, Digest.slot == WEEKLY, Digest.ends_at < before)
        .order_by(Digest.ends_at.desc())
        .limit(1)
    )


async def span_start(session: Session, therapist: Therapist, before: datetime) -> datetime:
    """A digest covers the time since the previous one, or since the consent."""
    previous = await last_weekly(session, therapist.id, before)
    return previous.ends_at if previous else therapist.consented_at


def row(
    therapist: Therapist, *, day: date, slot: str, kind: str, starts_at: datetime, now: datetime,
    suggestion: int, tip: str,
) -> Digest:  # fmt: skip
    """A digest about to be sent, already claimed."""
    return Digest(
        id=new_id(now), therapist_id=therapist.id, local_date=day, slot=slot, kind=kind,
        starts_at=starts_at, ends_at=now, suggestion=suggestion, tip=tip,
        wake_at=now + LEASE, lease_until=now + LEASE, attempts=1,
    )  # fmt: skip


def lease(digest: Digest, now: datetime) -> None:
    digest.lease_until = digest.wake_at = now + LEASE
    digest.attempts += 1


def sent(digest: Digest, message_id: int, now: datetime) -> None:
    """It is out: nothing more to do until it is opened."""
    digest.message_id, digest.sent_at = message_id, digest.sent_at or now
    digest.wake_at = digest.lease_until = None


async def week(
    session: Session, sealed: Sealed, codes: Codes, therapist: Therapist, bank: Bank, *,
    starts_at: datetime, ends_at: datetime,
) -> Week:  # fmt: skip
    """Everything a digest of this span is made from."""
    held, reflected = await _sessions(session, therapist.id, starts_at, ends_at)
    previous = await last_weekly(session, therapist.id, ends_at)
    asked = await _asked_counts(session, therapist.id, starts_at, ends_at)
    lines = await _lines(session, sealed, codes, therapist.id, bank, starts_at, ends_at)
    return Week(
        starts_at=starts_at,
        ends_at=ends_at,
        zone=therapist.zone or "UTC",
        held=held,
        reflected=reflected,
        ratings=await _ratings(session, therapist.id, ends_at),
        asked=frozenset(asked),
        lines=lines,
        focus=await _look_back(session, therapist.id, starts_at, ends_at),
        asked_counts=await _asked_counts(session, therapist.id, ends_at - COUNTED_BACK, ends_at),
        wish=None,
        muted=frozenset(therapist.muted),
        first=not await _had_full(session, therapist.id, ends_at),
        quiet_weeks=1 + await _quiet_before(session, therapist.id, ends_at),
        tips_shown=frozenset({previous.tip} if previous else ()),
    )


async def focus_at(session: Session, therapist_id: int, now: datetime) -> rotation.Focus | None:
    """The focus in force, as the rotation reads it."""
    focus = await session.scalar(
        select(Focus)
        .where(
            Focus.therapist_id == therapist_id,
            Focus.since <= now,
            (Focus.until.is_(None)) | (Focus.until > now),
        )
        .order_by(Focus.id.desc())
        .limit(1)
    )
    return rotation.Focus(focus.suggestion, focus.since) if focus else None


async def set_focus(session: Session, digest: Digest, now: datetime) -> None:
    """Make the digest's suggestion the focus; choosing twice, or another one, leaves one focus."""
    await end_focus(session, digest.therapist_id, now)
    focus = await session.scalar(select(Focus).where(Focus.digest_id == digest.id))
    if focus is None:
        focus = Focus(id=new_id(now), therapist_id=digest.therapist_id, digest_id=digest.id, since=now)
        session.add(focus)
    focus.suggestion, focus.until = digest.suggestion, None
    await session.flush()


async def focus_of(session: Session, digest_id: int) -> int | None:
    """The suggestion that was made the focus from this digest, while it holds."""
    return await session.scalar(select(Focus.suggestion).where(Focus.digest_id == digest_id))


async def end_focus(session: Session, therapist_id: int, now: datetime) -> None:
    """The coming week is over: its focus ends with it."""
    open_ones = select(Focus).where(Focus.therapist_id == therapist_id, Focus.until.is_(None))
    for focus in await session.scalars(open_ones):
        focus.until = now


async def _sessions(session: Session, therapist_id: int, start: datetime, end: datetime) -> tuple[int, int]:
    """Sessions that the therapist confirmed in the span, and those of them with an answer."""
    held = (
        select(Appointment.id)
        .outerjoin(Client, Client.id == Appointment.client_id)
        .where(Appointment.therapist_id == therapist_id, Appointment.status == "held")
        .where(Appointment.ends_at >= start, Appointment.ends_at < end, _at_work())
    )
    ids = list(await session.scalars(held))
    answered = select(func.count(func.distinct(AskedQuestion.appointment_id))).where(
        AskedQuestion.appointment_id.in_(ids), AskedQuestion.state == "answered"
    )
    return len(ids), await session.scalar(answered) or 0


async def _ratings(session: Session, therapist_id: int, end: datetime) -> tuple[Rating, ...]:
    rows = await session.execute(
        select(AskedQuestion.suggestion, Answer.rating, Answer.answered_at, Answer.client_id)
        .join(AskedQuestion, AskedQuestion.id == Answer.asked_id)
        .outerjoin(Client, Client.id == Answer.client_id)
        .where(Answer.therapist_id == therapist_id, Answer.rating.is_not(None), _at_work())
        .where(Answer.answered_at > end - RATINGS_BACK, Answer.answered_at <= end)
        .order_by(Answer.answered_at, Answer.id)
    )
    return tuple(Rating(suggestion, rating or 0, at, client) for suggestion, rating, at, client in rows)


async def _asked_counts(
    session: Session, therapist_id: int, start: datetime, end: datetime
) -> Mapping[int, int]:
    rows = await session.execute(
        select(AskedQuestion.suggestion, func.count())
        .where(
            AskedQuestion.therapist_id == therapist_id,
            AskedQuestion.put_at > start,
            AskedQuestion.put_at <= end,
        )
        .group_by(AskedQuestion.suggestion)
    )
    return {suggestion: count for suggestion, count in rows}


async def _lines(
    session: Session,
    sealed: Sealed,
    codes: Codes,
    therapist_id: int,
    bank: Bank,
    start: datetime,
    end: datetime,
) -> tuple[Line, ...]:
    """What the therapist typed in the span: answers in words, and lines of their own."""
    answered = await session.execute(
        select(Answer, AskedQuestion)
        .join(AskedQuestion, AskedQuestion.id == Answer.asked_id)
        .outerjoin(Client, Client.id == Answer.client_id)
        .where(Answer.therapist_id == therapist_id, Answer.text_sealed.is_not(None), _at_work())
        .where(Answer.answered_at > start, Answer.answered_at <= end)
    )
    low = await _low_checkins(session, therapist_id, start, end)
    lines = [
        Line(
            await kept.text_of(sealed, answer) or "", answer.answered_at, await codes.of(answer.client_id),
            asked.suggestion, asked.checkin_id in low or _is_hard(bank, asked.question), answer.starred,
        )
        for answer, asked in answered
    ]  # fmt: skip
    noted = await session.execute(
        select(Note, AskedQuestion)
        .outerjoin(AskedQuestion, AskedQuestion.id == Note.asked_id)
        .outerjoin(Client, Client.id == Note.client_id)
        .where(Note.therapist_id == therapist_id, Note.written_at > start, Note.written_at <= end, _at_work())
    )
    lines += [
        Line(
            await kept.note_text(sealed, note), note.written_at, await codes.of(note.client_id),
            asked.suggestion if asked else None, asked is not None and asked.checkin_id in low, note.starred,
        )
        for note, asked in noted
    ]  # fmt: skip
    return tuple(sorted(lines, key=lambda line: line.at))


def _at_work() -> ColumnElement[bool]:
    """No quote and no count of a client on hold or died."""
    return (Client.id.is_(None)) | (Client.status.not_in(AT_REST))


def _is_hard(bank: Bank, question: str) -> bool:
    found = bank.questions.get(question)
    return found is not None and found.hard


async def _low_checkins(session: Session, therapist_id: int, start: datetime, end: datetime) -> set[int]:
    """Check-ins with a low rating or a "no": a line from them counts as a low one."""
    found = await session.scalars(
        select(AskedQuestion.checkin_id)
        .join(Answer, Answer.asked_id == AskedQuestion.id)
        .where(Answer.therapist_id == therapist_id, Answer.answered_at > start, Answer.answered_at <= end)
        .where((Answer.rating <= LOW_RATING) | (Answer.option == "no"))
    )
    return set(found)


async def _look_back(session: Session, therapist_id: int, start: datetime, end: datetime) -> LookBack | None:
    """What became of the focus that was in force in the span."""
    focus = await session.scalar(
        select(Focus)
        .where(
            Focus.therapist_id == therapist_id,
            Focus.since < end,
            (Focus.until.is_(None)) | (Focus.until >= end),
        )
        .order_by(Focus.id.desc())
        .limit(1)
    )
    if focus is None:
        return None
    put = (
        select(AskedQuestion.state)
        .where(AskedQuestion.therapist_id == therapist_id, AskedQuestion.suggestion == focus.suggestion)
        .where(AskedQuestion.put_at > max(start, focus.since), AskedQuestion.put_at <= end)
    )
    states = list(await session.scalars(put))
    return LookBack(focus.suggestion, len(states), states.count("answered"))


async def _had_full(session: Session, therapist_id: int, end: datetime) -> bool:
    full = select(Digest.id).where(
        Digest.therapist_id == therapist_id, Digest.kind == "full", Digest.ends_at < end
    )
    return await session.scalar(full.limit(1)) is not None


async def _quiet_before(session: Session, therapist_id: int, end: datetime) -> int:
    """How many weekly digests in a row before this one had nothing to show."""
    kinds = await session.scalars(
        select(Digest.kind)
        .where(Digest.therapist_id == therapist_id, Digest.slot == WEEKLY, Digest.ends_at < end)
        .order_by(Digest.ends_at.desc())
        .limit(60)
    )
    count = 0
    for kind in kinds:
        if kind == "full":
            break
        count += 1
    return count
