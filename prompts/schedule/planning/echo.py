"""A plan shown before it is stored: the day with its weekday and date, from when until when; bare text."""

from __future__ import annotations

from datetime import datetime, timedelta

from prompts.schedule.planning.say import say_bounds, say_pattern
from prompts.schedule.planning.series import pattern_of
from prompts.schedule.planning.values import Plan, Seen
from prompts.schedule.recurrence import check_rule
from prompts.schedule.say import say_day, say_time
from prompts.schedule.times import local

_NEAR = {-1: "say.yesterday", 0: "say.today", 1: "say.tomorrow"}


def say_day_of(instant: datetime, seen: Seen) -> str:
    """ "tomorrow, Tue 24 Nov"; further off "Fri 4 Dec"."""
    texts, day = seen.words.texts, local(instant, seen.zone).date()
    date, near = say_day(day, seen.today, texts), _NEAR.get((day - seen.today).days)
    return f"{texts.plain(near, time='').strip()}, {date}" if near else date


def say_hours(starts_at: datetime, ends_at: datetime, seen: Seen) -> str:
    """ "14:30–15:20"."""
    return f"{say_time(starts_at, seen.zone)}–{say_time(ends_at, seen.zone)}"


def say_session(starts_at: datetime, ends_at: datetime, seen: Seen) -> str:
    """ "tomorrow, Tue 24 Nov, 14:30–15:20"."""
    return f"{say_day_of(starts_at, seen)}, {say_hours(starts_at, ends_at, seen)}"


def say_series(plan: Plan, minutes: int, seen: Seen) -> str:
    """ "every 2 weeks Thu, 10:15–11:05, from Thu 3 Dec, 6 times"."""
    if plan.starts_at is None:
        return ""
    ends_at = plan.starts_at + timedelta(minutes=minutes)  # on the wall clock, which a series runs on
    pattern = say_pattern(pattern_of(check_rule(plan.rule or "")), seen)
    return ", ".join((pattern, say_hours(plan.starts_at, ends_at, seen), *say_bounds(plan, seen)))
