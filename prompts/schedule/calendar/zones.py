"""What a file calls its time zones: IANA names, Windows names, vendors' paths, zones of its own."""

from __future__ import annotations

import re
from functools import cache

from icalendar import Calendar
from icalendar.timezone import tzp
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from prompts.schedule.calendar.components import Component
from prompts.schedule.times import zone_info

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+/-]{0,63}")
_ODD = ("posix/", "right/")  # the second counts leap seconds
_UTC = frozenset({"z", "utc", "gmt", "tzone://microsoft/utc", "coordinated universal time"})
_WINDOWS = {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items()}
_OFFSET = re.compile(r"[+-](?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?")
_ONSET = re.compile(r"(\d{4})(\d{4}T\d{6})")
_YEARLY = re.compile(
    r"FREQ=YEARLY(?:;(?:INTERVAL=1|WKST=[A-Z]{2}|BYMONTH=\d{1,2}|BYDAY=[+-]?\d?[A-Z]{2}|BYSETPOS=-?\d"
    r"|BYMONTHDAY=-?[\d,]{1,20}|BYHOUR=\d{1,2}|BYMINUTE=\d{1,2}|UNTIL=\d{8}T\d{6}Z?))*"
)
_MOST_ONSETS = 20
_MOST_DEFINED = 20
_EARLIEST, _FIRST = 2000, 1900  # Windows programs begin in 1601, and each look at a time counts from there


class Zones:
    """The zones of one file; each name is looked up once. What the file defines gets a name of our own."""

    def __init__(self) -> None:
        tzp.use_zoneinfo()  # else icalendar knows what the file before defined
        self._names: dict[tuple[int, str], str | None] = {}
        self.definitions: list[str] = []

    def named(self, name: str, calendar: Component) -> str | None:
        """How icalendar will know the zone; None for one of which only the name is there.

        The file's own definition counts only where nobody else knows the name.
        """
        key = (id(calendar), name)
        if key not in self._names:
            self._names[key] = known_zone(name) or self._defined(name, calendar)
        return self._names[key]

    def _defined(self, name: str, calendar: Component) -> str | None:
        plain = name.strip('" ')
        for part in calendar.parts:
            if part.kind == "VTIMEZONE" and part.value("TZID").strip('" ') == plain:
                own = f"own-{len(self.definitions)}"
                written = _written(part, own)
                if written is None or len(self.definitions) == _MOST_DEFINED:
                    return None
                self.definitions.append(written)
                return own
        return None


@cache
def known_zone(name: str) -> str | None:
    """The IANA zone that a name means; None where nobody knows it."""
    cleaned = name.strip('" ')
    if cleaned.casefold() in _UTC:
        return "UTC"
    if (windows := _WINDOWS.get(cleaned.casefold())) is not None:
        return windows
    parts = cleaned.strip("/").split("/")
    return next(filter(_is_zone, ("/".join(parts[at:]) for at in range(min(len(parts), 6)))), None)


def _is_zone(name: str) -> bool:
    if not _NAME.fullmatch(name) or name.startswith(_ODD):
        return False
    try:
        zone_info(name)
    except ValueError:
        return False
    return True


def _written(zone: Component, name: str) -> str | None:
    """A VTIMEZONE written anew, with what is needed of it; None where it is odd.

    What stands in it is expanded too, whenever a time is looked at: nothing but yearly rules is let in.
    """
    onsets = [_onset(part) for part in zone.parts]
    readable = [onset for onset in onsets if onset is not None]
    if zone.unreadable or len(readable) < len(onsets) or not 0 < len(onsets) <= _MOST_ONSETS:
        return None
    text = "\r\n".join(["BEGIN:VTIMEZONE", f"TZID:{name}", *readable, "END:VTIMEZONE"])
    try:
        Calendar.from_ical(f"BEGIN:VCALENDAR\r\n{text}\r\nEND:VCALENDAR").timezones[0].to_tz()
    except (ValueError, OverflowError):
        return None
    return text


def _onset(part: Component) -> str | None:
    """One STANDARD or DAYLIGHT."""
    start = _ONSET.fullmatch(part.value("DTSTART"))
    before, after = part.value("TZOFFSETFROM"), part.value("TZOFFSETTO")
    rule = part.value("RRULE").upper().strip(";")
    if start is None or part.unreadable or not (_OFFSET.fullmatch(before) and _OFFSET.fullmatch(after)):
        return None
    if "RDATE" in part.lines or (rule and not _YEARLY.fullmatch(rule)):
        return None
    year = max(int(start[1]), _EARLIEST if rule and "UNTIL" not in rule else _FIRST)
    lines = [f"DTSTART:{year}{start[2]}", f"TZOFFSETFROM:{before}", f"TZOFFSETTO:{after}"]
    if rule:
        lines.append(f"RRULE:{rule}")
    return "\r\n".join([f"BEGIN:{part.kind}", *lines, f"END:{part.kind}"])
