"""What a calendar file brings: occurrences, what was left out and why, or why nothing was taken from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from prompts.schedule.times import at_local, zone_info

MOST_BYTES = 1_000_000
MOST_EVENTS = 5_000
MOST_OCCURRENCES = 5_000  # in one window; nobody holds as many sessions
MOST_WEEKS = 53
USUAL_LENGTH = timedelta(minutes=50)
_YEARS = range(1970, 2101)

Status = Literal["confirmed", "tentative"]
Reason = Literal[
    "all_day", "cancelled", "declined", "others", "older", "zone", "rule", "backwards", "unreadable",
]  # fmt: skip
Refusal = Literal[
    "too_big", "too_many", "packed", "no_calendar", "broken", "nested", "too_often", "endless", "crowded",
    "slow", "unread",
]  # fmt: skip


class Refused(Exception):
    """Nothing was taken from the file. `position`: of the event that it is about, counted from 1."""

    def __init__(self, reason: Refusal, position: int | None = None) -> None:
        super().__init__(reason, position)
        self.reason = reason
        self.position = position


class Unusable(Exception):
    """An event is left out, whatever its times."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Window:
    """Local days in a therapist's zone, from `first` on. `usual`: how long an event without an end lasts."""

    first: date
    weeks: int
    zone: str
    usual: timedelta = USUAL_LENGTH

    def __post_init__(self) -> None:
        zone_info(self.zone)
        if not 1 <= self.weeks <= MOST_WEEKS:
            raise ValueError(f"weeks: 1 to {MOST_WEEKS}, not {self.weeks}")
        if self.first.year not in _YEARS:
            raise ValueError(f"years: {_YEARS[0]} to {_YEARS[-1]}, not {self.first.year}")

    @property
    def last(self) -> date:
        """The first day after it."""
        return self.first + timedelta(weeks=self.weeks)

    @property
    def span(self) -> tuple[datetime, datetime]:
        """The instants of its start, which lies in it, and of its end, which does not."""
        midnight = time()
        return at_local(self.first, midnight, self.zone), at_local(self.last, midnight, self.zone)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A meeting that may be a session. Instants are in UTC; `uid` and `recurrence` together tell it again.

    `recurrence` is empty for an event that stands alone, else when it would have been had nobody moved it.
    """

    uid: str
    recurrence: str
    starts_at: datetime
    ends_at: datetime
    title: str  # often a name
    status: Status


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An event, or some of its occurrences, of which there will be no session. Without its title.

    `position`: which event of the file, counted from 1. `starts_at`: the first time, where it is known.
    """

    uid: str
    position: int
    reason: Reason
    starts_at: datetime | None
    times: int = 1


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a file brings in a window, in order of time.

    `called_off`: UID and recurrence of meetings that it says will not take place. `name`: the calendar's own,
    of a file that stands for a whole calendar; empty for an invitation, or where it names none.
    """

    occurrences: tuple[Occurrence, ...]
    left_out: tuple[LeftOut, ...]
    called_off: tuple[tuple[str, str], ...] = ()
    name: str = ""
