"""Where a session may be moved to: times to tap, and what is typed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from prompts.schedule.moves import later_that_day, read_target, same_hour
from prompts.schedule.planning import Seen, vocabulary
from prompts.schedule.times import local

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday
AT_TWO = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
THURSDAY = datetime(2026, 11, 26, 14, 0, tzinfo=UTC)
ZONE = "Europe/London"


def told(instants: list[datetime], zone: str = ZONE) -> list[str]:
    return [f"{local(one, zone):%a %H:%M}" for one in instants]


def read(text: str, code: str | None = "Oak", starts_at: datetime = AT_TWO, now: datetime = NOW) -> list[str]:
    seen = Seen(now, ZONE, vocabulary("en"), {"oak"})
    return [
        f"{one.starts_at:%d %H:%M} {one.minutes or ''}".strip()
        for one in read_target(text, code, starts_at, seen)
    ]


def test_later_that_day_are_steps_that_are_still_to_come() -> None:
    assert told(later_that_day(AT_TWO, NOW, ZONE)) == [
        "Mon 14:30", "Mon 15:00", "Mon 15:30", "Mon 16:00", "Mon 17:00",
    ]  # fmt: skip
    late = datetime(2026, 11, 23, 15, 10, tzinfo=UTC)
    assert told(later_that_day(AT_TWO, late, ZONE)) == ["Mon 15:30", "Mon 16:00", "Mon 17:00"]
    night = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
    assert told(later_that_day(night, NOW, ZONE)) == ["Mon 23:00", "Mon 23:30"]


def test_the_same_hour_comes_on_working_days_and_on_its_own_weekday() -> None:
    assert told(same_hour(AT_TWO, NOW, ZONE, [0, 1, 2])) == [
        "Tue 14:00", "Wed 14:00", "Mon 14:00", "Tue 14:00", "Wed 14:00", "Mon 14:00",
    ]  # fmt: skip
    assert told(same_hour(THURSDAY, NOW, ZONE, [0, 1, 2]))[:3] == ["Tue 14:00", "Wed 14:00", "Mon 14:00"]


def test_the_same_hour_is_the_clock_s_also_over_a_change() -> None:
    friday = datetime(2027, 3, 26, 14, 0, tzinfo=UTC)
    assert told(same_hour(friday, friday, ZONE, [0]))[0] == "Mon 14:00"
    assert same_hour(friday, friday, ZONE, [0])[0] == datetime(2027, 3, 29, 13, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("16:30", ["23 16:30"]),
        ("Fri 11", ["27 11:00"]),
        ("tomorrow 9:00", ["24 09:00"]),
        ("3 Dec 10:15", ["03 10:15"]),
        ("Fri 11-12:20", ["27 11:00 80"]),
        ("today 8:00", ["23 08:00"]),
        ("next Fri 11", ["27 11:00", "04 11:00"]),
        ("every Tue 14:00", []),
        ("cancelled", []),
        ("some other day", []),
        ("River Fri 11", []),
        ("16:30\nFri 11", []),
        ("1" * 500, []),
        ("", []),
    ],
)
def test_what_is_typed_is_read_as_if_the_code_stood_in_front(text: str, found: list[str]) -> None:
    assert read(text) == found


def test_a_time_alone_means_the_day_of_the_session() -> None:
    assert read("16:30", starts_at=THURSDAY) == ["26 16:30"]
    assert read("Tue 16:30", starts_at=THURSDAY) == ["24 16:30"]


def test_a_session_without_a_code_is_read_the_same() -> None:
    assert read("Fri 11", None) == ["27 11:00"]
    assert read("16:30", None, THURSDAY) == ["26 16:30"]
