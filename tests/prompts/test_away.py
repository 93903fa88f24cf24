"""After the bot was away: when it counts, what is still offered, and when the week follows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from prompts.schedule import away
from prompts.schedule.away import Absence, Missed
from tests.prompts.checkin_make import wishes

BACK = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
THREE_DAYS = Absence(BACK - timedelta(days=3), BACK)


@pytest.mark.parametrize(("hours", "counts"), [(0, False), (2, False), (2.1, True), (-24, False)])
def test_more_than_two_hours_without_a_look_are_an_absence(hours: float, counts: bool) -> None:
    assert (away.absence(BACK - timedelta(hours=hours), BACK) is not None) is counts


def test_a_bot_that_never_looked_was_not_away() -> None:
    assert away.absence(None, BACK) is None


def test_a_slot_says_when_the_absence_began() -> None:
    assert away.since(THREE_DAYS.slot) == THREE_DAYS.since
    assert away.since("a123") is None


def test_the_newest_six_of_three_days_are_offered_in_order() -> None:
    missed = [Missed(number, BACK - timedelta(hours=12 * number)) for number in range(1, 10)]
    assert away.offered(missed, BACK) == [6, 5, 4, 3, 2, 1]
    assert away.offered(missed[6:], BACK) == []


@pytest.mark.parametrize(("hour", "comes"), [(17, 26), (10, 27), (9, 27), (11, 26)])
def test_the_week_comes_at_its_own_hour_well_after_the_catch_up(hour: int, comes: int) -> None:
    at = away.digest_at(datetime(2026, 11, 25, hour, tzinfo=UTC), wishes(), BACK)
    assert at == datetime(2026, 11, comes, hour, tzinfo=UTC)
