"""What becomes of a session: held, cancelled, a no-show, moved, longer; and of its check-in.

What was answered stays as it is. A question that was not says what became of its session by editing itself.
"""

from __future__ import annotations

from datetime import datetime

from db import appointments, checkins, clients, planning
from db.models import Appointment, AskedQuestion, CheckIn
from handlers import day_card, echoes, offers, putting_off, resting
from handlers.bubble import moment, redraw
from handlers.checkin import onward
from handlers.context import Turn
from handlers.effects import Effects, Say


async def became(turn: Turn, found: Appointment, state: str) -> Effects:
    """`held`, `cancelled`, `no_show`, or `planned` again. Of one that does not take place nothing is asked;
    of one that does after all, it is."""
    before = found.status
    appointments.became(found, state, turn.now)
    effects: Effects = []
    if state not in appointments.TAKES_PLACE:
        await appointments.withdraw(turn.session, found)
        effects = [*await _let_go(turn, found), *await echoes.at_rest(turn, [found])]
    elif before not in appointments.TAKES_PLACE:
        await appointments.withdraw(turn.session, found)
        effects = await _after_all(turn, found, told_now=state == "held")
    await turn.session.flush()
    return [*effects, *await day_card.kept_true(turn)]


async def move(turn: Turn, found: Appointment, starts_at: datetime, ends_at: datetime) -> Effects:
    """To another time. What is still to come takes its check-in along; what is over by now is put right.

    One that was looked back on took place, so it stays where it was.
    """
    ahead, before = ends_at > turn.now, found.starts_at
    if (before, found.ends_at) == (starts_at, ends_at) and found.status in appointments.TAKES_PLACE:
        return []
    if ahead and found.id in await appointments.answered(turn.session, [found.id]):
        return [await _stays(turn, found)]
    if ahead and found.planned_for is None and starts_at != before:
        found.planned_for = before
    found.starts_at, found.ends_at, found.zone = starts_at, ends_at, turn.zone
    appointments.became(found, "planned" if ahead else "held", turn.now)
    effects = await (_put_away(turn, found, before) if ahead else _redrawn(turn, found))
    await appointments.withdraw(turn.session, found)
    if not await appointments.was_asked_about(turn.session, found.id):
        await planning.plan_after(turn.session, turn.me, found, turn.now, told_now=False)
    return [*effects, *await echoes.at_rest(turn, [found]), *await day_card.kept_true(turn)]


async def ran_over(turn: Turn, found: Appointment, ends_at: datetime) -> Effects:
    """It ended, or will end, at another time than was planned: what asks about it waits for that."""
    if ends_at <= found.starts_at or ends_at == found.ends_at:
        return []
    found.ends_at = ends_at
    checkin = await planning.for_appointment(turn.session, found.id)
    effects: Effects = []
    if checkin is not None and checkin.state == "waiting":
        told = checkin.ignores_quiet
        await appointments.withdraw(turn.session, found)
        await planning.plan_after(turn.session, turn.me, found, turn.now, told_now=told)
    elif ends_at > turn.now:
        effects = await _wait_for(turn, found)
    return [*effects, *await echoes.at_rest(turn, [found]), *await day_card.kept_true(turn)]


async def _let_go(turn: Turn, found: Appointment) -> Effects:
    """A question about it that is open shows that it did not take place, and can be opened again there; an
    offer names the others."""
    effects: Effects = []
    for asked in await appointments.open_questions(turn.session, found.id):
        asked.state = "dropped"
        effects += await onward(turn, asked, await _checkin(turn, asked), was_open=True)
    for checkin in await appointments.under_way(turn.session, found):
        effects += await resting.without(turn, checkin)
    return [*effects, *await _moved_before(turn, found)]


async def _after_all(turn: Turn, found: Appointment, *, told_now: bool) -> Effects:
    """Its question is open again, or it is in its offer again, or it is asked about anew."""
    if clients.is_quiet(await turn.codes.own(found.client_id)):
        return []
    put = await appointments.questions(turn.session, found.id)
    closed = [asked for asked in put if asked.state == "dropped" and asked.moved_from is None]
    if closed:
        return [effect for asked in closed for effect in await putting_off.reopen(turn, asked)]
    offered = await appointments.under_way(turn.session, found)
    if offered:
        return [effect for checkin in offered for effect in await resting.without(turn, checkin)]
    if not await appointments.was_asked_about(turn.session, found.id):
        await planning.plan_after(turn.session, turn.me, found, turn.now, told_now=told_now)
    return []


async def _put_away(turn: Turn, found: Appointment, before: datetime) -> Effects:
    """What was put about it and not answered says where it went, and takes no answer any more."""
    effects: Effects = []
    under_way = await appointments.under_way(turn.session, found)
    await appointments.leave(turn.session, found)
    for checkin in under_way:
        if planning.own_appointment(checkin.slot) == found.id:
            checkin.sent_at = checkin.sent_at or turn.now  # if it is on its way just now, it counts as sent
            checkins.let_go(checkin)
    for asked in await appointments.questions(turn.session, found.id):
        if asked.state == "answered" or asked.moved_from is not None:
            continue
        was_open, asked.state, asked.moved_from = asked.state == "open", "dropped", before
        shared = planning.own_appointment((checkin := await _checkin(turn, asked)).slot) is None
        if was_open and shared:
            effects += await onward(turn, asked, checkin, was_open=True)
    for checkin in under_way:
        if checkin.state != "dropped":
            effects += await resting.without(turn, checkin)
    return [*effects, *await _moved_before(turn, found)]


async def _moved_before(turn: Turn, found: Appointment) -> Effects:
    """Questions that say where the session went."""
    put = await appointments.questions(turn.session, found.id)
    moved = [asked for asked in put if asked.moved_from is not None]
    return [effect for asked in moved for effect in await redraw(turn, asked)]


async def _redrawn(turn: Turn, found: Appointment) -> Effects:
    put = await appointments.open_questions(turn.session, found.id)
    return [effect for asked in put for effect in await redraw(turn, asked)]


async def _wait_for(turn: Turn, found: Appointment) -> Effects:
    """It still runs: an open question comes again when it is over, and says so; an offer does without it."""
    effects: Effects = []
    until = found.ends_at + turn.wishes.delay
    for asked in await appointments.open_questions(turn.session, found.id):
        checkin = await _checkin(turn, asked)
        if checkin.state in ("open", "snoozed"):
            chosen = checkin.wake_at if checkin.state == "snoozed" else None
            putting_off.put_off(turn, checkin, max(until, chosen or until))
            effects += await redraw(turn, asked)
    for checkin in await appointments.under_way(turn.session, found):
        if checkin.state == "offered":
            await appointments.leave(turn.session, found)
            effects += await offers.shrink(turn, checkin)
            await planning.plan_after(turn.session, turn.me, found, turn.now, told_now=False)
    return effects


async def _stays(turn: Turn, found: Appointment) -> Say:
    name = await turn.client(found.client_id) if found.client_id else turn.texts.plain("question.session")
    return Say(turn.texts("today.stays", name=name, start=moment(turn, found.starts_at)))


async def _checkin(turn: Turn, asked: AskedQuestion) -> CheckIn:
    return await turn.session.get_one(CheckIn, asked.checkin_id)
