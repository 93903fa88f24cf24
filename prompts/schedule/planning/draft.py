"""The terms of a line put together: who, what, when and how often; nothing chosen yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from prompts.schedule.planning.dates import Days
from prompts.schedule.planning.days import combine
from prompts.schedule.planning.series import IN_MONTH, Pattern
from prompts.schedule.planning.terms import Code, Term, Times
from prompts.schedule.planning.values import Action
from prompts.schedule.planning.when import Unread, When, when_of

_JUST = ("now", "just_ended")
_ACTIONS = {
    Action.CANCEL: ("cancelled",),
    Action.MOVE: ("moved", "arrow"),
    Action.ENDED: ("ended", *_JUST),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A line put together.

    `source`: where a session is moved from. `just`: it has just ended, as no time is said. `unsure`: it may
    have. `starting`: or, it may start now.
    """

    clients: tuple[Code, ...]
    single: bool
    action: Action
    when: When = field(default_factory=When)
    source: When = field(default_factory=When)
    just: bool = False
    unsure: bool = False
    starting: bool = False
    patterns: tuple[Pattern, ...] = ()
    since: Days | None = None
    until: Days | None = None
    times: int = 0


def draft_of(terms: Sequence[Term], today: date) -> Draft:
    """The draft that all the terms make; Unread if one is left over or they do not fit together."""
    clients = tuple(dict.fromkeys(term.value for term in terms if isinstance(term.value, Code)))
    draft = Draft(clients, any(term.is_word("single") for term in terms), _action(terms))
    if draft.single and clients:
        raise Unread
    rest = [
        term for term in terms if not (isinstance(term.value, Code) or term.is_word("single", "cancelled"))
    ]
    if draft.action is Action.MOVE:
        source, target = _moved(rest)
        return replace(draft, when=when_of(target, today), source=when_of(source, today))
    if draft.action is Action.ENDED:
        return _ended(draft, terms, [term for term in rest if not term.is_word("ended", *_JUST)], today)
    if any(isinstance(term.value, tuple) for term in rest):
        return _series(draft, rest, today)
    return replace(draft, when=when_of(rest, today))


def _action(terms: Sequence[Term]) -> Action:
    found = [action for action, names in _ACTIONS.items() if any(term.is_word(*names) for term in terms)]
    if len(found) > 1:
        raise Unread
    return found[0] if found else Action.PLAN


def _moved(terms: Sequence[Term]) -> tuple[list[Term], list[Term]]:
    """What stands for the old time, and what for the new one: behind "to", an arrow, or "moved" alone."""
    moved = next((at for at, term in enumerate(terms) if term.is_word("moved")), 0)
    arrow = next((at for at, term in enumerate(terms) if term.is_word("arrow")), None)
    to = next((at for at, term in enumerate(terms) if at > moved and term.is_word("to")), None)
    cut = arrow if arrow is not None else to if to is not None else moved
    source = [term for term in terms[:cut] if not term.is_word("moved")]
    return source, [term for term in terms[cut + 1 :] if not term.is_word("moved")]


def _ended(draft: Draft, terms: Sequence[Term], rest: Sequence[Term], today: date) -> Draft:
    """ "Now Oak", "Oak just finished", "Oak finished 13:50". "Oak now" may also start now."""
    when = when_of(rest, today)
    starting = (
        len(terms) > 1 and terms[0].is_word("now") is False and any(term.is_word("now") for term in terms)
    )
    unsure = not any(term.is_word(*_JUST) for term in terms)  # "Oak ended" may speak of the therapy
    if not when.empty:
        return replace(draft, when=when)
    return replace(draft, when=when, just=True, unsure=unsure, starting=starting)


def _series(draft: Draft, terms: Sequence[Term], today: date) -> Draft:
    """A series: from and until when, and how often at all. A weekday or the 3rd, said apart, belong to it."""
    ends: dict[str, list[Days]] = {"from": [], "to": []}
    apart: list[Days] = []
    left: list[Term] = []
    into = None
    for at, term in enumerate(terms):
        day_follows = at + 1 < len(terms) and isinstance(terms[at + 1].value, Days)
        if term.is_word("from", "to") and day_follows:
            into = "from" if term.is_word("from") else "to"
        elif isinstance(term.value, Days):
            belongs = into is None and (term.value.weekday is not None or term.value.month_day is not None)
            (apart if belongs else ends[into or "from"]).append(term.value)
        else:
            into = None
            left += [] if isinstance(term.value, tuple | Times) else [term]
    return replace(
        draft,
        patterns=_merged([term.value for term in terms if isinstance(term.value, tuple)], apart),
        when=when_of(left, today),
        since=combine(ends["from"]) if ends["from"] else None,
        until=combine(ends["to"]) if ends["to"] else None,
        times=sum(term.value.count for term in terms if isinstance(term.value, Times)),
    )


def _merged(said: Sequence[tuple[Pattern, ...]], apart: Sequence[Days]) -> tuple[Pattern, ...]:
    """One pattern of what stands in several places: "every 2 weeks", "Thu"; "every month", "first Mon"."""
    if len(said) > 2:
        raise Unread
    patterns = said[0]
    if len(said) == 2:
        how, which = sorted((one[0] for one in said), key=lambda one: bool(one.weekdays))
        fits = which.frequency == how.frequency or (which.frequency, how.frequency) == (IN_MONTH, "MONTHLY")
        if how.weekdays or which.interval > 1 or not fits:
            raise Unread
        patterns = (replace(which, frequency=how.frequency, interval=how.interval),)
    weekdays = tuple(dict.fromkeys(one.weekday for one in apart if one.weekday is not None))
    month_days = [one.month_day for one in apart if one.month_day is not None]
    if weekdays:
        patterns = tuple(replace(one, weekdays=weekdays) for one in patterns if one.needs_weekday)
    if month_days:
        patterns = tuple(
            replace(one, month_day=month_days[0]) for one in patterns if one.frequency == "MONTHLY"
        )
    if not patterns or len(month_days) > 1 or any(one.frequency == IN_MONTH for one in patterns):
        raise Unread
    return patterns
