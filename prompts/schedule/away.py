"""After the bot was away: what becomes of all that fell due meanwhile. Pure decisions over plain values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from prompts.schedule.checkins import Wishes
from prompts.schedule.times import at_local, local

AWAY = timedelta(hours=2)  # without a look at what is due; shorter than that, nothing is said about it
LATE = timedelta(minutes=30)  # what fell due no longer ago comes as if nothing had been
REACH = timedelta(days=3)  # further back nothing is looked back on
MOST = 6  # sessions offered
APART = timedelta(hours=1)  # from one thing that was put off to the next
_SLOT = "back:"


@dataclass(frozen=True, slots=True)
class Absence:
    """From the last look at what is due until the first one afterwards."""

    since: datetime
    until: datetime

    @property
    def span(self) -> timedelta:
        return self.until - self.since

    @property
    def slot(self) -> str:
        """The natural key of its catch-up: to the minute, in UTC."""
        return f"{_SLOT}{self.since.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


@dataclass(frozen=True, slots=True)
class Missed:
    """A session whose check-in fell due while the bot was away."""

    id: int
    ends_at: datetime


def absence(last: datetime | None, now: datetime) -> Absence | None:
    """Whether the bot was away until `now`, having looked at `last`; never, if it never did before."""
    return Absence(last, now) if last is not None and now - last > AWAY else None


def since(slot: str) -> datetime | None:
    """When the absence began that this check-in catches up on; None for any other check-in."""
    if not slot.startswith(_SLOT):
        return None
    return datetime.strptime(slot, f"{_SLOT}%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)


def catches_up(wishes: Wishes, due: Iterable[datetime], away: Absence) -> bool:
    """Whether what fell due at these instants is to be one message: nothing but the absence held it back.

    Not while nothing is asked: then it is let go like everything else. Silence counts as it was before.
    """
    if wishes.resting(away.until) or wishes.silent(away.since):
        return False
    return any(away.until - wishes.loud(at) > LATE for at in due)


def offered(missed: Iterable[Missed], now: datetime) -> list[int]:
    """Which sessions are still worth a look back, in order: the newest few of the last days."""
    recent = sorted((one.ends_at, one.id) for one in missed if now - one.ends_at <= REACH)
    return [id_ for _, id_ in recent[-MOST:]]


def digest_at(hour: datetime, wishes: Wishes, now: datetime) -> datetime:
    """When the digest that fell due meanwhile comes: at its own time of day, well after the catch-up."""
    there = local(hour, wishes.zone)
    earliest = wishes.loud(now) + APART
    day = local(earliest, wishes.zone).date()
    today = at_local(day, there.time(), wishes.zone)
    return today if today >= earliest else at_local(day + timedelta(days=1), there.time(), wishes.zone)
