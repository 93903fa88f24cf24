"""Sessions that come by a rule: kept, made eight weeks ahead as time goes on, ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import exists, select

from db import appointments
from db.appointments import TAKES_PLACE
from db.engine import Session
from db.ids import new_id
from db.models import Appointment, AskedQuestion, Series, Therapist
from db.planned import plan_all
from prompts.schedule import recurrence
from prompts.schedule.recurrence import Occurrence, check_rule, occurrences

AHEAD = timedelta(weeks=8)
STEP = timedelta(weeks=1)  # so much is made at a time
_MINUTE = timedelta(minutes=1)


async def add(
    session: Session,
    therapist: Therapist,
    *,
    origin: str,
    client_id: int | None,
    starts_at: datetime,
    minutes: int,
    zone: str,
    rule: str,
    now: datetime,
) -> Series:
    """Keep a series, and make what comes in the next eight weeks; the same update finds the same series.

    Raises BadRule for a rule that is not expanded here.
    """
    check_rule(rule)
    known = await session.scalar(
        select(Series).where(Series.therapist_id == therapist.id, Series.origin == origin)
    )
    if known is not None:
        return known
    begins = starts_at.astimezone(UTC)
    series = Series(
        id=new_id(now), therapist_id=therapist.id, client_id=client_id, origin=origin, starts_at=begins,
        minutes=minutes, zone=zone, rule=rule, made_until=begins, created_at=now,
    )  # fmt: skip
    session.add(series)
    await session.flush()
    await make(session, therapist, series, now)
    return series


async def make(session: Session, therapist: Therapist, series: Series, now: datetime) -> None:
    """What the rule has from where it was made until eight weeks ahead, with its check-ins; nothing twice.

    What is over by now is not made up for. One that coincides with a session noted already becomes that one.
    """
    if series.made_until is None or series.ended_at is not None:
        series.made_until = None
        return
    length, until = timedelta(minutes=series.minutes), max(now + AHEAD, series.made_until)
    first = max(series.made_until, now - length + _MINUTE)
    rule = recurrence.Series(series.starts_at, series.rule, series.zone)
    coming = occurrences(rule, first, until)
    noted = await _noted(session, series, first - length, until + length) if coming else []
    new: list[Appointment] = []
    for one in coming:
        same = _same(noted, one, series)
        if same is None:
            new.append(_appointment(series, one, now))
        elif same.series_id is None:
            same.series_id, same.planned_for = series.id, one.planned_at
    session.add_all(new)
    await plan_all(session, therapist, new, now)
    series.made_until = until if _goes_on(rule, until) else None


async def _noted(session: Session, series: Series, first: datetime, until: datetime) -> list[Appointment]:
    """What is there of this series, and of its client."""
    whose = Appointment.series_id == series.id
    if series.client_id is not None:
        whose |= (Appointment.client_id == series.client_id) & Appointment.status.in_(TAKES_PLACE)
    span = (Appointment.ends_at > first) & (Appointment.starts_at < until)
    planned = (Appointment.planned_for >= first) & (Appointment.planned_for < until)
    found = await session.scalars(
        select(Appointment).where(Appointment.therapist_id == series.therapist_id, whose, span | planned)
    )
    return list(found)


def _same(noted: Iterable[Appointment], one: Occurrence, series: Series) -> Appointment | None:
    """What stands for this occurrence already: made before and moved since, or another at the same time."""
    ends_at = one.starts_at + timedelta(minutes=series.minutes)
    for known in noted:
        if known.series_id == series.id and known.planned_for == one.planned_at:
            return known
        takes_place = known.client_id == series.client_id and known.status in TAKES_PLACE
        if takes_place and known.starts_at < ends_at and known.ends_at > one.starts_at:
            return known
    return None


def _appointment(series: Series, one: Occurrence, now: datetime) -> Appointment:
    return Appointment(
        id=new_id(now), therapist_id=series.therapist_id, client_id=series.client_id,
        origin=f"s{series.id}:{int(one.planned_at.timestamp()) // 60}", starts_at=one.starts_at,
        ends_at=one.starts_at + timedelta(minutes=series.minutes), zone=series.zone, status="planned",
        created_at=now, series_id=series.id, planned_for=one.planned_at,
    )  # fmt: skip


def _goes_on(rule: recurrence.Series, until: datetime) -> bool:
    """Whether anything comes after that; only a rule with an end has to be looked at."""
    ends = check_rule(rule.rule).keys() & {"COUNT", "UNTIL"}
    return not ends or bool(occurrences(rule, until, until + recurrence.SPAN, 1))


async def due(session: Session, bot_id: int, now: datetime, most: int = 50) -> list[int]:
    """Series of which another week is to be made, the one made least far first."""
    found = await session.scalars(
        select(Series.id)
        .join(Therapist, Therapist.id == Series.therapist_id)
        .where(Series.made_until <= now + AHEAD - STEP, Therapist.bot_id == bot_id)
        .where(Therapist.blocked_at.is_(None))
        .order_by(Series.made_until)
        .limit(most)
    )
    return list(found)


async def own(session: Session, therapist_id: int, series_id: int | None) -> Series | None:
    """The therapist's series with this id; None for anybody else's."""
    found = await session.get(Series, series_id) if series_id is not None else None
    return found if found is not None and found.therapist_id == therapist_id else None


async def of_message(session: Session, therapist_id: int, message_id: int) -> list[Series]:
    """What the lines of this message have made."""
    found = await session.scalars(
        select(Series)
        .where(Series.therapist_id == therapist_id, Series.origin.startswith(f"m{message_id}:"))
        .order_by(Series.id)
    )
    return list(found)


async def to_come(session: Session, series: Series, now: datetime) -> list[Appointment]:
    """Its sessions that are planned and have not begun."""
    found = await session.scalars(
        select(Appointment)
        .where(Appointment.series_id == series.id, Appointment.status == "planned")
        .where(Appointment.starts_at > now)
        .order_by(Appointment.starts_at)
    )
    return list(found)


async def end(session: Session, series: Series, now: datetime) -> int:
    """Nothing of it takes place from now on: what was made goes. How many those are."""
    series.ended_at, series.made_until = now, None
    gone = await to_come(session, series, now)
    await _forget(session, gone)
    return len(gone)


async def forget_of_message(session: Session, therapist_id: int, message_id: int) -> list[int]:
    """Undo: the sessions and series that this message made, but what was asked about; whose they were."""
    series = await of_message(session, therapist_id, message_id)
    of_series = Appointment.series_id.in_([one.id for one in series]) & Appointment.origin.startswith("s")
    found = list(
        await session.scalars(
            select(Appointment).where(
                Appointment.therapist_id == therapist_id,
                Appointment.origin.startswith(f"m{message_id}:") | of_series,
                ~exists().where(AskedQuestion.appointment_id == Appointment.id),
            )
        )
    )
    clients = {one.client_id for one in found} | {one.client_id for one in series}
    await _forget(session, found)
    for one in series:
        kept = await session.scalar(select(Appointment.id).where(Appointment.series_id == one.id).limit(1))
        one.ended_at, one.made_until = one.created_at, None
        if kept is None:
            await session.delete(one)
    await session.flush()
    return [client for client in clients if client is not None]


async def _forget(session: Session, gone: Iterable[Appointment]) -> None:
    for one in gone:
        await appointments.forget(session, one)
