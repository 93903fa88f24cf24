"""Typed times chosen: one of the readings of a clock time, a span, or a length in minutes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time
from itertools import product

from prompts.schedule.clocks import DAY, Clock, clock_of, plain, words_to_digits

_DAYTIME = range(7 * 60, 19 * 60)  # of two readings the one in here, where nothing else decides
_NIGHT = frozenset(range(6 * 60)) | frozenset(range(23 * 60, DAY))
_NIGHT_NEARNESS = 3 * 60  # a reading at night is believed only this close to now

_SPAN_LEAD = re.compile(r"^(?:from|between)\s", re.IGNORECASE)
_SPAN_SIGN = re.compile(r"\s?[-‐‑‒–—―−]{1,2}\s?|\s(?:to|until|till|til|and)\s", re.IGNORECASE)
_HOUR_WORD, _MINUTE_WORD = r"\s?(?:h|hrs?|hours?)\.?", r"\s?(?:m|mins?|minutes?|')\.?"
_MINUTES = re.compile(rf"(\d{{1,4}})(?:{_MINUTE_WORD})?")
_HOURS_MINUTES = re.compile(rf"(\d{{1,2}})(?:{_HOUR_WORD}\s?(?:and\s)?|:)(\d{{1,2}})(?:{_MINUTE_WORD})?")
_HOURS = re.compile(rf"(\d{{0,2}})(?:[.,](\d{{1,2}}))?{_HOUR_WORD}")
_SPOKEN = {"half an hour": 30, "half hour": 30, "an hour": 60, "hour": 60, "3 quarters of an hour": 45}
_SPOKEN |= {"an hour and a half": 90, "1 and a half hours": 90, "an hour and 15": 75, "15 of an hour": 15}


def read_clock(text: str, near: time | None = None, *, past: bool = False) -> time | None:
    """The clock time typed, or None.

    "2" and "2:30" have two readings. With `near`, the local clock now: the next one from there, or with
    `past` the last one, unless that is far off and at night. Without: the one between seven and seven.
    """
    line = plain(text)
    found = clock_of(line) if line else None
    return _time(_choose(found.minutes, near, past=past)) if found else None


def read_span(
    text: str, near: time | None = None, *, past: bool = False, overnight: bool = False
) -> tuple[time, time] | None:
    """Two clock times, "21:00-7:00", "9pm to 7", "2–3"; the second may fall on the next day. Or None.

    Of several readings the shortest; where two are as short ("9-5"), with `overnight` the night's, else the
    one whose start `read_clock` would choose.
    """
    line = plain(text)
    found = [shortest(*ends) for ends in _splits(_SPAN_LEAD.sub("", line))] if line else []
    if not found:
        return None
    starts, length = min(found, key=lambda span: span[1])
    if overnight and len(starts) > 1:
        starts = tuple(start for start in starts if start not in _DAYTIME) or starts
    start = _choose(starts, near, past=past)
    return _time(start), _time((start + length) % DAY)


def read_minutes(text: str) -> int | None:
    """A length in minutes, 1 to 1440: "80", "80m", "1h20", "1:20", "1.5 h", "half an hour"; or None."""
    line = plain(text)
    if line is None:
        return None
    line = words_to_digits(line.casefold().replace("1⁄2", ".5").replace(" .5", ".5")).rstrip("!?,; ")
    minutes = _SPOKEN.get(line, 0)
    if match := _MINUTES.fullmatch(line):
        minutes = int(match[1])
    elif (match := _HOURS_MINUTES.fullmatch(line)) and int(match[2]) < 60:
        minutes = int(match[1]) * 60 + int(match[2])
    elif match := _HOURS.fullmatch(line):
        minutes = round(float(f"{match[1] or 0}.{match[2] or 0}") * 60)
    return minutes if 0 < minutes <= DAY else None


def _splits(line: str) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """The readings of both ends, wherever both sides are clock times ("quarter to three to four" has two)."""
    for sign in _SPAN_SIGN.finditer(line):
        first, last = clock_of(line[: sign.start()]), clock_of(line[sign.end() :])
        if first and last:
            yield _as_written(first, last), _as_written(last, first)


def shortest(firsts: tuple[int, ...], lasts: tuple[int, ...]) -> tuple[tuple[int, ...], int]:
    """The starts, of several readings of both ends, between which and an end lies the least; and how long."""
    certain = len(firsts) + len(lasts) == 2
    lengths = {(first, last): _length(first, last, certain=certain) for first, last in product(firsts, lasts)}
    least = min(lengths.values())
    return tuple(first for (first, _), length in lengths.items() if length == least), least


def _as_written(clock: Clock, other: Clock) -> tuple[int, ...]:
    # Who writes 21 at one end means 7, not 19, by a 7 at the other.
    return clock.minutes[:1] if other.full else clock.minutes


def _length(first: int, last: int, *, certain: bool) -> int:
    # Equal ends are meant only if both were certain; else "9-9" is half a day.
    return (last - first) % DAY or (0 if certain else DAY)


def _choose(minutes: tuple[int, ...], near: time | None, *, past: bool) -> int:
    if near is None:
        return next((minute for minute in minutes if minute in _DAYTIME), minutes[0])
    now = near.hour * 60 + near.minute

    def distance(minute: int) -> int:
        off = (now - minute if past else minute - now) % DAY
        return off + DAY if minute in _NIGHT and off > _NIGHT_NEARNESS else off

    return min(minutes, key=distance)


def _time(minute: int) -> time:
    return time(minute // 60, minute % 60)
