"""What therapists type: clock times, spans, lengths, codes."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.schedule.codes import CodeFault, code_fault, normalise_code, read_code
from prompts.schedule.spans import read_clock, read_minutes, read_span


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
