"""Whether a question is about a session of today, of another day, or the last: its words follow from that."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from types import MappingProxyType

from prompts.questions.fields import Entry
from prompts.questions.model import LAST_TIME, THAT_DAY, TODAY, Day
from prompts.schedule.times import local

OTHER_DAYS = (THAT_DAY, LAST_TIME)

DayWords = Mapping[Day, Mapping[str, str]]
"""For each other day, the words that take the place of those said of today."""


def day_of(session: datetime | None, now: datetime, zone: str, *, named: bool) -> Day:
    """How the day of a session that ended then is spoken of when a question about it is put now.

    `named`: the line above the question says when it was. None: nobody knows when it was.
    """
    if session is not None and local(session, zone).date() == local(now, zone).date():
        return TODAY
    return THAT_DAY if named else LAST_TIME


def read_day_words(entry: Entry) -> DayWords:
    """The tables of `_shared.toml`. Raises BankError."""
    found: dict[Day, Mapping[str, str]] = {}
    for day in OTHER_DAYS:
        table = Entry(entry.file, day, entry.table(day))
        if not table.data:
            raise table.wrong("needs the words that are said in place of those of today")
        found[day] = MappingProxyType({word.lower(): table.text(word) for word in table.data})
    return MappingProxyType(found)


def on(day: Day, text: str, words: DayWords) -> str:
    """A wording as it is put about another day; a large letter stays one."""
    instead = words[day]
    return _any_of(tuple(instead)).sub(lambda found: _like(found[0], instead[found[0].lower()]), text)


@cache
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b({'|'.join(map(re.escape, words))})\b", re.IGNORECASE)


def _like(before: str, after: str) -> str:
    return after[:1].upper() + after[1:] if before[:1].isupper() else after
