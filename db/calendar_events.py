"""Meetings of calendars by their hash, the sessions they became, and what titles stand for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, select

from db.engine import Session
from db.ids import new_id
from db.models import Appointment, Calendar, CalendarEvent, CalendarTitle
from db.sealed import Sealed

_SOME = 400  # values in one statement
_HALF = 16  # bytes of a hash that tell a series, and again a meeting of it
_ORIGIN = 20


async def known(session: Session, therapist_id: int, hashes: Collection[bytes]) -> dict[bytes, CalendarEvent]:
    """Those of these that some calendar of the therapist's has brought before."""
    mine = CalendarEvent.therapist_id == therapist_id
    found: dict[bytes, CalendarEvent] = {}
    listed = list(hashes)
    for start in range(0, len(listed), _SOME):
        some = CalendarEvent.event_hash.in_(listed[start : start + _SOME])
        rows = await session.scalars(select(CalendarEvent).where(mine, some))
        found |= {row.event_hash: row for row in rows}
    return found


async def ahead(
    session: Session, calendar: Calendar, now: datetime, until: datetime | None, off: str
) -> list[bytes]:
    """Hashes of what the calendar said would be between now and then, and has not called off."""
    if until is None:
        return []
    found = await session.scalars(
        select(CalendarEvent.event_hash).where(
            CalendarEvent.calendar_id == calendar.id, CalendarEvent.says != off,
            CalendarEvent.starts_at > now, CalendarEvent.starts_at <= until,
        )
    )  # fmt: skip
    return list(found)


async def add(
    session: Session, calendar: Calendar, event_hash: bytes, starts_at: datetime, says: str, now: datetime
) -> CalendarEvent:
    """A meeting told for the first time."""
    made = CalendarEvent(
        id=new_id(now), therapist_id=calendar.therapist_id, calendar_id=calendar.id,
        event_hash=event_hash, starts_at=starts_at, says=says,
    )  # fmt: skip
    session.add(made)
    await session.flush()
    return made


async def noted_by_hand(
    session: Session, therapist_id: int, client_id: int | None, starts_at: datetime, ends_at: datetime
) -> Appointment | None:
    """A session with the same client at that time that no calendar has brought: it is the same one.

    Whatever became of it, if it begins in the same minute; else one that takes place and shares its time.
    """
    whose = Appointment.client_id == client_id if client_id else Appointment.client_id.is_(None)
    linked = select(CalendarEvent.id).where(CalendarEvent.appointment_id == Appointment.id)
    found = list(
        await session.scalars(
            select(Appointment)
            .where(Appointment.therapist_id == therapist_id, whose, ~linked.exists())
            .where(Appointment.starts_at < ends_at, Appointment.ends_at > starts_at)
            .order_by(Appointment.starts_at)
        )
    )
    same = next((one for one in found if one.starts_at == starts_at), None)
    if same is not None or client_id is None:
        return same
    return next((one for one in found if one.status in ("planned", "held")), None)


async def meanings(session: Session, therapist_id: int) -> dict[bytes, CalendarTitle]:
    """What each title stands for, by its hash."""
    mine = select(CalendarTitle).where(CalendarTitle.therapist_id == therapist_id)
    return {row.title_hash: row for row in await session.scalars(mine)}


async def mean(
    session: Session, therapist_id: int, title_hash: bytes, meaning: str, client_id: int | None, now: datetime
) -> None:
    """Keep what a title stands for, in place of what was kept."""
    same = (CalendarTitle.therapist_id == therapist_id) & (CalendarTitle.title_hash == title_hash)
    await session.execute(delete(CalendarTitle).where(same))
    session.add(
        CalendarTitle(
            id=new_id(now), therapist_id=therapist_id, title_hash=title_hash, meaning=meaning,
            client_id=client_id, created_at=now,
        )
    )  # fmt: skip
    await session.flush()


async def hashes(sealed: Sealed, events: Sequence[tuple[str, str]]) -> list[bytes]:
    """What meetings are told again by, their series' half first: a UID may hold a name or an address."""
    series = await sealed.hashed("series", [uid for uid, _ in events])
    single = await sealed.hashed("events", [f"{uid}\0{recurrence}" for uid, recurrence in events])
    return [one[:_HALF] + other[:_HALF] for one, other in zip(series, single, strict=True)]


def series_of(event_hash: bytes) -> bytes:
    """The same for all meetings of a series."""
    return event_hash[:_HALF]


def origin_of(event_hash: bytes) -> str:
    """The natural key of the session that a meeting becomes."""
    return f"c{event_hash[-_ORIGIN:].hex()}"


async def title_hashes(sealed: Sealed, titles: Sequence[str]) -> list[bytes]:
    """The same, however a title is written: small and large letters, spaces."""
    return await sealed.hashed("titles", [" ".join(title.split()).casefold() for title in titles])
