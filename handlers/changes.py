"""What becomes of a session: held, cancelled, a no-show, moved; and of the check-in that belongs to it."""

from __future__ import annotations

from datetime import datetime

from db import appointments, planning
from db.models import Appointment, CheckIn
from handlers import echoes
from handlers.checkin import onward
from handlers.context import Turn
from handlers.effects import Effects


async def became(turn: Turn, found: Appointment, state: str) -> Effects:
    """`held`, `cancelled` or `no_show`. Of one that did not take place nothing is asked; held after all, it
    is."""
    before = found.status
    appointments.became(found, state, turn.now)
    effects: Effects = []
    if state != "held":
        await appointments.withdraw(turn.session, found)
        effects = [*await _let_go(turn, found), *await echoes.at_rest(turn, [found])]
    elif before != "planned":
        await appointments.withdraw(turn.session, found)
        if not await appointments.was_asked_about(turn.session, found.id):
            await planning.plan_after(turn.session, turn.me, found, turn.now, told_now=True)
    await turn.session.flush()
    return effects


async def move(turn: Turn, found: Appointment, starts_at: datetime, ends_at: datetime) -> Effects:
    """To another time: its check-in moves along, and what asks about it already is put away."""
    effects = await _let_go(turn, found)
    found.starts_at, found.ends_at, found.zone = starts_at, ends_at, turn.zone
    appointments.became(found, "planned" if ends_at > turn.now else "held", turn.now)
    await appointments.withdraw(turn.session, found)
    await planning.plan_after(turn.session, turn.me, found, turn.now, told_now=False)
    return [*effects, *await echoes.at_rest(turn, [found])]


async def _let_go(turn: Turn, found: Appointment) -> Effects:
    """A question about it that is open shows that it did not take place, and can be opened again there."""
    effects: Effects = []
    for asked in await appointments.open_questions(turn.session, found.id):
        asked.state = "dropped"
        checkin = await turn.session.get_one(CheckIn, asked.checkin_id)
        effects += await onward(turn, asked, checkin, was_open=True)
    return effects
