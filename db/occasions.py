"""What is known of the session that a question is about, as the rotation reads it."""

from __future__ import annotations

from sqlalchemy import bindparam, func, select

from db import clients
from db.engine import Session
from db.models import Appointment, CheckIn, Client, Therapist
from prompts.questions.occasion import LONG, Occasion, is_new

_HELD = (  # few are counted, however long the work has been
    select(Appointment.id)
    .where(
        Appointment.client_id == bindparam("client"),
        Appointment.status == "held",
        Appointment.id != bindparam("about"),
    )
    .limit(LONG)
)
_COUNT = select(func.count()).select_from(_HELD.subquery())


async def of(session: Session, therapist: Therapist, checkin: CheckIn, about: Appointment | None) -> Occasion:
    """The occasion of a check-in's next question; `about` None: it is about the client alone, or the day."""
    evening = checkin.slot.startswith("evening:")
    client_id = about.client_id if about is not None else checkin.client_id
    client = await clients.own(session, therapist.id, client_id)
    if client is None:
        return Occasion(single=about is not None, day=about is None, evening=evening)
    return Occasion(
        party=client.party,
        sessions=await _sessions(session, client, about),
        new=is_new(client.created_at, therapist.consented_at),
        ending=client.status == "ended",
        evening=evening,
    )


async def _sessions(session: Session, client: Client, about: Appointment | None) -> int:
    """Held with a client; the one that is asked about counts, whether or not that is said yet."""
    about_id = about.id if about is not None else 0
    found = await session.scalar(_COUNT, {"client": client.id, "about": about_id})
    return (found or 0) + (about is not None)
