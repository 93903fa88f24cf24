"""What a file calls its time zones: IANA names, Windows names, vendors' paths, zones of its own."""

from __future__ import annotations

import re
from datetime import tzinfo
from functools import cache

from icalendar import Timezone
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
_EARLIEST, _FIRST = 2000, 1900  # Windows programs begin in 1601, and each look at a time counts from there


class Zones:
    """The zones of one file; each name is looked up once."""

    def __init__(self) -> None:
        self._zones: dict[tuple[int, str], tzinfo | None] = {}

    def named(self, name: str, calendar: Component) -> tzinfo | None:
        """The zone; None for one of which only the name is there.

        The file's own definition counts only where nobody else knows the name.
        """
        key = (id(calendar), name)
        if key not in self._zones:
            known = known_zone(name)
            self._zones[key] = zone_info(known) if known else _defined(name, calendar)
        return self._zones[key]


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


def _defined(name: str, calendar: Component) -> tzinfo | None:
    """What the calendar itself says of a zone; None where that is nothing, or odd.

    What stands there is expanded too, whenever a time is looked at: nothing but yearly rules is let in.
    """
    plain = name.strip('" ')
    zones = (part for part in calendar.parts if part.kind == "VTIMEZONE")
    zone = next((part for part in zones if part.value("TZID").strip('" ') == plain), None)
    if zone is None or zone.unreadable or not 0 < len(zone.parts) <= _MOST_ONSETS:
        return None
    onsets = [_onset(part) for part in zone.parts]
    text = "\r\n".join(["BEGIN:VTIMEZONE", "TZID:own", *map(str, onsets), "END:VTIMEZONE"])
    try:
        read = None if None in onsets else Timezone.from_ical(text)
        return read.to_tz(lookup_tzid=False) if isinstance(read, Timezone) else None
    except (ValueError, OverflowError):
        return None


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
