"""What therapists type: clock times, spans, lengths, codes, whole plans."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.schedule.reading import (
    CodeFault,
    Plan,
    code_fault,
    normalise_code,
    read_clock,
    read_code,
    read_minutes,
    read_plan,
    read_span,
)

KNOWN = frozenset({"oak", "river", "b12"})
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))


def clock(text: str) -> time:
    return time.fromisoformat(text)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("14:30", "14:30"),
        ("14.30", "14:30"),
        ("14,30", "14:30"),
        ("1430", "14:30"),
        ("14h30", "14:30"),
        ("14 h 30", "14:30"),
        ("14H30", "14:30"),
        ("14 30", "14:30"),
        ("14u30", "14:30"),
        ("14 Uhr 30", "14:30"),
        ("14:30 Uhr", "14:30"),
        ("14:30:00", "14:30"),
        ("14:30 h", "14:30"),
        ("1430 hrs", "14:30"),
        ("14h", "14:00"),
        ("14 Uhr", "14:00"),
        ("14", "14:00"),
        ("2:30 pm", "14:30"),
        ("2:30PM", "14:30"),
        ("2.30pm", "14:30"),
        ("2.30 P.M.", "14:30"),
        ("2 30 p. m.", "14:30"),
        ("02:30 pm", "14:30"),
        ("230pm", "14:30"),
        ("2 p.m.", "14:00"),
        ("2pm", "14:00"),
        ("2p", "14:00"),
        ("9a", "09:00"),
        ("9 am.", "09:00"),
        ("2pm!", "14:00"),
        ("14:30pm", "14:30"),
        ("12 pm", "12:00"),
        ("12 am", "00:00"),
        ("12:30 am", "00:30"),
        ("0:30 am", "00:30"),
        ("half past two", "14:30"),
        ("Half past 2", "14:30"),
        ("half two", "14:30"),
        ("half past two pm", "14:30"),
        ("half past ten in the morning", "10:30"),
        ("half past ten at night", "22:30"),
        ("quarter to three", "14:45"),
        ("a quarter to three", "14:45"),
        ("quarter past 3", "15:15"),
        ("quarter after three", "15:15"),
        ("quarter of three", "14:45"),
        ("ten to one", "12:50"),
        ("5 to 3", "14:55"),
        ("five past three", "15:05"),
        ("twenty-five past three", "15:25"),
        ("twenty five to four", "15:35"),
        ("10 minutes past 3", "15:10"),
        ("quarter to midnight", None),
        ("two thirty", "14:30"),
        ("two-thirty", "14:30"),
        ("two oh five", "14:05"),
        ("fourteen thirty", "14:30"),
        ("fourteen hundred", "14:00"),
        ("two o'clock", "14:00"),
        ("2 o’clock", "14:00"),
        ("two", "14:00"),
        ("twelve", "12:00"),
        ("9", "09:00"),
        ("9:05", "09:05"),
        ("7", "07:00"),
        ("6", "18:00"),
        ("12:30", "12:30"),
        ("09:05", "09:05"),
        ("02:30", "02:30"),
        ("0230", "02:30"),
        ("930", "09:30"),
        ("0:30", "00:30"),
        ("00:00", "00:00"),
        ("24:00", "00:00"),
        ("23:59", "23:59"),
        ("noon", "12:00"),
        ("12 noon", "12:00"),
        ("midday", "12:00"),
        ("Midnight", "00:00"),
        ("at 2", "14:00"),
        ("around 14:30", "14:30"),
        ("~14:30", "14:30"),
        ("@ 14:30", "14:30"),
        ("by 5 pm sharp", None),
        ("14:30 sharp", "14:30"),
        ("  14:30\n", "14:30"),
        ("14:30.", "14:30"),
        ("１４：３０", "14:30"),
        ("２.３０ pm", "14:30"),
        ("١٤:٣٠", "14:30"),
        ("۱۴:۳۰", "14:30"),
        ("१४:३०", "14:30"),
        ("\u200e14:30\u200f", "14:30"),
        ("14:30\x00", "14:30"),
        ("25:00", None),
        ("24:01", None),
        ("14:60", None),
        ("1460", None),
        ("2:3", None),
        ("2.5", None),
        ("13 am", None),
        ("0:30 pm", None),
        ("-2", None),
        ("14:30:99:1", None),
        ("12345", None),
        ("2026-11-23", None),
        ("14:30 tomorrow", None),
        ("14:30-15:20", None),
        ("two men", None),
        ("half", None),
        ("half past", None),
        ("quarter past 25", None),
        ("three fifty to one hundred", None),
        ("soon", None),
        ("½", None),
        ("", None),
        ("   ", None),
        ("\x00", None),
        ("🙂", None),
        ("14:30" + " " * 200, None),
        ("9" * 61, None),
    ],
)
def test_a_clock_time_is_read_in_any_usual_spelling(typed: str, read: str | None) -> None:
    assert read_clock(typed) == (clock(read) if read else None)


@pytest.mark.parametrize(
    ("typed", "near", "next_one", "last_one"),
    [
        ("2", "10:00", "14:00", "14:00"),  # two at night is far off
        ("2", "15:00", "14:00", "14:00"),
        ("2", "01:30", "02:00", "14:00"),
        ("2", "03:00", "14:00", "02:00"),
        ("2:30", "14:30", "14:30", "14:30"),
        ("9", "10:00", "21:00", "09:00"),
        ("9", "08:00", "09:00", "21:00"),
        ("9", "21:30", "09:00", "21:00"),
        ("11", "23:30", "11:00", "23:00"),
        ("11", "22:30", "23:00", "11:00"),
        ("12", "13:00", "12:00", "12:00"),
        ("half past six", "18:40", "06:30", "18:30"),
        ("14:30", "15:00", "14:30", "14:30"),
        ("2am", "15:00", "02:00", "02:00"),
    ],
)
def test_of_two_readings_the_one_near_now_is_meant(
    typed: str, near: str, next_one: str, last_one: str
) -> None:
    assert read_clock(typed, clock(near)) == clock(next_one)
    assert read_clock(typed, clock(near), past=True) == clock(last_one)


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("21:00-7:00", "21:00", "07:00"),
        ("21:00 – 07:00", "21:00", "07:00"),
        ("21–7", "21:00", "07:00"),
        ("7-21", "07:00", "21:00"),
        ("9pm to 7", "21:00", "07:00"),
        ("9 to 7am", "21:00", "07:00"),
        ("9pm-7am", "21:00", "07:00"),
        ("from 9 pm until 7 am", "21:00", "07:00"),
        ("2-3", "14:00", "15:00"),
        ("2–3pm", "14:00", "15:00"),
        ("11-1", "11:00", "13:00"),
        ("9-5", "09:00", "17:00"),
        ("Between nine and five", "09:00", "17:00"),
        ("14:30-15:20", "14:30", "15:20"),
        ("1430-1520", "14:30", "15:20"),
        ("14.30 — 15.20", "14:30", "15:20"),
        ("14h30-15h20", "14:30", "15:20"),
        ("2:30 to 3:20", "14:30", "15:20"),
        ("noon to one", "12:00", "13:00"),
        ("half past two to quarter past three", "14:30", "15:15"),
        ("quarter to three to four", "14:45", "16:00"),
        ("nine to quarter to ten", "09:00", "09:45"),
        ("0:00-0:00", "00:00", "00:00"),
        ("٢١:٠٠-٧:٠٠", "21:00", "07:00"),
        ("22:00−6:00", "22:00", "06:00"),
    ],
)
def test_a_span_is_read(typed: str, first: str, last: str) -> None:
    assert read_span(typed) == (clock(first), clock(last))


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("9-7", "21:00", "07:00"),
        ("10 to 7", "22:00", "07:00"),
        ("9-9", "21:00", "09:00"),
        ("13-14", "13:00", "14:00"),
    ],
)
def test_quiet_hours_lie_in_the_night_where_both_would_do(typed: str, first: str, last: str) -> None:
    assert read_span(typed, overnight=True) == (clock(first), clock(last))


@pytest.mark.parametrize(
    "typed", ["", "21:00", "21:00-", "-7", "21:00-25:00", "9 to nothing", "a-b", "9-5-3", "-" * 60]
)
def test_half_a_span_is_none(typed: str) -> None:
    assert read_span(typed) is None


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("80", 80),
        ("80m", 80),
        ("80 min", 80),
        ("80 Minutes.", 80),
        ("50'", 50),
        ("50’", 50),
        ("fifty minutes", 50),
        ("1h20", 80),
        ("1 h 20 m", 80),
        ("1:20", 80),
        ("1 hour and 20 minutes", 80),
        ("1h", 60),
        ("2 hours", 120),
        ("one hour", 60),
        ("an hour", 60),
        ("half an hour", 30),
        ("an hour and a half", 90),
        ("a quarter of an hour", 15),
        ("1.5 h", 90),
        ("1,5h", 90),
        ("1.25 hours", 75),
        ("1½ h", 90),
        ("½ h", 30),
        ("٥٠", 50),
        ("1440", 1440),
        ("1441", None),
        ("0", None),
        ("1h75", None),
        ("-50", None),
        ("h", None),
        ("1.5", None),
        ("long", None),
        ("", None),
    ],
)
def test_a_length_is_read_in_minutes(typed: str, minutes: int | None) -> None:
    assert read_minutes(typed) == minutes


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Oak", "Oak"),
        (" Oak \n", "Oak"),
        ("7", "7"),
        ("B12", "B12"),
        ("Grünspecht", "Grünspecht"),
        ("дуб", "дуб"),
        ("בלוט", "בלוט"),
        ("樫", "樫"),
        ("राम", "राम"),
        ("Ｏａｋ", "Oak"),
        ("\u200fOak\x00", "Oak"),
        ("e\u0301toile", "étoile"),
        ("abcdefghijkl", "abcdefghijkl"),
        ("abcdefghijklm", CodeFault.TOO_LONG),
        ("ß" * 12, CodeFault.TOO_LONG),  # twice as long once folded
        ("Oak Tree", CodeFault.SPACES),
        ("Oak\nRiver", CodeFault.SPACES),
        ("a very long sentence with spaces", CodeFault.SPACES),
        ("", CodeFault.EMPTY),
        (" \n\t", CodeFault.EMPTY),
        ("\x00\u200b", CodeFault.EMPTY),
        ("J.S.", CodeFault.SIGNS),
        ("Oak!", CodeFault.SIGNS),
        ("/start", CodeFault.SIGNS),
        ("<b>", CodeFault.SIGNS),
        ("🙂", CodeFault.SIGNS),
        ("\u0301a", CodeFault.SIGNS),
    ],
)
def test_a_code_is_letters_or_digits_of_any_script(typed: str, code: str | CodeFault) -> None:
    assert (code_fault(typed) or read_code(typed)) == code
    assert (read_code(typed) is None) == isinstance(code, CodeFault)


def test_a_code_is_the_same_in_any_case_and_width() -> None:
    assert {normalise_code(code) for code in ("Oak", "OAK", "oak", "Ｏａｋ", "ＯＡＫ")} == {"oak"}
    assert normalise_code("Straße") == normalise_code("STRASSE")
    assert normalise_code("e\u0301") == normalise_code("É")


@pytest.mark.parametrize(
    ("typed", "plan"),
    [
        ("Oak 14:30", Plan("Oak", clock("14:30"))),
        ("oak 14:30", Plan("oak", clock("14:30"))),
        ("Oak 14.30", Plan("Oak", clock("14:30"))),
        ("Oak 1430", Plan("Oak", clock("14:30"))),
        ("Oak 14h30", Plan("Oak", clock("14:30"))),
        ("Oak 2:30", Plan("Oak", clock("14:30"))),
        ("Oak 9:30", Plan("Oak", clock("09:30"))),  # at ten, it may still be under way
        ("Oak 6:30", Plan("Oak", clock("18:30"))),
        ("Oak 2pm", Plan("Oak", clock("14:00"))),
        ("Oak at 2 p.m.", Plan("Oak", clock("14:00"))),
        ("B12 14:30", Plan("B12", clock("14:30"))),
        ("Fern 14:30", Plan("Fern", clock("14:30"))),
        ("Fern 2pm", Plan("Fern", clock("14:00"))),
        ("Oak 14:30-15:20", Plan("Oak", clock("14:30"), 50)),
        ("Oak 14:30 – 15:20", Plan("Oak", clock("14:30"), 50)),
        ("Oak 2:30 to 3:20", Plan("Oak", clock("14:30"), 50)),
        ("Oak 23:30-0:20", Plan("Oak", clock("23:30"), 50)),
        ("Oak 14:00 80m", Plan("Oak", clock("14:00"), 80)),
        ("Oak 14:00 80", Plan("Oak", clock("14:00"), 80)),
        ("Oak 14:00 1h20", Plan("Oak", clock("14:00"), 80)),
        ("Oak 14:00 for 80 min", Plan("Oak", clock("14:00"), 80)),
        ("now Oak", Plan("Oak", just_ended=True)),
        ("Now oak", Plan("oak", just_ended=True)),
        ("Oak just finished", Plan("Oak", just_ended=True)),
        ("Oak just finished.", Plan("Oak", just_ended=True)),
        ("just finished Oak", Plan("Oak", just_ended=True)),
        ("Just finished", Plan(None, just_ended=True)),
        ("\u200eOak  14:30\x00", Plan("Oak", clock("14:30"))),
    ],
)
def test_a_whole_plan_is_read(typed: str, plan: Plan) -> None:
    assert read_plan(typed, NOW, KNOWN) == plan


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "Oak",
        "14:30",
        "now",
        "Oak 9",
        "Oak 4",
        "Oak 5 of 5",
        "Oak was late at 14:30",
        "Oak said it ended at 14:30",
        "At 14:30",
        "Around 14:30",
        "Tuesday 14:30",
        "tomorrow 14:30",
        "Started 14:30",
        "fern 14:30",  # neither known nor with a capital
        "Fern 1430",  # may be a number
        "Spent 4.50",
        "Fern just finished",  # a sentence, if nobody is called that
        "just finished crying",
        "now what",
        "Now we know",
        "Oak just finished crying",
        "Oak 14:30 and I was tired",
        "Oak 14:30 5",
        "Oak 14:30 99h",
        "Oak 14:30-15:20 80m",
        "Oak 14:30-14:30",
        "Oak 8:00-20:00",
        "Oak 25:00",
        "Oak 14:30 River 15:30",
        "Oak am 5",
        "When Oak went quiet at 14:30",
        "I let the silence run, and it came.",
        "Oak-River 14:30",
        "Oak 14:30" + "x" * 60,
    ],
)
def test_a_sentence_is_never_taken_for_a_plan(typed: str) -> None:
    assert read_plan(typed, NOW, KNOWN) is None


pieces = st.sampled_from(
    [*"0123456789 :.-–hmap½٣", "Oak ", "now ", "just finished", " to ", "half past ", "two", "\x00"]
)
anything = st.text() | st.lists(pieces).map("".join)


@given(anything)
def test_no_text_at_all_makes_a_reader_fail(text: str) -> None:
    read_clock(text)
    read_clock(text, clock("10:00"), past=True)
    read_span(text, overnight=True)
    minutes = read_minutes(text)
    assert minutes is None or 1 <= minutes <= 1440
    plan = read_plan(text, NOW, KNOWN)
    assert plan is None or plan.just_ended or plan.starts is not None


@given(anything)
def test_a_code_that_was_read_is_read_again_as_it_is(text: str) -> None:
    code = read_code(text)
    assert code is None or (read_code(code) == code and 1 <= len(code) <= 12)
    assert normalise_code(normalise_code(text)) == normalise_code(text)


@given(st.times())
def test_every_time_is_read_from_how_it_is_written(at: time) -> None:
    minute = at.replace(second=0, microsecond=0)
    assert read_clock(f"{at:%H:%M}") in {minute, minute.replace(hour=(minute.hour + 12) % 24)}
    assert read_clock(f"{at:%I:%M %p}") == minute
    assert at.hour in range(10, 13) or read_clock(f"{at:%H:%M}") == minute


def test_a_word_after_now_may_be_a_new_client() -> None:
    assert read_plan("now Fern", datetime(2026, 11, 23, 10, 0, tzinfo=UTC), {"oak"}) == Plan(
        "Fern", just_ended=True
    )
    assert read_plan("now what", datetime(2026, 11, 23, 10, 0, tzinfo=UTC), {"oak"}) is None


@pytest.mark.parametrize(
    ("text", "hour"),
    [("Oak 9:00", 9), ("Oak 8:00", 20), ("Oak 7:30-8:20", 19), ("Oak 10:00-10:50", 10), ("Oak 21:00", 21)],
)
def test_told_in_the_evening_an_hour_by_day_wins_over_one_at_night(text: str, hour: int) -> None:
    plan = read_plan(text, datetime(2026, 11, 23, 18, 0, tzinfo=UTC), {"oak"})
    assert plan is not None
    assert plan.starts is not None
    assert plan.starts.hour == hour
