"""A client left alone, or asked about again: what becomes of check-ins, and of what asks in the chat."""

from __future__ import annotations

from datetime import timedelta

from db import appointments, checkins, clients, planning, questions, therapists
from db.models import AskedQuestion, CheckIn, Client
from handlers import echoes, offers
from handlers.bubble import redraw
from handlers.context import Turn
from handlers.effects import Effects, Toast
from prompts.schedule.checkins import WINDOW

A_WHILE = timedelta(hours=1)  # nothing about anybody else comes on the heels of what was just told


async def leave_alone(turn: Turn, client: Client) -> Effects:
    """Call this once the client's row says so: what asks about them closes, what was to come is let go.

    The others of an offer or an evening stay in it; no answer and no line is touched.
    """
    promised = await clients.waiting_for(turn.session, turn.me.id, client.id)
    closed = await clients.open_questions(turn.session, turn.me.id, client.id)
    for asked in closed:
        asked.state = "dropped"
    await turn.session.flush()
    effects: Effects = []
    for checkin in await clients.check_ins(turn.session, turn.me.id, client.id):
        effects += await without(turn, checkin)
    await planning.replan_evenings(turn.session, turn.me, turn.now)
    if (expecting := await _line_awaited(turn, client)) is not None and expecting not in closed:
        closed.append(expecting)
    for asked in closed:
        effects += await redraw(turn, asked)
    return [*effects, *await echoes.at_rest(turn, promised)]


async def without(turn: Turn, checkin: CheckIn) -> Effects:
    """A check-in whose subjects are fewer now."""
    of_sessions = checkin.kind in ("after", "before")
    left = await checkins.subjects(turn.session, checkin) if of_sessions else []
    put = await checkins.questions_of(turn.session, checkin.id)
    asked_about = {question.appointment_id for question in put}
    rest = [one for one in left if one.id not in asked_about]
    if checkin.state == "waiting":
        if not left and not checkin.slot.startswith("evening:"):  # an evening still takes others in
            checkins.let_go(checkin)
        return []
    if checkin.state == "offered":
        return await offers.shrink(turn, checkin)
    if checkin.message_id is not None:
        checkin.total = len(put) + len(rest)
    if all(question.state != "open" for question in put):
        _go_on_later(turn, checkin) if rest else _end(checkin, put)
    return []


def _go_on_later(turn: Turn, checkin: CheckIn) -> None:
    """The others of this evening are asked about in a while."""
    checkin.state, checkin.lease_until = "snoozed", None
    end = (checkin.sent_at or turn.now) + WINDOW
    checkin.wake_at = min(turn.wishes.loud(turn.now + A_WHILE), end)


def _end(checkin: CheckIn, put: list[AskedQuestion]) -> None:
    """Nobody is left in it. It counts as neither answered nor left lying, unless something was answered."""
    if any(question.state in ("answered", "skipped") for question in put):
        checkin.state, checkin.wake_at, checkin.lease_until = "done", None, None
    else:
        checkins.let_go(checkin)


async def _line_awaited(turn: Turn, client: Client) -> AskedQuestion | None:
    """[Add a line] was pressed under a question about them: its bubble asks for nothing any more."""
    expected = await therapists.expected(turn.session, turn.me.id, turn.now)
    if expected is None or expected.what != "line":
        return None
    asked = await questions.own_question(turn.session, turn.me.id, int(expected.payload["asked"]))
    if asked is None or asked.client_id != client.id:
        return None
    await therapists.expect_nothing(turn.session, turn.me.id)
    return asked


async def bring_back(turn: Turn, client: Client) -> None:
    """Sessions still ahead are asked about again; what passed meanwhile is not caught up on."""
    if clients.is_quiet(client):
        return
    for ahead in await clients.ahead(turn.session, turn.me.id, client.id, turn.now):
        if not await appointments.was_asked_about(turn.session, ahead.id):
            await appointments.withdraw(turn.session, ahead)
            await planning.plan_after(turn.session, turn.me, ahead, turn.now, told_now=False)


async def quiet(turn: Turn, client_id: int | None) -> Effects:
    """What a button that would ask says about a client left alone; nothing for everybody else.

    It stands above the chat for all to see, and has no spoilers.
    """
    client = await turn.codes.own(client_id)
    if not clients.is_quiet(client):
        return []
    key = "clients.quiet_died" if client is not None and clients.has_died(client) else "clients.quiet"
    whom = turn.texts.plain("clients.them") if turn.me.discreet else await turn.client(client_id)
    return [Toast(turn.texts.plain(key, code=whom))]
