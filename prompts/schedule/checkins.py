"""When a check-in comes, waits, reminds, or is let go: pure decisions over plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from prompts.schedule.times import after_quiet, at_local, local

WINDOW = timedelta(hours=24)  # from sending; then the message shrinks to one line
REMINDER = timedelta(hours=3)
TOO_LATE = timedelta(hours=24)  # past what was meant, a check-in is let go
SILENCE = timedelta(days=7)  # without a word from the therapist: the digest alone
UNANSWERED_IN_A_ROW = 5  # then evening only
RHYTHMS = ("after", "evening")
LEASE = timedelta(seconds=120)

State = Literal["waiting", "offered", "open", "snoozed", "done", "lapsed", "dropped"]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a therapist chose about when to be asked."""

    zone: str
    rhythm: str  # after | evening
    evening: time
    delay: timedelta
    daily_cap: int
    quiet_from: time
    quiet_until: time
    eased: bool
    paused_until: datetime | None
    last_seen_at: datetime

    def paused(self, now: datetime) -> bool:
        return self.paused_until is not None and now < self.paused_until


@dataclass(frozen=True, slots=True)
class View:
    """A check-in as it stands."""

    state: State
    own_slot: bool  # of one appointment; else the evening's or one that was asked for
    unasked: bool
    ignores_quiet: bool
    due_at: datetime
    sent_at: datetime | None
    reminded: bool
    responded: bool  # anything answered or skipped
    subjects: int  # appointments still to look back on; 0 for a check-in about the day
    about_nothing: bool  # it had appointments, and none of them is left
    message_known: bool  # Telegram said which message holds the open question


@dataclass(frozen=True, slots=True)
class Drop:
    """Let it go without a message."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Look again at `until`; nothing is said."""

    until: datetime | None


@dataclass(frozen=True, slots=True)
class ToEvening:
    """Beyond the day's cap, or eased: asked with the others in the evening."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Several appointments: ask whether, one question each."""


@dataclass(frozen=True, slots=True)
class Put:
    """Put the first question."""


@dataclass(frozen=True, slots=True)
class Again:
    """Bring the open question, or the offer, once more in a new message."""

    why: Literal["snooze", "reminder", "repeat"]


@dataclass(frozen=True, slots=True)
class Lapse:
    """The window is over: shrink to one line."""


Decision = Drop | Hold | ToEvening | Offer | Put | Again | Lapse


def decide(view: View, wishes: Wishes, now: datetime, sent_today: int) -> Decision:
    """What to do with a check-in that has passed its wake-up.

    `sent_today`: the unasked check-ins of appointments' own that went out this local day.
    """
    match view.state:
        case "waiting":
            return _first(view, wishes, now, sent_today)
        case "snoozed":
            return Lapse() if _window_over(view, now) else Again("snooze")
        case "offered" | "open":
            return _meanwhile(view, wishes, now)
        case _:
            return Hold(None)


def _first(view: View, wishes: Wishes, now: datetime, sent_today: int) -> Decision:
    if view.about_nothing or now - view.due_at > TOO_LATE:
        return Drop()
    if view.unasked:
        if wishes.paused(now) or now - wishes.last_seen_at >= SILENCE:
            return Drop()
        if not view.ignores_quiet:
            allowed = after_quiet(now, wishes.quiet_from, wishes.quiet_until, wishes.zone)
            if allowed > now:
                return Hold(allowed)
        if view.own_slot and (sent_today >= wishes.daily_cap or (wishes.eased and not view.ignores_quiet)):
            return ToEvening()
    return Offer() if view.subjects > 1 else Put()


def _meanwhile(view: View, wishes: Wishes, now: datetime) -> Decision:
    if _window_over(view, now):
        return Lapse()
    if not view.message_known:
        return Again("repeat")
    if (wake := next_wake(view, wishes, now)) > now:
        return Hold(wake)
    return Again("reminder")


def next_wake(view: View, wishes: Wishes, now: datetime) -> datetime:
    """When to look again at a check-in whose message is out: for its one reminder, else at the window's end."""
    sent = view.sent_at or now
    end = sent + WINDOW
    if view.reminded or view.responded or not view.unasked or wishes.paused(now):
        return end
    due = max(sent + REMINDER, now) if now >= sent + REMINDER else sent + REMINDER
    return min(after_quiet(due, wishes.quiet_from, wishes.quiet_until, wishes.zone), end)


def _window_over(view: View, now: datetime) -> bool:
    return view.sent_at is not None and now >= view.sent_at + WINDOW


@dataclass(frozen=True, slots=True)
class Place:
    """Where an appointment's check-in goes: its own slot, or the evening of a local date."""

    evening: date | None
    due_at: datetime


def place(
    ended_at: datetime, wishes: Wishes, taken: int, evening_gone: bool, *, told_now: bool = False
) -> Place:
    """Where the check-in of an appointment that ends at `ended_at` belongs.

    `taken`: own check-ins already meant for that local date. `evening_gone`: that date's evening has been asked.
    `told_now`: the therapist has just said that the session ended.
    """
    due = ended_at + wishes.delay
    day = local(ended_at, wishes.zone).date()
    full = taken >= wishes.daily_cap
    evening_only = wishes.rhythm == "evening" or (wishes.eased and not told_now)
    if not full and (not evening_only or evening_gone):
        return Place(None, due)
    if evening_gone:
        day += timedelta(days=1)
    return Place(day, max(at_local(day, wishes.evening, wishes.zone), due))


def snooze_choices(sent_at: datetime, wishes: Wishes, now: datetime) -> dict[str, datetime]:
    """What [Later] offers, by slug, in order; never past the window."""
    evening = at_local(local(now, wishes.zone).date(), wishes.evening, wishes.zone)
    choices = {"15min": now + timedelta(minutes=15), "1h": now + timedelta(hours=1), "evening": evening}
    end = sent_at + WINDOW
    return {slug: at for slug, at in choices.items() if now < at < end}
