"""Which day a clock time without a day means."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.schedule.nearest import ACROSS, last_at, nearest_at, next_at
from prompts.schedule.times import local

ZONES = ("Europe/London", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia")
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
CLOCKS = st.times(timezones=st.none())
GRACE = timedelta(minutes=50)


def at(hour: int, minute: int = 0, day: int = 23) -> datetime:
    """An instant in London, where clock and UTC agree in November."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "clock", "meant"),
    [
        (at(15), time(13, 50), at(13, 50)),
        (at(0, 20, 24), time(23, 50), at(23, 50)),
        (at(0, 20, 24), time(12), None),
        (at(9), time(9, 30), None),
    ],
)
def test_what_ended_was_today_or_shortly_before_midnight(
    now: datetime, clock: time, meant: datetime | None
) -> None:
    assert last_at(clock, now, "Europe/London") == meant


@pytest.mark.parametrize(
    ("now", "clock", "meant"),
    [
        (at(9), time(14, 30), at(14, 30)),
        (at(14, 40), time(14), at(14)),
        (at(23, 30), time(0, 30), at(0, 30, 24)),
        (at(0, 10, 24), time(23, 40), at(23, 40)),
        (at(15), time(9), None),
    ],
)
def test_what_starts_is_today_under_way_or_soon_after_midnight(
    now: datetime, clock: time, meant: datetime | None
) -> None:
    assert next_at(clock, now, "Europe/London", grace=GRACE) == meant


@pytest.mark.parametrize(
    ("now", "clock", "meant"),
    [
        (at(20), time(7), at(7)),
        (at(0, 20, 24), time(23), at(23)),
        (at(23, 30), time(0, 30), at(0, 30, 24)),
        (at(6), time(23), at(23)),
    ],
)
def test_a_plan_is_today_unless_midnight_lies_between(now: datetime, clock: time, meant: datetime) -> None:
    assert nearest_at(clock, now, "Europe/London") == meant


@given(MOMENTS, CLOCKS, st.sampled_from(ZONES))
def test_nothing_is_ever_off_by_more_than_was_meant(now: datetime, clock: time, zone: str) -> None:
    ended, starts = last_at(clock, now, zone), next_at(clock, now, zone, grace=GRACE)
    today = local(now, zone).date()
    assert ended is None or (ended <= now and (local(ended, zone).date() == today or now - ended <= ACROSS))
    assert starts is None or now - GRACE <= starts <= now + timedelta(hours=25)
    assert abs(nearest_at(clock, now, zone) - now) <= timedelta(hours=25)
