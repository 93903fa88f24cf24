"""What was read, put by until every title has been said what it is: plain data, which is kept sealed.

A choice is `c<client id>`, `w<word>` (a client still to be made), `single` or `none`; `once` stands for
"titles that come once are asked one by one too".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Literal

from prompts.schedule.calendar.values import Occurrence

SINGLE, NONE, ONCE = "single", "none", "once"
MOST_TITLES = 80  # asked about; who has more has them among those that come once
FEW = 3  # so many titles that come once are asked about like all others

Choices = Mapping[str, str]  # by the title's place, as JSON has it


@dataclass(frozen=True, slots=True)
class Title:
    """`was`: what it stood for so far, as a choice; empty if nobody has said."""

    text: str
    times: int
    first: datetime
    was: str = ""


@dataclass(frozen=True, slots=True)
class Met:
    """A meeting: the hash that tells it again, its hours, and its title's place."""

    event: str
    starts_at: datetime
    ends_at: datetime
    title: int


@dataclass(frozen=True, slots=True)
class Pending:
    """`off`: meetings that were called off. `until`: up to then, what is missing counts as taken out.

    `named`: the hash of the calendar's name. `asked`: the places of the titles to ask about, in order.
    """

    titles: tuple[Title, ...]
    met: tuple[Met, ...]
    off: tuple[str, ...] = ()
    until: datetime | None = None  # None: nothing counts as taken out
    named: str = ""
    asked: tuple[int, ...] = ()

    def asking(self, places: tuple[int, ...]) -> Pending:
        """The same, with questions about these titles."""
        return replace(self, asked=places[:MOST_TITLES])


def titles_of(found: Iterable[Occurrence]) -> list[Title]:
    """Each once: the most frequent first, those that come once at the end; then by time."""
    times: dict[str, list[datetime]] = {}
    for one in found:
        times.setdefault(one.title, []).append(one.starts_at)
    titles = [Title(text, len(starts), min(starts)) for text, starts in times.items()]
    return sorted(titles, key=lambda title: (-title.times, title.first, title.text))


def step(pending: Pending, choices: Choices) -> int | Literal["once", "sum"]:
    """What to ask next: about the title in this place, about all that come once, or whether all is right."""
    left = [place for place in pending.asked if str(place) not in choices]
    if not left:
        return "sum"
    once = [place for place in left if pending.titles[place].times == 1]
    if len(once) == len(left) and len(once) > FEW and ONCE not in choices:
        return "once"
    return left[0]


def meaning(pending: Pending, choices: Choices, place: int) -> str:
    """What a title stands for; empty and NONE are the same to what follows."""
    return choices.get(str(place)) or pending.titles[place].was


def without_rest(pending: Pending, choices: Choices) -> dict[str, str]:
    """[None of the rest]: what nothing was said of stays as it was."""
    rest = {str(place): pending.titles[place].was or NONE for place in pending.asked}
    return {**rest, **choices}


def said(pending: Pending) -> str:
    """As JSON."""
    return json.dumps(asdict(pending), default=datetime.isoformat, ensure_ascii=False)


def heard(text: str) -> Pending:
    """The same back."""
    found = json.loads(text)
    until = found["until"]
    return Pending(
        titles=tuple(
            Title(**{**one, "first": datetime.fromisoformat(one["first"])}) for one in found["titles"]
        ),
        met=tuple(_met(**one) for one in found["met"]),
        off=tuple(found["off"]),
        until=datetime.fromisoformat(until) if until else None,
        named=found["named"],
        asked=tuple(found["asked"]),
    )


def _met(event: str, starts_at: str, ends_at: str, title: int) -> Met:
    return Met(event, datetime.fromisoformat(starts_at), datetime.fromisoformat(ends_at), title)
