"""Working hours: read as people type them, "Mon-Thu 9-17", said, and compared with an instant."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from prompts.schedule.clocks import plain
from prompts.schedule.say import say_clocks, say_weekday
from prompts.schedule.spans import read_span
from prompts.schedule.times import at_local, local
from prompts.schedule.weekly import read_weekday
from prompts.texts import Texts

WEEK = range(7)
# What people type, never what they are shown.
_GROUPS = {
    "weekdays": WEEK[:5], "workdays": WEEK[:5], "working days": WEEK[:5], "weekends": WEEK[5:],
    "daily": WEEK, "every day": WEEK, "all days": WEEK, "any day": WEEK, "all week": WEEK,
}  # fmt: skip
_AND = re.compile(r"\s?(?:[,;/&+]|\band\b)\s?")
_TO = re.compile(r"\s?[-‐‑‒–—―−]{1,2}\s?|\s(?:to|till|until|through)\s")


@dataclass(frozen=True, slots=True)
class Work:
    """Working days (Monday is 0), and hours on the wall clock. Equal ends: the whole day. No days: never."""

    days: tuple[int, ...]
    starts: time
    ends: time


def at_work(instant: datetime, work: Work, zone: str) -> bool:
    """Whether `instant` (aware) lies in working hours: start included, end not. A night belongs to the day
    on which it starts."""
    today = local(instant, zone).date()
    for day in (today - timedelta(days=1), today):
        over_night = timedelta(days=1 if work.ends <= work.starts else 0)
        begins = at_local(day, work.starts, zone)
        if day.weekday() in work.days and begins <= instant < at_local(day + over_night, work.ends, zone):
            return True
    return False


def read_work(text: str, present: Work, locale: str = "en") -> Work | None:
    """ "Mon-Thu 9-17", "Mon, Wed and Fri 8:30 to 18", "weekdays"; days or hours not typed stay as they are.

    None: it cannot be read. Safe on any text.
    """
    line = plain(text)
    if line is None:
        return None
    words = line.rstrip(".!").split(" ")
    for cut in range(len(words) + 1):
        days, hours = _days(" ".join(words[:cut]), locale), " ".join(words[cut:])
        span = read_span(hours) if hours else (present.starts, present.ends)
        if (days or not cut) and span is not None:
            return Work(days or present.days, *span)
    return None


def say_work(work: Work, texts: Texts) -> str:
    """ "Mon–Fri 8:00–19:00", "Mon, Wed, Fri"; the words for never and always are the caller's."""
    runs = [_say_run(run, texts) for run in _runs(work.days)]
    hours = "" if work.starts == work.ends else say_clocks(work.starts, work.ends)
    return " ".join(part for part in (", ".join(runs), hours) if part)


def _days(text: str, locale: str) -> tuple[int, ...]:
    """The days named; none if there is anything else in it."""
    if (group := _GROUPS.get(text.casefold())) is not None:
        return tuple(group)
    found: set[int] = set()
    for part in _AND.split(text.casefold()):
        ends = [read_weekday(word.strip(" ."), locale) for word in _TO.split(part)]
        first, last = ends[0], ends[-1]
        if first is None or last is None or len(ends) > 2:
            return ()
        found |= {(first + step) % 7 for step in range((last - first) % 7 + 1)}
    return tuple(sorted(found))


def _runs(days: Collection[int]) -> Iterable[list[int]]:
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _say_run(run: list[int], texts: Texts) -> str:
    """Two in a row are two; from three on they are a span."""
    names = [say_weekday(day, texts) for day in run]
    return f"{names[0]}–{names[-1]}" if len(run) > 2 else ", ".join(names)
