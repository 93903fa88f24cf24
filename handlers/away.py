"""Back after a while: one message for all that fell due meanwhile, said by the bot about itself."""

from __future__ import annotations

import logging

from db import absence, heartbeat, therapists
from db.engine import is_database_fault
from db.models import Appointment, CheckIn
from handlers.context import Services, Turn
from prompts.schedule import away
from prompts.schedule.away import Absence
from prompts.schedule.times import local
from prompts.texts import Html

log = logging.getLogger(__name__)


async def look(services: Services, *, starts: bool) -> None:
    """Once a minute, before what is due is sent: note that the bot is at work; if it was away, catch up.

    The note comes last: a process that dies before it finds the same absence again.
    """
    now = services.clock.now()
    async with services.database.read() as session:
        last = await heartbeat.last(session, services.bot_id)
        gone = away.absence(last, now)
        concerned = await absence.concerned(session, services.bot_id, gone) if gone else []
    if gone is not None:
        log.info("away for %s, %s therapists to catch up with", gone.span, len(concerned))
        for therapist_id in concerned:
            await _catch_up(services, therapist_id, gone)
    if starts or heartbeat.wanted(last, now):
        async with services.database.write() as session:
            if gone is not None:
                await absence.make_up(session, services.bot_id, gone)
            await heartbeat.beat(session, services.bot_id, now, starts=starts)


async def _catch_up(services: Services, therapist_id: int, gone: Absence) -> None:
    """One who cannot be caught up with stops nobody else, nor the note: what is due comes as it is, then."""
    try:
        async with services.database.write() as session:
            therapist = await therapists.get(session, therapist_id)
            if therapist is not None and therapist.blocked_at is None:
                await absence.catch_up(session, therapist, gone)
    except Exception as error:
        if is_database_fault(error):
            raise
        log.error("therapist %s not caught up with: %s", therapist_id, type(error).__name__, exc_info=error)


def line(turn: Turn, checkin: CheckIn) -> Html | None:
    """`I was away from Fri 14:00 until today 9:10. Nothing is lost.`; None for any other check-in."""
    began = away.since(checkin.slot)
    if began is None:
        return None
    return turn.texts("away.line", since=turn.say(began), until=turn.say(checkin.created_at))


def spans_days(turn: Turn, sessions: list[Appointment]) -> bool:
    """Whether a clock time alone would not tell these sessions apart."""
    return len({local(one.starts_at, turn.zone).date() for one in sessions}) > 1
