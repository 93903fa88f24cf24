"""Clients by their state: of whom nothing is asked, whom nothing shows, and what concerns one of them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, select

from db.engine import Session
from db.models import Answer, Appointment, AskedQuestion, CheckIn, CheckInAppointment, Client, Series

AT_REST = ("on_hold", "died")  # no question, quote, count or deletion, until the therapist says so
STATES = ("active", "ended", *AT_REST)
_UNDER_WAY = ("waiting", "offered", "open", "snoozed")


def shown() -> ColumnElement[bool]:
    """For a query with Client outer-joined: no client, or one whose words and figures may be shown."""
    return Client.id.is_(None) | Client.status.not_in(AT_REST)


def asked_about() -> ColumnElement[bool]:
    """The same, of whom something may be asked: after a hard session nothing is, though it is shown."""
    return shown() & (Client.id.is_(None) | Client.hushed_at.is_(None))


def is_quiet(client: Client | None) -> bool:
    """Whether nothing is asked about this client; None stands for a session without a code."""
    return client is not None and (client.status in AT_REST or client.hushed_at is not None)


def has_died(client: Client | None) -> bool:
    return client is not None and client.status == "died"


async def own(session: Session, therapist_id: int, client_id: int | None) -> Client | None:
    """The therapist's client with this id; None for anybody else's."""
    if client_id is None:
        return None
    client = await session.get(Client, client_id)
    return client if client is not None and client.therapist_id == therapist_id else None


async def every(session: Session, therapist_id: int) -> list[Client]:
    """All clients of a therapist, whatever their state."""
    return list(await session.scalars(select(Client).where(Client.therapist_id == therapist_id)))


async def set_status(session: Session, therapist_id: int, client_id: int, status: str) -> Client | None:
    """Write one of STATES; None if there is no such client of this therapist, or it is so already."""
    found = await session.scalar(
        select(Client).where(
            Client.id == client_id, Client.therapist_id == therapist_id, Client.status != status
        )
    )
    if found is not None:
        found.status = status
        await session.flush()
    return found


async def held_count(session: Session, therapist_id: int, client_id: int) -> int:
    """Sessions with this client that took place."""
    count = select(func.count()).where(_sessions_of(therapist_id, client_id), Appointment.status == "held")
    return await session.scalar(count) or 0


async def ahead(session: Session, therapist_id: int, client_id: int, now: datetime) -> list[Appointment]:
    """Sessions with this client that are not over yet, the next one first."""
    found = await session.scalars(
        select(Appointment)
        .where(_sessions_of(therapist_id, client_id), Appointment.ends_at > now)
        .where(Appointment.status.in_(("planned", "held")))
        .order_by(Appointment.starts_at, Appointment.id)
    )
    return list(found)


class Overview(NamedTuple):
    """What a list says of a client."""

    next_at: datetime | None
    held: int
    reflected_at: datetime | None  # when something about them was last answered


async def overview(
    session: Session, therapist_id: int, client_ids: Collection[int], now: datetime
) -> dict[int, Overview]:
    """Of each of these, in three queries whatever their number."""
    own = (Appointment.therapist_id == therapist_id) & Appointment.client_id.in_(client_ids)
    ahead = Appointment.status.in_(("planned", "held")) & (Appointment.ends_at > now)
    following = select(Appointment.client_id, func.min(Appointment.starts_at)).where(own, ahead)
    counted = select(Appointment.client_id, func.count()).where(own, Appointment.status == "held")
    last = select(Answer.client_id, func.max(Answer.answered_at)).where(
        Answer.therapist_id == therapist_id, Answer.client_id.in_(client_ids)
    )
    nexts = await _by_client(session, following.group_by(Appointment.client_id))
    held = await _by_client(session, counted.group_by(Appointment.client_id))
    reflected = await _by_client(session, last.group_by(Answer.client_id))
    return {one: Overview(nexts.get(one), held.get(one, 0), reflected.get(one)) for one in client_ids}


async def _by_client(session: Session, query: Select[*tuple[Any, ...]]) -> dict[int, Any]:
    return {row[0]: row[1] for row in await session.execute(query)}


async def series_of(session: Session, therapist_id: int, client_id: int) -> list[Series]:
    """The client's series that go on."""
    found = await session.scalars(
        select(Series)
        .where(Series.therapist_id == therapist_id, Series.client_id == client_id)
        .where(Series.ended_at.is_(None))
        .order_by(Series.id)
    )
    return list(found)


async def waiting_for(session: Session, therapist_id: int, client_id: int) -> list[Appointment]:
    """Sessions with this client whose check-in is still to come."""
    found = await session.scalars(
        select(Appointment)
        .join(CheckInAppointment, CheckInAppointment.appointment_id == Appointment.id)
        .join(CheckIn, CheckIn.id == CheckInAppointment.checkin_id)
        .where(_sessions_of(therapist_id, client_id), CheckIn.state == "waiting", CheckIn.kind == "after")
        .order_by(Appointment.id)
    )
    return list(found.unique())


async def check_ins(session: Session, therapist_id: int, client_id: int) -> list[CheckIn]:
    """Check-ins that are not over and look back on this client, alone or among others."""
    seats = (
        select(CheckInAppointment.checkin_id)
        .join(Appointment, Appointment.id == CheckInAppointment.appointment_id)
        .where(_sessions_of(therapist_id, client_id))
    )
    found = await session.scalars(
        select(CheckIn)
        .where(CheckIn.therapist_id == therapist_id, CheckIn.state.in_(_UNDER_WAY))
        .where((CheckIn.client_id == client_id) | CheckIn.id.in_(seats))
        .order_by(CheckIn.id)
    )
    return list(found)


async def open_questions(session: Session, therapist_id: int, client_id: int) -> list[AskedQuestion]:
    """Questions about this client that wait for an answer."""
    found = await session.scalars(
        select(AskedQuestion)
        .where(AskedQuestion.therapist_id == therapist_id, AskedQuestion.client_id == client_id)
        .where(AskedQuestion.state == "open")
        .order_by(AskedQuestion.id)
    )
    return list(found)


def _sessions_of(therapist_id: int, client_id: int) -> ColumnElement[bool]:
    return (Appointment.therapist_id == therapist_id) & (Appointment.client_id == client_id)
