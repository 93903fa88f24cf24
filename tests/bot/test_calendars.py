"""Calendar files read in a child process: its bounds, what it is given, and what becomes of whoever asks."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from bot.calendars import SECONDS, CalendarReader
from prompts.schedule.calendar.read import read_calendar
from prompts.schedule.calendar.values import MOST_BYTES, Refused, Window
from tests.prompts.calendar_make import FIRST, LONDON, calendar, event

ROOT = Path(__file__).parents[2]
WINDOW = Window(FIRST, 8, LONDON, usual=timedelta(minutes=45))
# It repeats on no day: whoever expands it looks at each one until the year 9999.
NEVER = calendar(
    event("20261101T100000", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"), event(SUMMARY="canary")
)


def children() -> list[Path]:
    """The readers that this process has started and that still run, as folders of /proc."""
    running = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parent = (process / "stat").read_text().rpartition(")")[2].split()[1]
            if parent == str(os.getpid()) and b"bot.calendar_reader" in (process / "cmdline").read_bytes():
                running.append(process)
    return running


def patient(at_once: int = 2) -> CalendarReader:
    """For tests that are about something else than time, on a machine that is busy."""
    return CalendarReader(at_once, seconds=60)


async def first_child() -> Path:
    async with asyncio.timeout(60):
        while not (running := children()):  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.01)
    return running[0]


async def test_a_child_reads_what_the_core_reads() -> None:
    data = calendar(event("20260901T100000", "RRULE:FREQ=WEEKLY", DURATION=""), event(zone="US", uid="b"))
    reading = await patient().read(data, WINDOW)
    assert reading == read_calendar(data, WINDOW)
    assert len(reading.occurrences) == 8
    assert len(reading.left_out) == 1


async def test_a_refusal_comes_with_its_reason_and_its_event() -> None:
    with pytest.raises(Refused) as refused:
        await patient().read(calendar(event(), event("20261202T100000", "RRULE:FREQ=SECONDLY")), WINDOW)
    assert (refused.value.reason, refused.value.position) == ("too_often", 2)


async def test_too_large_a_file_starts_no_child() -> None:
    with pytest.raises(Refused) as refused:
        await CalendarReader(at_once=0).read(b"x" * (MOST_BYTES + 1), WINDOW)
    assert refused.value.reason == "too_big"


async def test_a_file_that_takes_for_ever_is_ended_by_the_system_and_nobody_else_waits() -> None:
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0.01)
            turns += 1

    busy = asyncio.create_task(others())
    with pytest.raises(Refused) as refused:
        await patient().read(NEVER, WINDOW)
    busy.cancel()
    assert refused.value.reason == "slow"
    assert "canary" not in repr(refused.value)
    assert turns > 20


async def test_a_child_that_does_not_answer_in_time_is_ended_too() -> None:
    assert SECONDS < 3
    with pytest.raises(Refused) as refused:
        await CalendarReader(seconds=0.5).read(NEVER, WINDOW)
    assert refused.value.reason == "slow"
    assert not children()


async def test_the_child_is_told_nothing_of_ours_and_ends_with_whoever_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BOT_TOKEN", "canary-token")
    asking = asyncio.create_task(patient().read(NEVER, WINDOW))
    told = (await first_child() / "environ").read_bytes()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert b"PYTHONPATH" in told
    assert b"canary" not in told
    assert not children()


async def test_only_so_many_are_read_at_once() -> None:
    reader = patient(at_once=1)
    most = 0
    asking = [asyncio.create_task(reader.read(calendar(event()), WINDOW)) for _ in range(2)]
    while not all(one.done() for one in asking):
        most = max(most, len(children()))
        await asyncio.sleep(0.01)
    assert most == 1
    assert len({one.result() for one in asking}) == 1


def test_a_child_that_wants_more_memory_does_not_get_it() -> None:
    script = "from bot.calendar_reader import bound; bound(); bytearray(300 << 20)"
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1] == "MemoryError"


def test_the_bot_itself_never_loads_what_reads_calendars() -> None:
    script = "import sys, bot.app, bot.calendars; print([m for m in sys.argv[1:] if m in sys.modules])"
    heavy = ["icalendar", "recurring_ical_events", "dateutil", "prompts.schedule.calendar.read"]
    ended = subprocess.run(
        [sys.executable, "-c", script, *heavy], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ended.stdout.strip() == "[]"
