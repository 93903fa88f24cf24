"""A series expanded: an RFC 5545 rule in the zone it was made in, with occurrences skipped and moved.

The rule runs on the wall clock, so that Tuesday 14:00 stays Tuesday 14:00 over a clock change; an hour that a
change skips or repeats is what `times` says it is. Bounded in every direction, whatever the rule says.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from types import MappingProxyType

from prompts.schedule.times import at_local, local

MOST = 500  # occurrences handed out at once
SPAN = timedelta(days=800)  # the longest window looked at
_TICK = timedelta(microseconds=1)
_STEPS = 10_000  # occurrences walked from the start on: 27 years of every day

_INTERVAL = re.compile(r"[1-9]\d?")
_COUNT = re.compile(r"[1-9]\d{0,3}")
_WEEKDAYS = r"(?:MO|TU|WE|TH|FR|SA|SU)"
_DAYS = re.compile(rf"{_WEEKDAYS}(?:,{_WEEKDAYS}){{0,6}}")
_NTH_DAYS = re.compile(rf"(?:[+-]?[1-5])?{_WEEKDAYS}(?:,(?:[+-]?[1-5])?{_WEEKDAYS}){{0,6}}")
_MONTH_DAY = r"-?(?:[1-9]|[12]\d|3[01])"
_MONTH_DAYS = re.compile(rf"{_MONTH_DAY}(?:,{_MONTH_DAY}){{0,30}}")
_UNTIL = re.compile(r"(\d{8})(?:T(\d{6})(Z?))?")
# What each frequency may be narrowed by. Nothing here can keep a rule from ever matching for long:
# the library would look for the first match until the year 9999.
_PARTS = {
    "DAILY": {"INTERVAL": _INTERVAL, "COUNT": _COUNT, "UNTIL": _UNTIL},
    "WEEKLY": {"INTERVAL": _INTERVAL, "COUNT": _COUNT, "UNTIL": _UNTIL, "BYDAY": _DAYS},
    "MONTHLY": {
        "INTERVAL": _INTERVAL, "COUNT": _COUNT, "UNTIL": _UNTIL, "BYDAY": _NTH_DAYS, "BYMONTHDAY": _MONTH_DAYS
    },
}  # fmt: skip
_EITHER = ({"COUNT", "UNTIL"}, {"BYDAY", "BYMONTHDAY"})  # the fifth Monday of a month is never its first day


class BadRule(ValueError):
    """A rule that is none, comes more often than daily, or has parts that a practice has no use for."""


@dataclass(frozen=True, slots=True)
class Series:
    """A rule from its first occurrence on, on the wall clock of `zone`.

    Exceptions are named by when the rule would have them: `skipped` do not take place, `moved` do at
    another time.
    """

    starts_at: datetime
    rule: str
    zone: str
    skipped: Collection[datetime] = frozenset()
    moved: Mapping[datetime, datetime] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One of a series: when the rule has it, and when it takes place, the same unless moved; aware UTC."""

    planned_at: datetime
    starts_at: datetime


def occurrences(series: Series, first: datetime, last: datetime, most: int = MOST) -> tuple[Occurrence, ...]:
    """What takes place from `first` (included) to `last` (not), in order; BadRule if the rule is refused.

    At most `most` of them and never more than `MOST`, nothing further than `SPAN` from `first`. One that
    was moved counts where it takes place.
    """
    last = min(last, first + SPAN)
    # One planned for later may have been moved into the window.
    horizon = min(max([last, *(planned + _TICK for planned in series.moved)]), first + SPAN)
    skipped = set(series.skipped)
    found = [
        Occurrence(planned, series.moved.get(planned, planned).astimezone(UTC))
        for planned in planned_until(series, horizon)
        if planned not in skipped
    ]
    inside = sorted((one for one in found if first <= one.starts_at < last), key=lambda one: one.starts_at)
    return tuple(inside[: min(most, MOST)])


def check_rule(rule: str) -> dict[str, str]:
    """The parts of a rule by name; BadRule if it is not one that is expanded here."""
    pairs = [part.partition("=") for part in rule.upper().removeprefix("RRULE:").split(";")]
    parts = {name: value for name, _, value in pairs}
    allowed = _PARTS.get(parts.get("FREQ", ""))
    if allowed is None or len(parts) != len(pairs):
        raise BadRule("a series comes by the day, the week or the month")
    if any(pair <= parts.keys() for pair in _EITHER):
        raise BadRule("a series has one end, and days of the week or of the month")
    for name, value in parts.items():
        if name != "FREQ" and not (name in allowed and allowed[name].fullmatch(value)):
            raise BadRule(f"a series has no {name[:20]} like this")
    return parts


def planned_until(series: Series, horizon: datetime) -> Iterator[datetime]:
    """The rule's own instants (UTC) up to the horizon, exceptions or not, one by one; BadRule as above."""
    from dateutil.rrule import rrulestr  # not before there is a series: most starts need none

    parts = check_rule(series.rule)
    until = _until(parts.pop("UNTIL", None), series.zone)
    here = local(series.starts_at, series.zone).replace(tzinfo=None)
    rule = rrulestr(";".join(f"{name}={value}" for name, value in parts.items()), dtstart=here)
    for clock in islice(rule, _STEPS):
        instant = at_local(clock.date(), clock.time(), series.zone)
        if instant >= horizon or (until is not None and instant > until):
            return
        yield instant


def _until(text: str | None, zone: str) -> datetime | None:
    """The last instant a rule reaches: in UTC, on the wall clock, or a whole day of it."""
    found = _UNTIL.fullmatch(text) if text else None
    if found is None:
        return None
    try:
        day = datetime.strptime(found[1], "%Y%m%d").date()  # noqa: DTZ007 - a date
        clock = (
            time.fromisoformat(":".join((found[2][:2], found[2][2:4], found[2][4:])))
            if found[2]
            else time.max
        )
    except ValueError as fault:
        raise BadRule("a series ends on a day that exists") from fault
    return datetime.combine(day, clock, UTC) if found[3] else at_local(day, clock, zone)
