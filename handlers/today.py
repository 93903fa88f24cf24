"""The day on one card: what was planned and held, and a tap to put it right."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from db import appointments, clients
from db.models import Appointment
from handlers import changes
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
        state = turn.texts(f"today.state.{await _state(turn, one, one.id in answered)}")
        lines.append(turn.texts("today.row", start=start_said, name=name, state=state))
        label = start_said if turn.me.discreet else f"{start_said} {name}"  # a label cannot be a spoiler
        buttons.append(Button(label, pack("day_one", one.id)))
    return Html("\n".join(lines)), in_rows(buttons, 2)


def _day(turn: Turn) -> tuple[datetime, datetime]:
    day = local(turn.now, turn.zone).date()
    return at_local(day, time(0), turn.zone), at_local(day + timedelta(days=1), time(0), turn.zone)


async def _state(turn: Turn, one: Appointment, answered: bool) -> str:
    """What stands behind its name; of a client left alone, it is not asked whether it took place."""
    if answered:
        return "looked_back"
    if clients.is_quiet(await turn.codes.own(one.client_id)):
        return one.status
    return "over" if one.status == "planned" and one.ends_at <= turn.now else one.status


async def _name(turn: Turn, one: Appointment) -> str:
    return await turn.client(one.client_id) if one.client_id else turn.texts.plain("question.session")


async def one(turn: Turn) -> Effects:
    """One session of the day: held, no-show, cancelled, or look back on it now."""
    found = await appointments.own(turn.session, turn.me.id, turn.press.id())
    if found is None:
        return [Edit(turn.message_id, turn.texts("today.gone"), (_back(turn),))]
    client = await turn.codes.own(found.client_id)
    asked = await appointments.was_asked_about(turn.session, found.id)
    answered = await appointments.answered(turn.session, [found.id])
    begun = found.starts_at < turn.now
    text = turn.texts(
        "today.one", name=await _name(turn, found), start=say_time(found.starts_at, turn.zone),
        end=say_time(found.ends_at, turn.zone),
        state=turn.texts(f"today.state.{await _state(turn, found, found.id in answered)}"),
    )  # fmt: skip
    states = [
        Button(turn.texts.plain(f"today.button.{name}"), pack("day_as", found.id, name))
        for name in STATES
        if name != found.status and (name != "held" or begun) and not clients.has_died(client)
    ]
    looks = begun and not asked and found.status in appointments.TAKES_PLACE and not clients.is_quiet(client)
    now = [Button(turn.texts.plain("button.now"), pack("ask_now", found.id))] if looks else []
    return [Edit(turn.message_id, text, (*in_rows(states, 2), (*now, *_back(turn))))]


def _back(turn: Turn) -> tuple[Button, ...]:
    return (Button(turn.texts.plain("button.back"), pack("day")),)


async def as_(turn: Turn) -> Effects:
    """What became of it. Of a session that did not take place nothing is asked; held after all, it is."""
    found, state = await appointments.own(turn.session, turn.me.id, turn.press.id()), turn.press.word(1)
    if found is None or state not in STATES or (state == "held" and found.starts_at >= turn.now):
        return gone(turn)
    dropped = await changes.became(turn, found, state)
    return [Edit(turn.message_id, *await _card(turn)), *dropped]


async def again(turn: Turn) -> Effects:
    return [Edit(turn.message_id, *await _card(turn))]


FEATURE = Feature(
    name="today",
    commands={"today": today},
    presses={"day": again, "day_one": one, "day_as": as_},
    typed={"today": today},
)
