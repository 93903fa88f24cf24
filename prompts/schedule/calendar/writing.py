"""An event written anew for icalendar: its times alone, zones by names that are known, its rule looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from prompts.schedule.calendar.events import Event
from prompts.schedule.calendar.lines import Line
from prompts.schedule.calendar.rules import Rule, read_rule
from prompts.schedule.calendar.values import Unusable, Window
from prompts.schedule.calendar.zones import Zones, known_zone
from prompts.schedule.times import zone_info

_DAYS = re.compile(r"\d{8}(?:,\d{8})*")
_TIMES = re.compile(r"\d{8}T\d{6}(Z?)(?:,\d{8}T\d{6}\1)*")
_PERIODS = re.compile(r"\d{8}T\d{6}(Z?)/[\dTZPWDHMS]{2,20}(?:,\d{8}T\d{6}\1/[\dTZPWDHMS]{2,20})*")
_BEFORE = timedelta(days=9)  # zones are up to 26 hours apart, and a rule's first week may be a part of one
_LISTS = ("RDATE", "EXDATE")


class Writer:
    """Writes the events of a file."""

    def __init__(self, window: Window, zones: Zones) -> None:
        self._window = window
        self._zones = zones

    def written(self, event: Event, *, nearer: bool = False) -> str:
        """The event, with its position for a UID. `nearer`: its rule may begin shortly before the window.

        Raises Unusable; and Refused where its rule would cost whoever expands it too much.
        """
        if not event.readable:
            raise Unusable("unreadable")
        rule, days = _rule(event), timedelta(0)
        if rule is not None and nearer:
            start = _date(event.day)
            days = rule.nearer(start, self._window.first - _BEFORE) - start
        lines = [f"UID:{event.position}", f"SEQUENCE:{event.sequence}", *self._times(event, days)]
        if rule is not None:
            lines.append(f"RRULE:{self._ended(rule, event).text}")
        return "\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT"])

    def _times(self, event: Event, days: timedelta) -> Iterator[str]:
        """Its own times, moved by so many days, and, unless it stands for another occurrence, its lists."""
        component = event.component
        for name in ("DTSTART", "DTEND", "RECURRENCE-ID"):
            if (line := component.first(name)) is not None:
                yield self._time(event, line, line.value if event.replaces else _moved(line.value, days))
        for line in (line for name in _LISTS for line in component.lines.get(name, ())):
            if line.value and not event.replaces:
                yield self._time(event, line, line.value)
        if "DURATION" in component.lines and "DTEND" not in component.lines:
            yield f"DURATION:{component.value('DURATION').upper()}"

    def _time(self, event: Event, line: Line, value: str) -> str:
        kind = ";RANGE=THISANDFUTURE" if line.name == "RECURRENCE-ID" and event.onward else ""
        if "," in value and line.name not in _LISTS:
            raise Unusable("unreadable")
        if _DAYS.fullmatch(value):
            return f"{line.name}{kind};VALUE=DATE:{value}"
        if line.name == "RDATE" and _PERIODS.fullmatch(value):
            kind = ";VALUE=PERIOD"
        elif not _TIMES.fullmatch(value):
            raise Unusable("unreadable")
        zone = self._zone(event, line)
        return f"{line.name}{kind}{f';TZID={zone}' if zone else ''}:{value}"

    def _zone(self, event: Event, line: Line) -> str | None:
        """The zone of a line's times; None where they are in UTC.

        Times without one are meant in the zone that the calendar names for itself, else in the therapist's.
        """
        if line.value[15:16] == "Z":
            return None
        if not (name := line.parameters.get("TZID", "")):
            return known_zone(event.calendar.value("X-WR-TIMEZONE")) or self._window.zone
        zone = self._zones.named(name, event.calendar)
        if zone is None:
            raise Unusable("zone")
        return zone

    def _ended(self, rule: Rule, event: Event) -> Rule:
        """The rule with its end in UTC, as the standard has it; some programs write a day or a local time."""
        until, start = rule.parts.get("UNTIL", ""), event.component.first("DTSTART")
        if not until or start is None or until.endswith("Z"):
            return rule
        if len(start.value) == 8:
            return rule.ending(until[:8])
        zone = known_zone(self._zone(event, start) or "UTC")
        digits = until if zone and len(until) > 8 else f"{until[:8]}T235959"
        return rule.ending(_in_utc(digits, zone or "UTC"))


def _rule(event: Event) -> Rule | None:
    rules = event.component.lines.get("RRULE", [])
    if "EXRULE" in event.component.lines or len(rules) > 1:
        raise Unusable("rule")
    if not rules or event.replaces:
        return None
    return read_rule(rules[0].value, event.position)


def _in_utc(digits: str, zone: str) -> str:
    try:
        local = datetime.strptime(digits, "%Y%m%dT%H%M%S").replace(tzinfo=zone_info(zone))
        return f"{local.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    except (ValueError, OverflowError) as fault:
        raise Unusable("rule") from fault


def _moved(value: str, days: timedelta) -> str:
    return f"{_date(value[:8]) + days:%Y%m%d}{value[8:]}" if days else value


def _date(digits: str) -> date:
    try:
        return date.fromisoformat(digits)
    except ValueError as fault:
        raise Unusable("unreadable") from fault
