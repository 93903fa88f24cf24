"""Working hours: what is typed, how they are said, and which instants lie in them."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.schedule.work import Work, at_work, read_work, say_work
from prompts.texts import load_texts

USUAL = Work((0, 1, 2, 3, 4), time(8), time(19))

READ = [
    ("Mon-Thu 9-17", (0, 1, 2, 3), 9, 17),
    ("monday to thursday 9 to 5", (0, 1, 2, 3), 9, 17),
    ("Mon, Wed, Fri 8-18", (0, 2, 4), 8, 18),
    ("Tue and Thu 10am-4pm", (1, 3), 10, 16),
    ("Mon – Wed, Fri 9:00–17:00", (0, 1, 2, 4), 9, 17),
    ("Sat-Mon 10-14", (0, 5, 6), 10, 14),
    ("weekdays 7-15", (0, 1, 2, 3, 4), 7, 15),
    ("every day 8-20", (0, 1, 2, 3, 4, 5, 6), 8, 20),
    ("Fridays", (4,), 8, 19),
    ("9-17", (0, 1, 2, 3, 4), 9, 17),
    ("Mon-Fri from 20:00 to 4:00", (0, 1, 2, 3, 4), 20, 4),
]


@pytest.mark.parametrize(("line", "days", "starts", "ends"), READ)
def test_days_and_hours_are_read_and_what_is_not_typed_stays(
    line: str, days: tuple[int, ...], starts: int, ends: int
) -> None:
    assert read_work(line, USUAL) == Work(days, time(starts), time(ends))


@pytest.mark.parametrize(
    "line", ["", "when I feel like it", "Mon-Thu 9-17, Fri 9-13", "M 9-17", "Mon-Wed-Fri", "9", "T-F"]
)
def test_what_cannot_be_meant_is_not_guessed(line: str) -> None:
    assert read_work(line, USUAL) is None


@given(st.text(max_size=80))
def test_any_text_is_safe(line: str) -> None:
    found = read_work(line, USUAL)
    assert found is None or set(found.days) <= set(range(7))


@pytest.mark.parametrize(
    ("work", "said"),
    [
        (USUAL, "Mon–Fri 8:00–19:00"),
        (Work((0, 2, 4), time(9), time(17)), "Mon, Wed, Fri 9:00–17:00"),
        (Work((0, 1, 2, 4, 5), time(9, 30), time(13)), "Mon–Wed, Fri, Sat 9:30–13:00"),
        (Work((0, 1, 2, 3, 4, 5, 6), time(0), time(0)), "Mon–Sun"),
    ],
)
def test_they_are_said_in_a_few_words_that_can_be_typed(work: Work, said: str) -> None:
    assert say_work(work, load_texts()) == said
    assert read_work(said, work) == work


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """November 2026, UTC; the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "inside"),
    [
        (at(23, 8), True), (at(23, 7, 59), False), (at(23, 18, 59), True), (at(23, 19), False),
        (at(28, 12), False), (at(29, 12), False), (at(27, 12), True),
    ],
)  # fmt: skip
def test_the_start_is_inside_and_the_end_is_not(moment: datetime, inside: bool) -> None:
    assert at_work(moment, USUAL, "Europe/London") == inside


def test_the_clock_of_the_therapist_counts() -> None:
    assert at_work(at(23, 7, 30), USUAL, "Europe/Berlin")
    assert not at_work(at(23, 18, 30), USUAL, "Europe/Berlin")
    assert at_work(at(30, 0), USUAL, "America/New_York") is False  # Sunday evening there


def test_a_night_belongs_to_the_day_on_which_it_starts() -> None:
    nights = Work((4,), time(20), time(4))
    assert at_work(at(27, 21), nights, "Europe/London")
    assert at_work(at(28, 3, 59), nights, "Europe/London")
    assert not at_work(at(27, 3), nights, "Europe/London")
    assert not at_work(at(28, 4), nights, "Europe/London")


def test_equal_ends_are_the_whole_day_and_no_days_are_never() -> None:
    assert at_work(at(28, 23), Work(tuple(range(7)), time(0), time(0)), "Europe/London")
    assert not at_work(at(23, 12), Work((), time(8), time(19)), "Europe/London")
