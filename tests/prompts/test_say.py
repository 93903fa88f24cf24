"""Dates as people say them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.schedule.say import say, say_clock, say_clocks, say_day, say_span, say_time, say_weekday
from prompts.texts import Texts, load_texts

EN = load_texts("en")
DE = Texts("de", {"say.today": "heute {time}"})
BERLIN = "Europe/Berlin"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


NOW = utc("2026-11-23T09:00")  # a Monday, ten o'clock in Berlin


@pytest.mark.parametrize(
    ("instant", "said"),
    [
        ("2026-11-23T13:00", "today 14:00"),
        ("2026-11-23T08:05", "today 9:05"),
        ("2026-11-22T23:00", "today 0:00"),
        ("2026-11-22T22:59", "yesterday 23:59"),
        ("2026-11-24T08:00", "tomorrow 9:00"),
        ("2026-11-23T23:00", "tomorrow 0:00"),
        ("2026-11-25T14:10", "Wed 15:10"),
        ("2026-11-29T14:10", "Sun 15:10"),
        ("2026-11-30T14:10", "Mon 30 Nov"),  # "Mon" alone would be today's
        ("2026-12-04T14:10", "Fri 4 Dec"),
        ("2026-11-17T14:10", "Tue 15:10"),
        ("2026-11-16T14:10", "Mon 16 Nov"),
        ("2027-01-04T14:10", "Mon 4 Jan"),
        ("2027-06-04T14:10", "Fri, 4 Jun 2027"),
        ("2026-02-06T14:10", "Fri 6 Feb"),
    ],
)
def test_an_instant_is_said_from_now(instant: str, said: str) -> None:
    assert say(utc(instant), NOW, BERLIN, EN) == said


def test_the_zone_decides_what_today_is() -> None:
    late = utc("2026-11-23T23:30")
    assert say(late, NOW, "America/New_York", EN) == "today 18:30"
    assert say(late, NOW, "Asia/Kolkata", EN) == "tomorrow 5:00"


def test_clock_times_are_said_without_a_leading_zero() -> None:
    assert say_clock(time(9)) == "9:00"
    assert say_time(utc("2026-07-01T12:05"), BERLIN) == "14:05"
    assert say_clocks(time(21), time(7)) == "21:00–7:00"


def test_weekdays_have_a_short_and_a_full_name() -> None:
    assert say_weekday(date(2026, 11, 27), EN) == "Fri"
    assert say_weekday(4, EN, full=True) == "Friday"
    assert [say_weekday(n, EN) for n in range(7)] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2026-11-16", "2026-11-20", "16–20 November"),
        ("2026-11-28", "2026-12-04", "28 November – 4 December"),
        ("2026-12-28", "2027-01-03", "28 December – 3 January"),
        ("2026-11-16", "2026-11-16", "16 November"),
        ("2025-11-16", "2026-11-20", "16 November – 20 November"),
    ],
)
def test_a_span_names_its_month_once(first: str, last: str, said: str) -> None:
    assert say_span(date.fromisoformat(first), date.fromisoformat(last), EN) == said


def test_another_language_has_its_own_order_and_names() -> None:
    assert say(utc("2026-12-04T14:10"), NOW, BERLIN, DE) == "Fr., 4. Dez."
    assert say(NOW, NOW, BERLIN, DE) == "heute 10:00"
    assert say_span(date(2026, 11, 16), date(2026, 11, 20), DE) == "16.–20. November"


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_every_pair_of_dates_can_be_said(one: date, other: date) -> None:
    assert str(one.day) in say_day(one, other, EN)
    assert str(one.day) in say_span(one, other, EN)
