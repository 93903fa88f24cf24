"""One typed line: a plan, a question about it, or no plan at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from prompts.schedule.planning.ask import Asker
from prompts.schedule.planning.dates import Days
from prompts.schedule.planning.days import combine
from prompts.schedule.planning.draft import Draft, draft_of
from prompts.schedule.planning.figures import Figure, Hour
from prompts.schedule.planning.settle import settle
from prompts.schedule.planning.terms import Code, Reader, Term
from prompts.schedule.planning.values import Action, Reading, Seen
from prompts.schedule.planning.when import Unread

NO_PLAN = Reading()
Terms: TypeAlias = tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """What a line is taken for. `names_day`: it says a day. `leans`: it says none, but a time, so that a day
    said before may hold for it.
    """

    reading: Reading
    names_day: bool = False
    leans: bool = False


def terms_of(text: str, seen: Seen) -> Terms:
    """The terms of a line; none if it is no plan."""
    return tuple(Reader(seen.words, seen.known, seen.today).terms(text) or ())


def read_line(terms: Terms, seen: Seen, day: Days | None = None, *, in_plan: bool = False) -> Line:
    """What a line is taken for; `day`: the day that stands above it, where it names none itself. `in_plan`:
    another line beside it is a plan.

    A line about nobody known is a plan only where it can be nothing else, so that no sentence is taken for
    one.
    """
    if not terms:
        return Line(NO_PLAN)
    try:
        draft = draft_of(terms, seen.today)
        if day is not None:
            draft = _under(draft, day)
        reading = settle(draft, seen) if _says_enough(draft, terms, in_plan) else NO_PLAN
    except Unread:
        reading = _unread(terms, seen)
    names_day = any(isinstance(term.value, Days | tuple) for term in terms)
    has_hour = any(isinstance(term.value, Hour | Figure) for term in terms)
    return Line(reading, names_day=names_day, leans=has_hour and not names_day)


def heading_of(terms: Terms) -> Days | None:
    """The day, of a line that says a day and nothing else."""
    days = [term.value for term in terms if isinstance(term.value, Days)]
    return combine(days) if days and len(days) == len(terms) else None


def _under(draft: Draft, day: Days) -> Draft:
    """The draft of a line under a heading."""
    speaks_of_a_day = draft.when.day or draft.when.ahead is not None or draft.patterns or draft.just
    return draft if speaks_of_a_day else replace(draft, when=replace(draft.when, day=day))


def _says_enough(draft: Draft, terms: Sequence[Term], in_plan: bool) -> bool:
    """Whether these terms may be meant as a plan, rather than as the beginning of a thought."""
    if draft.single or (draft.clients and all(client.known for client in draft.clients)):
        rest = [term for term in terms if not (isinstance(term.value, Code) or term.is_word("and", "dash"))]
        return bool(rest)
    if not draft.clients and draft.action is Action.MOVE:
        return not draft.when.empty
    if not draft.clients and draft.action is not Action.PLAN:
        return not draft.just or not any(term.is_word("now") for term in terms)
    if draft.clients and draft.action is not Action.PLAN:
        return draft.just and len(terms) == 2 and any(term.is_word("now", "just_ended") for term in terms)
    if len(draft.clients) > 1 or draft.when.hour is None:
        return False
    says_when = draft.when.day is not None or bool(draft.patterns) or any(map(_is_clearly_a_clock, terms))
    return says_when or in_plan


def _is_clearly_a_clock(term: Term) -> bool:
    """14:30 and 2 pm; 1430 and 4.50 may count something."""
    figures = isinstance(term.value, Hour | Figure)
    return figures and any(sign == ":" or sign.isalpha() for sign in term.said)


def _unread(terms: Sequence[Term], seen: Seen) -> Reading:
    """All words are known and the client is, but they make no plan together."""
    codes = [term.value for term in terms if isinstance(term.value, Code)]
    if not codes or not all(code.known for code in codes):
        return NO_PLAN
    asker = Asker(seen, codes[0].text)
    return Reading(questions=(asker.lacks("unread" if len(codes) == 1 else "many_clients").question,))
