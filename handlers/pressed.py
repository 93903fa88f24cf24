"""What a button stands for: the therapist's own question or offer, in a message that still shows it."""

from __future__ import annotations

from db import checkins, messages, preparing
from db.models import AskedQuestion, CheckIn
from handlers.bubble import redraw
from handlers.context import Turn
from handlers.effects import Effects, Toast, What


async def question(turn: Turn) -> AskedQuestion | None:
    """The therapist's own question behind this button; None for somebody else's, an erased or a replaced one.

    A copy that Telegram delivered but never told us about (a crash between sending and recording) counts.
    """
    asked = await checkins.own_question(turn.session, turn.me.id, turn.press.id())
    if asked is None or asked.message_id == turn.message_id:
        return asked
    if not await _shows(turn, "asked", asked.id):
        return None
    if asked.message_id is None:
        asked.message_id = turn.message_id
        await checkins.sent(turn.session, await checkin_of(turn, asked), turn.me, turn.now)
    return asked


async def offer(turn: Turn) -> CheckIn | None:
    """The therapist's own offer behind this button; None as above."""
    checkin = await checkins.own(turn.session, turn.me.id, turn.press.id())
    if checkin is None or checkin.message_id == turn.message_id:
        return checkin
    if not await _shows(turn, "offer", checkin.id):
        return None
    if checkin.message_id is None and checkin.state == "offered":
        checkin.message_id = turn.message_id
        await checkins.sent(turn.session, checkin, turn.me, turn.now)
    return checkin


async def preparation(turn: Turn) -> CheckIn | None:
    """The therapist's own preparation behind this button; None as above."""
    row = await checkins.own(turn.session, turn.me.id, turn.press.id())
    if row is None or row.kind != preparing.BEFORE:
        return None
    if row.message_id != turn.message_id and not await _shows(turn, "before", row.id):
        return None
    if row.state == "open":  # nobody had reported that it arrived
        preparing.sent(row, turn.message_id, turn.now)
    return row


async def checkin_of(turn: Turn, asked: AskedQuestion) -> CheckIn:
    return await turn.session.get_one(CheckIn, asked.checkin_id)


def gone(turn: Turn) -> Effects:
    """Nothing is changed and nothing is shown."""
    return [Toast(turn.texts.plain("press.gone"))]


async def stale(turn: Turn, asked: AskedQuestion | None) -> Effects:
    """The button no longer fits: nothing is changed; an own question's bubble shows again what is stored."""
    return gone(turn) if asked is None else [*gone(turn), *await redraw(turn, asked)]


async def _shows(turn: Turn, what: What, row: int) -> bool:
    """Whether the pressed message shows this row; one that nobody knew of does, and is noted."""
    known = await messages.find(turn.session, turn.me, turn.message_id)
    if known is not None:
        return known.refers == what and known.refers_id == row and known.gone_at is None
    await messages.note(
        turn.session, turn.me, turn.message_id, turn.now, incoming=False, refers=what, refers_id=row
    )
    await turn.session.flush()
    return True
