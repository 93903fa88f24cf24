"""An event as the file has it: which one it is, and whether it can matter for a window."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta

from prompts.schedule.calendar.components import Component
from prompts.schedule.calendar.lines import unescaped
from prompts.schedule.calendar.values import Window

LONGEST_TITLE, LONGEST_UID = 200, 255
_MARGIN = timedelta(days=2)  # zones are up to 26 hours apart
_DAY = re.compile(r"(?:19|2\d)\d{6}", re.ASCII)
_NUMBER = re.compile(r"\d{1,9}")
_UNTIL = re.compile(r"UNTIL=(\d{8})", re.IGNORECASE)
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"})
_JOINERS = "\u200c\u200d"  # seen in many scripts, though they are no letters


@dataclass(slots=True, eq=False)
class Event:
    """`day` and `replaces`: the eight digits of DTSTART and RECURRENCE-ID; empty where there is none."""

    component: Component
    calendar: Component
    uid: str = field(init=False)
    day: str = field(init=False)
    replaces: str = field(init=False)
    sequence: int = field(init=False)

    def __post_init__(self) -> None:
        value = self.component.value
        self.day, self.replaces = value("DTSTART")[:8], value("RECURRENCE-ID")[:8]
        # Without a UID it is known by its times, which is enough for one therapist.
        self.uid = shown(value("UID"), LONGEST_UID) or f"{value('DTSTART')}/{value('DTEND')}"[:LONGEST_UID]
        self.sequence = int(value("SEQUENCE")) if _NUMBER.fullmatch(value("SEQUENCE")) else 0

    @property
    def position(self) -> int:
        return self.component.position

    @property
    def start(self) -> str:
        """DTSTART as it stands."""
        return self.component.value("DTSTART")

    @property
    def title(self) -> str:
        return shown(unescaped(self.component.value("SUMMARY")), LONGEST_TITLE)

    @property
    def readable(self) -> bool:
        """Whether it says on which day it is."""
        return not self.component.unreadable and _DAY.fullmatch(self.day) is not None

    @property
    def repeats(self) -> bool:
        return not self.replaces and not self.component.lines.keys().isdisjoint({"RRULE", "RDATE"})

    @property
    def onward(self) -> bool:
        """Whether it changes its series from there on, not one occurrence alone."""
        line = self.component.first("RECURRENCE-ID")
        return line is not None and line.parameters.get("RANGE", "").upper() == "THISANDFUTURE"

    def touches(self, window: Window) -> bool:
        """Whether it can matter for that window; in doubt it does. Told by its digits, before it is read."""
        first, last = _digits(window.first - _MARGIN), _digits(window.last + _MARGIN)
        if not self.readable or "RDATE" in self.component.lines:
            return True
        if self.repeats:
            until = _UNTIL.search(self.component.value("RRULE"))
            return self.day <= last and (until is None or until[1] >= first)
        if self.onward and self.day <= last:
            return True
        return first <= self.day <= last or first <= self.replaces <= last


def shown(text: str, longest: int) -> str:
    """One line, without what nobody sees, and not too long."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())[:longest]
    line = "".join(" " if sign.isspace() else sign for sign in text if _is_seen(sign))
    return " ".join(line.split())[:longest]


def _is_seen(sign: str) -> bool:
    return sign.isspace() or sign in _JOINERS or unicodedata.category(sign) not in _UNSEEN


def _digits(day: date) -> str:
    return f"{day:%Y%m%d}"
