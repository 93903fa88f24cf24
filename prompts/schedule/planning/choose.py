"""The instants that a time may mean, after what the rules settle: an hour by day wins over one at night."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from prompts.schedule.clocks import BY_DAY, DAY, HALF_DAY, LONGEST_SESSION
from prompts.schedule.nearest import nearest_at
from prompts.schedule.planning.ask import Asker
from prompts.schedule.planning.dates import Days
from prompts.schedule.planning.figures import Hour
from prompts.schedule.planning.say import listed, say_date
from prompts.schedule.planning.values import Seen
from prompts.schedule.planning.when import Unread, When
from prompts.schedule.spans import shortest
from prompts.schedule.times import at_local, later, local
from prompts.schedule.work import at_work

_AHEAD, _BACK = timedelta(days=2 * 366), timedelta(days=366)  # no plan is further off


@dataclass(frozen=True, slots=True)
class Start:
    """One of the instants that a time may mean (in the therapist's zone), and how long, if that was said."""

    at: datetime
    minutes: int | None


def starts_of(when: When, asker: Asker) -> list[Start]:
    """Every start that a time with a clock may mean, by day and then by hour; asks for what is lacking."""
    seen = asker.seen
    if when.ahead is not None:
        return [
            Start(
                later(seen.here, timedelta(minutes=when.ahead)).replace(second=0, microsecond=0), when.minutes
            )
        ]
    days: tuple[date | None, ...] = days_of(when.day, asker, when.day_said) if when.day else (None,)
    if when.hour is None:
        raise lacks_hour(when, asker)
    found = [start for day in days for start in _on(day, when, asker)]
    if when.either is not None:
        again = When(when.day, when.either, part=when.part)
        found += [start for day in days for start in _on(day, again, asker)]
    return sorted(found, key=lambda start: start.at)


def days_of(days: Days, asker: Asker, said: str) -> tuple[date, ...]:
    """The days that may be meant; asks if there is none, if a whole week was said, or if it is far off."""
    if not days.options:
        raise asker.lacks("no_such_day", "date", said=said)
    if days.week:
        raise asker.lacks("which_day", "day")
    for day in days.options:
        if not -_BACK <= day - asker.seen.today <= _AHEAD:
            raise asker.lacks("far", "date", day=said)
    return days.options


def lacks_hour(when: When, asker: Asker) -> Exception:
    """What is asked when no clock time was said."""
    if when.day is None:
        return asker.lacks("when")
    if when.day.order:
        return _lacks_order(when, asker)
    return asker.lacks("what_time", "day", day=when.day_said)


def _lacks_order(when: When, asker: Asker) -> Exception:
    days = when.day.options if when.day else ()
    options = listed([say_date(day, asker.seen) for day in days], asker.texts, "or")
    return asker.lacks("day_or_month_when", "date", said=when.day_said, options=options)


def said_of(when: When) -> str:
    """Day and time as typed."""
    return f"{when.day_said} {when.hour_said}".strip()


def start_on(day: date, minute: int, seen: Seen) -> datetime:
    """That minute of the day on the wall clock, in the therapist's zone."""
    return local(at_local(day, time(minute // 60, minute % 60), seen.zone), seen.zone)


def hours_of(
    hour: Hour, end: Hour | None, part: str | None, asker: Asker, said: str
) -> tuple[tuple[int, ...], int | None]:
    """The minutes of the day that may be meant, and the length of a span."""
    if not hour.minutes or (end is not None and not end.minutes):
        raise asker.lacks("no_such_time", said=said)
    minutes, length = hour.minutes, None
    if end is not None:
        minutes, length = shortest(hour.minutes, end.minutes)
        if not 0 < length <= LONGEST_SESSION:
            raise Unread
    if part is not None:
        minutes = tuple(minute for minute in minutes if (minute >= HALF_DAY) == (part == "pm"))
    if not minutes:
        raise Unread
    return tuple(minute for minute in minutes if minute // 60 in BY_DAY) or minutes, length


def settled(
    minutes: tuple[int, ...], hour: Hour, day: date | None, length: int, seen: Seen
) -> tuple[int, ...]:
    """Of two hours by day, the one as written, or the one in working hours; else both."""
    if len(minutes) == 1:
        return minutes
    starts = [start_on(day, minute, seen) if day else _nearest(minute, seen) for minute in minutes]
    if hour.exact and (day is not None or later(starts[0], timedelta(minutes=length)) > seen.now):
        return minutes[:1]
    working = [
        minute for minute, start in zip(minutes, starts, strict=True) if at_work(start, seen.work, seen.zone)
    ]
    return tuple(working) if len(working) == 1 else minutes


def _on(day: date | None, when: When, asker: Asker) -> list[Start]:
    seen = asker.seen
    if when.hour is None:
        return []
    minutes, length = hours_of(when.hour, when.end, when.part, asker, when.hour_said)
    length = length or when.minutes
    chosen = settled(minutes, when.hour, day, length or seen.usual, seen)
    starts = [start_on(day, minute, seen) if day else _nearest(minute, seen) for minute in chosen]
    if when.end is None:
        return [Start(start, length) for start in starts]
    return [Start(start, real_length(start, length, seen)) for start in starts]


def real_length(start: datetime, minutes: int | None, seen: Seen) -> int | None:
    """How long a span is that is so long on the clock: an hour more or less over a clock change."""
    if minutes is None:
        return None
    days, minute = divmod(start.hour * 60 + start.minute + minutes, DAY)
    ends = start_on(start.date() + timedelta(days=days), minute, seen)
    return int((ends.astimezone(UTC) - start.astimezone(UTC)) / timedelta(minutes=1)) or minutes


def _nearest(minute: int, seen: Seen) -> datetime:
    minute %= DAY
    return local(nearest_at(time(minute // 60, minute % 60), seen.now, seen.zone), seen.zone)
