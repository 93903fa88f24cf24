"""Whom or what a question is about, and when that was: the beginning of its first line."""

from __future__ import annotations

from datetime import datetime

from db.models import Appointment, AskedQuestion, CheckIn
from handlers.context import Turn
from prompts.schedule.say import say, say_day, say_time, say_weekday
from prompts.schedule.times import local
from prompts.texts import Html, escape

A_WEEK = 7  # days
FIRST_SLOT = "first"  # the first question of all: choose one, no scale


def about_line(
    turn: Turn, asked: AskedQuestion, checkin: CheckIn, appointment: Appointment | None, code: str
) -> Html:
    """`Oak, 14:00`, `Oak`, or `The day`: seen from when the question was put, as its words are."""
    if checkin.slot == FIRST_SLOT:
        return turn.texts("question.about_first")
    if appointment is None:
        return (
            _about_day(turn, checkin, asked.put_at)
            if asked.client_id is None
            else turn.texts("question.about", client=code)
        )
    name = code if appointment.client_id is not None else turn.texts.plain("question.session")
    over = asked.state in ("lapsed", "dropped")
    starts_at = asked.moved_from or appointment.starts_at
    when = stamp(turn, starts_at) if over else clock(turn, starts_at, asked.put_at)
    return turn.texts("question.about_at", client=name, when=when)


def _about_day(turn: Turn, checkin: CheckIn, seen: datetime) -> Html:
    """Once the day is over, which one it was."""
    day, today = local(checkin.due_at, turn.zone).date(), local(seen, turn.zone).date()
    return turn.texts("question.about_day") if day == today else Html(escape(say_day(day, today, turn.texts)))


def clock(turn: Turn, instant: datetime, seen: datetime | None = None) -> str:
    """`14:00` on the same day, else the moment as people say it; seen from now, or from another moment."""
    here = seen or turn.now
    same_day = local(instant, turn.zone).date() == local(here, turn.zone).date()
    return say_time(instant, turn.zone) if same_day else say(instant, here, turn.zone, turn.texts)


def moment(turn: Turn, instant: datetime) -> str:
    """`11:00` today, else with the day, `Fri 11:00`, `Fri 11 Dec 11:00`: for what is still to come."""
    there, here = local(instant, turn.zone).date(), local(turn.now, turn.zone).date()
    clock_time = say_time(instant, turn.zone)
    if there == here:
        return clock_time
    near = abs((there - here).days) < A_WEEK
    return f"{say_weekday(there, turn.texts) if near else say_day(there, here, turn.texts)} {clock_time}"


def stamp(turn: Turn, instant: datetime) -> str:
    """`14:00` on the same day, else `Mon 14:00`: for a line that stays, where "yesterday" soon misleads."""
    there, here = local(instant, turn.zone).date(), local(turn.now, turn.zone).date()
    if abs((there - here).days) != 1:
        return clock(turn, instant)
    return f"{say_weekday(there, turn.texts)} {say_time(instant, turn.zone)}"
