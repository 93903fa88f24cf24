"""Where a session may be moved to: times to tap, and what a typed day or time means. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from prompts.schedule.planning import Action, Plan, Seen, read_planning
from prompts.schedule.planning.dates import Days
from prompts.schedule.planning.line import read_line, terms_of
from prompts.schedule.planning.values import Reading
from prompts.schedule.times import local, same_local_time

STEPS = (30, 60, 90, 120, 180)  # minutes later, on its day
DAYS_ON = 6  # working days at the same hour
_LONGEST = 60  # characters


@dataclass(frozen=True, slots=True)
class Target:
    """Where it goes; `minutes` None: as long as it was."""

    starts_at: datetime
    minutes: int | None = None


def later_that_day(starts_at: datetime, now: datetime, zone: str) -> list[datetime]:
    """Steps after its own time that are still to come, on the same day."""
    day = local(starts_at, zone).date()
    found = [starts_at + timedelta(minutes=step) for step in STEPS]
    return [at for at in found if at > now and local(at, zone).date() == day]


def same_hour(starts_at: datetime, now: datetime, zone: str, working: Sequence[int]) -> list[datetime]:
    """The next working days at its hour, its own day left out; the same weekday is always among them."""
    here, today = local(starts_at, zone), local(now, zone).date()
    days = [(today - here.date()).days + n for n in range(1, 15)]
    found = [
        same_local_time(starts_at, off, zone)
        for off in days
        if off and (((here.weekday() + off) % 7 in working) or off % 7 == 0)
    ]
    return found[:DAYS_ON]


def read_target(text: str, code: str | None, starts_at: datetime, seen: Seen) -> tuple[Target, ...]:
    """What was typed, as if the client's code stood in front; several where it may be one of them.

    A time without a day means the day that the session is on.
    """
    if len(text) > _LONGEST or "\n" in text:
        return ()
    line = f"{code or seen.words.texts.plain('planning.say.single')} {text}"
    terms = terms_of(line, seen)
    day = local(starts_at, seen.zone).date()
    if day > seen.today and terms and read_line(terms, seen).leans:
        reading = read_line(terms, seen, Days((day,))).reading
    else:
        reading = read_planning(line, seen)
    return tuple(dict.fromkeys(target for plan in _plans(reading) if (target := _target(plan))))


def _plans(reading: Reading) -> Sequence[Plan]:
    """The one plan, also where it is over by now; or one from each answer to a question."""
    if reading.plans:
        return reading.plans if len(reading.plans) == 1 else ()
    choices = reading.questions[0].choices if reading.questions else ()
    return [choice.plans[0] for choice in choices if len(choice.plans) == 1]


def _target(plan: Plan) -> Target | None:
    if plan.starts_at is None or plan.rule is not None or plan.action is Action.CANCEL:
        return None
    return Target(plan.starts_at, plan.minutes)
