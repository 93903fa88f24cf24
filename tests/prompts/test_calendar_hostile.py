"""Calendars made to do harm, and broken ones: refused as a whole, before anything is expanded."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from typing import get_args

import pytest

from prompts.schedule.calendar.lines import LONGEST_LINE
from prompts.schedule.calendar.values import MOST_BYTES, MOST_EVENTS, Reason, Refusal
from prompts.texts import load_texts
from tests.measured import within
from tests.prompts.calendar_make import calendar, event, kept, left, read, refusal

WORDS = "canary she wept"


def ruled(rule: str) -> bytes:
    return calendar(event(uid="first"), event("20261201T110000", f"RRULE:{rule}", SUMMARY=WORDS))


def zipped(data: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("calendar.ics", data)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ("FREQ=SECONDLY", "too_often"),
        ("FREQ=MINUTELY;INTERVAL=1", "too_often"),
        ("freq=hourly;count=3", "too_often"),
        ("FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8", "too_often"),
        ("FREQ=WEEKLY;BYMINUTE=0,30", "too_often"),
        ("FREQ=YEARLY;BYSECOND=0,1", "too_often"),
        ("FREQ=DAILY;INTERVAL=0", "endless"),
        ("FREQ=WEEKLY;INTERVAL=-1", "endless"),
        ("FREQ=YEARLY;INTERVAL=99999999999999999999", "endless"),
        ("FREQ=DAILY;COUNT=2147483647", "endless"),
        ("FREQ=DAILY;COUNT=0", "endless"),
        ("FREQ=YEARLY;BYYEARDAY=" + ",".join(map(str, range(1, 367))), "endless"),
        ("FREQ=MONTHLY;BYMONTHDAY=" + "1," * 5000 + "1", "endless"),
        ("FREQ=MONTHLY;" + "BYDAY=MO;" * 300, "endless"),
    ],
)
def test_a_rule_that_would_take_for_ever_refuses_the_file_and_names_its_event(
    rule: str, reason: Refusal
) -> None:
    refused = refusal(ruled(rule))
    assert refused is not None
    assert (refused.reason, refused.position) == (reason, 2)
    assert WORDS not in repr(refused)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYMONTH=13",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;BYEASTER=1",
        "RSCALE=HEBREW;FREQ=YEARLY",
        "FREQ=WEEKLY;UNTIL=soon",
        "FREQ=WEEKLY;UNTIL=20271301T000000Z",
        "FREQ=WEEKLY;UNTIL=20271301",
        "FREQ=WEEKLY;FREQ=DAILY",
        "FREQ=WEEKLY;INTERVAL=two",
        "FREQ=WEEKLY;INTERVAL=٢",
        "FREQ=FORTNIGHTLY",
        "BYDAY=MO",
        "",
    ],
)
def test_a_rule_that_says_nothing_leaves_its_event_out_alone(rule: str) -> None:
    reading = read(ruled(rule))
    assert left(reading) == ["2 rule"]
    assert kept(reading) == ["12-01 10:00-10:50 Oak"]


def test_a_rule_that_is_over_or_lies_ahead_is_nobodys_trouble() -> None:
    for rule, start in (("FREQ=HOURLY;UNTIL=20200101T000000Z", "20190101"), ("FREQ=SECONDLY", "20280101")):
        data = calendar(event(uid="now"), event(f"{start}T100000", f"RRULE:{rule}"))
        assert kept(read(data)) == ["12-01 10:00-10:50 Oak"]


CALENDAR = calendar(event())
BROKEN: dict[str, tuple[Callable[[], bytes], Refusal]] = {
    "a byte too many": (lambda: CALENDAR + b"\n" * MOST_BYTES, "too_big"),
    "an event too many": (lambda: calendar(*["BEGIN:VEVENT\r\nEND:VEVENT"] * (MOST_EVENTS + 1)), "too_many"),
    "a zip bomb": (lambda: zipped(b"\0" * 50_000_000), "packed"),
    "a calendar in a zip": (lambda: zipped(CALENDAR), "packed"),
    "a calendar in gzip": (lambda: gzip.compress(CALENDAR), "packed"),
    "nothing": (lambda: b"", "no_calendar"),
    "white space": (lambda: b" \r\n\t" * 1000, "no_calendar"),
    "a page": (lambda: b"<!doctype html><title>Sign in</title>", "no_calendar"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 100, "no_calendar"),
    "junk in a calendar": (lambda: CALENDAR.replace(b"Oak", bytes(range(256))), "no_calendar"),
    "half a calendar": (lambda: CALENDAR[:-40], "broken"),
    "ends crossed": (lambda: calendar("BEGIN:VEVENT\r\nBEGIN:VALARM\r\nEND:VEVENT\r\nEND:VALARM"), "broken"),
    "an end too many": (lambda: CALENDAR + b"END:VCALENDAR\r\n", "broken"),
    "an event in an event": (lambda: calendar(event("20261201T100000", event())), "nested"),
    "a calendar in a calendar": (lambda: calendar(CALENDAR.decode()), "nested"),
    "an event in a zone": (lambda: calendar(f"BEGIN:VTIMEZONE\r\n{event()}\r\nEND:VTIMEZONE"), "nested"),
    "an event alone": (lambda: CALENDAR + event().encode(), "nested"),
    "a thousand deep": (lambda: calendar(*["BEGIN:X-DEEP"] * 1000, *["END:X-DEEP"] * 1000), "nested"),
    "parameters without end": (lambda: CALENDAR.replace(b"DTSTART", b"DTSTART" + b";X=1" * 4000), "broken"),
    "a line without end": (lambda: CALENDAR.replace(b"Oak", b"Oak" * LONGEST_LINE), "broken"),
    "more meetings than hours": (
        lambda: calendar(*[event("20260901T100000", "RRULE:FREQ=DAILY", uid=str(n)) for n in range(100)]),
        "crowded",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_calendar_or_a_broken_one_is_refused(name: str) -> None:
    made, reason = BROKEN[name]
    data = made()
    with within(2):
        refused = refusal(data)
    assert refused is not None
    assert refused.reason == reason


SLOW = {
    "line breaks": b"\n" * 900_000,
    "folds": b"\r\n " * 300_000,
    "quotes": b'X-A;B="' + b'"' * 900_000,
    "a quote that stays open": b'\r\nBEGIN:VEVENT\r\nDTSTART;A="' + b"a" * 19_000,
    "colons": b"\r\nBEGIN:VEVENT\r\nDTSTART" + b";:" * 9_000,
    "parts": b"\r\nBEGIN:X\r\nEND:X" * 50_000,
    "backslashes": b"\r\nBEGIN:VEVENT\r\nSUMMARY:" + b"\\" * 19_000,
}


@pytest.mark.parametrize("name", SLOW)
def test_no_text_takes_long_to_take_apart(name: str) -> None:
    with within(1):
        refusal(b"BEGIN:VCALENDAR" + SLOW[name] + b"\r\nEND:VCALENDAR\r\n")


ONSET = (
    "BEGIN:STANDARD\r\nDTSTART:{start}\r\nTZOFFSETFROM:{offset}\r\nTZOFFSETTO:{offset}\r\n{more}END:STANDARD"
)


@pytest.mark.parametrize(
    "onsets",
    [
        [ONSET.format(start="19700101T000000", offset="+0100", more="RRULE:FREQ=SECONDLY\r\n")],
        [ONSET.format(start="19700101T000000", offset="+0100", more="RRULE:FREQ=YEARLY;INTERVAL=0\r\n")],
        [ONSET.format(start="19700101T000000", offset="+0100", more="RDATE:19800101T000000\r\n")],
        [ONSET.format(start="19700101T000000", offset="+9900", more="")],
        [ONSET.format(start="19701399T000000", offset="+0100", more="")],
        [ONSET.format(start="19700101T000000", offset="+0100", more="")] * 500,
        [],
    ],
)
def test_a_zone_made_to_do_harm_is_a_zone_that_nobody_knows(onsets: list[str]) -> None:
    zone = "\r\n".join(["BEGIN:VTIMEZONE", "TZID:Own", *onsets, "END:VTIMEZONE"])
    assert left(read(calendar(zone, event(zone="Own"), event(uid="b")))) == ["1 zone"]


def test_lengths_beyond_all_days_leave_their_event_out() -> None:
    for length in ("P9999999D", "P99999999999W", "P"):
        assert left(read(calendar(event(DURATION=length), event(uid="b")))) == ["1 unreadable"]


def test_a_file_at_its_limits_is_read() -> None:
    filler = "X-FILLER:" + "x" * 90
    events = [event(uid=str(number)) for number in range(1000)]
    data = calendar(*events, *[filler] * ((MOST_BYTES - len(calendar(*events))) // (len(filler) + 2)))
    assert MOST_BYTES - 200 < len(data) <= MOST_BYTES
    assert len(read(data).occurrences) == 1000


def test_every_reason_has_its_words() -> None:
    texts = load_texts()
    assert {reason for _, reason in BROKEN.values()} < set(get_args(Refusal))
    assert all(f"calendar.refused.{reason}" in texts for reason in get_args(Refusal))
    assert all(f"calendar.left_out.{reason}" in texts for reason in get_args(Reason))
