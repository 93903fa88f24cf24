"""Whatever the bytes: a reading or a refusal, never anything else. And series begun late bring the same."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from hypothesis import example, given, settings
from hypothesis import strategies as st

from prompts.schedule.calendar.plain import heard, said
from prompts.schedule.calendar.values import Reading, Refused
from tests.prompts.calendar_make import FIRST, LONDON, calendar, event, read

VALUES = st.sampled_from(
    [
        "20261201T100000", "20261201T100000Z", "20261208", "20261301T250000", "00010101T000000",
        "99991231T235959Z", "20261201T100000/PT1H", "20261201,20261202", "PT50M", "-P1D", "P9999999D", "PT",
        "FREQ=DAILY;COUNT=3", "FREQ=WEEKLY;UNTIL=20261301", "FREQ=WEEKLY;BYDAY=MO,TU", "FREQ=SECONDLY",
        "FREQ=MONTHLY;BYDAY=-1FR", "CANCELLED", "TENTATIVE", "TRUE", "1", "-1", "VEVENT", "VALARM",
        "VCALENDAR", "VTIMEZONE", "STANDARD", "Own", "+0100", "mailto:mara@example.org", "a", "\\,\\n\\",
        "\u202e\x07", "",
    ]
)  # fmt: skip
NAMES = st.sampled_from(
    [
        "BEGIN", "END", "UID", "SEQUENCE", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE",
        "RECURRENCE-ID", "STATUS", "SUMMARY", "ORGANIZER", "ATTENDEE", "METHOD", "X-WR-TIMEZONE", "TZID",
        "TZOFFSETFROM", "TZOFFSETTO", "X-MICROSOFT-CDO-ALLDAYEVENT", "x",
    ]
)  # fmt: skip
PARAMETERS = st.sampled_from(
    [
        "",
        ";VALUE=DATE",
        ";TZID=Europe/London",
        ";TZID=Own",
        ";TZID=US",
        ";TZID=a b",
        ';X="',
        ";RANGE=THISANDFUTURE",
        ";",
    ]
)
LINES = st.builds(lambda name, more, value: f"{name}{more}:{value}", NAMES, PARAMETERS, VALUES)
STARTS = st.just("20261201T100000") | VALUES
LENGTHS = st.sampled_from(["", "PT50M", "P1D", "-PT1H", "P9999999D", "P99999999W", "PT", "x"])
PARTS = st.builds(
    lambda start, length, lines: event(start, *lines, DURATION=length),
    STARTS,
    LENGTHS,
    st.lists(LINES, max_size=8),
)
FILES = st.lists(PARTS, max_size=5).map(lambda parts: calendar(*parts))


def read_or_refused(data: bytes) -> Reading | None:
    try:
        return read(data)
    except Refused:
        return None


@settings(max_examples=200)
@given(FILES)
def test_whatever_its_lines_a_file_is_read_or_refused(data: bytes) -> None:
    reading = read_or_refused(data)
    if reading is not None:
        assert heard(said(reading)) == reading
        assert all(one.starts_at < one.ends_at for one in reading.occurrences)
        assert all(one.starts_at.date() >= FIRST for one in reading.occurrences)


@given(st.binary(max_size=300), st.integers(0, 400))
@example(b"\xff\xfe\x00\xd8", 0)
@example(b"\xff", 200)
def test_whatever_is_spliced_into_it_a_file_is_read_or_refused(junk: bytes, place: int) -> None:
    data = calendar(event(), event("20261103T090000", "RRULE:FREQ=WEEKLY;COUNT=9", uid="b"))
    read_or_refused(data[:place] + junk + data[place:])
    read_or_refused(data[:place] + junk + data[place + len(junk) :])
    read_or_refused(junk)


DAYS = st.lists(
    st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), min_size=1, max_size=4, unique=True
)
BYDAY = DAYS.map(lambda days: f"BYDAY={','.join(days)}")
STEP = st.integers(1, 9).map(lambda step: f"INTERVAL={step}")
RULES = st.one_of(
    st.builds("FREQ=DAILY;{}".format, STEP | BYDAY),
    st.builds("FREQ=WEEKLY;{};{}".format, STEP, BYDAY),
    st.builds("FREQ=WEEKLY;WKST=SU;{};{}".format, STEP, BYDAY),
    st.builds("FREQ=WEEKLY;{};BYSETPOS=-1".format, BYDAY),
    st.builds("FREQ=MONTHLY;BYMONTHDAY={}".format, st.integers(1, 31)),
    st.builds(
        "FREQ=MONTHLY;BYDAY={}{}".format, st.sampled_from([1, 2, 4, -1]), st.sampled_from(["MO", "FR"])
    ),
)
ENDS = st.sampled_from(["", ";COUNT=40", ";UNTIL=20261220T120000Z"])
SINCE, UNTIL = (datetime.combine(FIRST + timedelta(weeks=at), time(), ZoneInfo(LONDON)) for at in (0, 8))


@given(RULES, ENDS, st.dates(date(2020, 1, 1), date(2026, 12, 19)), st.integers(0, 23))
def test_a_series_brings_what_counting_it_through_from_its_start_brings(
    rule: str, end: str, first: date, hour: int
) -> None:
    start = datetime.combine(first, time(hour), ZoneInfo(LONDON))
    reading = read(calendar(event(f"{start:%Y%m%dT%H%M%S}", f"RRULE:{rule}{end}")))
    counted = {start, *rrulestr(rule + end, dtstart=start).between(SINCE, UNTIL, inc=True)}
    in_it = sorted(one.astimezone(UTC) for one in counted if SINCE <= one < UNTIL)
    assert [one.starts_at for one in reading.occurrences] == in_it
