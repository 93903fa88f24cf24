"""Builders for calendar files, with defaults: a meeting in London on the first of December."""

from __future__ import annotations

from datetime import date

from prompts.schedule.calendar.read import read_calendar
from prompts.schedule.calendar.values import Reading, Refused, Window
from prompts.schedule.times import local

FIRST = date(2026, 12, 1)
LONDON = "Europe/London"


def event(
    start: str = "20261201T100000", *more: str, uid: str = "a", zone: str = LONDON, **named: str
) -> str:
    """A VEVENT of 50 minutes. `more`: further lines; `named`: properties, empty ones are left out."""
    times = {"DTSTART": f";TZID={zone}:{start}", "DURATION": ":PT50M", "SUMMARY": ":Oak"}
    lines = {"UID": f":{uid}", **times, **{name: f":{value}" for name, value in named.items()}}
    kept = [f"{name}{rest}" for name, rest in lines.items() if rest != ":"]
    return "\r\n".join(["BEGIN:VEVENT", *kept, *more, "END:VEVENT"])


def calendar(*parts: str, head: str = "PRODID:-//Example//One//EN") -> bytes:
    """A VCALENDAR."""
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", head, *parts, "END:VCALENDAR", ""]).encode()


def read(data: bytes, first: date = FIRST, weeks: int = 8, zone: str = LONDON) -> Reading:
    """What a file brings."""
    return read_calendar(data, Window(first, weeks, zone))


def kept(reading: Reading, zone: str = LONDON) -> list[str]:
    """ "12-01 10:00-10:50 Oak (tentative)", on the wall clock of the zone."""
    said = []
    for one in reading.occurrences:
        starts, ends = local(one.starts_at, zone), local(one.ends_at, zone)
        status = "" if one.status == "confirmed" else f" ({one.status})"
        said.append(f"{starts:%m-%d %H:%M}-{ends:%H:%M} {one.title}{status}")
    return said


def left(reading: Reading, zone: str = LONDON) -> list[str]:
    """ "2 cancelled 12-01 10:00 x1": which event, why, first when, how often."""
    return [
        f"{one.position} {one.reason}"
        + (f" {local(one.starts_at, zone):%m-%d %H:%M} x{one.times}" if one.starts_at else "")
        for one in reading.left_out
    ]


def refusal(data: bytes) -> Refused | None:
    """Why nothing is taken from a file; None if something is."""
    try:
        read(data)
    except Refused as refused:
        return refused
    return None
