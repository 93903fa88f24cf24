"""In the gaps: when a day's check-ins come between its sessions, and which come together. Pure decisions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from prompts.schedule.between import Busy, Gap, free_from, gaps
from prompts.schedule.checkins import Wishes
from prompts.schedule.times import at_local

WORK = 6  # questions in a day: two minutes, at twenty seconds each


@dataclass(frozen=True, slots=True)
class Held:
    """A session to look back on."""

    id: int
    ends_at: datetime
    told: bool = False  # by hand that it ended: eased or not, it is asked about
    at_once: bool = False  # and just now, which may bring its question as the reply


@dataclass(frozen=True, slots=True)
class Day:
    """What a day's plan is made from."""

    date: date
    busy: Sequence[Busy]  # all its sessions, with whomever, and those around it
    now: datetime
    questions: int = 2  # about one session, where there is time
    spoken: tuple[datetime, ...] = ()  # when messages came by themselves
    asked: int = 0  # questions in those
    kept: int = 0  # messages of the day that are meant for something else
    evening_gone: bool = False  # it was asked already
    evening_waits: bool = False  # with sessions of another day


@dataclass(frozen=True, slots=True)
class Message:
    """One message to come: about one session, or several with a question each."""

    due_at: datetime
    sessions: tuple[int, ...]  # in the order of their ends
    questions: int
    evening: date | None = None
    told: bool = False


def plan_day(held: Iterable[Held], day: Day, wishes: Wishes) -> tuple[Message, ...]:
    """The messages that look back on these sessions: one in each gap, no more than the day's, two minutes.

    The same for the same day, whenever it is worked out before the next of them is due.
    """
    ahead = sorted(held, key=lambda one: (one.ends_at, one.id))
    places = _places(ahead, day, wishes)
    placed = {one for place in places for one in place.sessions}
    left = wishes.daily_cap - len(day.spoken) - day.kept
    if len(places) + (len(placed) < len(ahead) or day.evening_waits) > left:
        places = places[: max(left - 1, 0)]
        placed = {one for place in places for one in place.sessions}
    if rest := [one for one in ahead if one not in placed]:
        places.append(_evening(rest, day, wishes, tomorrow=day.evening_gone or left <= 0))
    return tuple(_bounded(places, day))


@dataclass(frozen=True, slots=True)
class _Place:
    due_at: datetime
    sessions: list[Held]
    evening: date | None = None


def _places(ahead: list[Held], day: Day, wishes: Wishes) -> list[_Place]:
    """What comes in which gap, in order; the others are left for the evening."""
    free = [gap for gap in gaps(day.busy) if not any(gap.holds(at) for at in day.spoken)]
    here = free_from(day.now, day.busy, in_gaps=True) <= day.now
    at_once: list[_Place] = []
    together: dict[datetime, list[Held]] = {}
    for one in ahead:
        gap = next((gap for gap in free if gap.since >= one.ends_at and _usable(gap, day.now)), None)
        if one.at_once and here and one.ends_at + wishes.delay <= day.now:
            at_once.append(_Place(day.now, [one]))
        elif gap is not None and (one.told or not wishes.eased):
            together.setdefault(gap.due(wishes.delay), []).append(one)
    return [*at_once, *(_Place(due, some) for due, some in sorted(together.items()))]


def _usable(gap: Gap, now: datetime) -> bool:
    return gap.latest is None or gap.latest >= now


def _evening(rest: list[Held], day: Day, wishes: Wishes, *, tomorrow: bool) -> _Place:
    """Beyond the day's cap, or eased: with the others in the evening, never in the midst of a session."""
    evening = day.date + timedelta(days=1) if tomorrow else day.date
    meant = max(at_local(evening, wishes.evening, wishes.zone), rest[-1].ends_at + wishes.delay)
    return _Place(free_from(meant, day.busy, in_gaps=True), rest, evening)


def _bounded(places: list[_Place], day: Day) -> Iterable[Message]:
    """Two minutes a day: a question or two each, and the newest of many; further back less is remembered.

    What was told by hand has a question whatever the day.
    """
    room = max(WORK - day.asked, 0)
    each = max(1, min(day.questions, room // max(1, sum(len(place.sessions) for place in places))))
    for place in places:
        told = sum(one.told for one in place.sessions)
        others = [one for one in place.sessions if not one.told]
        left_out = set(others[: max(len(others) - max(room - told, 0), 0)])
        chosen = tuple(one.id for one in place.sessions if one not in left_out)
        if chosen:
            questions = each if len(chosen) == 1 else len(chosen)
            room = max(room - questions, 0)
            yield Message(place.due_at, chosen, questions, place.evening, told > 0)
