"""On a journey: the zone of a place, and the weekly hour by another clock."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.schedule.places import place_near
from prompts.schedule.times import next_weekly, weekly_elsewhere

FRIDAY, FIVE = 4, time(17)
ZONES = ("Europe/London", "America/Los_Angeles", "Asia/Tokyo", "Pacific/Kiritimati", "Pacific/Pago_Pago")


@pytest.mark.parametrize(
    ("where", "zone"),
    [
        ((51.5, -0.12), "Europe/London"),
        ((35.68, 139.69), "Asia/Tokyo"),
        ((45.43, -75.7), "America/Toronto"),  # Ottawa, by the border
        ((-17.7, -179.9), "Pacific/Fiji"),  # east of the line where a day begins
        ((90.0, 0.0), "Arctic/Longyearbyen"),
    ],
)
def test_a_place_has_the_zone_of_the_city_nearest_to_it(where: tuple[float, float], zone: str) -> None:
    assert place_near(*where).zone == zone


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_every_place_on_the_globe_has_a_zone(latitude: float, longitude: float) -> None:
    assert place_near(latitude, longitude).zone


def test_a_journey_east_over_the_hour_brings_the_digest_at_once() -> None:
    now = datetime(2026, 11, 27, 12, tzinfo=UTC)  # noon in London, nine in the evening in Tokyo
    here = next_weekly(now, FRIDAY, FIVE, "Europe/London")
    assert weekly_elsewhere(here, now, FRIDAY, FIVE, "Asia/Tokyo") == datetime(2026, 11, 27, 8, tzinfo=UTC)


@given(
    st.integers(0, 365 * 24).map(lambda hours: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)),
    st.sampled_from(ZONES),
    st.sampled_from(ZONES),
)
def test_the_week_that_was_planned_is_neither_lost_nor_another_one(
    now: datetime, before: str, after: str
) -> None:
    planned = next_weekly(now, FRIDAY, FIVE, before)
    assert abs(weekly_elsewhere(planned, now, FRIDAY, FIVE, after) - planned) < timedelta(hours=27)


def test_what_is_due_stays_due() -> None:
    now = datetime(2026, 11, 27, 18, tzinfo=UTC)
    due = now - timedelta(minutes=5)
    assert weekly_elsewhere(due, now, FRIDAY, FIVE, "Asia/Tokyo") == due


def test_without_a_plan_it_is_the_next_one() -> None:
    now = datetime(2026, 11, 27, 18, tzinfo=UTC)
    assert weekly_elsewhere(None, now, FRIDAY, FIVE, "Europe/London") == datetime(2026, 12, 4, 17, tzinfo=UTC)
