"""The settings with hours in them: the evening, quiet hours, the digest's day and time."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from db import checkins, therapists
from db.models import Therapist
from handlers.context import Turn
from handlers.preferences_kinds import Choice, Groups, Setting, clock, clock_of, clock_word
from prompts.schedule.say import say_clock, say_clocks, say_weekday
from prompts.schedule.spans import read_span
from prompts.schedule.times import at_local, in_quiet, local
from prompts.schedule.weekly import read_weekly
from prompts.texts import Html, Texts

EVENINGS = ("1700", "1730", "1800", "1830", "1900", "1930", "2000", "2030")
QUIET = ("2000-0700", "2100-0700", "2100-0800", "2200-0600", "2200-0700", "2200-0800")
NO_QUIET = "none"
DIGESTS = ("0800", "1200", "1600", "1700", "1800", "1900", "2000")
NOON = time(12)


# Evening time and quiet hours may contradict each other: quiet hours win, and both screens say so.


async def _replan_evenings(turn: Turn) -> None:
    await checkins.replan_evenings(turn.session, turn.me, turn.now)


def _evening_in_quiet(turn: Turn) -> Html | None:
    me = turn.me
    tonight = at_local(local(turn.now, turn.zone).date(), me.evening_time, turn.zone)
    if not in_quiet(tonight, me.quiet_from, me.quiet_until, turn.zone):
        return None
    values = {"evening": say_clock(me.evening_time), "until": say_clock(me.quiet_until)}
    return turn.texts("settings.evening.in_quiet", **values)


EVENING = replace(
    clock("evening", "evening_time", tuple(map(clock_of, EVENINGS)), near=NOON),
    moved=_replan_evenings,
    remark=_evening_in_quiet,
)


def _present_quiet(me: Therapist) -> str:
    if me.quiet_from == me.quiet_until:
        return NO_QUIET
    return f"{clock_word(me.quiet_from)}-{clock_word(me.quiet_until)}"


def _write_quiet(me: Therapist, value: str) -> None:
    begins, _, ends = ("0000-0000" if value == NO_QUIET else value).partition("-")
    me.quiet_from, me.quiet_until = clock_of(begins), clock_of(ends)


def _say_quiet(texts: Texts, value: str) -> str:
    if value == NO_QUIET:
        return texts.plain("settings.quiet.none")
    begins, _, ends = value.partition("-")
    return say_clocks(clock_of(begins), clock_of(ends))


def _offer_quiet(turn: Turn) -> Groups:
    values = sorted({*QUIET, _present_quiet(turn.me)} - {NO_QUIET})
    spans = tuple(Choice(_say_quiet(turn.texts, value), value) for value in values)
    return spans, (Choice(_say_quiet(turn.texts, NO_QUIET), NO_QUIET),)


def _read_quiet(turn: Turn, text: str) -> str | None:
    if text.strip(" .!").casefold() in turn.texts.plain("settings.quiet.none_typed").split():
        return NO_QUIET
    span = read_span(text, overnight=True)
    if span is None:
        return None
    return NO_QUIET if span[0] == span[1] else "-".join(clock_word(end) for end in span)


async def _look_anew(turn: Turn) -> None:
    await checkins.look_anew(turn.session, turn.me.id, turn.now)


QUIET_HOURS = Setting(
    "quiet",
    present=_present_quiet,
    write=_write_quiet,
    say=_say_quiet,
    offer=_offer_quiet,
    read=_read_quiet,
    moved=_look_anew,
    remark=_evening_in_quiet,
)


# The digest has a day and a time; each button carries both.


def _write_week(me: Therapist, value: str) -> None:
    day, _, at = value.partition("-")
    if day not in tuple("0123456"):
        raise ValueError(value)
    me.digest_time, me.digest_weekday = clock_of(at), int(day)


def _say_week(texts: Texts, value: str) -> str:
    day, _, at = value.partition("-")
    return f"{say_weekday(int(day), texts, full=True)} {say_clock(clock_of(at))}"


def _offer_week(turn: Turn) -> Groups:
    weekday, at = turn.me.digest_weekday, clock_word(turn.me.digest_time)
    days = tuple(Choice(say_weekday(day, turn.texts), f"{day}-{at}") for day in range(7))
    hours = sorted({*DIGESTS, at})
    return days, tuple(Choice(say_clock(clock_of(hour)), f"{weekday}-{hour}") for hour in hours)


def _read_week(turn: Turn, text: str) -> str | None:
    found = read_weekly(text, turn.texts.locale)
    if found is None:
        return None
    day, at = found
    return f"{turn.me.digest_weekday if day is None else day}-{clock_word(at or turn.me.digest_time)}"


async def _plan_digest(turn: Turn) -> None:
    therapists.plan_digest(turn.me, turn.now)


DIGEST = Setting(
    "digest",
    present=lambda me: f"{me.digest_weekday}-{clock_word(me.digest_time)}",
    write=_write_week,
    say=_say_week,
    offer=_offer_week,
    wide=4,
    read=_read_week,
    moved=_plan_digest,
)
