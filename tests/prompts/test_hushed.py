"""A day without questions: what falls due is let go or waits for the morning."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.schedule.checkins import Again, Drop, Hold, Lapse, Offer, Put, ToEvening, decide, next_wake
from tests.prompts.checkin_make import DAY, HOUR, MINUTE, NOON, any_view, any_wishes, sent, view, wishes

MORNING = NOON + timedelta(hours=19)
HUSHED = wishes(hushed_until=MORNING)


def test_what_comes_by_itself_is_let_go() -> None:
    assert decide(view(), HUSHED, NOON, 0) == Drop()
    assert decide(view(own_slot=False, subjects=3), HUSHED, NOON, 0) == Drop()


def test_what_was_asked_for_comes() -> None:
    assert decide(view(unasked=False), HUSHED, NOON, 0) == Put()


def test_the_day_is_over_in_the_morning() -> None:
    assert decide(view(due_at=MORNING), HUSHED, MORNING, 0) == Put()


def test_no_reminder_comes_that_day_nor_the_next() -> None:
    assert next_wake(sent(), HUSHED, NOON + MINUTE) == NOON + DAY
    assert decide(sent(), HUSHED, NOON + 3 * HOUR, 0) == Hold(NOON + DAY)


@pytest.mark.parametrize("unasked", [True, False])
def test_what_was_put_off_before_waits_for_the_morning_and_what_is_put_off_now_comes(unasked: bool) -> None:
    put_off = sent(state="snoozed", unasked=unasked)
    assert decide(put_off, HUSHED, NOON + HOUR, 0) == Hold(MORNING)
    assert decide(replace(put_off, ignores_quiet=True), HUSHED, NOON + HOUR, 0) == Again("snooze")
    assert decide(put_off, wishes(hushed_until=NOON + 2 * DAY), NOON + HOUR, 0) == Hold(NOON + DAY)
    assert decide(put_off, wishes(hushed_until=NOON + 2 * DAY), NOON + DAY, 0) == Lapse()


def test_a_send_of_which_nobody_reported_back_waits_unless_somebody_is_answering() -> None:
    lost = sent(message_known=False)
    assert decide(lost, HUSHED, NOON + HOUR, 0) == Hold(MORNING)
    assert decide(replace(lost, responded=True), HUSHED, NOON + HOUR, 0) == Again("repeat")


@given(st.data())
def test_nothing_unasked_comes_on_such_a_day(data: st.DataObject) -> None:
    chosen = replace(data.draw(any_wishes(NOON, "Europe/London")), hushed_until=NOON + HOUR)
    seen = replace(data.draw(any_view(NOON)), unasked=True, responded=False)
    if seen.state != "lapsed" and not (seen.state == "snoozed" and seen.ignores_quiet):
        assert not isinstance(decide(seen, chosen, NOON, 0), Put | Offer | ToEvening | Again)
