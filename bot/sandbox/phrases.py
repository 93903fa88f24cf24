"""Reads where the clock is to go: "+15 min", "tomorrow 9:00", "sunday evening", "2026-12-01 14:30"."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from bot.sandbox.refused import NotPossible

FARTHEST = timedelta(days=60)
EXAMPLES = "for example “+15 min”, “tomorrow 9:00” or “Friday 18:00”"
UNREADABLE = f"That is no time I can read; write {EXAMPLES}."
BACKWARDS = f"The clock only goes forward; write a later time, {EXAMPLES}."
TOO_FAR = "The clock goes at most 60 days at once, for example “+4 weeks”."

UNITS = {"m": 1, "h": 60, "d": 24 * 60, "w": 7 * 24 * 60}
SPAN = re.compile(
    r"(?:\+|in )\s*(\d{1,6})\s*(m|min|mins|minutes?|h|hrs?|hours?|d|days?|w|weeks?)"
    r"(?:\s*(\d{1,4})\s*(?:m|min)?)?"
)
DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
PARTS = {
    "morning": time(9),
    "noon": time(12),
    "midday": time(12),
    "afternoon": time(15),
    "evening": time(19),
    "tonight": time(19),
    "night": time(22),
}
CLOCK = re.compile(r"(?:at )?(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?")
ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[t ]+(.+?))?(z)?")


def read_moment(text: str, now: datetime, zone: str) -> datetime:
    """The aware UTC instant a phrase names, seen from now in a zone. Raises NotPossible with an example."""
    try:
        here = ZoneInfo(zone)
    except (ValueError, OSError, KeyError):  # a folder such as "US" raises IsADirectoryError
        raise NotPossible("There is no such time zone; one would be “Europe/Berlin”.") from None
    words = " ".join(text.lower().replace(",", " ").split())
    try:
        goal = _span(words, now) or _iso(words, here) or _named(words, now.astimezone(here))
    except (ValueError, OverflowError):
        goal = None
    if goal is None:
        raise NotPossible(UNREADABLE)
    return check(goal, now)


def check(goal: datetime, now: datetime) -> datetime:
    """The instant itself, if the clock may go there. Raises NotPossible."""
    if goal <= now:
        raise NotPossible(BACKWARDS)
    if goal - now > FARTHEST:
        raise NotPossible(TOO_FAR)
    return goal


def _span(words: str, now: datetime) -> datetime | None:
    match = SPAN.fullmatch(words)
    if match is None:
        return None
    number, unit, minutes = match.groups()
    return now + timedelta(minutes=int(number) * UNITS[unit[0]] + int(minutes or 0))


def _iso(words: str, here: ZoneInfo) -> datetime | None:
    match = ISO.fullmatch(words)
    if match is None:
        return None
    day, clock, utc = match.groups()
    at = time(9) if clock is None else _clock(clock)
    return None if at is None else _at(date.fromisoformat(day), at, UTC if utc else here)


def _named(words: str, now: datetime) -> datetime | None:
    """Day and time by name; a weekday or a time alone is the next one to come."""
    first, _, rest = words.removeprefix("on ").removeprefix("next ").partition(" ")
    today = now.date()
    if first == "this":  # this evening
        first, rest = "today", rest
    if first in ("today", "tomorrow"):
        at = _clock(rest or "9")
        return None if at is None else _at(today + timedelta(days=first == "tomorrow"), at, now.tzinfo)
    weekday = next((n for n, name in enumerate(DAYS) if len(first) > 2 and name.startswith(first)), None)
    at = _clock(words if weekday is None else rest or "9")
    if at is None:
        return None
    ahead = 0 if weekday is None else (weekday - now.weekday()) % 7
    goal = _at(today + timedelta(days=ahead), at, now.tzinfo)
    again = timedelta(days=1 if weekday is None else 7)
    return goal if goal > now else _at(today + timedelta(days=ahead) + again, at, now.tzinfo)


def _clock(words: str) -> time | None:
    if words in PARTS:
        return PARTS[words]
    match = CLOCK.fullmatch(words)
    if match is None:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if half and not 1 <= hour <= 12:
        return None
    return time(hour % 12 + 12 * (half == "pm") if half else hour, minute)


def _at(day: date, at: time, zone: tzinfo | None) -> datetime:
    """A local time in UTC; one that the change of clocks leaves out comes an hour later."""
    return datetime.combine(day, at, zone).astimezone(UTC)
