"""When a check-in comes, waits, reminds, or is let go: one decision at a time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from prompts.schedule.checkins import (
    LEASE,
    LONGEST_LEASE,
    Again,
    Drop,
    Hold,
    Lapse,
    Offer,
    Place,
    Put,
    ToEvening,
    decide,
    lease_for,
    next_wake,
    place,
    snooze_choices,
)
from tests.prompts.checkin_make import DAY, HOUR, MINUTE, NOON, sent, view, wishes

NIGHT = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
EVENING = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
TODAY, TOMORROW = date(2026, 11, 23), date(2026, 11, 24)


def test_a_session_of_its_own_is_asked_about() -> None:
    assert decide(view(), wishes(), NOON, 0) == Put()


def test_several_are_offered() -> None:
    assert decide(view(own_slot=False, subjects=3), wishes(), NOON, 0) == Offer()


@pytest.mark.parametrize(
    ("what", "chosen"),
    [
        ({"about_nothing": True, "subjects": 0}, {}),
        ({"due_at": NOON - DAY - MINUTE}, {}),
        ({}, {"paused_until": NOON + MINUTE}),
        ({}, {"last_seen_at": NOON - 7 * DAY}),
    ],
    ids=["nothing left", "too late", "paused", "seven silent days"],
)
def test_what_is_let_go_without_a_word(what: dict[str, object], chosen: dict[str, object]) -> None:
    assert decide(view(**what), wishes(**chosen), NOON, 0) == Drop()


def test_what_was_asked_for_comes_in_a_pause_and_after_silence_and_at_night() -> None:
    asked = view(unasked=False, due_at=NIGHT)
    chosen = wishes(paused_until=NIGHT + DAY, last_seen_at=NIGHT - 8 * DAY, eased=True)
    assert decide(asked, chosen, NIGHT, 9) == Put()


def test_quiet_hours_hold_back_until_they_end() -> None:
    assert decide(view(due_at=NIGHT), wishes(), NIGHT, 0) == Hold(MORNING)
    assert decide(view(due_at=NIGHT), wishes(), MORNING, 0) == Put()


def test_just_finished_ignores_quiet_hours() -> None:
    assert decide(view(due_at=NIGHT, ignores_quiet=True), wishes(), NIGHT, 0) == Put()


def test_a_session_that_was_moved_is_waited_for() -> None:
    assert decide(view(over_at=NOON + HOUR), wishes(), NOON, 0) == Hold(NOON + HOUR + 5 * MINUTE)


@pytest.mark.parametrize(("went_out", "decision"), [(2, Put()), (3, ToEvening()), (4, ToEvening())])
def test_the_cap_sends_the_rest_to_the_evening(went_out: int, decision: object) -> None:
    assert decide(view(), wishes(), NOON, went_out) == decision
    assert decide(view(own_slot=False), wishes(), NOON, went_out) == Put()


def test_eased_means_evenings_but_not_for_what_was_just_told() -> None:
    assert decide(view(), wishes(eased=True), NOON, 0) == ToEvening()
    assert decide(view(ignores_quiet=True), wishes(eased=True), NOON, 0) == Put()


def test_one_reminder_after_three_hours() -> None:
    assert next_wake(sent(), wishes(), NOON) == NOON + 3 * HOUR
    assert decide(sent(), wishes(), NOON + 3 * HOUR - MINUTE, 1) == Hold(NOON + 3 * HOUR)
    assert decide(sent(), wishes(), NOON + 3 * HOUR, 1) == Again("reminder")
    assert decide(sent(reminded=True), wishes(), NOON + 4 * HOUR, 1) == Hold(NOON + DAY)


@pytest.mark.parametrize(
    ("what", "chosen"),
    [
        ({"responded": True}, {}),
        ({"unasked": False}, {}),
        ({}, {"paused_until": NOON + DAY}),
        ({}, {"last_seen_at": NOON - 7 * DAY}),
    ],
    ids=["something answered", "asked for", "paused", "silent"],
)
def test_no_reminder(what: dict[str, object], chosen: dict[str, object]) -> None:
    assert decide(sent(**what), wishes(**chosen), NOON + 3 * HOUR, 1) == Hold(NOON + DAY)


def test_a_reminder_in_quiet_hours_waits_for_their_end() -> None:
    late = sent(sent_at=NIGHT - 3 * HOUR, ignores_quiet=True)
    assert decide(late, wishes(), NIGHT, 1) == Hold(MORNING)
    assert decide(late, wishes(), MORNING, 1) == Again("reminder")


@pytest.mark.parametrize("state", ["open", "offered", "snoozed"])
def test_after_24_hours_it_lapses(state: str) -> None:
    assert decide(sent(state=state), wishes(), NOON + DAY, 1) == Lapse()


@pytest.mark.parametrize("state", ["open", "offered"])
def test_what_nobody_reported_back_about_comes_again_for_a_day(state: str) -> None:
    lost = view(state=state)
    assert decide(lost, wishes(), NOON + 2 * MINUTE, 1) == Again("repeat")
    assert decide(lost, wishes(), NOON + DAY, 1) == Drop()


def test_a_repeat_keeps_out_of_the_night_and_of_a_pause() -> None:
    lost = view(state="open", due_at=NIGHT - HOUR)
    assert decide(lost, wishes(), NIGHT, 1) == Hold(MORNING)
    assert decide(lost, wishes(paused_until=NIGHT + HOUR), NIGHT, 1) == Hold(NIGHT + HOUR)
    assert decide(view(state="open", due_at=NIGHT, responded=True), wishes(), NIGHT, 1) == Again("repeat")


def test_a_snooze_wins_over_quiet_hours_but_not_over_a_later_pause() -> None:
    put_off = sent(state="snoozed", sent_at=NIGHT - HOUR, reminded=True)
    assert decide(put_off, wishes(), NIGHT, 1) == Again("snooze")
    assert decide(put_off, wishes(paused_until=NIGHT + HOUR), NIGHT, 1) == Hold(NIGHT + HOUR)
    assert decide(put_off, wishes(paused_until=NIGHT + 9 * DAY), NIGHT, 1) == Hold(NIGHT + DAY - HOUR)


def test_the_next_question_of_a_late_evening_is_not_lost() -> None:
    assert decide(sent(state="lapsed", message_known=False), wishes(), NOON + 2 * DAY, 0) == Again("repeat")
    assert decide(sent(state="lapsed"), wishes(), NOON + 2 * DAY, 0) == Hold(None)


@pytest.mark.parametrize("state", ["done", "dropped"])
def test_what_is_over_stays_over(state: str) -> None:
    assert decide(view(state=state), wishes(), NOON, 0) == Hold(None)


# Where a session's check-in goes: its end, what was chosen, and whether that evening has been asked.
TOLD = {"told_now": True}
PLACES = [
    ("11:55", {}, False, {}, Place(None, NOON)),
    ("22:30", {}, False, {}, Place(None, NIGHT + 35 * MINUTE)),
    ("11:55", {"rhythm": "evening"}, False, {}, Place(TODAY, EVENING)),
    ("20:00", {"rhythm": "evening"}, False, {}, Place(TODAY, EVENING + 95 * MINUTE)),
    ("20:00", {"rhythm": "evening"}, True, {}, Place(None, EVENING + 95 * MINUTE)),
    ("22:00", {"rhythm": "evening"}, False, {}, Place(TOMORROW, EVENING + DAY)),
    ("22:00", {"rhythm": "evening"}, True, {}, Place(TOMORROW, EVENING + DAY)),
    ("22:00", {"rhythm": "evening"}, False, TOLD, Place(TODAY, NIGHT + 5 * MINUTE)),
    ("22:00", {"rhythm": "evening"}, True, TOLD, Place(None, NIGHT + 5 * MINUTE)),
    ("11:55", {"eased": True}, False, {}, Place(TODAY, EVENING)),
    ("20:00", {"eased": True}, True, {}, Place(TOMORROW, EVENING + DAY)),
    ("11:55", {"eased": True}, False, TOLD, Place(None, NOON)),
    ("11:55", {"daily_cap": 0}, False, {}, Place(TODAY, EVENING)),
    ("11:55", {"daily_cap": 0}, False, TOLD, Place(TODAY, EVENING)),
    ("20:00", {"daily_cap": 0}, True, {}, Place(TOMORROW, EVENING + DAY)),
]


@pytest.mark.parametrize(("ended", "chosen", "gone", "told", "where"), PLACES)
def test_where_a_session_goes(
    ended: str, chosen: dict[str, object], gone: bool, told: dict[str, bool], where: Place
) -> None:
    ended_at = datetime.combine(TODAY, time.fromisoformat(ended), UTC)
    assert place(ended_at, wishes(**chosen), 0, gone, **told) == where


def test_later_never_goes_past_the_window() -> None:
    assert snooze_choices(NOON, wishes(), NOON) == {
        "15min": NOON + 15 * MINUTE, "1h": NOON + HOUR, "evening": EVENING,
    }  # fmt: skip
    assert list(snooze_choices(NIGHT, wishes(), NIGHT)) == ["15min", "1h"]
    assert list(snooze_choices(NOON, wishes(), NOON + DAY - 30 * MINUTE)) == ["15min"]
    assert snooze_choices(NOON, wishes(), NOON + DAY - 15 * MINUTE) == {}


def test_a_lease_is_two_minutes_and_grows_while_telegram_is_away() -> None:
    assert [lease_for(tried) for tried in (1, 2, 3, 4)] == [LEASE, LEASE, 2 * LEASE, 4 * LEASE]
    assert lease_for(1000) == LONGEST_LEASE
    tried = sum((lease_for(attempt) for attempt in range(1, 21)), timedelta())
    assert timedelta(hours=4) < tried < DAY
