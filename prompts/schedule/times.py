"""Clock times and zones: from a local wall clock to an instant and back.

Two rules hold everywhere. A clock time that a spring change skips means the first moment after the gap; one
that an autumn change repeats means the first of the two. So every local date has each clock time once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_TICK = timedelta(microseconds=1)


def zone_info(zone: str) -> ZoneInfo:
    """The zone of an IANA name; ValueError for anything else (`US` is a folder, `../x` a path).

    `localtime` is no name of a zone, but whatever zone this machine is in.
    """
    try:
        if zone == "localtime":
            raise KeyError(zone)
        return ZoneInfo(zone)
    except (OSError, KeyError, ValueError) as fault:
        raise ValueError(f"no such time zone: {zone!r}") from fault


def at_local(day: date, clock: time, zone: str) -> datetime:
    """The instant (aware UTC) at which the wall clock in `zone` shows `clock` on `day`.

    ValueError for a clock that carries a zone of its own.
    """
    if clock.tzinfo is not None:
        raise ValueError("a clock time stands without a zone")
    info = zone_info(zone)
    wanted = datetime.combine(day, clock.replace(fold=0), info)
    instant = wanted.astimezone(UTC)
    if instant.astimezone(info).replace(tzinfo=None) == wanted.replace(tzinfo=None):
        return instant
    # In a gap fold=1 reads the clock by the later offset, which lands before the change.
    return _change_between(wanted.replace(fold=1).astimezone(UTC), instant, info)


def local(instant: datetime, zone: str) -> datetime:
    """The same instant as the wall clock in `zone` shows it (aware); ValueError if `instant` is naive."""
    return _aware(instant).astimezone(zone_info(zone))


def same_local_time(instant: datetime, days: int, zone: str) -> datetime:
    """The same clock time so many calendar days later or earlier, as an instant in UTC.

    Not `timedelta(days=days)`: over a clock change that many days are an hour more or less.
    """
    if days == 0:
        return _aware(instant).astimezone(UTC)
    here = local(instant, zone)
    return at_local(here.date() + timedelta(days=days), here.time(), zone)


def later(instant: datetime, length: timedelta) -> datetime:
    """So much real time later (or earlier), on the clock of the zone it came in; ValueError if it is naive.

    Not `instant + length`: with a zone of its own, that is added to the wall clock.
    """
    return (_aware(instant).astimezone(UTC) + length).astimezone(instant.tzinfo)


def in_quiet(instant: datetime, quiet_from: time, quiet_until: time, zone: str) -> bool:
    """Whether `instant` lies in quiet hours: from included, until not; equal ends mean no quiet hours."""
    return any(
        start <= instant < end for start, end in _quiet_spans(_aware(instant), quiet_from, quiet_until, zone)
    )


def after_quiet(instant: datetime, quiet_from: time, quiet_until: time, zone: str) -> datetime:
    """`instant` itself (in UTC), or the end of the quiet hours it lies in."""
    moment = _aware(instant).astimezone(UTC)
    # Spans come in order; a clock change may let one end where the next begins.
    for start, end in _quiet_spans(moment, quiet_from, quiet_until, zone):
        if start <= moment < end:
            moment = end
    return moment


def next_weekly(after: datetime, weekday: int, clock: time, zone: str) -> datetime:
    """The next instant, strictly after `after`, at `clock` on that weekday (Monday is 0), in UTC.

    One for each local date: where the hour comes twice, the second is not another one.
    """
    if not 0 <= weekday <= 6:
        raise ValueError(f"a weekday is 0 to 6, not {weekday}")
    # A day back, since a change at midnight may show yesterday's date once more.
    day = local(after, zone).date() - _DAY
    day += timedelta(days=(weekday - day.weekday()) % 7)
    while (instant := at_local(day, clock, zone)) <= after:
        day += timedelta(days=7)
    return instant


def weekly_elsewhere(
    planned: datetime | None, now: datetime, weekday: int, clock: time, zone: str
) -> datetime:
    """The weekly instant in a zone that has just been moved to, given what was `planned` in the former one.

    The same week's, so that none is lost and none comes twice: on a journey east it may have passed by the
    clock there. An hour that is due stays.
    """
    if planned is not None and planned <= now:
        return planned
    coming = next_weekly(now, weekday, clock, zone)
    if planned is None:
        return coming
    weeks = (coming, same_local_time(coming, -7, zone), same_local_time(coming, 7, zone))
    return min(weeks, key=lambda instant: abs(instant - planned))


def evening_for(ended_at: datetime, evening: time, delay: timedelta, zone: str) -> tuple[date, datetime]:
    """The local date whose evening takes what ended then, and the instant (UTC) it is due.

    That is the evening time, but never sooner than `delay` after the end: late work is asked about late.
    """
    day = local(ended_at, zone).date()
    return day, max(at_local(day, evening, zone), ended_at.astimezone(UTC) + delay)


def _aware(instant: datetime) -> datetime:
    if instant.utcoffset() is None:
        raise ValueError("an instant needs its zone; this one is naive")
    return instant


def _quiet_spans(
    instant: datetime, quiet_from: time, quiet_until: time, zone: str
) -> Iterator[tuple[datetime, datetime]]:
    """The quiet hours of the days around `instant`, in order, half open.

    Spans of instants rather than a look at the wall clock: where an hour comes twice, quiet hours that
    began in the first do not stop when the clock goes back.
    """
    if quiet_from == quiet_until:
        return
    overnight = _DAY if quiet_from > quiet_until else timedelta(0)
    today = local(instant, zone).date()
    for days in (-1, 0, 1):
        day = today + timedelta(days=days)
        yield at_local(day, quiet_from, zone), at_local(day + overnight, quiet_until, zone)


def _change_between(before: datetime, after: datetime, info: ZoneInfo) -> datetime:
    """The first instant that has the offset of `after`; by halving, as zoneinfo does not list its changes."""
    offset = before.astimezone(info).utcoffset()
    while after - before > _TICK:
        middle = before + (after - before) / 2
        if middle.astimezone(info).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after
