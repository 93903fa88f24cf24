"""Where the clock is to go, in words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.sandbox import NotPossible
from bot.sandbox.phrases import read_moment

NOW = datetime(2026, 11, 23, 14, 10, tzinfo=UTC)  # Monday, 15:10 in Berlin


@pytest.mark.parametrize(
    ("words", "goal"),
    [
        ("+15 min", "11-23 15:25"),
        ("+2h", "11-23 17:10"),
        ("+1h 30", "11-23 16:40"),
        ("in 3 days", "11-26 15:10"),
        ("+1 week", "11-30 15:10"),
        ("16:30", "11-23 16:30"),
        ("14:30", "11-24 14:30"),
        ("9", "11-24 09:00"),
        ("6pm", "11-23 18:00"),
        ("at 6.30 pm", "11-23 18:30"),
        ("12 am", "11-24 00:00"),
        ("today 18:00", "11-23 18:00"),
        ("this evening", "11-23 19:00"),
        ("tonight", "11-23 19:00"),
        ("Tomorrow 9:00", "11-24 09:00"),
        ("tomorrow", "11-24 09:00"),
        ("tomorrow, noon", "11-24 12:00"),
        ("Friday 18:00", "11-27 18:00"),
        ("on fri at 5pm", "11-27 17:00"),
        ("sunday evening", "11-29 19:00"),
        ("monday 9:00", "11-30 09:00"),
        ("monday 16:00", "11-23 16:00"),
        ("2026-12-01 14:30", "12-01 14:30"),
        ("2026-12-01", "12-01 09:00"),
        ("2026-12-01T13:30Z", "12-01 14:30"),
    ],
)
def test_a_phrase_names_an_instant_in_the_persons_zone(words: str, goal: str) -> None:
    read = read_moment(words, NOW, "Europe/Berlin")
    assert read.tzinfo is UTC
    berlin = datetime.strptime(f"2026-{goal} +0100", "%Y-%m-%d %H:%M %z")
    assert read == berlin


@pytest.mark.parametrize(
    "words",
    [
        "",
        "soon",
        "25:00",
        "9:75",
        "13 pm",
        "+",
        "+0 min",
        "friday banana",
        "2026-13-01",
        "+999999 weeks",
        "m 9",
    ],
)
def test_what_cannot_be_read_gets_one_line_with_an_example(words: str) -> None:
    with pytest.raises(NotPossible, match="for example") as refused:
        read_moment(words, NOW, "Europe/Berlin")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("words", ["today 8:00", "2026-11-22 10:00", "2020-01-01"])
def test_the_clock_never_goes_backwards(words: str) -> None:
    with pytest.raises(NotPossible, match=r"only goes forward.*for example"):
        read_moment(words, NOW, "Europe/Berlin")


@pytest.mark.parametrize("zone", ["US", "Nowhere/Land", "../etc", "", "Europe"])
def test_an_unknown_zone_is_said_to_be_one(zone: str) -> None:
    with pytest.raises(NotPossible, match="no such time zone"):
        read_moment("+1h", NOW, zone)


def test_a_time_the_clock_change_leaves_out_comes_an_hour_later() -> None:
    before = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)
    assert read_moment("tomorrow 2:30", before, "Europe/Berlin") == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
