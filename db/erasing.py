"""Everything about one client goes: the data key first, then every row; nothing of anybody else's."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from db import keys
from db.engine import Session
from db.models import (
    Answer,
    Appointment,
    AskedQuestion,
    Base,
    CheckIn,
    CheckInAppointment,
    Client,
    Note,
    Prepared,
)

_FRESH = {"synchronize_session": "fetch"}


async def erase_client(session: Session, client: Client) -> None:
    """Follow the commit with `Database.scrub()`.

    A line of another client's stays where its question was about this one. Check-ins go with their sessions,
    unless somebody else was in them.
    """
    therapist_id, client_id = client.therapist_id, client.id
    await session.flush()
    await keys.destroy_keys(session, therapist_id, client_id=client_id)
    await _unhook(session, client_id)
    alone = await _alone_in(session, client_id)
    await session.execute(delete(CheckIn).where(CheckIn.id.in_(alone)), execution_options=_FRESH)
    for table in reversed(Base.metadata.sorted_tables):
        if "client_id" in table.c:
            await session.execute(delete(table).where(table.c.client_id == client_id))
    await session.execute(delete(Client).where(Client.id == client_id), execution_options=_FRESH)


async def _unhook(session: Session, client_id: int) -> None:
    asked = select(AskedQuestion.id).where(AskedQuestion.client_id == client_id)
    for table in (Note, Prepared):
        others = table.asked_id.in_(asked) & table.client_id.is_distinct_from(client_id)
        await session.execute(update(table).where(others).values(asked_id=None), execution_options=_FRESH)
    strays = Answer.asked_id.in_(asked) & Answer.client_id.is_distinct_from(client_id)
    await session.execute(delete(Answer).where(strays), execution_options=_FRESH)


async def _alone_in(session: Session, client_id: int) -> list[int]:
    """Check-ins about this client and nobody else."""
    own = select(Appointment.id).where(Appointment.client_id == client_id)
    seats = select(CheckInAppointment.checkin_id)
    with_them = seats.where(CheckInAppointment.appointment_id.in_(own))
    with_others = seats.where(CheckInAppointment.appointment_id.not_in(own))
    asked = select(AskedQuestion.checkin_id)
    about_others = asked.where(AskedQuestion.client_id.is_distinct_from(client_id))
    found = await session.scalars(
        select(CheckIn.id)
        .where(CheckIn.id.in_(with_them) | (CheckIn.client_id == client_id))
        .where(CheckIn.id.not_in(with_others), CheckIn.id.not_in(about_others))
    )
    return list(found)
