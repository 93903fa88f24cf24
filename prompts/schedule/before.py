"""Before sessions: when a preparation comes, and whom it is about. Pure decisions over plain values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from prompts.schedule.between import Busy, free_from, runs
from prompts.schedule.checkins import Wishes

MINUTES = (5, 10, 15, 30, 60)


@dataclass(frozen=True, slots=True)
class Ahead:
    """A planned session that nothing was prepared for."""

    id: int
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Morning:
    """What a day's preparations are planned from."""

    busy: Sequence[Busy]  # all its sessions, and those around it
    said: tuple[datetime, ...]  # when else something comes or came by itself on that day
    room: int  # messages that the day still has room for
    now: datetime
    out: bool = False  # a preparation went out: others may join it


@dataclass(frozen=True, slots=True)
class Preparation:
    """One message before the first of these sessions."""

    due_at: datetime
    sessions: tuple[int, ...]


def plan_before(
    ahead: Iterable[Ahead], day: Morning, lead: timedelta, wishes: Wishes
) -> tuple[tuple[Preparation, ...], tuple[int, ...]]:
    """The messages to come, and the sessions that join the one that is out.

    One before each run of sessions without a gap, unless something else comes in the gap before it, or the
    day is full: then its sessions go with the message before. None in quiet hours.
    """
    waiting = sorted(ahead, key=lambda one: (one.starts_at, one.id))
    found: list[Preparation] = []
    joined: list[int] = []
    since: datetime | None = None
    for begins, over in runs(day.busy):
        some = tuple(one.id for one in waiting if begins <= one.starts_at < over)
        due = begins - lead if since is None else max(begins - lead, since)
        taken = any((since is None or since <= at) and at < begins for at in day.said)
        full = len(found) >= day.room or begins <= day.now
        if some and not taken and not full and wishes.loud(due) == due:
            found.append(Preparation(due, some))
        elif some and found:
            found[-1] = replace(found[-1], sessions=(*found[-1].sessions, *some))
        elif some and day.out:
            joined += some
        since = over
    return tuple(found), tuple(joined)


def is_wanted(
    starts_at: datetime, busy: Sequence[Busy], wishes: Wishes, now: datetime, sent_today: int
) -> bool:
    """Whether a preparation still comes now: its session has not begun, and nothing speaks against it."""
    if now >= starts_at or wishes.resting(now) or wishes.silent(now) or sent_today >= wishes.daily_cap:
        return False
    return wishes.loud(now) == now and free_from(now, busy, in_gaps=False) == now
