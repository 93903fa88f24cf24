"""When a check-in comes, waits, reminds, or is let go: pure decisions over plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from prompts.schedule.between import Busy, free_from
from prompts.schedule.times import after_quiet, at_local, local

WINDOW = timedelta(hours=24)  # from sending, or from what was meant; then it is let go
REMINDER = timedelta(hours=3)
SILENCE = timedelta(days=7)  # without a word from the therapist: the digest alone
UNANSWERED_IN_A_ROW = 5  # then evening only
RHYTHMS = ("after", "gaps", "evening")
FIRST_RHYTHMS = ("after", "evening")  # in the first minute; gaps mean something once sessions are planned
LEASE = timedelta(seconds=120)
LONGEST_LEASE = timedelta(minutes=30)

State = Literal["waiting", "offered", "open", "snoozed", "done", "lapsed", "dropped"]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a therapist chose about when to be asked."""

    zone: str
    rhythm: str  # after | gaps | evening
    evening: time
    delay: timedelta
    daily_cap: int
    quiet_from: time
    quiet_until: time
    eased: bool
    paused_until: datetime | None
    last_seen_at: datetime
    hushed_until: datetime | None = None  # [No questions today]
    pause_from: datetime | None = None  # a pause that is to come; None: at once

    def paused(self, now: datetime) -> bool:
        begun = self.pause_from is None or now >= self.pause_from
        return begun and self.paused_until is not None and now < self.paused_until

    def hushed(self, now: datetime) -> bool:
        """No questions for the rest of the day; the digest waits for its end, a pause would drop it."""
        return self.hushed_until is not None and now < self.hushed_until

    def resting(self, now: datetime) -> bool:
        """Nothing is asked: what falls due is let go, and not made up for."""
        return self.paused(now) or self.hushed(now)

    def silent(self, now: datetime) -> bool:
        """Nothing came from the therapist for so long that the digest alone goes out."""
        return now - self.last_seen_at >= SILENCE

    def loud(self, instant: datetime) -> datetime:
        """The instant itself, or the end of the quiet hours it lies in."""
        return after_quiet(instant, self.quiet_from, self.quiet_until, self.zone)

    @property
    def in_gaps(self) -> bool:
        return self.rhythm == "gaps"

    def fitting(self, instant: datetime, busy: Sequence[Busy], *, quiet: bool = True) -> datetime:
        """From then on, the first instant for something that comes by itself: in no session, nor in quiet
        hours."""
        while (
            found := free_from(self.loud(instant) if quiet else instant, busy, in_gaps=self.in_gaps)
        ) != instant:
            instant = found
        return instant


@dataclass(frozen=True, slots=True)
class View:
    """A check-in as it stands."""

    state: State
    own_slot: bool  # of one appointment, or of a gap; else the evening's or one that was asked for
    unasked: bool
    ignores_quiet: bool
    due_at: datetime
    sent_at: datetime | None
    reminded: bool
    responded: bool  # anything answered, skipped, or said not to have happened
    subjects: int  # appointments still to look back on; 0 for a check-in about the day
    about_nothing: bool  # it had appointments, and none of them is left
    message_known: bool  # Telegram said which message holds the open question or the offer
    over_at: datetime | None = None  # when the last of its appointments ends
    busy: tuple[Busy, ...] = ()  # sessions around now, with whomever

    @property
    def ends_at(self) -> datetime:
        """When its window is over."""
        return (self.sent_at or self.due_at) + WINDOW


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
            return _snoozed(view, wishes, now)
        case "offered" | "open":
            return _meanwhile(view, wishes, now)
        case "lapsed" if not view.message_known:  # answered late, and the next question's send failed
            return Again("repeat")
        case _:
            return Hold(None)


def _first(view: View, wishes: Wishes, now: datetime, sent_today: int) -> Decision:
    if view.about_nothing or now > view.ends_at:
        return Drop()
    if view.unasked:
        if wishes.resting(now) or wishes.silent(now):
            return Drop()
        allowed = now
        if view.over_at is not None:  # a session was moved since this was planned
            allowed = max(allowed, view.over_at + (timedelta(0) if wishes.in_gaps else wishes.delay))
        allowed = wishes.fitting(allowed, view.busy, quiet=not view.ignores_quiet)
        if allowed > now:
            return Hold(allowed)
        if view.own_slot and (sent_today >= wishes.daily_cap or (wishes.eased and not view.ignores_quiet)):
            return ToEvening()
    return Offer() if view.subjects > 1 else Put()


def _snoozed(view: View, wishes: Wishes, now: datetime) -> Decision:
    if now >= view.ends_at:
        return Lapse()
    if view.unasked and wishes.paused_until is not None and wishes.paused(now):
        return Hold(min(wishes.paused_until, view.ends_at))
    if not view.ignores_quiet and wishes.hushed_until is not None and wishes.hushed(now):
        return Hold(min(wishes.hushed_until, view.ends_at))
    return Again("snooze")


def _meanwhile(view: View, wishes: Wishes, now: datetime) -> Decision:
    if now >= view.ends_at:
        return Drop() if view.sent_at is None else Lapse()
    if not view.message_known:
        allowed = _repeat_at(view, wishes, now)
        return Again("repeat") if allowed <= now else Hold(min(allowed, view.ends_at))
    if (wake := next_wake(view, wishes, now)) > now:
        return Hold(wake)
    free = wishes.fitting(now, view.busy)
    return Again("reminder") if free <= now else Hold(min(free, view.ends_at))


def _repeat_at(view: View, wishes: Wishes, now: datetime) -> datetime:
    """When a message of which nobody reported back may come again: at once to whoever is answering."""
    if not view.unasked or view.responded:
        return now
    if wishes.paused_until is not None and wishes.paused(now):
        return wishes.paused_until
    if wishes.hushed_until is not None and wishes.hushed(now):
        return wishes.hushed_until
    return wishes.fitting(now, view.busy, quiet=not view.ignores_quiet)


def next_wake(view: View, wishes: Wishes, now: datetime) -> datetime:
    """When to look again once a message is out: for the one reminder, else at the window's end."""
    sent = view.sent_at or view.due_at  # a press may be the first that is heard of it
    return wake_after(sent, wishes, now, remind=view.unasked and not (view.reminded or view.responded))


def wake_after(sent: datetime, wishes: Wishes, now: datetime, *, remind: bool) -> datetime:
    """The same for a message sent at that instant. `remind`: nothing came back, and it was not said yet."""
    end = sent + WINDOW
    if not remind or wishes.resting(now) or wishes.silent(now) or wishes.in_gaps:
        return end  # in the gaps one message comes in each, and a reminder would be another
    return min(wishes.loud(max(sent + REMINDER, now)), end)


def lease_for(attempts: int) -> timedelta:
    """How long to wait for word of a send, by how often it was tried: doubled from the third time on."""
    doubled = min(max(attempts - 2, 0), 10)
    return min(LEASE * (1 << doubled), LONGEST_LEASE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an appointment's check-in goes: its own slot, or the evening of a local date."""

    evening: date | None
    due_at: datetime


def place(
    ended_at: datetime, wishes: Wishes, taken: int, evening_gone: bool, *, told_now: bool = False
) -> Place:
    """Where the check-in of an appointment that ends at `ended_at` belongs.

    `taken`: own check-ins already meant for that local date. `evening_gone`: that date's evening has been
    asked. `told_now`: the therapist has just said that the session ended.
    """
    due = ended_at + wishes.delay
    day = local(ended_at, wishes.zone).date()
    full = taken >= wishes.daily_cap
    if not full and wishes.rhythm != "evening" and (told_now or not wishes.eased):
        return Place(None, due)
    evening = at_local(day, wishes.evening, wishes.zone)
    # An evening waits for the day's last session, but none holds the others back over the night.
    awake = told_now or due <= evening or wishes.loud(due) == due
    if awake and not evening_gone:
        return Place(day, max(evening, due))
    if awake and not full and wishes.rhythm == "evening":
        return Place(None, due)
    tomorrow = day + timedelta(days=1)
    return Place(tomorrow, max(at_local(tomorrow, wishes.evening, wishes.zone), due))


def snooze_choices(sent_at: datetime, wishes: Wishes, now: datetime) -> dict[str, datetime]:
    """What [Later] offers, by slug, in order; never past the window."""
    evening = at_local(local(now, wishes.zone).date(), wishes.evening, wishes.zone)
    choices = {"15min": now + timedelta(minutes=15), "1h": now + timedelta(hours=1), "evening": evening}
    end = sent_at + WINDOW
    return {slug: at for slug, at in choices.items() if now < at < end}
