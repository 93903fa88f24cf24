"""What came by itself: each question, offer and digest once, or once more and marked; and what never came."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise

from prompts.texts import load_texts
from tests.faults.book import Said
from tests.faults.telegram import Telegram

_TEXTS = load_texts()
MARKS = {
    _TEXTS.plain(key)
    for key in ("lead.repeat", "lead.reminder", "lead.snooze", "digest.again", "start.first_question")
}
REPEAT, REMINDER, FIRST = (
    _TEXTS.plain(key) for key in ("lead.repeat", "lead.reminder", "start.first_question")
)
LEASE = timedelta(seconds=120)
READY = _TEXTS.plain("digest.closed")
HEADING = re.compile(r"^(?P<about>.+) · (?P<place>\d+) of (?P<total>\d+) · ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for one message: the first question about Oak at 9:00 on Monday, say."""

    chat: int
    day: date
    what: str


@dataclass
class Due:
    """Reads Telegram's book for what came."""

    telegram: Telegram
    answered: set[int] = field(default_factory=set)  # questions answered or skipped by their person

    def doubled(self) -> list[str]:
        """Copies that should not be, and two that stand for one."""
        copies: dict[str, list[int]] = defaultdict(list)
        slots: dict[Slot, set[str]] = defaultdict(set)
        for position, one in enumerate(self.telegram.book.said):
            if one.new and (name := name_of(one)) is not None:
                copies[name].append(position)
                slots[slot_of(one)].add(name)
        twice = [f"{slot}: {sorted(names)}" for slot, names in slots.items() if len(names) > 1]
        return [f"{name} {why}" for name, places in copies.items() for why in self._unfounded(places)] + twice

    def _unfounded(self, places: list[int]) -> Iterator[str]:
        """What is wrong with the copies of one message."""
        book, first = self.telegram.book, self.telegram.book.said[places[0]]
        leads = [book.said[place].text.splitlines()[0] for place in places]
        for (before, place), lead in zip(pairwise(places), leads[1:], strict=True):
            one, older = book.said[place], book.said[before]
            if lead not in MARKS:
                yield f"once more without a word: {one.text!r}"
            if lead == REPEAT and not book.trouble(before, place):
                yield f"once more at {one.at} though nothing had gone wrong"
            if lead == REPEAT and one.at - older.at < LEASE:
                yield f"once more {one.at - older.at} after it was sent"
        if leads.count(REMINDER) > 1:
            yield f"{leads.count(REMINDER)} reminders"
        if leads.count(FIRST) > 1 + book.times(first.chat, "/start"):
            yield f"put for the first time {leads.count(FIRST)} times"

    def never_came(self, chat: int, day: date, sessions: list[tuple[str, str]]) -> list[str]:
        """Sessions of that day (code and time) that nobody asked about; second questions that never came."""
        today = [
            one for one in self.telegram.book.said if one.new and one.chat == chat and one.at.date() == day
        ]
        missing = [
            f"nothing came to {chat} about {code}, {clock} on {day}"
            for code, clock in sessions
            if not any(_is_about(one, code, clock) for one in today)
        ]
        first, second = (self._questions(today, place) for place in ("1", "2"))
        onward = {asked for asked in first if asked in self.answered}
        if len(onward) > len(second):
            missing.append(
                f"{len(onward)} first questions answered by {chat} on {day}, {len(second)} second ones"
            )
        return missing

    def no_digest(self, chat: int, hour: datetime) -> list[str]:
        """Whether the digest of that hour came on its day."""
        came = [
            one
            for one in self.telegram.book.said
            if one.new and one.chat == chat and one.text.endswith(READY)
        ]
        there = any(one.at.date() == hour.date() and one.at >= hour for one in came)
        return [] if there else [f"no digest came to {chat} at {hour}"]

    @staticmethod
    def _questions(said: list[Said], place: str) -> set[int]:
        """Questions in this place of two."""
        found = set()
        for one in said:
            heading, button = HEADING.search(one.text), one.press("skip")
            if heading and button and (heading["place"], heading["total"]) == (place, "2"):
                found.add(button.id())
        return found


def name_of(said: Said) -> str | None:
    """Which row a new message stands for, if it is one of those that come once."""
    if (skip := said.press("skip")) is not None:
        return f"question {skip.id()}"
    if (offer := said.press("offer")) is not None:
        return f"offer {offer.id()}"
    opens = said.press("open")
    return f"digest {opens.id()}" if opens is not None and said.text.endswith(READY) else None


def slot_of(said: Said) -> Slot:
    """Where it belongs: by whom and what it is about, and the day."""
    heading = HEADING.search(said.text)
    what = f"{heading['about']} {heading['place']}" if heading else said.text.splitlines()[-1]
    return Slot(said.chat, said.at.date(), what)


def _is_about(said: Said, code: str, clock: str) -> bool:
    heading = HEADING.search(said.text)
    if heading is not None:
        return heading["about"] == f"{code}, {clock}"
    return said.press("offer") is not None and code in said.text
