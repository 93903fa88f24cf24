"""A calendar read: the window, the zones, series and what was changed in them, telling a meeting again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from prompts.schedule.calendar.read import read_calendar
from prompts.schedule.calendar.values import MOST_WEEKS, Occurrence, Window
from tests.prompts.calendar_make import FIRST, LONDON, calendar, event, kept, left, read

WEEKLY = event("20260901T100000", "RRULE:FREQ=WEEKLY")


def moved(to: str, was: str = "20261208T100000", *more: str) -> str:
    return event(to, f"RECURRENCE-ID;TZID={LONDON}:{was}", *more)


def test_instants_are_in_utc_and_a_title_is_one_clean_line() -> None:
    found = read(
        calendar(event("20270601T100000", SUMMARY=r" Oak\, at\nthe  door\; " + "\u202e\u0007x")),
        date(2027, 6, 1),
    )
    starts = datetime(2027, 6, 1, 9, tzinfo=UTC)
    title = "Oak, at the door; x"
    assert found.occurrences == (
        Occurrence("a", "", starts, starts + timedelta(minutes=50), title, "confirmed"),
    )


@pytest.mark.parametrize(
    ("start", "inside"),
    [
        ("20261130T235900", False),
        ("20261201T000000", True),
        ("20270125T235900", True),
        ("20270126T000000", False),
    ],
)
def test_what_starts_in_the_window_is_in_it_and_nothing_else(start: str, inside: bool) -> None:
    assert bool(read(calendar(event(start))).occurrences) == inside


def test_two_windows_side_by_side_hold_each_meeting_once() -> None:
    data = calendar(event("20260901T233000", "RRULE:FREQ=DAILY", zone="Pacific/Auckland"))
    one = read(data, weeks=3).occurrences
    other = read(data, FIRST + timedelta(weeks=3), weeks=5).occurrences
    assert one + other == read(data).occurrences
    assert len(one + other) == 56


@pytest.mark.parametrize(
    ("weeks", "first", "zone"),
    [(0, FIRST, LONDON), (MOST_WEEKS + 1, FIRST, LONDON), (8, date.max, LONDON), (8, FIRST, "US")],
)
def test_a_window_that_is_none_is_refused_at_once(weeks: int, first: date, zone: str) -> None:
    with pytest.raises(ValueError, match=r"weeks|years|zone"):
        Window(first, weeks, zone)


def test_times_without_a_zone_are_the_therapists_unless_the_calendar_names_its_own() -> None:
    floating = (
        "BEGIN:VEVENT\r\nUID:a\r\nDTSTART:20261201T100000\r\nDURATION:PT50M\r\nSUMMARY:Oak\r\nEND:VEVENT"
    )
    assert kept(read(calendar(floating), zone="America/New_York")) == ["12-01 15:00-15:50 Oak"]
    named = calendar(floating, head="X-WR-TIMEZONE:Europe/Berlin")
    assert kept(read(named, zone="America/New_York")) == ["12-01 09:00-09:50 Oak"]
    unknown = calendar(floating, head="X-WR-TIMEZONE:US")
    assert kept(read(unknown, zone="America/New_York")) == ["12-01 15:00-15:50 Oak"]


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("W. Europe Standard Time", "09:00"),
        ("eastern standard time", "15:00"),
        ("/freeassociation.sourceforge.net/Tzfile/Europe/Berlin", "09:00"),
        ("tzone://Microsoft/Utc", "10:00"),
        ("GMT Standard Time", "10:00"),
        ("right/Europe/London", "10:00"),  # not the clock that counts leap seconds
        ("Asia/Kolkata", "04:30"),
    ],
)
def test_zones_are_known_by_many_names(zone: str, shown: str) -> None:
    assert kept(read(calendar(event(zone=zone))))[0].split()[1].startswith(shown)


@pytest.mark.parametrize("zone", ["US", "localtime", "../../etc/passwd", "Moon/Base", "x" * 900])
def test_a_zone_that_nobody_knows_leaves_its_event_out(zone: str) -> None:
    assert left(read(calendar(event(zone=zone), event(uid="b")))) == ["1 zone"]


def test_what_one_file_calls_a_zone_means_nothing_in_the_next() -> None:
    def own(offset: str) -> str:
        onset = f"DTSTART:19700101T000000\r\nTZOFFSETFROM:{offset}\r\nTZOFFSETTO:{offset}"
        return f"BEGIN:VTIMEZONE\r\nTZID:Own\r\nBEGIN:STANDARD\r\n{onset}\r\nEND:STANDARD\r\nEND:VTIMEZONE"

    for offset, shown in (("+0300", "07:00"), ("-0500", "15:00")):
        assert kept(read(calendar(own(offset), event(zone="Own"))))[0].startswith(f"12-01 {shown}")
    assert left(read(calendar(event(zone="Own")))) == ["1 zone"]


@pytest.mark.parametrize(
    ("first", "start", "shown"),
    [
        (date(2027, 3, 22), "20270321T013000", ["03-28 02:30-03:20 Oak"]),  # 1:30 is skipped
        (date(2026, 10, 19), "20261018T013000", ["10-25 01:30-01:20 Oak"]),  # 1:30 comes twice; the first
        (date(2026, 10, 19), "20261018T003000", ["10-25 00:30-01:20 Oak"]),
    ],
)
def test_on_the_night_of_a_clock_change_a_meeting_keeps_its_length(
    first: date, start: str, shown: list[str]
) -> None:
    reading = read(calendar(event(start, "RRULE:FREQ=WEEKLY")), first, 1)
    assert kept(reading) == shown
    assert reading.occurrences[0].ends_at - reading.occurrences[0].starts_at == timedelta(minutes=50)


def test_a_moved_occurrence_is_told_again_by_when_it_would_have_been() -> None:
    before = {(one.uid, one.recurrence) for one in read(calendar(WEEKLY)).occurrences}
    after = read(calendar(WEEKLY, moved("20261211T160000"))).occurrences
    assert {(one.uid, one.recurrence) for one in after} == before
    assert [one.recurrence for one in after if one.starts_at.hour == 16] == ["20261208T100000"]


def test_an_event_that_stands_alone_is_told_again_wherever_it_moves() -> None:
    names = [
        {(one.uid, one.recurrence) for one in read(calendar(event(start))).occurrences}
        for start in ("20261201T100000", "20261224T150000")
    ]
    assert names == [{("a", "")}, {("a", "")}]


def test_what_moves_out_of_the_window_leaves_it_and_what_moves_in_comes() -> None:
    out = read(calendar(WEEKLY, moved("20270601T100000")))
    assert "12-08 10:00-10:50 Oak" not in kept(out)
    assert len(out.occurrences) == 7
    into = read(calendar(WEEKLY, moved("20261202T100000", "20261110T100000")))
    assert kept(into)[:2] == ["12-01 10:00-10:50 Oak", "12-02 10:00-10:50 Oak"]
    assert len(into.occurrences) == 9


@pytest.mark.parametrize(
    "was", ["VALUE=DATE:20261208", f"TZID={LONDON}:20261208T000000", "VALUE=DATE-TIME:20261208T100000Z"]
)
def test_an_occurrence_that_is_named_by_its_day_alone_is_moved_all_the_same(was: str) -> None:
    reading = read(calendar(WEEKLY, event("20261208T140000", f"RECURRENCE-ID;{was}")))
    assert kept(reading)[:3] == ["12-01 10:00-10:50 Oak", "12-08 14:00-14:50 Oak", "12-15 10:00-10:50 Oak"]


def test_a_series_that_is_over_still_has_what_was_moved_out_of_it() -> None:
    over = event("20260901T100000", "RRULE:FREQ=WEEKLY;UNTIL=20261001T000000Z")
    assert kept(read(calendar(over, moved("20261202T120000", "20260908T100000")))) == [
        "12-02 12:00-12:50 Oak"
    ]


def test_a_cancelled_series_is_left_out_but_for_what_was_changed_and_stands() -> None:
    cancelled = event("20261201T100000", "RRULE:FREQ=WEEKLY;COUNT=3", "STATUS:CANCELLED")
    reading = read(calendar(cancelled, moved("20261209T100000")))
    assert kept(reading) == ["12-09 10:00-10:50 Oak"]
    assert left(reading) == ["1 cancelled 12-01 10:00 x2"]


def test_an_end_as_a_local_time_is_taken_as_one() -> None:
    rule = "RRULE:FREQ=DAILY;UNTIL=20261203T100000"
    reading = read(calendar(event("20261201T100000", rule, zone="America/New_York")))
    assert len(reading.occurrences) == 3


def test_the_usual_length_is_the_callers() -> None:
    window = Window(FIRST, 8, LONDON, usual=timedelta(minutes=80))
    reading = read_calendar(calendar(event(DURATION="")), window)
    assert kept(reading) == ["12-01 10:00-11:20 Oak"]


def test_two_of_whom_one_declines_still_meet() -> None:
    asked = ["ORGANIZER:mailto:mara@example.org", "ATTENDEE;PARTSTAT=DECLINED:mailto:one@example.org"]
    other = "ATTENDEE;PARTSTAT=ACCEPTED:mailto:other@example.org"
    assert len(read(calendar(event("20261201T100000", *asked, other))).occurrences) == 1
    assert left(read(calendar(event("20261201T100000", *asked)))) == ["1 declined 12-01 10:00 x1"]


def test_whoever_is_in_every_event_with_people_is_the_owner_from_three_on() -> None:
    def invited(day: int, answer: str) -> str:
        lead = f"ORGANIZER:mailto:lead{day}@example.org"
        return event(
            f"2026120{day}T100000", lead, f"ATTENDEE;PARTSTAT={answer}:MAILTO:Mara@example.org", uid=str(day)
        )

    three = [invited(1, "ACCEPTED"), invited(2, "NEEDS-ACTION"), invited(3, "DECLINED")]
    reading = read(calendar(*three))
    assert [one.status for one in reading.occurrences] == ["confirmed", "tentative"]
    assert left(reading) == ["3 declined 12-03 10:00 x1"]
    assert [one.status for one in read(calendar(*three[:2])).occurrences] == ["confirmed", "confirmed"]


def test_a_change_of_all_that_follows_holds_long_after_however_far_it_moves() -> None:
    change = f"RECURRENCE-ID;RANGE=THISANDFUTURE;TZID={LONDON}:20260601T100000"
    series = event("20260105T100000", "RRULE:FREQ=WEEKLY;UNTIL=20261115T000000Z")
    reading = read(calendar(series, event("20260713T113000", change, SUMMARY="Later")))
    assert kept(reading) == [f"12-{day} 11:30-12:20 Later" for day in ("07", "14", "21")]


def test_a_message_that_cancels_brings_nothing_whatever_its_events_say() -> None:
    assert left(read(calendar(event(), head="METHOD:CANCEL"))) == ["1 cancelled 12-01 10:00 x1"]
