"""Series expanded over a window, by icalendar and recurring-ical-events."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import icalendar
from recurring_ical_events import EventAdapter
from recurring_ical_events import Series as Expansion

from prompts.schedule.calendar.series import Series
from prompts.schedule.calendar.values import Reason, Window
from prompts.schedule.times import at_local, local

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A time at which an event takes place; `position` tells which event says so. Instants in UTC.

    `named`: which one of its series it is, moved or not.
    """

    position: int
    named: str
    starts_at: datetime
    ends_at: datetime
    has_hours: bool


class Expander:
    """Holds the events of a file as icalendar has them."""

    def __init__(self, built: Mapping[int, icalendar.Event], window: Window) -> None:
        self._window = window
        self._adapters = {position: EventAdapter(event) for position, event in built.items()}

    def fault(self, position: int) -> Reason | None:
        """What keeps an event that could be built from having a time."""
        adapter = self._adapters[position]
        try:
            starts, ends = adapter.raw_start, adapter.raw_end
            backwards = self._instant(ends) < self._instant(starts)
        except (KeyError, ValueError, OverflowError):  # no start; an end beyond the year 9999
            return "unreadable"
        if isinstance(starts, datetime) != isinstance(ends, datetime):
            return "unreadable"
        return "backwards" if backwards else None

    def meetings(self, series: Series, usable: Collection[int]) -> Iterator[Meeting]:
        """All that start in the window, of the usable events of a series."""
        first, last = self._window.span
        events = {event.position: event for event in series.events if event.position in usable}
        expansion = Expansion([self._adapters[position] for position in events])
        for found in expansion.between(self._local(first - _DAY), self._local(last + _DAY)):
            event, starts_at = events[int(found.uid)], self._instant(found.start)
            if first <= starts_at < last:
                many = event.repeats or event.onward
                named = found.start if many else (found.recurrence_ids or (found.start,))[0]
                ends_at = self._end(found.start, found.end, many=many)
                hours = isinstance(found.start, datetime) and ends_at - starts_at < _DAY
                yield Meeting(event.position, _named(named), starts_at, ends_at, hours)

    def _end(self, starts: date, ends: date, *, many: bool) -> datetime:
        """What repeats is as long each time, also on the night on which a clock changes."""
        starts_at = self._instant(starts)
        ends_at = starts_at + (ends - starts) if many else self._instant(ends)
        return ends_at if ends_at > starts_at else starts_at + self._window.usual

    def _instant(self, moment: date) -> datetime:
        """In UTC; an hour that is skipped or comes twice is read as before the change, as RFC 5545 has it."""
        if isinstance(moment, datetime):
            return moment.astimezone(UTC)
        return at_local(moment, time(), self._window.zone)

    def _local(self, instant: datetime) -> datetime:
        return local(instant, self._window.zone)


def _named(moment: date) -> str:
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        moment = moment.astimezone(UTC)
    return f"{moment:%Y%m%dT%H%M%S}"
