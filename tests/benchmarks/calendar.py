"""A large calendar file read as the bot reads it, the start of the child included: time and memory."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from prompts.schedule.calendar.values import MOST_BYTES
from tests.benchmarks.figures import Figure, say
from tests.benchmarks.processes import ROOT

EVENTS = 2_000
_SERIES = 0.03  # of them, each changed once
_ZONE, _DIGITS = "TZID=Europe/London", "%Y%m%dT%H%M%S"
_FIRST = datetime(2026, 12, 1)  # noqa: DTZ001 - on the wall clock
_RUNS = 7
# In a process of its own: who is started inherits, in this count, the size of who starts it. Time is
# no bound here: a busy machine shows in a figure, not as a refusal.
_READ = """
import asyncio, resource, sys, time
from datetime import date
from pathlib import Path
from bot.calendars import CalendarReader
from prompts.schedule.calendar.values import Window
data, window = Path(sys.argv[1]).read_bytes(), Window(date.fromisoformat(sys.argv[2]), 8, "Europe/London")
began = time.monotonic()
asyncio.run(CalendarReader(seconds=60).read(data, window))
print(time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def run(size: float = 1.0) -> tuple[list[Figure], dict[str, Any]]:
    """A full file and one of a single event in turns; the medians."""
    events, runs = max(20, int(EVENTS * size)), _RUNS if size == 1 else 2
    took: dict[str, list[tuple[float, float]]] = {"full": [], "single": []}
    with tempfile.TemporaryDirectory() as name:
        files = {"full": Path(name) / "full.ics", "single": Path(name) / "single.ics"}
        files["full"].write_bytes(_practice(events))
        files["single"].write_bytes(_practice(1))
        for _ in range(runs):
            for kind, file in files.items():
                took[kind].append(_read(file))
    seconds, single = (median(one for one, _ in took[kind]) for kind in ("full", "single"))
    memory = max(mib for _, mib in took["full"])
    say(f"calendar: {events:,} events in {seconds:.2f} s, {memory:.0f} MiB")
    figures = [
        Figure("f", f"a calendar of {events:,} events read", seconds * 1000, "ms", at_most=2_000),
        Figure("f", "… a calendar of one event", single * 1000, "ms"),
        Figure("f", "… most memory of the child", memory, "MiB", at_most=200),
    ]
    return figures, {kind: [list(one) for one in found] for kind, found in took.items()}


def _read(file: Path) -> tuple[float, float]:
    """Seconds, and MiB of the child."""
    command = [sys.executable, "-c", _READ, str(file), f"{_FIRST:%Y-%m-%d}"]
    ended = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    seconds, kib = ended.stdout.split()
    return float(seconds), int(kib) / 1024


def _practice(events: int) -> bytes:
    """As Google exports it; every event has to do with the eight weeks, so that none is passed over."""
    series = int(events * _SERIES)
    singles = range(events - series * 2)
    parts = [_event(number, _FIRST + timedelta(minutes=40 * number % 80_000)) for number in singles]
    for number in range(series):
        named = _FIRST + timedelta(days=number % 5, hours=9 + number % 8)
        start = named - timedelta(weeks=52 * (1 + number % 6))
        change = f"RECURRENCE-ID;{_ZONE}:{named:{_DIGITS}}"
        parts.append(_event(f"series-{number}", start, "RRULE:FREQ=WEEKLY"))
        parts.append(_event(f"series-{number}", named + timedelta(hours=3), change))
    lines = ["BEGIN:VCALENDAR", "PRODID:-//Google Inc//Google Calendar 70.9054//EN", "VERSION:2.0", *parts]
    data = "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()
    assert len(data) <= MOST_BYTES
    return data


def _event(uid: int | str, start: datetime, *more: str) -> str:
    lines = [
        "BEGIN:VEVENT",
        f"DTSTART;{_ZONE}:{start:{_DIGITS}}",
        f"DTEND;{_ZONE}:{start + timedelta(minutes=50):{_DIGITS}}",
        *more,
        "DTSTAMP:20261124T071522Z",
        f"UID:{uid}@google.com",
        "CREATED:20260901T080000Z",
        "DESCRIPTION:The link for the video call stands here\\, and a line or two besi",
        " des\\, folded as it has to be.",
        "LAST-MODIFIED:20261020T081500Z",
        "LOCATION:Room 2",
        "SEQUENCE:0",
        "STATUS:CONFIRMED",
        f"SUMMARY:Meeting {uid}",
        "TRANSP:OPAQUE",
        "END:VEVENT",
    ]
    return "\r\n".join(lines)
