"""What a therapist types, read: clock times, spans, lengths, client codes, and a line that is a whole plan.

Pure, and safe on any text: what cannot be read is None, nothing raises.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time

from prompts.schedule.clocks import plain
from prompts.schedule.codes import CodeFault, code_fault, normalise_code, read_code
from prompts.schedule.spans import read_clock, read_minutes, read_span

__all__ = [
    "CodeFault",
    "Plan",
    "code_fault",
    "normalise_code",
    "read_clock",
    "read_code",
    "read_minutes",
    "read_plan",
    "read_span",
]

BY_DAY = range(7, 21)  # hours
LONGEST_SESSION = 8 * 60  # minutes; a line with more is no plan

_ENDED = re.compile(r"(?:just finished|now)\s(?P<after>\S+)|(?P<before>\S+)\sjust finished", re.IGNORECASE)
_CLOCK = r"\d{1,2}(?:[:.h]\d\d)?\s?[ap]\.?m\.?|\d{1,2}[:h]\d\d|\d{1,2}\.\d\d|\d{4}"
_PLAN = re.compile(
    rf"(?P<code>\S+)\s(?:at\s)?(?P<first>{_CLOCK})"
    rf"(?:\s?(?:[-–—]|to|until)\s?(?P<last>{_CLOCK})|\s(?:for\s)?(?P<length>\d[\w.,: ]*))?",
    re.IGNORECASE,
)
_CLEARLY_A_CLOCK = re.compile(r".*[:apm]", re.IGNORECASE)  # 1430 and 4.50 may count something
_A_LENGTH = re.compile(r".*[hm]|\d\d+$", re.IGNORECASE)
_BEFORE_TIMES = """about after again already approx around at before began begin begins by done due during end
ended ends exactly finish finished from just last late later left maybe monday tuesday wednesday thursday
friday saturday sunday mon tue tues wed thu thur thurs fri sat sun next no nearly not now ok okay only perhaps
session since start started starts still stop stopped the then till time today tomorrow tonight until yes
yesterday"""
_NO_CODES = frozenset(_BEFORE_TIMES.split())


@dataclass(frozen=True, slots=True)
class Plan:
    """A line that says all about one session.

    `starts` is on the local clock; None: it has just ended. `minutes` None: as long as usual. `code` is as
    typed; None: said of no client.
    """

    code: str | None
    starts: time | None = None
    minutes: int | None = None
    just_ended: bool = False


def read_plan(text: str, local_now: datetime, known_codes: Collection[str]) -> Plan | None:
    """`Oak 14:30`, `Oak 14:30-15:20`, `Oak 14:00 80m`, `now Oak`, `Oak just finished`; None for all else.

    `known_codes` are normalised. A code not among them counts only as a capitalised word after `now`, or
    before a time that can be nothing else, so that a sentence is not taken for a plan. Without am or pm,
    `Oak 2:30` is the next from three hours ago on, as a session may be under way or just over; but rather
    the one by day than the other by night: `Oak 9:00`, told at six in the evening, was this morning.
    """
    line = plain(text)
    if line is None:
        return None
    line = line.rstrip(".!") if not line.casefold().endswith("m.") else line
    if line.casefold() == "just finished":
        return Plan(None, just_ended=True)
    if match := _ENDED.fullmatch(line):
        code = read_code(match["after"] or match["before"])
        known = code is not None and normalise_code(code) in known_codes
        meant = known or (code is not None and match["after"] and _may_be_a_code(code, known_codes))
        return Plan(code, just_ended=True) if meant else None
    match = _PLAN.fullmatch(line)
    recent = local_now.replace(hour=(local_now.hour - 3) % 24).time()
    return _timed(match, recent, known_codes) if match else None


def _timed(match: re.Match[str], near: time, known_codes: Collection[str]) -> Plan | None:
    code = read_code(match["code"])
    if code is None or not _may_be_a_code(code, known_codes, match["first"]):
        return None
    if match["last"]:
        return _spanned(code, f"{match['first']}-{match['last']}", near)
    starts = _by_day(read_clock(match["first"], near), read_clock(match["first"]))
    if starts is None or match["length"] is None:
        return Plan(code, starts) if starts else None
    minutes = read_minutes(match["length"]) if _A_LENGTH.match(match["length"]) else None
    return Plan(code, starts, minutes) if minutes and minutes <= LONGEST_SESSION else None


def _spanned(code: str, text: str, near: time) -> Plan | None:
    span, usual = read_span(text, near), read_span(text)
    if span is None:
        return None
    span = usual if usual and span[0].hour not in BY_DAY else span
    first, last = span
    minutes = (last.hour * 60 + last.minute - first.hour * 60 - first.minute) % (24 * 60)
    return Plan(code, first, minutes) if 0 < minutes <= LONGEST_SESSION else None


def _by_day(near: time | None, usual: time | None) -> time | None:
    return near if near is None or near.hour in BY_DAY else usual


def _may_be_a_code(code: str, known_codes: Collection[str], clock: str | None = None) -> bool:
    if normalise_code(code) in known_codes:
        return True
    certain = clock is None or _CLEARLY_A_CLOCK.match(clock) is not None
    return certain and code[0].isupper() and code.casefold() not in _NO_CODES
