"""A session told in one line: `Oak 14:30`, `Oak 14:00-15:20`, `now Oak`."""

from __future__ import annotations

from datetime import datetime, timedelta

from db import appointments
from handlers import telling
from handlers.context import Turn
from handlers.effects import Effects
from handlers.lines import kept_as
from handlers.telling import Meeting
from prompts.schedule.codes import normalise_code
from prompts.schedule.nearest import nearest_at
from prompts.schedule.reading import Plan, read_plan
from prompts.schedule.times import local


async def read(turn: Turn, text: str, written_at: datetime) -> Plan | None:
    """What a line says, if it says all about one session; seen from when it was written."""
    known = {normalise_code(code) for code in (await turn.codes.all()).values()}
    return read_plan(text, local(written_at, turn.zone).replace(tzinfo=None), known)


async def tell(turn: Turn, plan: Plan, message_id: int, written_at: datetime) -> Effects:
    """Store the session that this message told of, and say it back with [Undo]."""
    client = await turn.codes.find_or_make(plan.code, turn.now) if plan.code else None
    client_id = client.id if client else None
    usual = await appointments.usual_length(turn.session, turn.me.id, client_id)
    length = timedelta(minutes=plan.minutes) if plan.minutes else usual
    if plan.starts is None:
        starts_at = written_at.replace(second=0, microsecond=0) - length
    else:
        starts_at = nearest_at(plan.starts, written_at, turn.zone)
    over = starts_at + length <= turn.now
    guessed = plan.starts is None and plan.minutes is None
    meeting = Meeting(message_id, client_id, starts_at, starts_at + length, over=over, guessed=guessed)
    effects = await telling.store(turn, meeting)
    if (made := await telling.of(turn, message_id)) is not None:
        await kept_as(turn, message_id, "session", made.id)
    return effects
