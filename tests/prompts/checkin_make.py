"""Builders for tests of when check-ins come: wishes and views with defaults, around one Monday noon."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, get_args

from hypothesis import strategies as st

from prompts.schedule.checkins import State, View, Wishes
from prompts.schedule.times import at_local

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)

# Zones with every kind of change: by a half hour, at midnight, in the south, and none at all.
ZONES = (
    "UTC", "Europe/London", "Europe/Berlin", "America/New_York", "America/St_Johns", "Australia/Lord_Howe",
    "Pacific/Auckland", "America/Santiago", "Asia/Kolkata", "Africa/Cairo",
)  # fmt: skip
CHANGES = (  # local dates around which the clocks change somewhere in these zones
    date(2026, 3, 8), date(2026, 3, 29), date(2026, 4, 5), date(2026, 4, 24), date(2026, 9, 6),
    date(2026, 9, 27), date(2026, 10, 4), date(2026, 10, 25), date(2026, 10, 30), date(2026, 11, 1),
)  # fmt: skip


def wishes(**changed: Any) -> Wishes:
    """After each session, in London; here a minute ago."""
    usual = Wishes(
        zone="Europe/London", rhythm="after", evening=time(18, 30), delay=5 * MINUTE, daily_cap=3,
        quiet_from=time(21), quiet_until=time(7), eased=False, paused_until=None, last_seen_at=NOON - MINUTE,
    )  # fmt: skip
    return replace(usual, **changed)


def view(**changed: Any) -> View:
    """A planned session's own check-in, due at noon and not sent yet."""
    usual = View(
        state="waiting", own_slot=True, unasked=True, ignores_quiet=False, due_at=NOON, sent_at=None,
        reminded=False, responded=False, subjects=1, about_nothing=False, message_known=False,
    )  # fmt: skip
    return replace(usual, **changed)


def sent(**changed: Any) -> View:
    """The same, put at noon, its message known."""
    return view(**{"state": "open", "sent_at": NOON, "message_known": True, **changed})


clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))


@st.composite
def moments(draw: st.DrawFn, zone: str) -> datetime:
    """Instants within two days of a clock change."""
    day = draw(st.sampled_from(CHANGES)) + timedelta(days=draw(st.integers(-1, 1)))
    return at_local(day, draw(clocks), zone)


@st.composite
def any_wishes(draw: st.DrawFn, now: datetime, zone: str) -> Wishes:
    """Whatever a therapist may have chosen."""
    return Wishes(
        zone=zone,
        rhythm=draw(st.sampled_from(("after", "gaps", "evening"))),
        evening=draw(clocks),
        delay=timedelta(minutes=draw(st.integers(0, 240))),
        daily_cap=draw(st.integers(1, 8)),
        quiet_from=draw(clocks),
        quiet_until=draw(clocks),
        eased=draw(st.booleans()),
        paused_until=draw(st.none() | st.just(now + HOUR) | st.just(now - HOUR)),
        last_seen_at=now - timedelta(hours=draw(st.integers(0, 200))),
    )


@st.composite
def any_view(draw: st.DrawFn, now: datetime) -> View:
    """Whatever may stand in the rows, with something due."""
    due_at = now - timedelta(minutes=draw(st.integers(0, 3000)))
    state: State = draw(st.sampled_from(get_args(State)))
    late = timedelta(minutes=draw(st.integers(0, 600)))
    sent_at = None if state == "waiting" else draw(st.none() | st.just(min(due_at + late, now)))
    subjects = draw(st.integers(0, 8))
    return View(
        state=state, own_slot=draw(st.booleans()), unasked=draw(st.booleans()),
        ignores_quiet=draw(st.booleans()), due_at=due_at, sent_at=sent_at, reminded=draw(st.booleans()),
        responded=draw(st.booleans()), subjects=subjects, about_nothing=subjects == 0 and draw(st.booleans()),
        message_known=draw(st.booleans()),
        over_at=now + timedelta(minutes=draw(st.integers(-500, 60))) if subjects else None,
    )  # fmt: skip
