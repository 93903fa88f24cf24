"""An event built anew for icalendar: its times alone, in zones that are known, its rule looked at."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

import icalendar
from icalendar.prop import vDuration, vRecur

from prompts.schedule.calendar.events import Event
from prompts.schedule.calendar.lines import Line
from prompts.schedule.calendar.rules import Rule, read_rule
from prompts.schedule.calendar.values import Unusable, Window
from prompts.schedule.calendar.zones import Zones, known_zone
from prompts.schedule.times import zone_info

_DAY = re.compile(r"\d{8}", re.ASCII)
_TIME = re.compile(r"(\d{8}T\d{6})(Z?)", re.ASCII)
_LENGTH = re.compile(r"[+-]?P[\dTWDHMS]{1,20}", re.ASCII)
_BEFORE = timedelta(days=9)  # zones are up to 26 hours apart, and a rule's first week may be a part of one


class Builder:
    """Builds the events of a file."""

    def __init__(self, window: Window, zones: Zones) -> None:
        self._window = window
        self._zones = zones

    def built(self, event: Event, head: Event | None, *, nearer: bool) -> icalendar.Event:
        """An event of the series of `head`, with its position for a UID. `nearer`: the rule may begin shortly
        before the window.

        Raises Unusable; and Refused where its rule would cost whoever expands it too much.
        """
        if not event.readable:
            raise Unusable("unreadable")
        rule = None if event.replaces else _rule(event)
        built = icalendar.Event()
        built.add("UID", str(event.position))
        built.add("SEQUENCE", event.sequence)
        try:
            self._add_times(built, event, self._ahead(event, rule) if nearer else timedelta(0))
            if event.replaces:
                onward = {"RANGE": "THISANDFUTURE"} if event.onward else {}
                built.add("RECURRENCE-ID", self._replaced(event, head), onward)
        except (ValueError, OverflowError) as fault:
            raise Unusable("unreadable") from fault
        try:
            if rule is not None:
                built.add("RRULE", vRecur.from_ical(self._ended(rule, event).text))
        except (ValueError, OverflowError) as fault:
            raise Unusable("rule") from fault
        return built

    def _ahead(self, event: Event, rule: Rule | None) -> timedelta:
        """How far its start may go ahead without a change in what the window holds."""
        start = date.fromisoformat(event.day)
        nearest = start if rule is None else rule.nearer(start, self._window.first - _BEFORE)
        return nearest - start

    def _add_times(self, built: icalendar.Event, event: Event, ahead: timedelta) -> None:
        """What the event says of itself, and unless it stands for another occurrence, its lists."""
        component = event.component
        for name in ("DTSTART", "DTEND"):
            if (line := component.first(name)) is not None:
                built.add(name, self._moment(event, line, line.value) + ahead)
        if "DURATION" in component.lines and "DTEND" not in component.lines:
            built.add("DURATION", _length(component.value("DURATION")))
        for line in (line for name in ("RDATE", "EXDATE") for line in component.lines.get(name, ())):
            if line.value and not event.replaces:
                built.add(line.name, [self._listed(event, line, value) for value in line.value.split(",")])

    def _replaced(self, event: Event, head: Event | None) -> date:
        """Which occurrence it stands for; some programs write the day alone, or its midnight."""
        line = event.component.lines["RECURRENCE-ID"][0]
        start = head.component.first("DTSTART") if head else None
        if head is None or start is None or line.value[8:] not in ("", "T000000"):
            return self._moment(event, line, line.value)
        return self._moment(head, start, line.value[:8] + start.value[8:])

    def _listed(self, event: Event, line: Line, value: str) -> Any:
        """One date of a list; some have an end of their own."""
        starts, slash, ends = value.partition("/")
        if not slash:
            return self._moment(event, line, value)
        return (
            self._moment(event, line, starts),
            _length(ends) if _LENGTH.fullmatch(ends) else self._moment(event, line, ends),
        )

    def _moment(self, event: Event, line: Line, value: str) -> date:
        if _DAY.fullmatch(value):
            return date.fromisoformat(value)
        if (found := _TIME.fullmatch(value)) is None:
            raise Unusable("unreadable")
        zone = UTC if found[2] else self._zone(event, line)
        return datetime.fromisoformat(found[1]).replace(tzinfo=zone)

    def _zone(self, event: Event, line: Line) -> tzinfo:
        """The zone of a line's times; of floating ones the calendar's own, else the therapist's."""
        if not (name := line.parameters.get("TZID", "")):
            return zone_info(known_zone(event.calendar.value("X-WR-TIMEZONE")) or self._window.zone)
        zone = self._zones.named(name, event.calendar)
        if zone is None:
            raise Unusable("zone")
        return zone

    def _ended(self, rule: Rule, event: Event) -> Rule:
        """The rule with its end in UTC, as the standard has it; some programs write a day or a local time."""
        until, start = rule.parts.get("UNTIL", ""), event.component.first("DTSTART")
        if not until or start is None or until.endswith("Z"):
            return rule
        if _DAY.fullmatch(start.value):
            return rule.ending(until[:8])
        zone = UTC if start.value.endswith("Z") else self._zone(event, start)
        local = datetime.fromisoformat(until if "T" in until else f"{until}T235959").replace(tzinfo=zone)
        return rule.ending(f"{local.astimezone(UTC):%Y%m%dT%H%M%SZ}")


def _rule(event: Event) -> Rule | None:
    rules = event.component.lines.get("RRULE", [])
    if "EXRULE" in event.component.lines or len(rules) > 1:
        raise Unusable("rule")
    return read_rule(rules[0].value, event.position) if rules else None


def _length(value: str) -> timedelta:
    if not _LENGTH.fullmatch(value.upper()):
        raise Unusable("unreadable")
    return vDuration(value.upper()).td
