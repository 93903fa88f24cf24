"""A calendar file read: bytes and a window in, occurrences and what was left out as values out.

Whatever the bytes, this returns or raises Refused. It may still take long, or much memory: run it where it
can be killed (`bot/calendars.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

import icalendar

from prompts.schedule.calendar.building import Builder
from prompts.schedule.calendar.components import Component, calendars_of
from prompts.schedule.calendar.events import LONGEST_TITLE, Event, shown
from prompts.schedule.calendar.expanding import Expander, Meeting
from prompts.schedule.calendar.lines import lines_of, unescaped
from prompts.schedule.calendar.series import Series, series_of
from prompts.schedule.calendar.standing import Standings
from prompts.schedule.calendar.values import (
    MOST_OCCURRENCES,
    LeftOut,
    Occurrence,
    Reading,
    Reason,
    Refused,
    Unusable,
    Window,
)
from prompts.schedule.calendar.zones import Zones

_OFF = ("cancelled", "declined")


def read_calendar(data: bytes, window: Window) -> Reading:
    """All that a file brings in the window. Raises Refused, and then nothing is taken."""
    calendars = calendars_of(lines_of(data))
    events = [Event(part, one) for one in calendars for part in one.parts if part.kind == "VEVENT"]
    series, older = series_of(events, window)
    sorted_ = _Sorted(Standings(calendars), _name_of(calendars))
    for event in older:
        sorted_.leave(event, "older")
    built = dict(_built(series, Builder(window, Zones()), sorted_))
    expander = Expander(built, window)
    for one in series:
        _expand(one, built, expander, sorted_)
    return sorted_.reading()


class _Sorted:
    """Collects what is kept, and what is left out and why."""

    def __init__(self, standings: Standings, name: str) -> None:
        self._standings = standings
        self._name = name
        self._off: set[tuple[str, str]] = set()
        self._kept: list[Occurrence] = []
        self._left: dict[tuple[int, Reason], LeftOut] = {}

    def leave(self, event: Event, reason: Reason, meeting: Meeting | None = None) -> None:
        """Leave out a meeting, or an event of which no time is known."""
        key = (event.position, reason)
        starts_at = meeting.starts_at if meeting else None
        before = self._left.get(key)
        if before is not None and before.starts_at and starts_at:
            starts_at = min(before.starts_at, starts_at)
        times = before.times + 1 if before else 1
        self._left[key] = LeftOut(event.uid, event.position, reason, starts_at, times)

    def sort(self, event: Event, meeting: Meeting, *, alone: bool) -> None:
        """Keep a meeting, unless something speaks against it."""
        named = "" if alone else meeting.named
        status, reason = self._standings.of(event)
        if reason in _OFF:
            self._off.add((event.uid, named))
        if reason is None and not meeting.has_hours:
            reason = "all_day"
        if reason is not None:
            self.leave(event, reason, meeting)
            return
        if len(self._kept) == MOST_OCCURRENCES:
            raise Refused("crowded")
        kept = Occurrence(event.uid, named, meeting.starts_at, meeting.ends_at, event.title, status)
        self._kept.append(kept)

    def reading(self) -> Reading:
        """All of it, in order."""
        kept = sorted(self._kept, key=lambda one: (one.starts_at, one.uid, one.recurrence))
        left = tuple(self._left[key] for key in sorted(self._left))
        return Reading(tuple(kept), left, tuple(sorted(self._off)), self._name)


def _name_of(calendars: Sequence[Component]) -> str:
    """Of a whole calendar alone: an invitation speaks for its own events, and two calendars for neither."""
    if len(calendars) != 1 or calendars[0].value("METHOD").upper() not in ("", "PUBLISH"):
        return ""
    return shown(unescaped(calendars[0].value("X-WR-CALNAME")), LONGEST_TITLE)


def _built(
    series: Iterable[Series], builder: Builder, sorted_: _Sorted
) -> Iterator[tuple[int, icalendar.Event]]:
    """The events that can be used, by position."""
    for one in series:
        nearer = not any(event.onward for event in one.changes)
        for event in one.events:
            try:
                yield event.position, builder.built(event, one.head, nearer=nearer)
            except Unusable as fault:
                sorted_.leave(event, fault.reason)


def _expand(series: Series, built: Collection[int], expander: Expander, sorted_: _Sorted) -> None:
    usable: dict[int, Event] = {}
    for event in series.events:
        if event.position in built:
            if reason := expander.fault(event.position):
                sorted_.leave(event, reason)
            else:
                usable[event.position] = event
    if not usable:
        return
    try:
        meetings = list(expander.meetings(series, usable))
    except MemoryError:
        raise
    except Exception:  # whatever two libraries think of it, without what they say, which may hold a title
        sorted_.leave(next(iter(usable.values())), "unreadable")
        return
    for meeting in meetings:
        sorted_.sort(usable[meeting.position], meeting, alone=series.alone)
