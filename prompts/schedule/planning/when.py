"""The time that terms say together, with every reading that it may have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from prompts.schedule.clocks import DAY, LONGEST_SESSION
from prompts.schedule.planning.dates import Days, date_of
from prompts.schedule.planning.days import combine
from prompts.schedule.planning.figures import Figure, Hour
from prompts.schedule.planning.terms import Length, Term, Word

_PARTS = {"morning": "am", "evening": "pm", "this_morning": "am", "this_evening": "pm", "last_night": "pm"}
_DAY_OF_PART = {"this_morning": 0, "this_evening": 0, "last_night": -1}
_SAY_NOTHING = ("from", "and", "dash")  # where no day or clock stands on both sides
_BY_LIKELIHOOD = ("", "h", ".")  # of bare figures, which one is the hour: 9, 9h30, 9.12
_MAY_BE_MINUTES = ("5", "10", "20", "25")  # "ten to eleven"


class Unread(Exception):
    """The terms make no plan together."""


@dataclass(frozen=True, slots=True)
class When:
    """A time as said: a day, a clock time, an end or a length; or so many minutes from now (`ahead`).

    `part`: "am" or "pm", from a word such as "morning". `either`: what else "ten to eleven" may be.
    `waits`: "in" was said, and its minutes are to follow. `day_said`, `hour_said`: as typed.
    """

    day: Days | None = None
    hour: Hour | None = None
    end: Hour | None = None
    minutes: int | None = None
    part: str | None = None
    ahead: int | None = None
    either: Hour | None = None
    waits: bool = False
    day_said: str = ""
    hour_said: str = ""

    @property
    def empty(self) -> bool:
        return self.day is None and self.hour is None and self.ahead is None


def when_of(terms: Sequence[Term], today: date) -> When:
    """The time that these terms say; Unread if they say none together, or something else as well."""
    when, left = _span(terms)
    days: list[Days] = []
    for term in _settled(left, today, has_hour=when.hour is not None):
        if isinstance(term.value, Days):
            days.append(term.value)
            when = replace(when, day_said=f"{when.day_said} {term.said}".strip())
        elif isinstance(term.value, Word) and term.value.name in _DAY_OF_PART:
            days.append(Days((today + timedelta(days=_DAY_OF_PART[term.value.name]),)))
            when = _with(when, term)
        else:
            when = _with(when, term)
    if when.waits or (when.ahead is not None and (when.hour or days)):
        raise Unread
    return replace(when, day=combine(days)) if days else when


def _with(when: When, term: Term) -> When:
    """What has been said so far, and this term; Unread if it has no place there."""
    match term.value:
        case Hour() as hour if when.hour is None:
            return replace(when, hour=hour, hour_said=term.said)
        case Length(minutes) if when.either is not None and when.end is not None:
            return replace(when, hour=when.either, end=None, either=None, minutes=minutes)
        case Length(minutes) if when.waits and when.ahead is None:
            return replace(when, ahead=minutes, waits=False)
        case Length(minutes) if when.minutes is None and when.end is None and 0 < minutes <= LONGEST_SESSION:
            return replace(when, minutes=minutes)
        case Word("in") if not when.waits:
            return replace(when, waits=True)
        case Word("from_now") if when.minutes is not None and when.ahead is None:
            return replace(when, ahead=when.minutes, minutes=None)
        case Word(name) if name in _PARTS and when.part is None:
            return replace(when, part=_PARTS[name])
        case Word(name) if name in _SAY_NOTHING:
            return when
    raise Unread


def _span(terms: Sequence[Term]) -> tuple[When, list[Term]]:
    """The clock times around a dash or a "to", and what is left of the terms."""
    for at in range(1, len(terms) - 1):
        before, sign, behind = terms[at - 1 : at + 2]
        first, last = _clock(before), _clock(behind)
        if sign.is_word("dash", "to") and first is not None and last is not None:
            either = _minutes_to(before, last) if sign.is_word("to") else None
            when = When(hour=first, end=last, either=either, hour_said=f"{before.said}–{behind.said}")
            return when, [*terms[: at - 1], *terms[at + 2 :]]
    return _apart(terms)


def _apart(terms: Sequence[Term]) -> tuple[When, list[Term]]:
    """ "9 50": nine for fifty minutes, or ten to ten."""
    for at in range(1, len(terms)):
        hour, minutes = terms[at - 1].value, terms[at].value
        if not (isinstance(hour, Figure) and isinstance(minutes, Figure) and len(minutes.first) == 2):
            continue
        if not (hour.sign or minutes.sign) and (either := Figure(hour.first, minutes.first, ":").hour):
            said, rest = f"{terms[at - 1].said} {terms[at].said}", [*terms[: at - 1], *terms[at + 1 :]]
            return When(hour=hour.hour, minutes=int(minutes.first), either=either, hour_said=said), rest
    return When(), list(terms)


def _minutes_to(minutes: Term, hour: Hour) -> Hour | None:
    figure = minutes.value
    if not (isinstance(figure, Figure) and figure.first in _MAY_BE_MINUTES and not figure.sign) or hour.exact:
        return None
    return Hour(tuple((minute - int(figure.first)) % DAY for minute in hour.minutes))


def _clock(term: Term) -> Hour | None:
    if isinstance(term.value, Figure):
        return term.value.hour
    return term.value if isinstance(term.value, Hour) else None


def _settled(terms: Sequence[Term], today: date, *, has_hour: bool) -> Iterator[Term]:
    """Bare figures made what the rest of the line leaves for them: one is the hour, if there is no other."""
    has_hour = has_hour or any(isinstance(term.value, Hour) for term in terms)
    hours = [] if has_hour else [term for term in terms if isinstance(term.value, Figure) and term.value.hour]
    hours.sort(
        key=lambda term: _BY_LIKELIHOOD.index(term.value.sign) if isinstance(term.value, Figure) else 0
    )
    for term in terms:
        figure = term.value
        if not isinstance(figure, Figure):
            yield term
        elif hours and term is hours[0] and figure.hour:
            yield replace(term, value=figure.hour)
        elif figure.sign == ".":
            yield replace(term, value=date_of(int(figure.first), int(figure.second), today))
        elif figure.length is not None:
            yield replace(term, value=Length(figure.length))
        else:
            raise Unread
