"""What is done with a due check-in: the core decides, the rows follow, effects come out."""

from __future__ import annotations

import logging

from db import checkins
from db.models import AskedQuestion, CheckIn
from handlers import asking, bubble
from handlers.context import Turn
from handlers.effects import Button, Edit, Effects
from handlers.keyboards import pack
from prompts.schedule.checkins import (
    UNANSWERED_IN_A_ROW,
    Again,
    Drop,
    Hold,
    Lapse,
    Offer,
    Put,
    ToEvening,
    decide,
)
from prompts.schedule.times import local
from prompts.texts import Html

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 8  # then a message that Telegram refuses each time is given up


async def checkin(turn: Turn, checkin_id: int) -> Effects:
    """A check-in that has passed its wake-up."""
    row = await checkins.own(turn.session, turn.me.id, checkin_id)
    if row is None or row.wake_at is None or row.wake_at > turn.now:
        return []
    if row.attempts >= MOST_ATTEMPTS:
        log.error("check-in %s given up after %s attempts", row.id, row.attempts)
        row.state, row.wake_at = "dropped", None
        return []
    view = await checkins.view_of(turn.session, row)
    sent_today = await checkins.sent_on(turn.session, turn.me.id, local(turn.now, turn.zone).date())
    match decide(view, turn.wishes, turn.now, sent_today):
        case Drop():
            row.state, row.wake_at = "dropped", None
        case Hold(until):
            row.wake_at = until
        case ToEvening():
            await _to_evening(turn, row)
        case Offer():
            return await asking.offer(turn, row, lead=await _lead(turn, row))
        case Put():
            return await asking.put_next(turn, row, lead=await _lead(turn, row), unasked=row.unasked)
        case Again(why):
            return await _again(turn, row, why)
        case Lapse():
            return await _lapse(turn, row)
    return []


async def _lead(turn: Turn, row: CheckIn) -> Html | None:
    """The line above a message that comes by itself; once, that evenings take over for now."""
    if not row.unasked:
        return None
    if turn.me.eased_at is not None and not await checkins.any_sent_since(
        turn.session, turn.me.id, turn.me.eased_at
    ):
        return turn.texts("lead.eased")
    return turn.texts("lead.first")


async def _again(turn: Turn, row: CheckIn, why: str) -> Effects:
    lead = turn.texts(f"lead.{why}")
    if why == "reminder":
        row.reminded_at = turn.now
    if row.state == "offered":
        return await asking.offer(turn, row, lead=lead)
    asked = await _open_question(turn, row)
    if asked is None:
        return await asking.put_next(turn, row)
    return await asking.put_again(turn, row, asked, lead)


async def _open_question(turn: Turn, row: CheckIn) -> AskedQuestion | None:
    put = await checkins.questions_of(turn.session, row.id)
    return next((asked for asked in put if asked.state == "open"), None)


async def _to_evening(turn: Turn, row: CheckIn) -> None:
    """Beyond the day's cap: the session takes a seat in the evening."""
    sessions = await checkins.subjects(turn.session, row)
    row.state, row.wake_at = "dropped", None
    where = await checkins.evening_after(turn.session, turn.me, turn.now)
    for appointment in sessions:
        await checkins.join_evening(turn.session, turn.me, appointment, where, turn.now)


async def _lapse(turn: Turn, row: CheckIn) -> Effects:
    """24 hours are over: one line with [Answer anyway]; after five in a row, evenings only."""
    row_was, row.state, row.wake_at, row.lease_until = row.state, "lapsed", None, None
    effects: Effects = []
    if row_was == "offered" and row.message_id is not None:
        again = Button(turn.texts.plain("button.anyway"), pack("offer", row.id, "all"))
        effects.append(Edit(row.message_id, turn.texts("offer.lapsed"), ((again,),)))
    asked = await _open_question(turn, row)
    if asked is not None:
        asked.state = "lapsed"
        effects += await bubble.redraw(turn, asked)
    await turn.session.flush()
    missed = await checkins.unanswered_in_a_row(turn.session, turn.me.id, UNANSWERED_IN_A_ROW)
    if missed >= UNANSWERED_IN_A_ROW and turn.me.eased_at is None and turn.me.rhythm != "evening":
        turn.me.eased_at = turn.now
    return effects
