"""Decides what a digest will say; `report` finds the words for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from prompts.digest.advice import ALL, choose_next
from prompts.digest.figures import Figure, choose_figures
from prompts.digest.lines import choose_lines
from prompts.digest.week import LONG, SHORT, WEEK, Line, LookBack, OpenStrain, Week
from prompts.questions.model import Bank
from prompts.schedule.times import local

WEEKEND = (5, 6)
QUIET_WEEKS = 3  # in a row, before the bot asks whether to be quieter

Kind = Literal["full", "quiet", "ask_quieter"]
Span = Literal["short", "week", "long"]


@dataclass(frozen=True, slots=True)
class DigestParts:
    """What will be said, in order, without the words for it. `kind` tells which buttons belong under it."""

    kind: Kind
    span: Span
    first: bool
    zone: str
    starts_at: datetime
    ends_at: datetime
    first_day: date  # local, as people would name the week
    last_day: date
    held: int
    reflected: int  # never more than held
    focus: LookBack | None
    figures: tuple[Figure, ...]
    not_asked: tuple[int, ...]
    unmuted: int
    lines: tuple[Line, ...]
    words: int  # lines of the week in all; with none, [My words] has nothing to show
    suggestion: int
    tip: str
    wished: bool
    strain: OpenStrain | None


def build(week: Week, bank: Bank, *, seed: int, not_these: frozenset[int] = frozenset()) -> DigestParts:
    """The parts of a digest, the same for the same week and seed; `not_these` as in `choose_next`."""
    suggestion, tip = choose_next(week, bank, seed, not_these)
    first_day, last_day = days(week)
    return DigestParts(
        kind=_kind(week),
        span="short" if week.length < SHORT else "long" if week.length > LONG else "week",
        first=week.first,
        zone=week.zone,
        starts_at=week.starts_at,
        ends_at=week.ends_at,
        first_day=first_day,
        last_day=last_day,
        held=week.held,
        reflected=min(week.reflected, week.held),
        focus=week.focus,
        figures=choose_figures(week, seed=seed),
        not_asked=tuple(sorted(ALL - week.asked - week.muted)) if week.asked else (),
        unmuted=len(ALL - week.muted),
        lines=choose_lines(_beside(week), week.zone, seed=seed),
        words=len(week.lines),
        suggestion=suggestion,
        tip=tip,
        wished=suggestion == week.wish,
        strain=week.strain,
    )


def _beside(week: Week) -> tuple[Line, ...]:
    """The lines that may stand there: an open strain is what is low in a digest already."""
    return tuple(line for line in week.lines if not (line.low and week.strain))


def _kind(week: Week) -> Kind:
    if not week.quiet:
        return "full"
    asks = week.quiet_weeks >= QUIET_WEEKS and not week.asked_quieter
    return "ask_quieter" if asks else "quiet"


def days(week: Week) -> tuple[date, date]:
    """The first and the last local day of the week, as people would name it.

    From Friday 17:00 to Friday 17:00 is Saturday to Friday, or Monday to Friday if nothing came in at the
    weekend. A first one, cut short, begins on the day it began.
    """
    half = timedelta(hours=12)
    begun = week.first and week.length < WEEK
    first = local(week.starts_at + (timedelta() if begun else half), week.zone).date()
    last = local(week.ends_at - half, week.zone).date()
    came_in = [r.at for r in week.ratings if week.is_recent(r.at)] + [line.at for line in week.lines]
    used = {local(at, week.zone).date() for at in came_in}
    last = max({last} | used)  # asked for in the morning, after something came in
    named = [day for day in _each(first, last) if day.weekday() not in WEEKEND or day in used]
    if named:
        return named[0], named[-1]
    today = local(week.ends_at, week.zone).date()  # a few hours, or a weekend, asked for by themselves
    return min(first, today), today


def _each(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
