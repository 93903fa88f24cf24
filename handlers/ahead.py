"""Series made further ahead as time goes on, so that eight weeks of sessions are always there."""

from __future__ import annotations

import logging

from db import series, therapists
from db.engine import is_database_fault
from db.models import Series
from handlers.context import Services

log = logging.getLogger(__name__)


async def look(services: Services) -> None:
    """At each tick: one look at an index; mostly there is nothing to do. What fails is tried at the next."""
    now = services.clock.now()
    async with services.database.read() as session:
        due = await series.due(session, services.bot_id, now)
    for series_id in due:
        try:
            await _make(services, series_id)
        except Exception as error:
            if is_database_fault(error):
                raise
            log.error("series %s not made further: %s", series_id, type(error).__name__, exc_info=error)


async def _make(services: Services, series_id: int) -> None:
    async with services.database.write() as session:
        found = await session.get(Series, series_id)
        owner = await therapists.get(session, found.therapist_id) if found is not None else None
        if found is not None and owner is not None:
            await series.make(session, owner, found, services.clock.now())
