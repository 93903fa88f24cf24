"""Series: rules on the wall clock of a zone, over clock changes, with exceptions, and never without end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prompts.schedule.recurrence import MOST, SPAN, BadRule, Series, occurrences
from prompts.schedule.times import at_local, local
from tests.measured import within
from tests.prompts.test_times import CHANGES, ZONES

BERLIN = "Europe/Berlin"
WEEK = timedelta(days=7)


def at(text: str, zone: str = BERLIN) -> datetime:
    """An instant, by the wall clock of its zone."""
    here = datetime.fromisoformat(text)
    return at_local(here.date(), here.time(), zone)


def series(
    start: str = "2026-10-20T14:00", rule: str = "FREQ=WEEKLY;BYDAY=TU", *, zone: str = BERLIN,
    skipped: tuple[str, ...] = (), moved: Mapping[str, str] | None = None,
) -> Series:  # fmt: skip
    """Tuesdays at two in Berlin, from the week before the clocks go back."""
    changed = {at(old, zone): at(new, zone) for old, new in (moved or {}).items()}
    return Series(at(start, zone), rule, zone, frozenset(at(one, zone) for one in skipped), changed)


def listed(one: Series, first: str = "2026-10-01T00:00", last: str = "2027-04-30T00:00") -> list[str]:
    """What takes place, on the wall clock."""
    found = occurrences(one, at(first, one.zone), at(last, one.zone))
    return [f"{local(each.starts_at, one.zone):%Y-%m-%dT%H:%M}" for each in found]


def test_a_weekly_hour_is_kept_over_a_clock_change() -> None:
    found = occurrences(series(), at("2026-10-01T00:00"), at("2026-11-04T00:00"))
    assert [each.starts_at for each in found] == [
        datetime(2026, 10, 20, 12, tzinfo=UTC),
        datetime(2026, 10, 27, 13, tzinfo=UTC),
        datetime(2026, 11, 3, 13, tzinfo=UTC),
    ]


@pytest.mark.parametrize(
    ("start", "rule", "expected"),
    [
        ("2026-12-03T10:15", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", ["2026-12-03", "2026-12-17", "2026-12-31"]),
        ("2026-12-01T09:00", "FREQ=WEEKLY;BYDAY=TU,TH", ["2026-12-01", "2026-12-03", "2026-12-08"]),
        ("2026-12-30T09:00", "FREQ=DAILY;INTERVAL=3", ["2026-12-30", "2027-01-02", "2027-01-05"]),
        ("2026-12-31T09:00", "FREQ=MONTHLY;BYMONTHDAY=31", ["2026-12-31", "2027-01-31", "2027-03-31"]),
        ("2026-12-25T09:00", "FREQ=MONTHLY;BYDAY=-1FR", ["2026-12-25", "2027-01-29", "2027-02-26"]),
        ("2026-12-01T09:00", "FREQ=WEEKLY;BYDAY=TU;COUNT=2", ["2026-12-01", "2026-12-08"]),
        ("2026-12-01T09:00", "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261208", ["2026-12-01", "2026-12-08"]),
        ("2026-12-01T09:00", "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261208T080000Z", ["2026-12-01", "2026-12-08"]),
        ("2026-12-01T09:00", "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261208T075959Z", ["2026-12-01"]),
        ("2026-12-01T09:00", "RRULE:freq=weekly;byday=tu;until=20261208T085959", ["2026-12-01"]),
    ],
)
def test_a_rule_is_expanded(start: str, rule: str, expected: list[str]) -> None:
    assert [day[:10] for day in listed(series(start, rule))[:3]] == expected


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (
            "2026-10-24T02:30",
            ["2026-10-24T00:30Z", "2026-10-25T00:30Z", "2026-10-26T01:30Z"],
        ),  # the first 2:30
        (
            "2027-03-27T02:30",
            ["2027-03-27T01:30Z", "2027-03-28T01:00Z", "2027-03-29T00:30Z"],
        ),  # none: then 3:00
    ],
)
def test_an_hour_that_comes_twice_or_never_is_the_one_of_all_clock_times(
    start: str, expected: list[str]
) -> None:
    found = occurrences(series(start, "FREQ=DAILY"), at(start), at(start) + WEEK, 3)
    assert [f"{each.starts_at:%Y-%m-%dT%H:%MZ}" for each in found] == expected


def test_what_is_skipped_does_not_take_place_and_still_counts() -> None:
    one = series(rule="FREQ=WEEKLY;BYDAY=TU;COUNT=3", skipped=("2026-10-27T14:00",))
    assert listed(one) == ["2026-10-20T14:00", "2026-11-03T14:00"]


def test_what_is_moved_takes_place_where_it_was_moved_to() -> None:
    one = series(moved={"2026-10-27T14:00": "2026-10-30T11:00", "2026-11-17T14:00": "2026-10-21T09:00"})
    assert listed(one, last="2026-11-05T00:00") == [
        "2026-10-20T14:00", "2026-10-21T09:00", "2026-10-30T11:00", "2026-11-03T14:00"
    ]  # fmt: skip
    found = occurrences(one, at("2026-10-21T00:00"), at("2026-10-22T00:00"))
    assert [each.planned_at for each in found] == [at("2026-11-17T14:00")]


def test_what_was_never_part_of_the_series_cannot_be_moved_or_skipped() -> None:
    one = series(skipped=("2026-10-28T14:00",), moved={"2026-10-29T14:00": "2026-10-30T11:00"})
    assert listed(one, last="2026-11-05T00:00") == listed(series(), last="2026-11-05T00:00")


def test_the_window_has_its_start_and_not_its_end() -> None:
    assert listed(series(), "2026-10-20T14:00", "2026-10-27T14:00") == ["2026-10-20T14:00"]
    assert listed(series(), "2026-10-20T14:01", "2026-10-27T14:01") == ["2026-10-27T14:00"]


def test_no_more_is_handed_out_than_asked_for_or_allowed() -> None:
    daily = series(rule="FREQ=DAILY")
    first, end = at("2026-10-01T00:00"), at("2126-10-01T00:00")
    assert len(occurrences(daily, first, end, 3)) == 3
    assert len(occurrences(daily, first, end, 10_000)) == MOST
    weekly = occurrences(series(), first, end)
    assert weekly[-1].starts_at < first + SPAN


@pytest.mark.parametrize(
    "rule",
    [
        "", "nonsense", "FREQ=", "FREQ=SECONDLY", "FREQ=MINUTELY;INTERVAL=20", "FREQ=HOURLY", "FREQ=YEARLY",
        "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=-1", "FREQ=DAILY;INTERVAL=1000", "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;BYHOUR=9,10", "FREQ=DAILY;BYSECOND=1", "FREQ=DAILY;BYDAY=MO;INTERVAL=7",
        "FREQ=WEEKLY;BYDAY=1MO", "FREQ=WEEKLY;BYDAY=XX", "FREQ=WEEKLY;BYDAY=MO;FREQ=DAILY",
        "FREQ=MONTHLY;BYDAY=6MO", "FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1",
        "FREQ=MONTHLY;BYSETPOS=1", "FREQ=DAILY;COUNT=2;UNTIL=20270101", "FREQ=DAILY;UNTIL=20261399",
        "FREQ=DAILY;UNTIL=tomorrow", "FREQ=DAILY\nRRULE:FREQ=DAILY", "FREQ=DAILY;COUNT=" + "9" * 5000,
        "FREQ=DAILY;" * 10_000,
    ],
)  # fmt: skip
def test_a_rule_that_comes_too_often_or_is_none_is_refused_at_once(rule: str) -> None:
    with within(0.2), pytest.raises(BadRule):
        occurrences(series(rule=rule), at("2026-10-01T00:00"), at("2027-10-01T00:00"))


def test_a_rule_that_never_comes_ends_soon() -> None:
    with within(0.5):
        assert listed(series("2027-02-03T10:00", "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31")) == []


@settings(max_examples=50)
@given(st.sampled_from(ZONES), st.data(), st.integers(0, 23 * 60), st.integers(1, 4))
def test_everywhere_and_over_every_change_it_stays_on_its_clock_time(
    zone: str, data: st.DataObject, minute: int, weeks: int
) -> None:
    change = data.draw(st.sampled_from(CHANGES[zone] or [datetime(2026, 10, 25, tzinfo=UTC)]))
    day = local(change, zone).date() - timedelta(days=data.draw(st.integers(1, 21)))
    clock = time(minute // 60, minute % 60)
    start = at_local(day, clock, zone)
    found = occurrences(Series(start, f"FREQ=WEEKLY;INTERVAL={weeks}", zone), start, start + 12 * WEEK)
    expected = (at_local(day + n * weeks * WEEK, clock, zone) for n in range(13))
    begun_as_said = local(start, zone).time() == clock
    assert not begun_as_said or [each.starts_at for each in found] == [
        one for one in expected if one < start + 12 * WEEK
    ]
