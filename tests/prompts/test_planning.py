"""Planning in one line: what is asked comes with its answers, and no text does any harm."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from datetime import time as clock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prompts.schedule.planning import Action, Plan, Reading, read_planning, say_plan
from prompts.schedule.planning.lines import LONGEST_TEXT, MOST_LINES
from prompts.schedule.recurrence import check_rule
from prompts.schedule.work import Work
from tests.measured import within
from tests.prompts.planning_make import plan, seen_from, written

SEEN = seen_from()


def choices(phrase: str) -> dict[str, tuple[Plan, ...]]:
    """The answers to the one question that a phrase brings."""
    reading = read_planning(phrase, SEEN)
    assert reading.plans == ()
    assert len(reading.questions) == 1
    return {choice.label: choice.plans for choice in reading.questions[0].choices}


def test_a_weekday_that_is_today_is_asked_with_both_days_to_choose() -> None:
    assert choices("Oak Tue 14:00 80m") == {
        "today 14:00": (plan("2026-12-01T14:00", minutes=80),),
        "Tue 8 Dec 14:00": (plan("2026-12-08T14:00", minutes=80),),
    }


def test_an_hour_by_day_and_one_in_the_evening_are_both_to_choose() -> None:
    assert choices("Oak tomorrow 7") == {
        "tomorrow 7:00": (plan("2026-12-02T07:00"),),
        "tomorrow 19:00": (plan("2026-12-02T19:00"),),
    }


def test_a_choice_that_is_over_by_now_is_a_session_that_ended() -> None:
    found = choices("Oak 7")
    assert found["today 7:00"] == (plan("2026-12-01T07:00", action=Action.ENDED),)
    assert found["today 19:00"] == (plan("2026-12-01T19:00"),)


def test_of_two_clients_each_is_a_choice() -> None:
    assert choices("Oak and River 14:30") == {"Oak": (plan(),), "River": (plan(client="River"),)}


def test_day_or_month_is_a_choice_unless_the_clock_is_missing_too() -> None:
    assert choices("Oak 3/12 10:00") == {
        "Thu 3 Dec 10:00": (plan("2026-12-03T10:00"),),
        "Fri 12 Mar 10:00": (plan("2027-03-12T10:00"),),
    }
    assert choices("Oak 3/4") == {}


def test_a_series_that_may_be_two_is_a_choice() -> None:
    assert choices("Oak every third Thu 10:15") == {
        "every 3 weeks Thu": (plan("2026-12-03T10:15", rule="FREQ=WEEKLY;INTERVAL=3;BYDAY=TH"),),
        "3rd Thu of the month": (plan("2026-12-17T10:15", rule="FREQ=MONTHLY;BYDAY=3TH"),),
    }


def test_a_day_above_a_list_is_asked_once_for_the_whole_list() -> None:
    found = choices("Tue\nOak 14:30\nRiver 15:30")
    assert list(found) == ["today", "Tue 8 Dec"]
    assert found["Tue 8 Dec"] == (plan("2026-12-08T14:30"), plan("2026-12-08T15:30", client="River"))


def test_a_list_with_a_line_that_is_unclear_as_well_is_asked_for_anew() -> None:
    assert choices("Tue\nOak 14:30\nRiver 7") == {}


def test_what_is_asked_of_one_line_leaves_the_others_read() -> None:
    reading = read_planning("Oak 14:30\nRiver 7\nFern 16:00", SEEN)
    assert [one.client for one in reading.plans] == ["Oak", "Fern"]
    assert reading.question == "River, today: 7:00 in the morning or 19:00 in the evening?"


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ((clock(8), clock(19)), "plan Oak 2026-12-02T08:00+00:00"),
        ((clock(13), clock(21)), "plan Oak 2026-12-02T20:00+00:00"),
        ((clock(0), clock(0)), "? Oak, tomorrow: 8:00 in the morning or 20:00 in the evening?"),
    ],
)
def test_working_hours_decide_between_two_hours_by_day(hours: tuple[clock, clock], expected: str) -> None:
    seen = replace(SEEN, work=Work(tuple(range(5)), *hours))
    assert written(read_planning("Oak tomorrow 8", seen)) == expected


def test_the_usual_length_says_when_a_session_began_and_whether_it_is_over() -> None:
    long = replace(SEEN, usual=90)
    assert written(read_planning("now Oak", long)) == "ended Oak 2026-12-01T08:30+00:00"
    assert written(read_planning("Oak 9:00", long)) == "plan Oak 2026-12-01T09:00+00:00"


def test_a_word_of_the_language_is_a_code_only_for_who_has_such_a_client() -> None:
    nobody = replace(SEEN, known=frozenset())
    assert written(read_planning("May 14:30", SEEN)) == "plan May 2026-12-01T14:30+00:00"
    assert read_planning("May 14:30", nobody) == Reading()
    assert read_planning("Dec 14:30", SEEN) == Reading()


def test_values_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        plan().minutes = 3  # type: ignore[misc] # that it cannot be set is what is tested


@pytest.mark.parametrize(
    "text",
    [
        "Oak 14:30\n" * 409, "a" * 4096, "Oak 14:30 " * 409, "9 monday tomorrow " * 227, "1-" * 2048,
        "\n".join(["Oak " + "1-" * 48] * 41), "\n".join(["Oak every Tue 14:00"] * MOST_LINES),
        "\n".join(["half past quarter to half"] * 150), "🙂" * 4096, "ﷺ" * 4096,
        "Oak 14:30" + "\u0301" * 4000, "\n" * 4096, "7 " * 2048, ", ".join(["Oak 9"] * 22), "twenty " * 22,
    ],
)  # fmt: skip
def test_a_message_of_any_length_is_read_at_once(text: str) -> None:
    read_planning("Oak every Tue 14:00", SEEN)  # words and library are loaded by now
    with within(0.2):
        read_planning(text, SEEN)


def test_what_is_longer_than_a_message_is_refused_unread() -> None:
    with within(0.02):
        reading = read_planning("Oak 14:30\n" * 10_000, SEEN)
    assert reading.plans == ()
    assert reading.question == (
        "That is too long for a plan. One line for each session would do, such as Oak 14:30."
    )
    assert read_planning("x" * LONGEST_TEXT, SEEN) == Reading()


def test_a_line_longer_than_any_plan_is_none() -> None:
    assert read_planning("Oak 14:30" + " appointment" * 5, SEEN).plans == (plan(),)
    assert read_planning("Oak 14:30" + " appointment" * 14, SEEN) == Reading()


def test_a_list_takes_a_full_day_and_no_more() -> None:
    day = [f"Oak {hour}:{minute:02}" for hour in range(11, 21) for minute in (0, 15, 30, 45)]
    assert len(read_planning("\n".join(day), SEEN).plans) == MOST_LINES == len(day)
    more = read_planning("\n".join([*day, "Oak 21:00"]), SEEN)
    assert (more.plans, more.question is not None) == ((), True)
    assert read_planning("\n".join(["I let the silence run."] * 41), SEEN) == Reading()


WORDS = (
    "Oak River Willow every 2 weeks Tue Thu from to until 9 9:50 12.12. 3/4 14h30 1430 - / . , : am half "
    "past quarter now just finished moved -> cancelled first of the month in 7 May 3 Dec next week 80m 1h20 "
    "other 6 times single contact tonight noon 25:00 31.11. 2026-12-12 24 00:00 ٣ ½ 🙂 twenty five o'clock "
    "yesterday 9999-12-31 29 Feb daily a fortnight ago last"
)
LINES = st.lists(st.sampled_from(WORDS.split(" ")), max_size=9)
ANYTHING = st.text() | LINES.map(" ".join) | LINES.map("".join) | st.lists(LINES.map(" ".join)).map("\n".join)


@settings(max_examples=120)
@given(ANYTHING, st.sampled_from(("2026-12-01T10:00", "2027-03-28T01:10", "2026-10-25T02:30")))
def test_no_text_at_all_makes_it_fail(text: str, now: str) -> None:
    seen = seen_from(now, "Europe/Berlin")
    reading = read_planning(text, seen)
    for one in reading.plans:
        assert one.starts_at is None or one.starts_at.utcoffset() is not None
        assert one.rule is None or check_rule(one.rule)
        assert say_plan(one, seen)
    for question in reading.questions:
        assert 0 < len(question.text) <= 300
        assert all(choice.label and choice.plans for choice in question.choices)
