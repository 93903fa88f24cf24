"""A plan said in the product's own words reads as that plan, in ten zones and over their clock changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from prompts.schedule.planning import Action, Plan, Seen, read_planning, say_plan, vocabulary
from prompts.schedule.planning.series import Pattern, rule_of
from prompts.schedule.recurrence import Series, occurrences
from prompts.schedule.times import at_local, later, local
from tests.prompts.planning_make import KNOWN
from tests.prompts.test_times import moments

few = settings(max_examples=40)
CODES = ("Oak", "river", "B12", "7", "May", None)
MINUTES = st.none() | st.integers(1, 480)
CLOCKS = st.builds(time, st.integers(0, 23), st.integers(0, 59))
NOON = time(12)
WEEKDAYS = st.sets(st.integers(0, 6), min_size=1).map(tuple)
PATTERNS = (
    st.builds(Pattern, st.just("DAILY"), st.integers(1, 99))
    | st.builds(Pattern, st.just("WEEKLY"), st.integers(1, 12), WEEKDAYS)
    | st.builds(Pattern, st.just("MONTHLY"), st.integers(1, 6), month_day=st.integers(1, 31))
    | st.builds(
        Pattern, st.just("MONTHLY"), st.integers(1, 6), st.integers(0, 6).map(lambda day: (day,)),
        nth=st.sampled_from((-1, 1, 2, 3, 4, 5)),
    )
)  # fmt: skip


@st.composite
def views(draw: st.DrawFn) -> Seen:
    """A now, half of them close to a clock change, and the zone it is seen in."""
    now, zone = draw(moments())
    return Seen(now, zone, vocabulary("en"), KNOWN)


def on(day: date, clock: time, seen: Seen) -> datetime:
    """That clock time, as plans hold it."""
    return local(at_local(day, clock, seen.zone), seen.zone)


@st.composite
def starts(draw: st.DrawFn, seen: Seen, days: tuple[int, int] = (0, 400)) -> datetime:
    return on(seen.today + timedelta(days=draw(st.integers(*days))), draw(CLOCKS), seen)


def read_again(plan: Plan, seen: Seen) -> None:
    """What is said of a plan is read as that plan, and nothing is asked."""
    said = say_plan(plan, seen)
    reading = read_planning(said, seen)
    assert (reading.plans, reading.question) == ((plan,), None), said


@few
@given(st.data(), views(), st.sampled_from(CODES), MINUTES)
def test_a_plan(data: st.DataObject, seen: Seen, client: str | None, minutes: int | None) -> None:
    plan = Plan(client, data.draw(starts(seen)), minutes)
    ends = seen.ends(plan)
    assume(ends is not None and ends > seen.now)
    read_again(plan, seen)


@few
@given(st.data(), views(), st.sampled_from(CODES), MINUTES)
def test_a_session_that_ended(
    data: st.DataObject, seen: Seen, client: str | None, minutes: int | None
) -> None:
    ended_at = data.draw(starts(seen, (-59, 0)))
    assume(ended_at <= seen.now)
    starts_at = later(ended_at, -timedelta(minutes=minutes or seen.usual))
    read_again(Plan(client, starts_at, minutes, action=Action.ENDED), seen)


@few
@given(views(), st.sampled_from(CODES), MINUTES)
def test_one_that_just_finished(seen: Seen, client: str | None, minutes: int | None) -> None:
    ended_at = seen.here.replace(second=0, microsecond=0)
    starts_at = later(ended_at, -timedelta(minutes=minutes or seen.usual))
    plan = Plan(client, starts_at, minutes, action=Action.ENDED)
    assert "just finished" in say_plan(plan, seen)
    read_again(plan, seen)


@few
@given(st.data(), views(), st.sampled_from(CODES))
def test_a_cancelled_one(data: st.DataObject, seen: Seen, client: str | None) -> None:
    next_one = Plan(client, None, action=Action.CANCEL)
    read_again(next_one, seen)
    at = data.draw(starts(seen))
    read_again(replace(next_one, starts_at=at), seen)
    read_again(replace(next_one, starts_at=on(at.date(), time(), seen)), seen)


@few
@given(st.data(), views(), st.sampled_from(CODES), MINUTES)
def test_a_moved_one(data: st.DataObject, seen: Seen, client: str | None, minutes: int | None) -> None:
    plan = Plan(client, data.draw(starts(seen, (1, 400))), minutes, action=Action.MOVE)
    read_again(plan, seen)
    read_again(replace(plan, moved_from=data.draw(starts(seen))), seen)


@few
@given(st.data(), views(), st.sampled_from(CODES), MINUTES, PATTERNS)
def test_a_series(
    data: st.DataObject, seen: Seen, client: str | None, minutes: int | None, pattern: Pattern
) -> None:
    begins = at_local(seen.today + timedelta(days=data.draw(st.integers(0, 200))), NOON, seen.zone)
    every = Series(begins, rule_of(replace(pattern, interval=1)), seen.zone)
    first = local(occurrences(every, begins, begins + timedelta(days=400), 1)[0].starts_at, seen.zone).date()
    last = data.draw(st.none() | st.integers(1, 300))
    until = at_local(first + timedelta(days=last), time(23, 59, 59), seen.zone) if last else None
    times = data.draw(st.integers(0, 40)) if until is None else 0
    rule = rule_of(pattern, until=until, times=times)
    plan = Plan(client, on(first, data.draw(CLOCKS), seen), minutes, rule)
    ends = seen.ends(plan)
    assume(ends is not None and ends > seen.now)
    read_again(plan, seen)


def test_half_of_what_is_tried_lies_close_to_a_clock_change() -> None:
    change = datetime(2026, 10, 24, 12, tzinfo=UTC)
    seen = Seen(change, "Europe/Berlin", vocabulary("en"), KNOWN)
    plan = Plan("Oak", on(date(2026, 10, 25), time(2, 30), seen))
    read_again(plan, seen)
    assert plan.starts_at is not None
    assert plan.starts_at.utcoffset() == timedelta(hours=2)  # of the two, the first
