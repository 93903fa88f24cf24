"""Between sessions: which of them have a gap between them, and when a moment lies in none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest

GAP = timedelta(minutes=15)  # less between two sessions is no gap
ROOM = timedelta(minutes=10)  # so near before the next session, a gap is over

Busy = tuple[datetime, datetime]
"""From when until when somebody is in a session."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Time between two runs of sessions; the last has no end."""

    since: datetime
    until: datetime | None

    def holds(self, instant: datetime) -> bool:
        return self.since <= instant and (self.until is None or instant < self.until)

    @property
    def latest(self) -> datetime | None:
        """Until when something may come in it."""
        return None if self.until is None else self.until - ROOM

    def due(self, delay: timedelta) -> datetime:
        """So long after the last session, or sooner where the next one would be too near."""
        return self.since + delay if self.latest is None else min(self.since + delay, self.latest)


def runs(busy: Iterable[Busy]) -> list[Busy]:
    """Sessions without a gap between them, as one; in order."""
    found: list[Busy] = []
    for starts_at, ends_at in sorted(busy):
        if found and starts_at - found[-1][1] < GAP:
            found[-1] = (found[-1][0], max(found[-1][1], ends_at))
        else:
            found.append((starts_at, ends_at))
    return found


def gaps(busy: Iterable[Busy]) -> list[Gap]:
    """The gap behind each run of sessions, in order."""
    found = runs(busy)
    return [Gap(run[1], after[0] if after else None) for run, after in zip_longest(found, found[1:])]


def free_from(instant: datetime, busy: Iterable[Busy], *, in_gaps: bool) -> datetime:
    """The instant itself, or when the session is over that it lies in.

    `in_gaps`: or the run of sessions; and what is left before the next one must be room enough.
    """
    spans = [(begins - ROOM, over) for begins, over in runs(busy)] if in_gaps else sorted(busy)
    for begins, over in spans:
        if (begins < instant or (begins == instant and not in_gaps)) and instant < over:
            instant = over
    return instant
