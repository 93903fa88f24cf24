"""Which day a clock time means that was typed without one: today, or just across midnight."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from prompts.schedule.times import at_local, local

ACROSS = timedelta(hours=6)  # so far across midnight is still meant; further, another day would be said
_HALF_A_DAY = timedelta(hours=12)


def last_at(clock: time, now: datetime, zone: str) -> datetime | None:
    """When it was last so late: earlier today, or yesterday shortly before midnight; None if neither."""
    if (today := _on(0, clock, now, zone)) <= now:
        return today
    yesterday = _on(-1, clock, now, zone)
    return yesterday if now - yesterday <= ACROSS else None


def next_at(clock: time, now: datetime, zone: str, *, grace: timedelta) -> datetime | None:
    """When it is next so late: later today, up to `grace` ago, or tomorrow soon after midnight; or None."""
    for days in (-1, 0):
        if (found := _on(days, clock, now, zone)) >= now - grace:
            return found
    tomorrow = _on(1, clock, now, zone)
    return tomorrow if tomorrow - now <= ACROSS else None


def nearest_at(clock: time, now: datetime, zone: str) -> datetime:
    """Today at that time, unless that is half a day off and yesterday's or tomorrow's is near."""
    today = _on(0, clock, now, zone)
    if abs(today - now) <= _HALF_A_DAY:
        return today
    other = _on(1 if today < now else -1, clock, now, zone)
    return other if abs(other - now) <= ACROSS else today


def _on(days: int, clock: time, now: datetime, zone: str) -> datetime:
    return at_local(local(now, zone).date() + timedelta(days=days), clock, zone)
