"""A weekly hour as people type it: "Thursday 16:30", "on Fridays", "5 pm"."""

from __future__ import annotations

import re
from datetime import time

from babel import Locale
from babel.dates import get_day_names

from prompts.schedule.clocks import plain
from prompts.schedule.spans import read_clock

_PARTS = re.compile(r"(?:on\s)?(?P<day>[^\W\d]+)\.?(?:,?\s(?P<clock>.+))?", re.IGNORECASE)
_LEAST_LETTERS = 2


def read_weekly(text: str, locale: str = "en") -> tuple[int | None, time | None] | None:
    """The weekday (Monday is 0) and the clock time typed; one of them may be missing. None: neither was read.

    A time without am or pm is the one between seven and seven. Safe on any text.
    """
    line = plain(text)
    if line is None:
        return None
    if (clock := read_clock(line)) is not None:
        return None, clock
    parts = _PARTS.fullmatch(line.rstrip("."))
    day = read_weekday(parts["day"], locale) if parts else None
    if parts is None or day is None:
        return None
    if parts["clock"] is None:
        return day, None
    clock = read_clock(parts["clock"])
    return (day, clock) if clock is not None else None


def read_weekday(word: str, locale: str) -> int | None:
    """The one weekday (Monday is 0) that begins like this; a plural counts too."""
    word = word.casefold()
    names = get_day_names("wide", locale=Locale.parse(locale, sep="_"))
    days = [day for day, name in names.items() if f"{name}s".casefold().startswith(word)]
    return days[0] if len(days) == 1 and len(word) >= _LEAST_LETTERS else None
