"""`python -m bot calendar`: shows what a calendar file would bring, as a table or as JSON."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from bot.calendars import CalendarReader
from bot.clock import WallClock
from prompts.schedule.calendar.values import MOST_BYTES, LeftOut, Occurrence, Reading, Refused, Window
from prompts.schedule.say import say_clocks, say_day
from prompts.schedule.times import local
from prompts.texts import Texts, load_texts

BAD_ARGUMENTS = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("file", help="a calendar file (.ics)")
    parser.add_argument("--from", dest="first", help="the first day, such as 2026-12-01 (default today)")
    parser.add_argument("--weeks", type=int, default=8, help="how many weeks (default 8)")
    parser.add_argument("--zone", default="Europe/London", help="the therapist's time zone")
    parser.add_argument("--format", choices=("table", "json"), default="table")


def run(args: argparse.Namespace) -> int:
    """Prints what it would bring; 2 and one line on standard error where that is nothing."""
    try:
        first = date.fromisoformat(args.first) if args.first else local(WallClock().now(), args.zone).date()
        window = Window(first, args.weeks, args.zone)
    except ValueError as fault:
        return _failed(str(fault))
    with open(args.file, "rb") as file:
        data = file.read(MOST_BYTES + 1)
    texts = load_texts()
    try:
        reading = asyncio.run(CalendarReader().read(data, window))
    except Refused as refused:
        return _failed(texts.plain(f"calendar.refused.{refused.reason}", position=refused.position))
    sys.stdout.write(
        as_json(reading, window, texts) if args.format == "json" else as_table(reading, window, texts)
    )
    return 0


def as_json(reading: Reading, window: Window, texts: Texts) -> str:
    """An object of `occurrences` and `left_out`; times are local, with their offset."""
    found = {
        "occurrences": [_occurrence(one, window.zone) for one in reading.occurrences],
        "left_out": [_left_out(one, window.zone, texts) for one in reading.left_out],
    }
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _occurrence(one: Occurrence, zone: str) -> dict[str, Any]:
    return {
        "uid": one.uid,
        "starts_at": _at(one.starts_at, zone),
        "ends_at": _at(one.ends_at, zone),
        "title": one.title,
        "status": one.status,
    }


def _left_out(one: LeftOut, zone: str, texts: Texts) -> dict[str, Any]:
    return {
        "uid": one.uid,
        "event": one.position,
        "starts_at": _at(one.starts_at, zone) if one.starts_at else None,
        "times": one.times,
        "reason": one.reason,
        "words": texts.plain(f"calendar.left_out.{one.reason}"),
    }


def as_table(reading: Reading, window: Window, texts: Texts) -> str:
    """A line for each meeting, then what was left out, by its place in the file."""
    return "".join(f"{line.rstrip()}\n" for line in _lines(reading, window, texts))


def _lines(reading: Reading, window: Window, texts: Texts) -> Iterator[str]:
    days = {"first": _day(window.first, window, texts), "last": _day(window.last, window, texts)}
    count = len(reading.occurrences)
    yield texts.plain("terminal.calendar.found", count=count, **days)
    for one in reading.occurrences:
        starts, ends = local(one.starts_at, window.zone), local(one.ends_at, window.zone)
        when = f"{_day(starts.date(), window, texts):<16}  {say_clocks(starts.time(), ends.time()):<11}"
        status = "" if one.status == "confirmed" else texts.plain("terminal.calendar.tentative")
        yield f"{when}  {status:<9}  {one.title or texts.plain('terminal.calendar.untitled')}"
    if reading.left_out:
        yield texts.plain("terminal.calendar.left_out", count=len(reading.left_out))
    for left in reading.left_out:
        day = _day(local(left.starts_at, window.zone).date(), window, texts) if left.starts_at else ""
        event = texts.plain("terminal.calendar.event", position=left.position)
        yield f"{day:<16}  {event:<11}  {texts.plain(f'calendar.left_out.{left.reason}')}"


def _day(day: date, window: Window, texts: Texts) -> str:
    return say_day(day, window.first, texts)


def _at(instant: datetime, zone: str) -> str:
    return local(instant, zone).isoformat()


def _failed(line: str) -> int:
    sys.stderr.write(f"calendar: {line}\n")
    return BAD_ARGUMENTS
