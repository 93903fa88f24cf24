"""`python -m bot.calendar_reader`: reads a calendar in a process of its own, started by `bot/calendars.py`.

The file comes on standard input, JSON goes to standard output. Whoever made the file may want it to take
hours or all memory: then the system ends this process, and no other.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import date, timedelta

from prompts.schedule.calendar.plain import said, said_no
from prompts.schedule.calendar.values import MOST_BYTES, Refused, Window

CPU_SECONDS = 2
MEMORY = 256 * 1024 * 1024


def main() -> int:
    """Read one file."""
    bound()
    first, weeks, zone, usual = sys.argv[1:]
    window = Window(date.fromisoformat(first), int(weeks), zone, timedelta(seconds=float(usual)))
    sys.stdout.write(_answer(sys.stdin.buffer.read(MOST_BYTES + 1), window))
    return 0


def bound() -> None:
    """Have the system set bounds to this process, where it can, and leave nothing of it behind."""
    try:
        import resource
    except ImportError:  # Windows; the time is bounded from outside too
        return
    bounds = ((resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CORE, 0))
    for what, most in bounds:
        with suppress(ValueError, OSError):  # not on every system
            resource.setrlimit(what, (most, most))


def _answer(data: bytes, window: Window) -> str:
    try:
        from prompts.schedule.calendar.read import read_calendar  # brings icalendar, once the bounds are set

        return said(read_calendar(data, window))
    except Refused as refused:
        return said_no(refused)
    except MemoryError:
        return said_no(Refused("slow"))


if __name__ == "__main__":
    raise SystemExit(main())
