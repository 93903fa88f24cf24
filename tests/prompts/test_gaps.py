"""In the gaps: which check-ins come together, and when; by example, and for any day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prompts.schedule.between import GAP, ROOM, free_from, gaps
from prompts.schedule.gaps import WORK, Day, Held, Message, plan_day
from tests.prompts.checkin_make import MINUTE, wishes

MONDAY = date(2026, 11, 23)
IN_GAPS = wishes(rhythm="gaps")


def at(clock: str) -> datetime:
    hour, minute = clock.split(":")
    return datetime.combine(MONDAY, time(int(hour), int(minute)), UTC)


def said(planned: tuple[Message, ...]) -> list[tuple[str, tuple[int, ...]]]:
    return [(f"{one.due_at:%H:%M}", one.sessions) for one in planned]


def plan(*clocks: str, minutes: int = 50, now: str = "7:00", chosen: Any = IN_GAPS, **day: Any) -> Any:
    """Sessions that begin then, numbered from 1; what is planned for them."""
    busy = [(at(clock), at(clock) + minutes * MINUTE) for clock in clocks]
    held = [Held(number, over) for number, (_, over) in enumerate(busy, 1)]
    return said(plan_day(held, Day(MONDAY, busy, at(now), **day), chosen))


@pytest.mark.parametrize(
    ("clocks", "planned"),
    [
        (["9:00"], [("09:55", (1,))]),
        (["9:00", "10:00"], [("10:55", (1, 2))]),
        (["9:00", "10:05"], [("09:55", (1,)), ("11:00", (2,))]),  # a quarter of an hour is a gap
        (["9:00", "10:04"], [("10:59", (1, 2))]),
        (["9:00", "10:00", "11:00", "13:00"], [("11:55", (1, 2, 3)), ("13:55", (4,))]),
        (["9:00", "11:00", "13:00", "15:00"], [("09:55", (1,)), ("11:55", (2,)), ("18:30", (3, 4))]),
        (["14:00", "15:00", "16:00", "17:00", "18:00", "19:00"], [("19:55", (1, 2, 3, 4, 5, 6))]),
    ],
)
def test_a_day(clocks: list[str], planned: list[object]) -> None:
    assert plan(*clocks) == planned


def test_a_day_without_sessions_has_no_gaps_and_no_messages() -> None:
    assert (gaps([]), plan()) == ([], [])


def test_a_long_wait_is_shortened_where_the_next_session_is_near() -> None:
    patient = wishes(rhythm="gaps", delay=30 * MINUTE)
    assert plan("9:00", "10:10", chosen=patient) == [("10:00", (1,)), ("11:30", (2,))]


def test_a_gap_in_which_something_came_is_over() -> None:
    assert plan("9:00", "11:00", now="9:56", spoken=(at("9:55"),)) == [("11:55", (1, 2))]


def test_a_gap_that_passed_is_not_waited_for() -> None:
    assert plan("9:00", "11:00", now="10:52") == [("11:55", (1, 2))]


def test_the_evening_that_was_asked_is_followed_by_the_next() -> None:
    found = plan(
        "9:00", "11:00", now="20:00", spoken=(at("12:00"), at("14:00"), at("18:30")), evening_gone=True
    )
    assert found == [("18:30", (1, 2))]


def test_more_than_two_minutes_of_questions_leave_out_the_first_of_many() -> None:
    seven = [f"{hour}:00" for hour in range(9, 16)]
    assert plan(*seven) == [("15:55", (2, 3, 4, 5, 6, 7))]


def test_eased_everything_waits_for_the_evening_but_what_was_told() -> None:
    eased = wishes(rhythm="gaps", eased=True)
    assert plan("9:00", "11:00", chosen=eased) == [("18:30", (1, 2))]
    told = [Held(1, at("9:50"), told=True)]
    day = Day(MONDAY, [(at("9:00"), at("9:50"))], at("9:50"))
    assert said(plan_day(told, day, eased)) == [("09:55", (1,))]


def test_what_is_told_late_comes_at_once_unless_somebody_is_near() -> None:
    held = [Held(1, at("9:50"), told=True, at_once=True)]
    busy = [(at("9:00"), at("9:50")), (at("12:00"), at("12:50"))]
    assert said(plan_day(held, Day(MONDAY, busy, at("11:00")), IN_GAPS)) == [("11:00", (1,))]
    assert said(plan_day(held, Day(MONDAY, busy, at("11:55")), IN_GAPS)) == [("12:55", (1,))]


@st.composite
def days(draw: st.DrawFn) -> tuple[list[Held], Day, Any]:
    """Any day's sessions, in order or not, with whatever was said already."""
    busy, begins = [], at("7:00")
    for _ in range(draw(st.integers(1, 9))):
        begins += draw(st.integers(0, 60)) * MINUTE
        over = begins + draw(st.sampled_from((20, 45, 50, 80))) * MINUTE
        busy.append((begins, over))
        begins = draw(st.sampled_from((over, over - 10 * MINUTE)))
    held = [Held(number, over) for number, (_, over) in enumerate(busy) if draw(st.booleans())]
    chosen = wishes(
        rhythm="gaps", delay=draw(st.integers(0, 60)) * MINUTE, daily_cap=draw(st.integers(1, 8)),
        eased=draw(st.booleans()), evening=draw(st.sampled_from((time(12), time(18, 30), time(21)))),
    )  # fmt: skip
    now = at("7:00") + draw(st.integers(0, 900)) * MINUTE
    spoken = tuple(now - draw(st.integers(1, 300)) * MINUTE for _ in range(draw(st.integers(0, 2))))
    asked = draw(st.integers(0, 4))
    return (
        held,
        Day(MONDAY, busy, now, draw(st.integers(1, 3)), spoken, asked, draw(st.integers(0, 1))),
        chosen,
    )


@given(days())
@settings(max_examples=300, deadline=None)
def test_of_any_day(made: tuple[list[Held], Day, Any]) -> None:
    held, day, chosen = made
    planned = plan_day(held, day, chosen)
    over = {one.id: one.ends_at for one in held}
    seats = [one for message in planned for one in message.sessions]
    assert len(seats) == len(set(seats))
    assert len(planned) <= max(1, chosen.daily_cap - len(day.spoken) - day.kept)
    assert sum(message.questions for message in planned) <= WORK - day.asked
    for message in planned:
        assert message.due_at >= max(over[one] for one in message.sessions)
        assert free_from(message.due_at, day.busy, in_gaps=True) == message.due_at
    by_day = [message for message in planned if message.evening is None]
    for gap in gaps(day.busy):
        came = [*day.spoken, *(message.due_at for message in by_day)]
        assert not [at for at in day.spoken if gap.holds(at)] or sum(map(gap.holds, came)) == sum(
            map(gap.holds, day.spoken)
        )
        assert sum(gap.holds(message.due_at) for message in by_day) <= 1


@given(days())
@settings(max_examples=200, deadline=None)
def test_nobody_is_lost_where_there_is_time_for_all(made: tuple[list[Held], Day, Any]) -> None:
    held, day, chosen = made
    if len(held) <= WORK - day.asked:
        assert {one for message in plan_day(held, day, chosen) for one in message.sessions} == {
            one.id for one in held
        }


@given(days(), st.integers(0, 600))
@settings(max_examples=200, deadline=None)
def test_worked_out_anew_before_the_next_is_due_it_is_the_same(
    made: tuple[list[Held], Day, Any], later: int
) -> None:
    held, day, chosen = made
    planned = plan_day(held, day, chosen)
    first = min((message.due_at for message in planned), default=day.now)
    now = min(day.now + later * MINUTE, max(first, day.now))
    again = Day(day.date, day.busy, now, day.questions, day.spoken, day.asked, day.kept)
    assert plan_day(held, again, chosen) == planned


def test_ten_minutes_before_a_session_nothing_comes() -> None:
    busy = [(at("10:05"), at("10:55"))]
    assert free_from(at("9:55"), busy, in_gaps=True) == at("9:55")
    assert free_from(at("9:56"), busy, in_gaps=True) == at("10:55")
    assert free_from(at("10:04"), busy, in_gaps=False) == at("10:04")
    assert free_from(at("10:05"), busy, in_gaps=False) == at("10:55")
    assert timedelta(0) < ROOM < GAP
