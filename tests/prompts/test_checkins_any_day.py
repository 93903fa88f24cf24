"""What holds for every check-in, in ten zones, around every kind of clock change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prompts.schedule.checkins import (
    SILENCE,
    WINDOW,
    Again,
    Drop,
    Hold,
    Offer,
    Put,
    ToEvening,
    decide,
    next_wake,
    place,
    snooze_choices,
)
from prompts.schedule.times import at_local, in_quiet, local
from tests.prompts.checkin_make import (
    HOUR,
    MINUTE,
    NOON,
    ZONES,
    any_view,
    any_wishes,
    moments,
    sent,
    view,
    wishes,
)


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_unasked_comes_only_when_it_may(data: st.DataObject) -> None:
    zone = data.draw(st.sampled_from(ZONES))
    now = data.draw(moments(zone))
    chosen, seen = data.draw(any_wishes(now, zone)), data.draw(any_view(now))
    decision = decide(seen, chosen, now, sent_today := data.draw(st.integers(0, 9)))
    if isinstance(decision, Offer | Put) and seen.unasked:
        assert not chosen.paused(now)
        assert now - chosen.last_seen_at < SILENCE
        assert seen.ignores_quiet or not in_quiet(now, chosen.quiet_from, chosen.quiet_until, zone)
        assert not seen.own_slot or sent_today < chosen.daily_cap
    if decision == Again("reminder"):
        assert not any((seen.reminded, seen.responded, chosen.paused(now), chosen.silent(now)))
        assert not in_quiet(now, chosen.quiet_from, chosen.quiet_until, zone)


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_looking_never_stands_still(data: st.DataObject) -> None:
    """Whatever is held is looked at later; following the holds ends within three days."""
    zone = data.draw(st.sampled_from(ZONES))
    now = data.draw(moments(zone))
    chosen, seen = data.draw(any_wishes(now, zone)), data.draw(any_view(now))
    begun, looks = now, 0
    while isinstance(decision := decide(seen, chosen, now, 0), Hold) and decision.until is not None:
        assert decision.until > now
        now, looks = decision.until, looks + 1
    assert looks <= 6
    assert now - begun < timedelta(days=3)
    if seen.state in ("done", "dropped"):
        assert decision == Hold(None)


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_a_reminder_lies_three_hours_on_and_within_the_window(data: st.DataObject) -> None:
    zone = data.draw(st.sampled_from(ZONES))
    now = data.draw(moments(zone))
    chosen = data.draw(any_wishes(now, zone))
    wake = next_wake(sent(sent_at=now), chosen, now)
    assert now + 3 * HOUR <= wake <= now + WINDOW
    assert wake == now + WINDOW or not in_quiet(wake, chosen.quiet_from, chosen.quiet_until, zone)


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_every_session_has_its_place(data: st.DataObject) -> None:
    zone = data.draw(st.sampled_from(ZONES))
    ended = data.draw(moments(zone))
    chosen = data.draw(any_wishes(ended, zone))
    gone, told = data.draw(st.booleans()), data.draw(st.booleans())
    where = place(ended, chosen, data.draw(st.integers(0, 9)), gone, told_now=told)
    today = local(ended, zone).date()
    assert where.due_at >= ended + chosen.delay
    assert where.evening in (None, today, today + timedelta(days=1))
    if where.evening is not None:
        assert where.due_at >= at_local(where.evening, chosen.evening, zone)
        assert not (gone and where.evening == today)


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_no_snooze_leaves_the_window(data: st.DataObject) -> None:
    zone = data.draw(st.sampled_from(ZONES))
    put = data.draw(moments(zone))
    now = put + timedelta(minutes=data.draw(st.integers(0, 1500)))
    for at in snooze_choices(put, data.draw(any_wishes(now, zone)), now).values():
        assert now < at < put + WINDOW


@pytest.mark.parametrize("zone", ZONES)
def test_the_evening_has_one_instant_on_every_day_of_the_year(zone: str) -> None:
    """Also where its hour comes twice, or not at all."""
    chosen = wishes(zone=zone, rhythm="evening", evening=time(2, 30), quiet_from=time(0), quiet_until=time(0))
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    dues = [place(at_local(day, time(1, 0), zone), chosen, 0, False) for day in days]
    assert [where.evening for where in dues] == days
    gaps = {after.due_at - before.due_at for before, after in pairwise(dues)}
    assert all(timedelta(hours=22, minutes=30) <= gap <= timedelta(hours=25, minutes=30) for gap in gaps)


def test_a_held_check_in_goes_the_way_of_a_fresh_one() -> None:
    night = datetime(2026, 10, 24, 23, 0, tzinfo=UTC)  # 0:00 in London; the clocks go back at 2:00
    chosen = wishes(last_seen_at=night)
    assert decide(view(due_at=night), chosen, night, 0) == Hold(datetime(2026, 10, 25, 7, 0, tzinfo=UTC))


def test_nothing_is_decided_by_the_order_of_looking() -> None:
    assert decide(view(), wishes(), NOON + MINUTE, 3) == ToEvening()
    assert decide(view(about_nothing=True, subjects=0), wishes(), NOON + MINUTE, 3) == Drop()
