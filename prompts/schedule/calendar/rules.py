"""Rules of repetition, looked at before anything is expanded: what is absurd, and what cannot be read.

dateutil expands whatever it is given: a rule for each second, or one that never moves on, takes it minutes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from prompts.schedule.calendar.values import Refusal, Refused, Unusable

_DAYS = {"DAILY": 1, "WEEKLY": 7}  # how long one step is, where that is always the same
_OFTEN = frozenset({"HOURLY", "MINUTELY", "SECONDLY"})
_MOST_LISTED = 100
_MOST_STEPS, _MOST_TIMES = 1_000, 10_000
_LONGEST_RULE = 2_000
_WEEKDAY = re.compile(r"[+-]?\d{0,2}(?:MO|TU|WE|TH|FR|SA|SU)")
_UNTIL = re.compile(r"\d{8}(?:T\d{6}Z?)?")
_NUMBER = re.compile(r"[+-]?\d{1,4}")
_CLOCK = {"BYHOUR": range(24), "BYMINUTE": range(60), "BYSECOND": range(60)}
_LISTS = _CLOCK | {
    "BYMONTH": range(1, 13), "BYMONTHDAY": range(1, 32), "BYYEARDAY": range(1, 367), "BYWEEKNO": range(1, 54),
    "BYSETPOS": range(1, 367),
}  # fmt: skip
_FROM_THE_END = frozenset({"BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"})  # -1 is the last one


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that may be expanded."""

    parts: Mapping[str, str]

    @property
    def text(self) -> str:
        return ";".join(f"{name}={value}" for name, value in self.parts.items())

    @property
    def until(self) -> str:
        """The last day as eight digits; empty where there is none."""
        return self.parts.get("UNTIL", "")[:8]

    def ending(self, until: str) -> Rule:
        """The same rule with another end."""
        return Rule({**self.parts, "UNTIL": until})

    def nearer(self, start: date, day: date) -> date:
        """A start shortly before `day` from which the rule brings the same from `day` on.

        Without it, a series that began years ago is counted through from its first day each time.
        """
        step = timedelta(days=_DAYS.get(self.parts["FREQ"], 0) * int(self.parts.get("INTERVAL", 1)))
        if not step or "COUNT" in self.parts or start + step >= day:
            return start
        return start + (day - start - timedelta(days=1)) // step * step


def read_rule(text: str, position: int) -> Rule:
    """The rule of the event at that position. Raises Refused where it is absurd, Unusable where it is odd."""
    if len(text) > _LONGEST_RULE or text.count(",") > _MOST_LISTED:
        raise Refused("endless", position)
    pairs = [part.partition("=") for part in text.upper().replace(" ", "").strip(";").split(";")]
    parts = {name: value for name, _, value in pairs}
    if len(parts) != len(pairs) or not text.isascii():
        raise Unusable("rule")
    if (absurd := _absurd(parts)) is not None:
        raise Refused(absurd, position)
    if not _readable(parts):
        raise Unusable("rule")
    return Rule(parts)


def _absurd(parts: Mapping[str, str]) -> Refusal | None:
    times_a_day = 1
    for name in _CLOCK:
        times_a_day *= len(parts.get(name, "").split(","))
    if parts.get("FREQ") in _OFTEN or times_a_day > 1:
        return "too_often"
    endless = _beyond(parts, "INTERVAL", _MOST_STEPS) or _beyond(parts, "COUNT", _MOST_TIMES)
    return "endless" if endless else None


def _beyond(parts: Mapping[str, str], name: str, most: int) -> bool:
    """Whether it is a number, and one that never gets anywhere."""
    digits = parts.get(name, "1").lstrip("+")
    return digits.lstrip("-").isdecimal() and not (len(digits) < 6 and 1 <= int(digits) <= most)


def _readable(parts: Mapping[str, str]) -> bool:
    """Whether all of it is known, and within its bounds."""
    return parts.get("FREQ") in {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"} and all(
        _known(name, value) for name, value in parts.items()
    )


def _known(name: str, value: str) -> bool:
    if name == "BYDAY":
        return all(_WEEKDAY.fullmatch(day) for day in value.split(","))
    if name in _LISTS:
        return all(_within(name, number) for number in value.split(","))
    if name == "UNTIL":
        return _UNTIL.fullmatch(value) is not None
    if name in {"INTERVAL", "COUNT"}:
        return value.removeprefix("+").isdecimal()
    return name == "FREQ" or (name == "WKST" and _WEEKDAY.fullmatch(value) is not None)


def _within(name: str, number: str) -> bool:
    if not _NUMBER.fullmatch(number):
        return False
    value = int(number)
    return (abs(value) if name in _FROM_THE_END else value) in _LISTS[name]
