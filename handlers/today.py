"""The day on one card: what was planned and held, and a tap to put it right."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from db import appointments, checkins
from db.models import Appointment
from handlers.checkin import gone
from handlers.context import Feature, Turn
from handlers.effects import Button, Edit, Effects, Rows, Say
from handlers.keyboards import in_rows, pack
from prompts.schedule.say import say_day, say_time
from prompts.schedule.times import at_local, local
from prompts.texts import Html

STATES = ("held", "no_show", "cancelled")


async def today(turn: Turn) -> Effects:
    """/today and [Today]."""
    return [Say(*await _card(turn))]


async def _card(turn: Turn) -> tuple[Html, Rows]:
    start, end = _day(turn)
    found = await appointments.between(turn.session, turn.me.id, start, end)
    if not found:
        return turn.texts("today.empty"), ()
    answered = await appointments.answered(turn.session, [one.id for one in found])
    day = local(turn.now, turn.zone).date()
    lines = [turn.texts("today.head", day=say_day(day, day, turn.texts))]
    buttons = []
    for one in found:
        start_said, name = say_time(one.starts_at, turn.zone), await _name(turn, one)
        state = turn.texts(f"today.state.{_state(turn, one, one.id in answered)}")
        lines.append(turn.texts("today.row", start=start_said, name=name, state=state))
        buttons.append(Button(f"{start_said} {name}", pack("day_one", one.id)))
    return Html("\n".join(lines)), in_rows(buttons, 2)


def _day(turn: Turn) -> tuple[datetime, datetime]:
    day = local(turn.now, turn.zone).date()
    return at_local(day, time(0), turn.zone), at_local(day + timedelta(days=1), time(0), turn.zone)


def _state(turn: Turn, one: Appointment, answered: bool) -> str:
    if answered:
        return "looked_back"
    return "over" if one.status == "planned" and one.ends_at <= turn.now else one.status


async def _name(turn: Turn, one: Appointment) -> str:
    return await turn.client(one.client_id) if one.client_id else turn.texts.plain("question.session")


async def one(turn: Turn) -> Effects:
    """One session of the day: held, no-show, cancelled, or look back on it now."""
    found = await appointments.own(turn.session, turn.me.id, turn.press.id())
    if found is None:
        return [Edit(turn.message_id, turn.texts("today.gone"))]
    asked = await appointments.was_asked_about(turn.session, found.id)
    state = turn.texts(f"today.state.{_state(turn, found, False)}")
    text = turn.texts(
        "today.one", name=await _name(turn, found), start=say_time(found.starts_at, turn.zone),
        end=say_time(found.ends_at, turn.zone), state=state,
    )  # fmt: skip
    states = [
        Button(turn.texts.plain(f"today.button.{name}"), pack("day_as", found.id, name))
        for name in STATES
        if name != found.status and (name != "held" or found.ends_at <= turn.now)
    ]
    now = [Button(turn.texts.plain("button.now"), pack("ask_now", found.id))] if not asked else []
    back = Button(turn.texts.plain("button.back"), pack("day"))
    return [Edit(turn.message_id, text, (*in_rows(states, 2), (*now, back)))]


async def as_(turn: Turn) -> Effects:
    """What became of it; a check-in still to come for a session that did not take place is let go."""
    found, state = await appointments.own(turn.session, turn.me.id, turn.press.id()), turn.press.word(1)
    if found is None or state not in STATES:
        return gone(turn)
    found.status = state
    checkin = await checkins.for_appointment(turn.session, found.id)
    if (
        state != "held"
        and checkin is not None
        and checkin.slot == f"a{found.id}"
        and checkin.state == "waiting"
    ):
        checkin.state, checkin.wake_at = "dropped", None
    await turn.session.flush()
    return [Edit(turn.message_id, *await _card(turn))]


async def again(turn: Turn) -> Effects:
    return [Edit(turn.message_id, *await _card(turn))]


FEATURE = Feature(
    name="today",
    commands={"today": today},
    presses={"day": again, "day_one": one, "day_as": as_},
    typed={"today": today},
)
