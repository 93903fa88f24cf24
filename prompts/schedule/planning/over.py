"""Sessions that are said to be over: which of the times that may be meant has passed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from prompts.schedule.clocks import BY_DAY, HALF_DAY
from prompts.schedule.nearest import last_at
from prompts.schedule.planning.ask import Asker
from prompts.schedule.planning.choose import (
    days_of,
    hours_of,
    lacks_hour,
    real_length,
    said_of,
    start_on,
)
from prompts.schedule.planning.draft import Draft
from prompts.schedule.planning.values import Action, Choice, Plan
from prompts.schedule.planning.when import Unread, When
from prompts.schedule.spans import shortest
from prompts.schedule.times import later, local


@dataclass(frozen=True, slots=True)
class _Ended:
    """When a session may have ended, by this minute of the day; of a span it is the start, and how long."""

    minute: int
    at: datetime
    minutes: int | None = None

    @property
    def ends(self) -> datetime:
        return later(self.at, timedelta(minutes=self.minutes or 0))


def ended(draft: Draft, plan: Plan, asker: Asker) -> Plan:
    """A session that is over; without a time it has just ended, and began its usual length ago."""
    seen, when = asker.seen, draft.when
    if when.ahead is not None:
        raise Unread
    if not draft.just:
        ends_at, minutes = _said(when, asker)
        return replace(
            plan, starts_at=later(ends_at, -timedelta(minutes=minutes or seen.usual)), minutes=minutes
        )
    now = seen.here.replace(second=0, microsecond=0)
    just = replace(
        plan, starts_at=later(now, -timedelta(minutes=when.minutes or seen.usual)), minutes=when.minutes
    )
    finished = Choice(asker.texts.plain("planning.say.finished"), (just,))
    if draft.unsure:
        raise asker.between((finished,), key="finished")
    if draft.starting:
        starts = replace(just, starts_at=now, action=Action.PLAN)
        raise asker.between(
            (finished, Choice(asker.texts.plain("planning.say.starting"), (starts,))), key="now"
        )
    return just


def _said(when: When, asker: Asker) -> tuple[datetime, int | None]:
    """When it ended, and how long it was if that was said; asks if it is still to come."""
    if when.hour is None:
        raise lacks_hour(when, asker)
    # Asks if there is no such time.
    _, length = hours_of(when.hour, when.end, when.part, asker, when.hour_said)
    minutes = shortest(when.hour.minutes, when.end.minutes)[0] if when.end else when.hour.minutes
    if when.part is not None:
        minutes = tuple(minute for minute in minutes if (minute >= HALF_DAY) == (when.part == "pm"))
    found = [
        replace(one, minutes=real_length(one.at, length, asker.seen)) for one in _times(minutes, when, asker)
    ]
    over = [one for one in found if one.ends <= asker.seen.now]
    if not over:
        raise asker.lacks("not_yet", when=said_of(when))
    likely = _likely(over, when)
    return local(likely.ends, asker.seen.zone), likely.minutes or when.minutes


def _times(minutes: Sequence[int], when: When, asker: Asker) -> list[_Ended]:
    """Each minute of the day on the day that was said, or when it was last so late."""
    seen = asker.seen
    if when.day is None:
        last = ((minute, last_at(time(minute // 60, minute % 60), seen.now, seen.zone)) for minute in minutes)
        return [_Ended(minute, local(moment, seen.zone)) for minute, moment in last if moment is not None]
    days = days_of(when.day, asker, when.day_said)
    if when.day.weekday is not None:  # the last one, not the next
        days = tuple(day if day <= seen.today else day - timedelta(days=7) for day in days)
    return [_Ended(minute, start_on(day, minute, seen)) for day in days for minute in minutes]


def _likely(over: Sequence[_Ended], when: When) -> _Ended:
    """Without a day the latest; on a day the one by day, then the one as it is written."""
    if when.day is None:
        return max(over, key=lambda one: one.ends)
    return min(over, key=lambda one: (one.minute // 60 not in BY_DAY, -one.at.toordinal(), one.at))
