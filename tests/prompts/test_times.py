"""Clock times and instants, over both clock changes of ten zones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.schedule.times import (
    after_quiet,
    at_local,
    evening_for,
    in_quiet,
    local,
    next_weekly,
    same_local_time,
    zone_info,
)

ZONES = (
    "Europe/London",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",  # changes by half an hour
    "Asia/Kolkata",
    "Pacific/Chatham",  # 12:45 ahead
    "America/Sao_Paulo",  # changed at midnight, until 2019
    "Africa/Casablanca",  # goes back for Ramadan
    "Asia/Kathmandu",
    "Pacific/Apia",  # left out 30 December 2011
)
BERLIN = "Europe/Berlin"
MINUTE = timedelta(minutes=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def clock(text: str) -> time:
    return time.fromisoformat(text)


def changes(zone: str) -> list[datetime]:
    """Every instant, to the minute, at which the zone's clocks changed in 2011 to 2030."""
    found = []
    day, end = datetime(2011, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)
    while day < end:
        after = day + timedelta(days=1)
        if local(day, zone).utcoffset() != local(after, zone).utcoffset():
            minutes = (day + n * MINUTE for n in range(1441))
            found.append(
                next(m for m in minutes if local(m, zone).utcoffset() != local(day, zone).utcoffset())
            )
        day = after
    return found


CHANGES = {zone: changes(zone) for zone in ZONES}
zones = st.sampled_from(ZONES)
clocks = st.builds(time, st.integers(0, 23), st.integers(0, 59))
days = st.dates(date(2011, 1, 2), date(2030, 12, 30))


@st.composite
def moments(draw: st.DrawFn) -> tuple[datetime, str]:
    """An instant and a zone; half of them lie within two days of a clock change."""
    zone = draw(zones)
    beside_a_change = draw(st.booleans())
    if beside_a_change and CHANGES[zone]:
        near = draw(st.sampled_from(CHANGES[zone]))
        return near + draw(st.integers(-2880, 2880)) * MINUTE, zone
    return datetime(2011, 1, 3, tzinfo=UTC) + draw(st.integers(0, 19 * 365 * 1440)) * MINUTE, zone


def test_the_zones_of_these_tests_change_their_clocks() -> None:
    both_ways = {zone for zone in ZONES if len(CHANGES[zone]) >= 2}
    assert set(ZONES) - both_ways == {"Asia/Kolkata", "Asia/Kathmandu"}


@pytest.mark.parametrize(
    ("day", "at", "zone", "instant"),
    [
        ("2026-07-01", "14:00", BERLIN, "2026-07-01T12:00"),
        ("2026-12-01", "14:00", BERLIN, "2026-12-01T13:00"),
        ("2026-03-29", "01:59", BERLIN, "2026-03-29T00:59"),
        ("2026-03-29", "02:00", BERLIN, "2026-03-29T01:00"),  # skipped: the first moment after
        ("2026-03-29", "02:30", BERLIN, "2026-03-29T01:00"),
        ("2026-03-29", "03:00", BERLIN, "2026-03-29T01:00"),
        ("2026-10-25", "02:30", BERLIN, "2026-10-25T00:30"),  # twice: the first
        ("2026-10-25", "03:00", BERLIN, "2026-10-25T02:00"),
        ("2026-03-08", "02:30", "America/New_York", "2026-03-08T07:00"),
        ("2026-11-01", "01:30", "America/New_York", "2026-11-01T05:30"),
        ("2026-10-04", "02:15", "Australia/Lord_Howe", "2026-10-03T15:30"),
        ("2026-04-05", "01:45", "Australia/Lord_Howe", "2026-04-04T14:45"),
        ("2018-11-04", "00:30", "America/Sao_Paulo", "2018-11-04T03:00"),
        ("2011-12-30", "09:00", "Pacific/Apia", "2011-12-30T10:00"),  # the day that was left out
        ("2026-06-01", "09:00", "Asia/Kathmandu", "2026-06-01T03:15"),
    ],
)
def test_a_clock_time_becomes_an_instant(day: str, at: str, zone: str, instant: str) -> None:
    assert at_local(date.fromisoformat(day), clock(at), zone) == utc(instant)


@given(days, clocks, zones)
def test_a_clock_time_that_exists_is_what_the_wall_shows(day: date, at: time, zone: str) -> None:
    instant = at_local(day, at, zone)
    shown = local(instant, zone)
    if (shown.date(), shown.time()) == (day, at):
        before = [instant - n * MINUTE for n in range(15, 120, 15)]
        assert all(local(m, zone).replace(tzinfo=None) != shown.replace(tzinfo=None) for m in before)
    else:  # skipped: the moment before lies before the gap
        assert shown.replace(tzinfo=None) > datetime.combine(day, at)
        just_before = local(instant - timedelta(microseconds=1), zone)
        assert just_before.replace(tzinfo=None) < datetime.combine(day, at)


@given(moments())
def test_there_and_back_is_the_same_instant_unless_it_came_twice(moment: tuple[datetime, str]) -> None:
    instant, zone = moment
    here = local(instant, zone)
    again = at_local(here.date(), here.time(), zone)
    assert again == instant if here.fold == 0 else again < instant


@given(moments(), st.integers(-40, 40))
def test_the_same_time_on_another_day_shows_the_same_clock(moment: tuple[datetime, str], ahead: int) -> None:
    instant, zone = moment
    then, here = local(same_local_time(instant, ahead, zone), zone), local(instant, zone)
    shift = then.replace(tzinfo=None) - here.replace(tzinfo=None) - timedelta(days=ahead)
    assert timedelta(0) <= shift <= timedelta(days=1)
    assert not shift or local(then - timedelta(microseconds=1), zone).utcoffset() != then.utcoffset()


def test_a_week_over_the_clock_change_keeps_the_hour() -> None:
    assert same_local_time(utc("2026-10-22T12:00"), 7, BERLIN) == utc("2026-10-29T13:00")


@pytest.mark.parametrize(
    ("instant", "start", "end", "quiet"),
    [
        ("2026-06-01T18:59", "21:00", "07:00", False),
        ("2026-06-01T19:00", "21:00", "07:00", True),
        ("2026-06-02T04:59", "21:00", "07:00", True),
        ("2026-06-02T05:00", "21:00", "07:00", False),
        ("2026-06-01T11:00", "13:00", "14:00", True),
        ("2026-06-01T12:00", "13:00", "14:00", False),
        ("2026-06-01T12:00", "00:00", "00:00", False),
        ("2026-06-01T12:00", "14:00", "14:00", False),
        ("2026-10-25T00:10", "21:00", "02:30", True),  # 2:10, the first time
        ("2026-10-25T01:10", "21:00", "02:30", False),  # 2:10 again: quiet hours are over
        ("2026-10-25T01:10", "02:30", "07:00", True),  # 2:10 again: they have begun and do not lapse
        ("2026-03-29T01:00", "21:00", "02:30", False),  # 3:00 follows 1:59
    ],
)
def test_quiet_hours_hold(instant: str, start: str, end: str, quiet: bool) -> None:
    assert in_quiet(utc(instant), clock(start), clock(end), BERLIN) is quiet


@pytest.mark.parametrize(
    ("instant", "start", "end", "then"),
    [
        ("2026-06-01T12:00", "21:00", "07:00", "2026-06-01T12:00"),
        ("2026-06-01T19:00", "21:00", "07:00", "2026-06-02T05:00"),
        ("2026-06-02T01:00", "21:00", "07:00", "2026-06-02T05:00"),
        ("2026-06-01T10:30", "12:00", "13:00", "2026-06-01T11:00"),
        ("2026-06-01T12:00", "14:00", "14:00", "2026-06-01T12:00"),
        ("2026-10-24T20:00", "21:00", "07:00", "2026-10-25T06:00"),
        ("2026-03-29T00:30", "21:00", "02:30", "2026-03-29T01:00"),
        ("2026-03-29T00:30", "02:45", "02:30", "2026-03-30T00:30"),  # one night ends where the next begins
    ],
)
def test_what_falls_into_quiet_hours_waits_for_their_end(
    instant: str, start: str, end: str, then: str
) -> None:
    assert after_quiet(utc(instant), clock(start), clock(end), BERLIN) == utc(then)


@given(moments(), clocks, clocks)
def test_after_quiet_is_the_first_moment_that_is_not_quiet(
    moment: tuple[datetime, str], start: time, end: time
) -> None:
    instant, zone = moment
    then = after_quiet(instant, start, end, zone)
    assert not in_quiet(then, start, end, zone)
    assert instant <= then < instant + timedelta(hours=50)
    step = (then - instant) / 7
    assert all(in_quiet(instant + n * step, start, end, zone) for n in range(7) if step)


@given(moments(), clocks, clocks)
def test_far_from_a_change_quiet_hours_are_what_the_clock_says(
    moment: tuple[datetime, str], start: time, end: time
) -> None:
    instant, zone = moment
    near = (local(instant + timedelta(days=d), zone).utcoffset() for d in (-2, -1, 0, 1, 2))
    if len(set(near)) == 1:
        now = local(instant, zone).time()
        by_clock = start <= now < end if start <= end else now >= start or now < end
        assert in_quiet(instant, start, end, zone) is by_clock


@given(moments(), st.integers(0, 6), clocks)
def test_weekly_comes_once_in_each_week_and_is_strictly_after(
    moment: tuple[datetime, str], weekday: int, at: time
) -> None:
    after, zone = moment
    first = next_weekly(after, weekday, at, zone)
    second = next_weekly(first, weekday, at, zone)
    assert after < first <= after + timedelta(days=8, hours=2)
    assert next_weekly(first - timedelta(microseconds=1), weekday, at, zone) == first
    assert timedelta(days=6) <= second - first <= timedelta(days=8)


@pytest.mark.parametrize(
    ("after", "weekday", "at", "then"),
    [
        ("2026-11-23T12:00", 4, "17:00", "2026-11-27T16:00"),
        ("2026-11-27T15:59", 4, "17:00", "2026-11-27T16:00"),
        ("2026-11-27T16:00", 4, "17:00", "2026-12-04T16:00"),
        ("2026-10-25T00:00", 6, "02:30", "2026-10-25T00:30"),
        ("2026-10-25T00:30", 6, "02:30", "2026-11-01T01:30"),  # the second 2:30 is not another Sunday's
        ("2026-10-25T01:29", 6, "02:30", "2026-11-01T01:30"),
        ("2026-03-28T12:00", 6, "02:30", "2026-03-29T01:00"),  # no 2:30 that day, and still it comes
    ],
)
def test_the_weekly_hour_is_kept(after: str, weekday: int, at: str, then: str) -> None:
    assert next_weekly(utc(after), weekday, clock(at), BERLIN) == utc(then)


@pytest.mark.parametrize(
    ("ended", "day", "due"),
    [
        ("2026-06-01T08:00", "2026-06-01", "2026-06-01T16:30"),
        ("2026-06-01T16:26", "2026-06-01", "2026-06-01T16:31"),
        ("2026-06-01T21:58", "2026-06-01", "2026-06-01T22:03"),
        ("2026-06-01T22:10", "2026-06-02", "2026-06-02T16:30"),  # ten past midnight in Berlin
    ],
)
def test_the_evening_takes_what_ended_that_day(ended: str, day: str, due: str) -> None:
    result = evening_for(utc(ended), clock("18:30"), timedelta(minutes=5), BERLIN)
    assert result == (date.fromisoformat(day), utc(due))


NAIVE = datetime(2026, 6, 1, 12)  # noqa: DTZ001 - naive is what is refused here
SIX, SEVEN = clock("06:00"), clock("07:00")


@pytest.mark.parametrize(
    "call",
    [
        lambda: local(NAIVE, BERLIN),
        lambda: same_local_time(NAIVE, 0, BERLIN),
        lambda: same_local_time(NAIVE, 1, BERLIN),
        lambda: in_quiet(NAIVE, SIX, SIX, BERLIN),
        lambda: in_quiet(NAIVE, SIX, SEVEN, BERLIN),
        lambda: after_quiet(NAIVE, SIX, SIX, BERLIN),
        lambda: after_quiet(NAIVE, SIX, SEVEN, BERLIN),
        lambda: next_weekly(NAIVE, 4, SIX, BERLIN),
        lambda: evening_for(NAIVE, SIX, timedelta(0), BERLIN),
        lambda: at_local(date(2026, 6, 1), SIX.replace(tzinfo=UTC), BERLIN),
        lambda: next_weekly(utc("2026-06-01"), 7, SIX, BERLIN),
    ],
)
def test_a_naive_instant_is_refused(call: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"naive|zone|weekday"):
        call()


@pytest.mark.parametrize(
    "name", ["US", "localtime", "../etc/passwd", "/etc/passwd", "Berlin", "", "\0", "a" * 5000, "é\ud800"]
)
def test_what_is_no_zone_is_refused_in_one_way(name: str) -> None:
    with pytest.raises(ValueError, match="no such time zone"):
        zone_info(name)
