"""Dates and times as people say them: "today 14:00", "Tue 15:10", "Fri 4 Dec", "16–20 November".

Everything here is bare text; the order of day and month and their names come from Babel.
"""

from __future__ import annotations

from datetime import date, datetime, time

from babel import Locale
from babel.dates import format_date, format_skeleton

from prompts.schedule.times import local
from prompts.texts import Texts

_NEAR = {-1: "say.yesterday", 0: "say.today", 1: "say.tomorrow"}
_NAMED_DAYS = 6  # further off, "Tue" might be two days
_SAME_YEAR_DAYS = 180  # "Mon 4 Jan", said in December, needs no year


def say(instant: datetime, now: datetime, zone: str, texts: Texts) -> str:
    """An instant, seen from `now` on the wall clock of `zone`; both aware.

    "today 14:00"; "Tue 15:10" within six days; beyond, the day alone: "Fri 4 Dec".
    """
    there, here = local(instant, zone), local(now, zone)
    days = (there.date() - here.date()).days
    if days in _NEAR:
        return texts.plain(_NEAR[days], time=say_clock(there.time()))
    if abs(days) <= _NAMED_DAYS:
        return f"{say_weekday(there.date(), texts)} {say_clock(there.time())}"
    return say_day(there.date(), here.date(), texts)


def say_time(instant: datetime, zone: str) -> str:
    """The clock time of an instant in `zone`: "9:00", "14:30"."""
    return say_clock(local(instant, zone).time())


def say_clock(clock: time) -> str:
    """A clock time: "9:00", "14:30"."""
    return f"{clock.hour}:{clock.minute:02}"


def say_clocks(first: time, last: time) -> str:
    """A span on the clock: "21:00–7:00"."""
    return f"{say_clock(first)}–{say_clock(last)}"


def say_weekday(day: date | int, texts: Texts, *, full: bool = False) -> str:
    """The name of a date's weekday, or of a number's (Monday is 0): "Tue", in full "Tuesday"."""
    if isinstance(day, int):
        day = date(2024, 1, 1 + day % 7)  # the first was a Monday
    return format_date(day, "EEEE" if full else "EEE", locale=_locale(texts))


def say_day(day: date, today: date, texts: Texts) -> str:
    """A date with its weekday: "Fri 4 Dec"; far from `today`, with the year: "Fri, 4 Dec 2026"."""
    far = day.year != today.year and abs((day - today).days) > _SAME_YEAR_DAYS
    return format_skeleton("yMMMEd" if far else "MMMEd", day, locale=_locale(texts))


def say_span(first: date, last: date, texts: Texts) -> str:
    """Two dates, both included: "16–20 November", "28 November – 4 December", or the one day they are."""
    locale = _locale(texts)
    if first == last:
        return format_skeleton("MMMMd", first, locale=locale)
    differs = "d" if (first.year, first.month) == (last.year, last.month) else "M"
    # CLDR keeps intervals with short months only; the full name stands in the same place.
    opening, closing = (part.replace("MMM", "MMMM") for part in locale.interval_formats["MMMd"][differs])
    said = format_date(first, opening, locale=locale) + format_date(last, closing, locale=locale)
    return said.replace("\u2009", " ")


def _locale(texts: Texts) -> Locale:
    # English without a country is American in CLDR; ours says the day before the month.
    return Locale.parse("en_GB" if texts.locale == "en" else texts.locale, sep="_")
