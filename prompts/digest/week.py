"""What goes into a digest: one therapist's week as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

SHORT = timedelta(days=5)  # under this, somebody asked for a digest between two
WEEK = timedelta(days=7)
LONG = timedelta(days=10)  # over this, "this week" would be wrong: a pause, or the monthly pace


@dataclass(frozen=True, slots=True)
class Rating:
    """A pulse's answer, 1 to 5. `client` is an id; None: a session without a code, or the whole day."""

    suggestion: int
    value: int
    at: datetime
    client: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """Something the therapist typed. `low`: it tells of what was hard, or came with a low answer.

    The caller leaves out clients on hold or died, and hard sessions unless starred: no digest shows them.
    """

    text: str
    at: datetime
    client: str | None  # the code
    suggestion: int | None
    low: bool
    starred: bool


@dataclass(frozen=True, slots=True)
class LookBack:
    """What became of last week's focus: questions put, and answered."""

    suggestion: int
    asked: int
    answered: int


@dataclass(frozen=True, slots=True)
class OpenStrain:
    """A strain of which the therapist has not said what became of it; the caller leaves out as above."""

    id: int
    client: str  # the code
    since: datetime


@dataclass(frozen=True, slots=True)
class Week:
    """From the previous digest's instant to this one's."""

    starts_at: datetime
    ends_at: datetime
    zone: str
    held: int  # sessions the therapist confirmed
    reflected: int  # of these, how many were looked back on
    ratings: tuple[Rating, ...]  # all up to ends_at, at least the newest 16 of each suggestion, oldest first
    asked: frozenset[int]  # suggestions asked about this week
    lines: tuple[Line, ...]  # this week's
    focus: LookBack | None
    asked_counts: Mapping[int, int]  # questions of each suggestion over the last 60 days
    wish: int | None
    muted: frozenset[int]
    first: bool  # no full digest came before it
    quiet_weeks: int  # in a row, this one included
    tips_shown: frozenset[str] = frozenset()  # tips of the digest before; they wait their turn
    answers: int = 0  # of every kind, given in the span
    strain: OpenStrain | None = None
    asked_quieter: bool = False  # in the quiet weeks before it, the bot asked whether to be quieter

    @property
    def length(self) -> timedelta:
        return self.ends_at - self.starts_at

    @property
    def quiet(self) -> bool:
        """Nothing came back in it."""
        answered = self.focus is not None and self.focus.answered > 0
        rated = any(self.is_recent(r.at) for r in self.ratings)
        return not (self.answers or self.reflected or self.lines or answered or rated)

    def is_recent(self, at: datetime) -> bool:
        return self.starts_at <= at <= self.ends_at


def by_suggestion(ratings: Iterable[Rating]) -> dict[int, tuple[Rating, ...]]:
    """The ratings of each suggestion, oldest first."""
    found: dict[int, list[Rating]] = {}
    for rating in sorted(ratings, key=lambda r: r.at):
        found.setdefault(rating.suggestion, []).append(rating)
    return {suggestion: tuple(rated) for suggestion, rated in found.items()}
