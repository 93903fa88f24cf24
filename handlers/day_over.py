"""A session ran over: by so many minutes, or until a time that is typed."""

from __future__ import annotations

from datetime import datetime, timedelta

from db import therapists
from db.models import Appointment
from handlers import changes, day_card
from handlers.checkin import gone
from handlers.context import Feature, Turn
from handlers.day_card import Came, came_from
from handlers.day_move import anew, awaited, back_to, expect, without_cards
from handlers.day_one import pressed, said
from handlers.effects import Button, Edit, Effects, Say
from handlers.keyboards import in_rows, pack
from handlers.lines import written
from handlers.telling import minute_of, moment_of
from prompts.schedule.nearest import next_at
from prompts.schedule.spans import read_clock, read_minutes
from prompts.schedule.times import local
from prompts.texts import Html

STEPS = (10, 20, 30)  # minutes
LONGEST = timedelta(hours=12)  # no session lasts longer


async def choose(turn: Turn) -> Effects:
    """[Ran over]: by how much?"""
    found, came = await pressed(turn), came_from(turn, 1)
    if found is None:
        return gone(turn)
    await expect(turn, "day_over", found, came)
    buttons = [
        Button(
            turn.texts.plain("today.over_by", minutes=step),
            pack("day_end", found.id, came.word, minute_of(found.ends_at + timedelta(minutes=step))),
        )
        for step in STEPS
    ]
    text = Html(f"{await said(turn, found)}\n{turn.texts('today.over_how')}")
    return [Edit(turn.message_id, text, (*in_rows(buttons, 3), (back_to(turn, found, came),)))]


async def end(turn: Turn) -> Effects:
    """The end is in the button: pressed twice, it is the same end."""
    found, came = await pressed(turn), came_from(turn, 1)
    ends_at = moment_of(min(turn.press.id(2), minute_of(turn.now + 2 * LONGEST)))
    if found is None or not fits(found, ends_at):
        return gone(turn)
    await therapists.expect_nothing(turn.session, turn.me.id)
    changed = await changes.ran_over(turn, found, ends_at)
    return [Edit(turn.message_id, *await day_card.draw(turn, came)), *changed]


def fits(found: Appointment, ends_at: datetime) -> bool:
    return found.starts_at < ends_at <= found.starts_at + LONGEST


async def typed(turn: Turn) -> Effects:
    """`25` or `1 h`: so much longer; `15:10`: until then. What cannot be read leaves the question open."""
    found, came = await awaited(turn)
    if found is None:
        await therapists.expect_nothing(turn.session, turn.me.id)
        return [Say(turn.texts("today.gone"))]
    ends_at = _read(turn, found)
    if ends_at is None or not fits(found, ends_at):
        return [Say(turn.texts("today.over_unread"))]
    await therapists.expect_nothing(turn.session, turn.me.id)
    return await _longer(turn, found, came, ends_at)


def _read(turn: Turn, found: Appointment) -> datetime | None:
    text = written(turn).text.strip().removeprefix("+")
    if ":" not in text and (minutes := read_minutes(text)) is not None:
        return found.ends_at + timedelta(minutes=minutes)
    clock = read_clock(text, local(found.starts_at, turn.zone).time())
    return next_at(clock, found.starts_at, turn.zone, grace=timedelta(0)) if clock is not None else None


async def _longer(turn: Turn, found: Appointment, came: Came, ends_at: datetime) -> Effects:
    changed = await changes.ran_over(turn, found, ends_at)
    return [*await anew(turn, came), *await without_cards(turn, changed)]


FEATURE = Feature(name="day_over", presses={"day_over": choose, "day_end": end}, typed={"day_over": typed})
