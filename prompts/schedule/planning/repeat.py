"""A series settled: its rule, and when it begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time, timedelta

from prompts.schedule.planning.ask import Asker
from prompts.schedule.planning.choose import days_of, hours_of, settled, start_on
from prompts.schedule.planning.dates import Days
from prompts.schedule.planning.draft import Draft
from prompts.schedule.planning.say import say_clock_of, say_date, say_pattern
from prompts.schedule.planning.series import Pattern, rule_of
from prompts.schedule.planning.values import Action, Choice, Plan, Seen
from prompts.schedule.planning.when import Unread
from prompts.schedule.recurrence import SPAN, Series, planned_until
from prompts.schedule.times import at_local, later, local

_NOON = time(12)  # dates are counted at an hour that no clock change touches
_LAST = time(23, 59, 59)


def series_of(draft: Draft, plan: Plan, asker: Asker) -> Plan:
    """The series that is meant; asks for what is lacking, or between several."""
    several = list(_readings(draft, asker))
    if several:
        choices = tuple(Choice(label, (series_of(one, plan, asker),)) for label, one in several)
        raise asker.between(choices)
    if draft.action is not Action.PLAN or draft.when.day or (draft.until and draft.times):
        raise Unread
    since = _day(draft.since, asker) if draft.since else None
    pattern = _whole(draft.patterns[0], since, asker)
    plans = _plans(draft, pattern, since, plan, asker)
    if len(plans) > 1:
        morning, evening = (say_clock_of(one) for one in plans)
        raise asker.choose(
            plans, key="hour", day=say_pattern(pattern, asker.seen), first=morning, second=evening
        )
    return plans[0]


def _readings(draft: Draft, asker: Asker) -> Iterator[tuple[str, Draft]]:
    """The ways in which a series may be meant, if there are several: how it comes, from when, until when."""
    if len(draft.patterns) > 1:
        for pattern in draft.patterns:
            yield say_pattern(pattern, asker.seen), replace(draft, patterns=(pattern,))
    elif draft.since and draft.since.order:
        for day in draft.since.options:
            yield say_date(day, asker.seen), replace(draft, since=Days((day,)))
    elif draft.until and draft.until.order:
        for day in draft.until.options:
            yield say_date(day, asker.seen), replace(draft, until=Days((day,)))


def _day(days: Days, asker: Asker) -> date:
    """The first that is meant; of "next week", its first day."""
    return days_of(replace(days, week=False), asker, "")[0]


def _whole(pattern: Pattern, since: date | None, asker: Asker) -> Pattern:
    """With the day that follows from when it begins; asks if nothing says which."""
    if not pattern.frequency:
        raise asker.lacks("too_often", "series")
    on_month_day = pattern.frequency == "MONTHLY" and not pattern.weekdays
    if not (pattern.needs_weekday or on_month_day) or pattern.month_day:
        return pattern
    if since is None:
        raise asker.lacks("which_day", "series")
    if on_month_day:
        return replace(pattern, month_day=since.day)
    return replace(pattern, weekdays=(since.weekday(),))


def _plans(draft: Draft, pattern: Pattern, since: date | None, plan: Plan, asker: Asker) -> list[Plan]:
    """A series for each hour that may be meant."""
    seen, when = asker.seen, draft.when
    if when.hour is None:
        raise asker.lacks("what_time", "series", day=say_pattern(pattern, seen))
    minutes, span = hours_of(when.hour, when.end, when.part, asker, when.hour_said)
    length = span or when.minutes
    until = _day(draft.until, asker) if draft.until else None
    ends = at_local(until, _LAST, seen.zone) if until else None
    found = []
    for minute in settled(minutes, when.hour, since or seen.today, length or seen.usual, seen):
        first, passed = _first(pattern, since, minute, length or seen.usual, seen)
        if (until is not None and first > until) or (draft.times and passed >= draft.times):
            raise Unread
        rule = rule_of(pattern, until=ends, times=draft.times - passed if draft.times else 0)
        found.append(replace(plan, starts_at=start_on(first, minute, seen), minutes=length, rule=rule))
    return found


def _first(pattern: Pattern, since: date | None, minute: int, length: int, seen: Seen) -> tuple[date, int]:
    """The first day of a series that is not over by now, and how many of it have passed."""
    begins = next(_days(replace(pattern, interval=1), since or seen.today, seen), None)
    if begins is None:
        raise Unread
    # Said without a beginning, "every 2 weeks" counts from the first that is still to come.
    counted = _days(pattern if since else replace(pattern, interval=1), begins, seen)
    for passed, day in enumerate(counted):
        if later(start_on(day, minute, seen), timedelta(minutes=length)) > seen.now:
            return day, passed if since else 0
    raise Unread


def _days(pattern: Pattern, first: date, seen: Seen) -> Iterator[date]:
    start = at_local(first, _NOON, seen.zone)
    for one in planned_until(Series(start, rule_of(pattern), seen.zone), start + SPAN):
        yield local(one, seen.zone).date()
