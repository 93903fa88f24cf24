"""Sessions planned within a pause: counted and named in one message, cancelled after one confirmation."""

from __future__ import annotations

from datetime import datetime

from db import appointments
from db.models import Appointment
from handlers import changes, day_card
from handlers.bubble_about import moment
from handlers.checkin import gone
from handlers.context import Feature, Turn
from handlers.effects import Button, Edit, Effects, Say
from handlers.keyboards import pack
from handlers.telling import minute_of
from prompts.texts import Html

MOST_NAMED = 10
FOR_EVER = 9999  # the year that stands for "until I say"


async def ask(turn: Turn) -> Effects:
    """`3 sessions are planned in it: …` [Cancel them] [Leave them]; nothing where there are none."""
    until = turn.me.paused_until
    planned = await _planned(turn)
    if until is None or not planned:
        return []
    named = [await _named(turn, one) for one in planned[:MOST_NAMED]]
    if (more := len(planned) - len(named)) > 0:
        named.append(turn.texts("pause.more", count=more))
    buttons = (
        Button(turn.texts.plain("pause.cancel", count=len(planned)), pack("pause_cancel", minute_of(until))),
        Button(turn.texts.plain("pause.leave", count=len(planned)), pack("pause_leave", minute_of(until))),
    )
    text = turn.texts("pause.planned", count=len(planned), sessions=Html(", ".join(named)))
    return [Say(text, (buttons,))]


async def _planned(turn: Turn) -> list[Appointment]:
    """What is planned within the pause and has not begun; of one without an end, nothing is asked."""
    until, begins = turn.me.paused_until, turn.me.pause_from or turn.now
    if until is None or until.year >= FOR_EVER:
        return []
    found = await appointments.between(turn.session, turn.me.id, begins, until)
    return [one for one in found if one.status == "planned" and max(begins, turn.now) <= one.starts_at]


async def _named(turn: Turn, one: Appointment) -> Html:
    """`Oak Thu 14:00`."""
    return Html(f"{turn.texts.shown(await day_card.name_of(turn, one))} {moment(turn, one.starts_at)}")


async def cancel(turn: Turn) -> Effects:
    """[Cancel them]. The same press again finds nothing more to cancel; one of another pause does nothing."""
    if not _of_this_pause(turn, turn.me.paused_until):
        return gone(turn)
    effects: Effects = []
    for one in await _planned(turn):
        effects += await changes.became(turn, one, "cancelled")
    newest = {effect.message_id: effect for effect in effects if isinstance(effect, Edit)}
    said = [effect for effect in effects if not isinstance(effect, Edit)]
    return [Edit(turn.message_id, turn.texts("pause.cancelled")), *said, *newest.values()]


async def leave(turn: Turn) -> Effects:
    """[Leave them]: they take place, or are told of one by one."""
    if not _of_this_pause(turn, turn.me.paused_until):
        return gone(turn)
    return [Edit(turn.message_id, turn.texts("pause.left"))]


def _of_this_pause(turn: Turn, until: datetime | None) -> bool:
    return until is not None and minute_of(until) == turn.press.id()


FEATURE = Feature(name="pause_sessions", presses={"pause_cancel": cancel, "pause_leave": leave})
