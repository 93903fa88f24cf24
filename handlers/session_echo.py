"""What says a session back: `Oak, just finished. I will ask at 14:55.` Put right by [Now] [50 min] [Undo]."""

from __future__ import annotations

from datetime import datetime, timedelta

from db import appointments, clients, messages, planning
from db.models import Appointment
from handlers import asking
from handlers.bubble import clock
from handlers.checkin import gone
from handlers.context import Turn
from handlers.effects import Button, Edit, Effects, Rows
from handlers.keyboards import in_rows, pack
from handlers.resting import quiet
from prompts.schedule.say import say_time
from prompts.schedule.times import local
from prompts.texts import Html

LENGTHS = (30, 45, 50, 60, 80, 90)
JUST = timedelta(minutes=10)  # so long after its end, a session has "just finished"


async def echo(turn: Turn, made: Appointment, *, comes_now: bool = False) -> tuple[Html, Rows]:
    """`Oak, just finished. I will ask at 14:55.` [Now] [50 min] [Undo]; what was asked about has no undo."""
    name = await turn.client(made.client_id) if made.client_id else turn.texts.plain("question.session")
    over = made.ends_at <= turn.now
    key = "planned" if not over else "just" if turn.now - made.ends_at < JUST else "ended"
    session = turn.texts(
        f"session.echo_{key}",
        name=name,
        start=clock(turn, made.starts_at),
        end=say_time(made.ends_at, turn.zone),
    )
    asked_about = not clients.is_quiet(await turn.codes.own(made.client_id))
    asks = Html("")
    if asked_about:
        asks = turn.texts("session.ask_once") if comes_now else await _when_asked(turn, made)
    minutes = (made.ends_at - made.starts_at) // timedelta(minutes=1)
    buttons = [Button(turn.texts.plain("session.minutes", minutes=minutes), pack("length", made.id))]
    if not await appointments.was_asked_about(turn.session, made.id):
        now = (
            [Button(turn.texts.plain("button.now"), pack("ask_now", made.id))] if over and asked_about else []
        )
        buttons = [*now, *buttons, Button(turn.texts.plain("button.undo"), pack("unplan", made.id))]
    return Html(f"{session} {asks}".rstrip()), (tuple(buttons),)


async def _when_asked(turn: Turn, made: Appointment) -> Html:
    checkin = await planning.for_appointment(turn.session, made.id)
    if checkin is None or checkin.state != "waiting":
        return Html("")
    if turn.wishes.paused(max(turn.now, checkin.due_at)):
        return turn.texts("session.paused")
    if turn.wishes.hushed(max(turn.now, checkin.due_at)):
        return turn.texts("hush.told")
    today = local(checkin.due_at, turn.zone).date() == local(turn.now, turn.zone).date()
    key = "ask_evening" if checkin.slot.startswith("evening") else "ask_at" if today else "ask_then"
    return turn.texts(f"session.{key}", when=clock(turn, checkin.due_at))


async def stands_for(turn: Turn, made: Appointment) -> None:
    """The dialog's message has become the session's."""
    await messages.note(
        turn.session, turn.me, turn.message_id, turn.now, incoming=False, refers="session", refers_id=made.id
    )


async def ask_now(turn: Turn) -> Effects:
    """[Now]: asked for, so it waits for nothing. A session under way has ended, then."""
    made = await _pressed(turn)
    asked = await look_back(turn, made, echoed=True) if made is not None else None
    return gone(turn) if asked is None else asked


async def look_back(turn: Turn, made: Appointment, *, echoed: bool = False) -> Effects | None:
    """Its question now; None if it has not begun, did not take place, or was asked about.

    `echoed`: the message that was pressed says the session back, and is at rest from now on.
    """
    if made.starts_at >= turn.now or made.status not in appointments.TAKES_PLACE:
        return None
    if await appointments.was_asked_about(turn.session, made.id):
        return None
    if left_alone := await quiet(turn, made.client_id):
        return left_alone
    appointments.became(made, "held", turn.now)
    made.ends_at = min(made.ends_at, turn.now)
    checkin = await planning.bring_forward(turn.session, turn.me, made, turn.now)
    if echoed:
        await stands_for(turn, made)
    return await asking.put_next(turn, checkin)


async def length(turn: Turn) -> Effects:
    """[50 min]: how long was it?"""
    made = await _pressed(turn)
    if made is None:
        return gone(turn)
    text, _ = await echo(turn, made)
    buttons = [
        Button(turn.texts.plain("session.minutes", minutes=minutes), pack("length_as", made.id, minutes))
        for minutes in LENGTHS
    ]
    return [Edit(turn.message_id, text, in_rows(buttons, 3))]


async def length_as(turn: Turn) -> Effects:
    """A planned session ends later or sooner; of one that is over, only the start moves."""
    made, minutes = await _pressed(turn), turn.press.id(1)
    if made is None or minutes not in LENGTHS:
        return gone(turn)
    if made.ends_at <= turn.now:
        made.starts_at = made.ends_at - timedelta(minutes=minutes)
    else:
        made.ends_at = made.starts_at + timedelta(minutes=minutes)
        checkin = await planning.for_appointment(turn.session, made.id)
        if checkin is not None and checkin.state == "waiting":
            await appointments.withdraw(turn.session, made)
            await planning.plan_after(turn.session, turn.me, made, turn.now, told_now=False)
    return [Edit(turn.message_id, *await echo(turn, made))]


async def undo(turn: Turn) -> Effects:
    """[Undo]: it was a slip. Once a question about it was put, there is something to lose, so it stays."""
    made = await _pressed(turn)
    if made is None or await appointments.was_asked_about(turn.session, made.id):
        return gone(turn)
    if made.series_id is not None and made.planned_for is not None:
        return await _as_planned(turn, made, made.planned_for)
    client_id = made.client_id
    await appointments.forget(turn.session, made)
    if client_id is not None:
        await turn.codes.forget_unused(client_id)
    return [Edit(turn.message_id, turn.texts("session.undone"))]


async def _as_planned(turn: Turn, made: Appointment, planned_for: datetime) -> Effects:
    """A series had planned it before a line said it anew: only what the line said is undone."""
    await appointments.withdraw(turn.session, made)
    made.starts_at, made.ends_at = planned_for, planned_for + (made.ends_at - made.starts_at)
    appointments.became(made, "planned", turn.now)
    await planning.plan_after(turn.session, turn.me, made, turn.now, told_now=False)
    name = await turn.client(made.client_id) if made.client_id else turn.texts.plain("question.session")
    return [
        Edit(turn.message_id, turn.texts("session.as_planned", name=name, start=clock(turn, made.starts_at)))
    ]


async def _pressed(turn: Turn) -> Appointment | None:
    return await appointments.own(turn.session, turn.me.id, turn.press.id())
