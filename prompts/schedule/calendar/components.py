"""The components of a file: its events with the few lines that matter, and the zones that it defines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from prompts.schedule.calendar.lines import Line, read_line
from prompts.schedule.calendar.values import MOST_EVENTS, Refused

_DEEPEST = 4  # an alarm in an event in a calendar is 3
_TIMES = frozenset({"DTSTART", "DTEND", "RECURRENCE-ID", "RDATE", "EXDATE"})
# One of these that cannot be read spoils nothing.
_SAID = frozenset({"UID", "STATUS", "SUMMARY", "ORGANIZER", "ATTENDEE"})
_FLAGS = frozenset({"X-MICROSOFT-CDO-ALLDAYEVENT", "X-MICROSOFT-CDO-BUSYSTATUS"})
_EVENT = _TIMES | _SAID | _FLAGS | {"SEQUENCE", "DURATION", "RRULE", "EXRULE"}
_CALENDAR = frozenset({"METHOD", "X-WR-TIMEZONE", "X-WR-CALNAME"})
_ZONE = frozenset({"TZID", "DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE", "RDATE"})
_KEPT = {"VCALENDAR": _CALENDAR, "VEVENT": _EVENT, "VTIMEZONE": _ZONE, "STANDARD": _ZONE, "DAYLIGHT": _ZONE}
_INSIDE = {"VEVENT": "VCALENDAR", "VTIMEZONE": "VCALENDAR", "STANDARD": "VTIMEZONE", "DAYLIGHT": "VTIMEZONE"}


@dataclass(slots=True, eq=False)
class Component:
    """`parts`: a calendar's events and zones, a zone's rules. `unreadable`: a line that matters is."""

    kind: str
    position: int = 0  # of an event in the file, from 1
    lines: dict[str, list[Line]] = field(default_factory=dict)
    parts: list[Component] = field(default_factory=list)
    unreadable: bool = False

    def first(self, name: str) -> Line | None:
        """The line of that name; where there are several, the first."""
        return self.lines[name][0] if name in self.lines else None

    def value(self, name: str) -> str:
        """Its value as it stands; empty where there is none."""
        return self.lines[name][0].value if name in self.lines else ""


class _Reader:
    """Takes lines one by one and knows where it is."""

    def __init__(self) -> None:
        self.calendars: list[Component] = []
        self._open: list[Component] = []
        self._events = 0

    def take(self, text: str) -> None:
        start, _, rest = text.partition(":")
        name = start.partition(";")[0].strip().upper()
        if name == "BEGIN":
            self._begin(rest.strip().upper())
        elif name == "END":
            self._end(rest.strip().upper())
        elif self._open and name in _KEPT.get(self._open[-1].kind, ()):
            self._keep(self._open[-1], name, text)

    def close(self) -> list[Component]:
        if self._open:
            raise Refused("broken", self._event())
        return self.calendars

    def _begin(self, kind: str) -> None:
        outer = self._open[-1].kind if self._open else None
        if len(self._open) >= _DEEPEST or (kind == "VCALENDAR") == bool(self._open):
            raise Refused("nested", self._event())
        if _INSIDE.get(kind, outer) != outer:
            raise Refused("nested", self._event())
        component = Component(kind)
        if kind == "VCALENDAR":
            self.calendars.append(component)
        elif kind in _INSIDE:
            self._open[-1].parts.append(component)
        if kind == "VEVENT":
            self._events += 1
            component.position = self._events
            if self._events > MOST_EVENTS:
                raise Refused("too_many")
        self._open.append(component)

    def _end(self, kind: str) -> None:
        if not self._open or self._open[-1].kind != kind:
            raise Refused("broken", self._event())
        self._open.pop()

    def _keep(self, component: Component, name: str, text: str) -> None:
        line = read_line(text, time=name in _TIMES, position=self._event())
        if line is not None:
            component.lines.setdefault(line.name, []).append(line)
        elif name not in _SAID:
            component.unreadable = True

    def _event(self) -> int | None:
        return next((one.position for one in self._open if one.position), None)


def calendars_of(lines: Iterable[str]) -> list[Component]:
    """Every VCALENDAR of a file. Refuses one that is nested, cut off, or holds too much."""
    reader = _Reader()
    for text in lines:
        reader.take(text)
    return reader.close()
