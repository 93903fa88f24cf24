"""Not now, or not at all: a question put off, a session that runs on or did not take place."""

from __future__ import annotations

from datetime import datetime, timedelta

from db import appointments, checkins
from db.models import Appointment, AskedQuestion, CheckIn
from handlers import day_card, wordings
from handlers.asking import onward
from handlers.bubble import NOT_HELD, button, redraw
from handlers.context import Feature, Turn
from handlers.effects import Button, Effects
from handlers.keyboards import in_rows, pack
from handlers.pressed import checkin_of, question, stale
from handlers.resting import quiet
from prompts.schedule.checkins import snooze_choices

RAN_OVER = timedelta(minutes=10)  # [Still in session] looks again this much later, and the delay


async def later(turn: Turn) -> Effects:
    """[Later]: when, never past the window."""
    asked, checkin = await _put_now(turn)
    if asked is None or checkin is None:
        return await stale(turn, asked)
    choices = snooze_choices(checkin.sent_at or turn.now, turn.wishes, turn.now)
    buttons = [Button(turn.texts.plain(f"snooze.{slug}"), pack("snooze", asked.id, slug)) for slug in choices]
    return await redraw(turn, asked, rows=(*in_rows(buttons, 3), (button(turn, "back", asked.id),)))


async def snooze(turn: Turn) -> Effects:
    """[15 min] [1 hour] [This evening]."""
    asked, checkin = await _put_now(turn)
    if asked is None or checkin is None:
        return await _again_or_stale(turn, asked)
    at = snooze_choices(checkin.sent_at or turn.now, turn.wishes, turn.now).get(turn.press.word(1))
    if at is not None:
        put_off(turn, checkin, at)
    return await redraw(turn, asked)


async def now(turn: Turn) -> Effects:
    """[Now] under a question that was put off."""
    asked = await question(turn)
    checkin = await checkin_of(turn, asked) if asked else None
    if asked is None or checkin is None or asked.state != "open" or checkin.state != "snoozed":
        return await stale(turn, asked)
    checkin.state = "open"
    await wordings.anew(turn, asked)
    await checkins.sent(turn.session, checkin, turn.me, turn.now)
    return await redraw(turn, asked)


async def still(turn: Turn) -> Effects:
    """[Still in session]: the session runs on, and the question comes again."""
    asked, checkin = await _put_now(turn)
    appointment = await _appointment(turn, asked)
    if asked is None or checkin is None or appointment is None:
        return await _again_or_stale(turn, asked)
    appointment.ends_at = max(appointment.ends_at, turn.now) + RAN_OVER
    put_off(turn, checkin, appointment.ends_at + turn.wishes.delay)
    return await redraw(turn, asked)


async def didnt(turn: Turn) -> Effects:
    """[Didn't happen]: a no-show, or cancelled?"""
    asked, _ = await _put_now(turn)
    if asked is None or asked.state != "open" or asked.appointment_id is None:
        return await stale(turn, asked)
    names = [Button(turn.texts.plain(f"button.{how}"), pack("didnt_as", asked.id, how)) for how in NOT_HELD]
    return await redraw(turn, asked, rows=(tuple(names), (button(turn, "back", asked.id),)))


async def didnt_as(turn: Turn) -> Effects:
    """It did not take place: no pulse, no further question about it."""
    asked = await question(turn)
    appointment, how = await _appointment(turn, asked), turn.press.word(1)
    if asked is not None and asked.state == "dropped":
        return await redraw(turn, asked)
    if asked is None or asked.state != "open" or appointment is None or how not in NOT_HELD:
        return await stale(turn, asked)
    appointment.status, asked.state = how, "dropped"
    await turn.session.flush()
    following = await onward(turn, asked, await checkin_of(turn, asked), was_open=True)
    return [*following, *await day_card.kept_true(turn)]


async def happened(turn: Turn) -> Effects:
    """[It did], after all: the question is open again, the session not confirmed until it is answered."""
    asked = await question(turn)
    appointment = await _appointment(turn, asked)
    if asked is None or asked.state != "dropped" or appointment is None or appointment.status not in NOT_HELD:
        return await stale(turn, asked)
    if left_alone := await quiet(turn, asked.client_id):
        return left_alone
    appointment.status = "planned"
    return [*await reopen(turn, asked), *await day_card.kept_true(turn)]


async def reopen(turn: Turn, asked: AskedQuestion) -> Effects:
    """A question about a session that took place after all."""
    asked.state = "open"
    await wordings.anew(turn, asked)
    checkin = await checkin_of(turn, asked)
    if checkin.state == "done" and not checkins.is_late(checkin, turn.now):
        checkin.state = "open"
        await checkins.sent(turn.session, checkin, turn.me, turn.now)
    return await redraw(turn, asked)


def put_off(turn: Turn, checkin: CheckIn, at: datetime) -> None:
    """Chosen, so it wins over quiet hours and over a pause it was chosen in; its return is the reminder."""
    checkin.state, checkin.wake_at, checkin.ignores_quiet = "snoozed", at, True
    checkin.reminded_at = turn.now
    if turn.wishes.paused(turn.now):
        checkin.unasked = False


async def _put_now(turn: Turn) -> tuple[AskedQuestion | None, CheckIn | None]:
    """The question pressed, and its check-in if the question is the one put now."""
    asked = await question(turn)
    if asked is None or asked.state != "open":
        return asked, None
    checkin = await checkin_of(turn, asked)
    return asked, checkin if checkin.state == "open" else None


async def _again_or_stale(turn: Turn, asked: AskedQuestion | None) -> Effects:
    """The same press twice changes nothing, and needs no word."""
    if asked is not None and (await checkin_of(turn, asked)).state == "snoozed":
        return await redraw(turn, asked)
    return await stale(turn, asked)


async def _appointment(turn: Turn, asked: AskedQuestion | None) -> Appointment | None:
    return await appointments.own(turn.session, turn.me.id, asked.appointment_id) if asked else None


FEATURE = Feature(
    name="putting_off",
    presses={
        "later": later, "snooze": snooze, "now": now, "still": still, "didnt": didnt,
        "didnt_as": didnt_as, "happened": happened,
    },
)  # fmt: skip
