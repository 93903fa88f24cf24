"""A session that was told of: stored once, said back, and put right by [Now] [50 min] [Undo]."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from db import appointments, clients, messages, planning, therapists
from db.models import Appointment, CheckIn
from handlers import asking, echoes
from handlers.bubble import clock
from handlers.checkin import gone
from handlers.context import Turn
from handlers.effects import Button, Edit, Effects, Ref, Rows, Say
from handlers.keyboards import in_rows, pack
from handlers.resting import quiet
from prompts.schedule.say import say_time
from prompts.texts import Html

NOW, ENDED, STARTS = "now", "ended", "starts"
LENGTHS = (30, 45, 50, 60, 80, 90)
JUST = timedelta(minutes=10)  # so long after its end, a session has "just finished"


@dataclass(frozen=True, slots=True)
class Told:
    """What the therapist said: it ended at `moment`, or starts then. `origin`: the message that began it."""

    how: str
    moment: datetime
    origin: int


async def of(turn: Turn, origin: int) -> Appointment | None:
    """The session that this message told of."""
    return await appointments.by_origin(turn.session, turn.me.id, f"m{origin}")


async def record(turn: Turn, told: Told, client_id: int | None, *, replaces: tuple[int, ...] = ()) -> Effects:
    """Store the session once, however often it is pressed, and say when the bot will ask."""
    await therapists.expect_nothing(turn.session, turn.me.id)
    length = await appointments.usual_length(turn.session, turn.me.id, client_id)
    starts_at = told.moment if told.how == STARTS else told.moment - length
    return await store(
        turn,
        told.origin,
        client_id,
        starts_at,
        starts_at + length,
        over=told.how != STARTS,
        replaces=replaces,
    )


async def store(
    turn: Turn,
    origin: int,
    client_id: int | None,
    starts_at: datetime,
    ends_at: datetime,
    *,
    over: bool,
    replaces: tuple[int, ...] = (),
) -> Effects:
    """Keep the session and its check-in; one that is due already comes at once. `over`: it took place."""
    made = await of(turn, origin)
    if made is None and client_id is not None:
        made = await _met(turn, origin, client_id, starts_at, ends_at, over=over)
    new = made is None
    if made is None:
        made, _ = await appointments.record(
            turn.session, turn.me.id, origin=f"m{origin}", client_id=client_id, starts_at=starts_at,
            ends_at=ends_at, zone=turn.zone, now=turn.now, status="held" if over else "planned",
        )  # fmt: skip
        await planning.plan_after(turn.session, turn.me, made, turn.now, told_now=over)
    following = await _at_once(turn, made) if new or over else []
    text, rows = await echo(turn, made, comes_now=bool(following))
    before = await echoes.at_rest(turn, [made], but=turn.message_id)
    if turn.press.verb:
        await _stands_for(turn, made)
        return [Edit(turn.message_id, text, rows), *before, *following]
    ref = Ref("session", made.id)
    return [Say(text, rows, ref=ref, replaces=replaces), *before, *following]


async def _stands_for(turn: Turn, made: Appointment) -> None:
    """The dialog's message has become the session's."""
    await messages.note(
        turn.session, turn.me, turn.message_id, turn.now, incoming=False, refers="session", refers_id=made.id
    )


async def _met(
    turn: Turn, origin: int, client_id: int, starts_at: datetime, ends_at: datetime, *, over: bool
) -> Appointment | None:
    """The client's session at that time, if it is known already. A planned one takes what is told now."""
    same = await appointments.overlapping(turn.session, turn.me.id, client_id, starts_at, ends_at)
    if same is None or same.status == "held":
        return same
    asked = await appointments.was_asked_about(turn.session, same.id)
    if over:
        appointments.became(same, "held", turn.now)
        starts_at = min(same.starts_at, ends_at - timedelta(minutes=1))
    if not asked:
        same.origin, same.starts_at, same.ends_at = f"m{origin}", starts_at, ends_at
        await appointments.withdraw(turn.session, same)
        await planning.plan_after(turn.session, turn.me, same, turn.now, told_now=over)
    return same


async def _at_once(turn: Turn, made: Appointment) -> Effects:
    """The first question now, if it is due: nobody waits for the next tick."""
    checkin = await planning.for_appointment(turn.session, made.id)
    if checkin is None or not _due(turn, made, checkin):
        return []
    return await asking.put_next(turn, checkin)


def _due(turn: Turn, made: Appointment, checkin: CheckIn) -> bool:
    mine = checkin.slot == f"a{made.id}" and checkin.state == "waiting" and checkin.ignores_quiet
    return mine and checkin.due_at <= turn.now and not turn.wishes.resting(turn.now)


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
    key = "ask_evening" if checkin.slot.startswith("evening") else "ask_at"
    return turn.texts(f"session.{key}", when=clock(turn, checkin.due_at))


async def ask_now(turn: Turn) -> Effects:
    """[Now]: asked for, so it waits for nothing. A session under way has ended, then."""
    made = await _pressed(turn)
    if made is None or made.starts_at >= turn.now or made.status not in appointments.TAKES_PLACE:
        return gone(turn)
    if await appointments.was_asked_about(turn.session, made.id):
        return gone(turn)
    if left_alone := await quiet(turn, made.client_id):
        return left_alone
    appointments.became(made, "held", turn.now)
    made.ends_at = min(made.ends_at, turn.now)
    checkin = await planning.bring_forward(turn.session, turn.me, made, turn.now)
    await _stands_for(turn, made)
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
    client_id = made.client_id
    await appointments.forget(turn.session, made)
    if client_id is not None:
        await turn.codes.forget_unused(client_id)
    return [Edit(turn.message_id, turn.texts("session.undone"))]


async def _pressed(turn: Turn) -> Appointment | None:
    return await appointments.own(turn.session, turn.me.id, turn.press.id())
