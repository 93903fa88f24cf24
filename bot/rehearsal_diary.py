"""The diary of a rehearsal: which sessions there are, and when the check-ins about them come."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib import resources
from itertools import count, groupby

from prompts.schedule.times import at_local, evening_for, local

MONDAY = date(2026, 11, 2)  # the first day, whatever day it is
WORKDAYS = 5
HOURS = (9, 10, 11, 14, 15, 16, 17, 12, 13, 18, 8, 19)  # the likely ones first
SESSIONS_A_DAY = len(HOURS)
SESSION = timedelta(minutes=50)
DELAY = timedelta(minutes=5)
EVENING = time(18, 30)
DAILY_CAP = 3  # sessions beyond it are asked about together in the evening, one question each
QUESTIONS = 2


@dataclass(frozen=True, slots=True)
class Cast:
    """Who and what is made up: client codes, and lines for questions kind and hard."""

    clients: tuple[str, ...]
    good: tuple[str, ...]
    hard: tuple[str, ...]

    @staticmethod
    @cache
    def load() -> Cast:
        told = tomllib.loads((resources.files("bot") / "rehearse_lines.toml").read_text("utf-8"))
        return Cast(tuple(told["clients"]), tuple(told["good"]), tuple(told["hard"]))

    def code(self, client: int) -> str:
        """Words first; once they are used up, words with a number."""
        again, word = divmod(client, len(self.clients))
        return self.clients[word] + (str(again + 1) if again else "")

    def line(self, number: int, *, hard: bool) -> str:
        lines = self.hard if hard else self.good
        return lines[number % len(lines)]


@dataclass(frozen=True, slots=True)
class Session:
    """A session that was held, with a client by number and code."""

    starts_at: datetime
    ends_at: datetime
    client: int
    code: str


@dataclass(frozen=True, slots=True)
class CheckIn:
    """When it comes, and which session each of its questions is about."""

    number: int
    at: datetime
    subjects: tuple[Session, ...]


def begins_at(zone: str) -> datetime:
    """The first instant of the first Monday (UTC)."""
    return at_local(MONDAY, time(0), zone)


def diary(
    cast: Cast, weeks: int, sessions_per_week: int, clients: int, zone: str
) -> tuple[tuple[Session, ...], tuple[CheckIn, ...]]:
    """All sessions and all check-ins, in order of time. Clients come at the same hour every week."""
    sessions = tuple(_sessions(cast, weeks, sessions_per_week, clients, zone))
    numbers, checkins = count(1), list[CheckIn]()
    for _, day in groupby(sessions, key=lambda session: local(session.starts_at, zone).date()):
        today = list(day)
        for session in today[:DAILY_CAP]:
            checkins.append(CheckIn(next(numbers), session.ends_at + DELAY, (session,) * QUESTIONS))
        if rest := tuple(today[DAILY_CAP:]):
            at = max(evening_for(session.ends_at, EVENING, DELAY, zone)[1] for session in rest)
            checkins.append(CheckIn(next(numbers), at, rest))
    return sessions, tuple(sorted(checkins, key=lambda checkin: checkin.at))


def _sessions(cast: Cast, weeks: int, per_week: int, clients: int, zone: str) -> Iterator[Session]:
    for week in range(weeks):
        seen = 0
        for weekday in range(WORKDAYS):
            today = per_week // WORKDAYS + (weekday < per_week % WORKDAYS)
            for hour in sorted(HOURS[:today]):
                start = at_local(MONDAY + timedelta(weeks=week, days=weekday), time(hour), zone)
                client = seen % clients
                seen += 1
                yield Session(start, start + SESSION, client, cast.code(client))
