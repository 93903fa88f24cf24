"""A weekly hour as it is typed."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.schedule.weekly import read_weekly


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Thursday 16:30", (3, time(16, 30))),
        ("on Fridays at 5", (4, time(17))),
        ("sunday, 18.00", (6, time(18))),
        ("Fri. 9", (4, time(9))),
        ("tu", (1, None)),
        ("THURS", (3, None)),
        ("5 pm", (None, time(17))),
        ("17:00", (None, time(17))),
    ],
)
def test_a_day_a_time_or_both_are_read(text: str, read: tuple[int | None, time | None]) -> None:
    assert read_weekly(text) == read


@pytest.mark.parametrize(
    "text", ["", "t", "T 5", "s", "friday evening", "someday", "Thursday 25:00", "x" * 500]
)
def test_anything_else_is_not(text: str) -> None:
    assert read_weekly(text) is None


def test_a_day_is_read_in_its_own_language() -> None:
    assert read_weekly("Donnerstag 16:30", "de") == (3, time(16, 30))
    assert read_weekly("Thursday", "de") is None


@given(st.text())
def test_no_text_is_too_odd(text: str) -> None:
    read_weekly(text)
