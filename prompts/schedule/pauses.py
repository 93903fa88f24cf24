"""A pause as it is typed: "until 3 Jan", "24 Dec - 3 Jan", "2 weeks". Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from prompts.schedule.planning import Seen
from prompts.schedule.planning.dates import Days
from prompts.schedule.planning.line import terms_of
from prompts.schedule.planning.terms import Term

LONGEST = timedelta(days=366)
_LONGEST_TEXT = 60  # characters
_BETWEEN = ("to", "dash", "from", "and")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """`first` None: from now on. `until`: the day on whose morning it is over."""

    first: date | None
    until: date


def read_pause(text: str, seen: Seen) -> Span | None:
    """A day alone is the one on which it is over; of two, the last is still in it."""
    if len(text) > _LONGEST_TEXT or "\n" in text:
        return None
    in_front = seen.words.texts.plain("pause.in_front", span=text)
    terms = terms_of(text, seen) or terms_of(in_front, seen)
    days = [_day(term) for term in terms if isinstance(term.value, Days)]
    rest = [term for term in terms if not isinstance(term.value, Days)]
    if None in days or not 1 <= len(days) <= 2 or not all(term.is_word(*_BETWEEN, "in") for term in rest):
        return None
    first, last = (None, days[0]) if len(days) == 1 else (days[0], days[1])
    if first is None and any(term.is_word("from") for term in rest):
        return None
    return _span(first, last, seen.today)


def _day(term: Term) -> date | None:
    options = term.value.options if isinstance(term.value, Days) else ()
    return options[0] if options else None


def _span(first: date | None, last: date | None, today: date) -> Span | None:
    if last is None:
        return None
    if first is not None and last < first:  # 24 Dec - 3 Jan, said in January
        last = last.replace(year=first.year + 1) if (last.month, last.day) != (2, 29) else last
    until = last if first is None else last + _DAY
    begins = first if first is not None and first > today else None
    if not (begins or today) < until <= today + LONGEST:
        return None
    return Span(begins, until)
