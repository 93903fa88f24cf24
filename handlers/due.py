"""What is done with a due check-in: the core decides, the rows follow, effects come out."""

from __future__ import annotations

import logging
from dataclasses import replace

from db import checkins, days, preparing
from db.models import AskedQuestion, CheckIn
from handlers import asking, before, bubble, offers
from handlers.context import Turn
from handlers.effects import Effects
from prompts.schedule.away import since
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
from prompts.texts import Html

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 20  # some hours; then a message that Telegram refuses each time is given up


async def checkin(turn: Turn, checkin_id: int) -> Effects:
    """A check-in that has passed its wake-up."""
    row = await _planned(turn, await checkins.own(turn.session, turn.me.id, checkin_id))
    if row is None:
        return []
    if row.kind == preparing.BEFORE and row.attempts < MOST_ATTEMPTS:
        return await before.due(turn, row)
    if row.attempts >= MOST_ATTEMPTS:
        log.error("check-in %s given up after %s attempts", row.id, row.attempts)
        return await _let_go(turn, row)
    view = replace(
        await checkins.view_of(turn.session, row), busy=await days.around(turn.session, turn.me.id, turn.now)
    )
    sent_today = await checkins.sent_today(turn.session, turn.me, turn.now)
    match decide(view, turn.wishes, turn.now, sent_today):
        case Drop():
            return await _let_go(turn, row)
        case Hold(until):
            row.wake_at = until
        case ToEvening():
            await _to_evening(turn, row)
        case Offer():
            return await offers.put(turn, row, lead=await _lead(turn, row, several=True))
        case Put():
            return await asking.put_next(turn, row, lead=await _lead(turn, row), unasked=row.unasked)
        case Again(why):
            return await _again(turn, row, why)
        case Lapse():
            return await _lapse(turn, row)
    return []


async def _planned(turn: Turn, row: CheckIn | None) -> CheckIn | None:
    """The row if it is due. Where sessions are in the way of each other, its day is worked out anew first."""
    if row is None or row.wake_at is None or row.wake_at > turn.now:
        return None
    if row.state != "waiting":
        return row
    if (turn.wishes.in_gaps or turn.me.prepares) and days.plans(row):
        await checkins.work_out(turn.session, turn.me, row.local_date, turn.now)
        row = await checkins.own(turn.session, turn.me.id, row.id)
    if row is not None and row.state == "waiting" and row.due_at > turn.now:
        row.wake_at = row.due_at
        return None
    return row


async def _lead(turn: Turn, row: CheckIn, *, several: bool = False) -> Html | None:
    """The line above a message that comes by itself; once, that evenings take over for now."""
    if not row.unasked:
        return None
    eased = turn.me.eased_at
    if eased is not None and not await checkins.any_sent_since(turn.session, turn.me.id, eased):
        return turn.texts("lead.eased")
    if since(row.slot) is None:
        return turn.texts("lead.first")
    return (
        None if several else turn.texts("lead.away")
    )  # an offer says it at length, and each time it is drawn


async def _again(turn: Turn, row: CheckIn, why: str) -> Effects:
    lead = turn.texts(f"lead.{why}")
    if why == "reminder":
        row.reminded_at = turn.now
    if row.state == "offered":
        return await offers.put(turn, row, lead=lead)
    waiting = await _open_questions(turn, row)
    if not waiting:
        return await asking.put_next(turn, row, lead=turn.texts("lead.first"), unasked=True)
    return await asking.put_again(turn, row, waiting[-1], lead, chosen=why == "snooze")


async def _open_questions(turn: Turn, row: CheckIn) -> list[AskedQuestion]:
    put = await checkins.questions_of(turn.session, row.id)
    return [asked for asked in put if asked.state == "open"]


async def _to_evening(turn: Turn, row: CheckIn) -> None:
    """Beyond the day's cap: the session takes a seat in the evening."""
    sessions = await checkins.subjects(turn.session, row)
    checkins.let_go(row)
    where = await checkins.evening_after(turn.session, turn.me, turn.now)
    for appointment in sessions:
        await checkins.join_evening(turn.session, turn.me, appointment, where, turn.now)


async def _let_go(turn: Turn, row: CheckIn) -> Effects:
    """Nothing is said. A question that may never have arrived takes no typed words any more."""
    checkins.let_go(row)
    for asked in await _open_questions(turn, row):
        asked.state = "lapsed"
    return []


async def _lapse(turn: Turn, row: CheckIn) -> Effects:
    """24 hours are over: one line with [Answer anyway]; after five in a row, evenings only."""
    offered = row.state == "offered"
    row.state, row.wake_at, row.lease_until = "lapsed", None, None
    effects = offers.lapsed(turn, row) if offered else []
    for asked in await _open_questions(turn, row):
        asked.state = "lapsed"
        effects += await bubble.redraw(turn, asked)
    await turn.session.flush()
    await _ease(turn)
    return effects


async def _ease(turn: Turn) -> None:
    """At five exactly: who then chose again to be asked after each session is taken at their word."""
    me = turn.me
    if me.eased_at is None and me.rhythm != "evening":
        missed = await checkins.unanswered_in_a_row(turn.session, me.id)
        me.eased_at = turn.now if missed == UNANSWERED_IN_A_ROW else None
