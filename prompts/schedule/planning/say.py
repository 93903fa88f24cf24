"""Plans in the product's own words, which read as the same plan again: "Oak Tue 8 Dec 14:00, 80 min"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from babel import Locale

from prompts.schedule.planning.series import Pattern, pattern_of
from prompts.schedule.planning.values import Action, Plan, Seen
from prompts.schedule.recurrence import check_rule
from prompts.schedule.say import say_clock, say_day, say_weekday
from prompts.schedule.times import local
from prompts.texts import Texts

_NEAR = {-1: "say.yesterday", 0: "say.today", 1: "say.tomorrow"}
_NIGHT = 7  # hours below stand with a nought: 2:30 is read as the afternoon's
_MINUTE = timedelta(minutes=1)


def say_plan(plan: Plan, seen: Seen) -> str:
    """A plan as one line, seen from now."""
    texts = seen.words.texts
    who = plan.client or texts.plain("planning.say.single")
    what = _what(plan, seen)
    if plan.minutes and plan.action is not Action.CANCEL and not _as_span(plan, seen):
        what = ", ".join(filter(None, (what, texts.plain("planning.say.minutes", minutes=plan.minutes))))
    if plan.rule:
        what = ", ".join((what, *say_bounds(plan, seen)))
    if plan.action is Action.ENDED and _just(plan, seen):
        return f"{who} {what}"
    if plan.action is Action.MOVE and plan.moved_from:
        was = _reference(plan.moved_from, seen)
        return texts.plain("planning.say.action.move_from", who=who, was=was, what=what)
    said = texts.plain(f"planning.say.action.{plan.action}", who=who, what=what)
    return " ".join(said.split())


def say_when(instant: datetime, seen: Seen) -> str:
    """An instant with its day and its time: "today 14:00", "Tue 8 Dec 14:00"."""
    here = local(instant, seen.zone)
    return _with_time(here.date(), _clock(here.time()), seen)


def say_span(plan: Plan, seen: Seen) -> str:
    """From when until when: "today 14:00–15:20"."""
    ends = seen.ends(plan)
    if plan.starts_at is None or ends is None:
        return ""
    return f"{say_when(plan.starts_at, seen)}–{_clock(local(ends, seen.zone).time())}"


def say_date(day: date, seen: Seen) -> str:
    """A day alone: "today", "Tue 8 Dec"."""
    return _with_time(day, "", seen).strip()


def say_clock_of(plan: Plan) -> str:
    """The clock time at which a plan starts."""
    return _clock(plan.starts_at.time()) if plan.starts_at else ""


def say_pattern(pattern: Pattern, seen: Seen) -> str:
    """How a series comes: "every 2 weeks Thu", "every month on the 3rd"."""
    texts, count = seen.words.texts, pattern.interval
    if pattern.frequency == "DAILY":
        return texts.plain("planning.say.every_day", count=count)
    days = listed([say_weekday(day, texts) for day in pattern.weekdays], texts, "and")
    if pattern.frequency == "WEEKLY":
        return texts.plain("planning.say.every", count=count, days=days)
    if pattern.month_day:
        place = _place(pattern.month_day, texts)
        return texts.plain("planning.say.every_month", count=count, place=place)
    place = _place(pattern.nth, texts)
    return texts.plain("planning.say.every_nth", count=count, place=place, days=days)


def listed(items: Sequence[str], texts: Texts, word: str) -> str:
    """ "Mon, Wed and Fri"; `word`: "and" or "or"."""
    if len(items) < 2:
        return "".join(items)
    first, second = ", ".join(items[:-1]), items[-1]
    return texts.plain(f"planning.say.{word}", first=first, second=second)


def _what(plan: Plan, seen: Seen) -> str:
    texts = seen.words.texts
    if plan.starts_at is None:
        return ""
    if plan.rule:
        return f"{say_pattern(pattern_of(check_rule(plan.rule)), seen)} {_clock(plan.starts_at.time())}"
    if plan.action is Action.CANCEL:
        return _reference(plan.starts_at, seen)
    if plan.action is Action.ENDED and _just(plan, seen):
        return texts.plain("planning.say.finished")
    ends = seen.ends(plan)
    if plan.action is Action.ENDED and ends:
        if plan.minutes is None:
            return say_when(ends, seen)
        return say_span(plan, seen)
    return say_when(plan.starts_at, seen)


def _as_span(plan: Plan, seen: Seen) -> bool:
    return plan.action is Action.ENDED and not _just(plan, seen)


def _just(plan: Plan, seen: Seen) -> bool:
    ends = seen.ends(plan)
    return ends is not None and timedelta(0) <= seen.now - ends < _MINUTE


def say_bounds(plan: Plan, seen: Seen) -> list[str]:
    """From when a series is, and until when or how often."""
    texts, parts = seen.words.texts, check_rule(plan.rule or "")
    first = plan.starts_at.date() if plan.starts_at else seen.today
    said = [texts.plain("planning.say.from", day=say_date(first, seen))]
    if "UNTIL" in parts:
        last = datetime.strptime(parts["UNTIL"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        said.append(texts.plain("planning.say.until", day=say_date(local(last, seen.zone).date(), seen)))
    if "COUNT" in parts:
        said.append(texts.plain("planning.say.times", count=int(parts["COUNT"])))
    return said


def _reference(instant: datetime, seen: Seen) -> str:
    """Which session is meant; at midnight its day alone was said."""
    here = local(instant, seen.zone)
    return say_date(here.date(), seen) if here.time() == time() else say_when(instant, seen)


def _with_time(day: date, clock: str, seen: Seen) -> str:
    texts, key = seen.words.texts, _NEAR.get((day - seen.today).days)
    if key:
        return texts.plain(key, time=clock)
    return texts.plain("planning.say.day", day=say_day(day, seen.today, texts), time=clock)


def _clock(clock: time) -> str:
    return f"{clock:%H:%M}" if clock.hour < _NIGHT else say_clock(clock)


def _place(number: int, texts: Texts) -> str:
    """3rd, 21st, last."""
    if number < 0:
        return texts.plain("planning.say.place_last")
    form = Locale.parse(texts.locale, sep="_").ordinal_form(number)
    return texts.plain(f"planning.say.place_{form}", number=number)
