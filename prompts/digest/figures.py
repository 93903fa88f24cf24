"""Which figures a digest shows: the latest ratings, against as many before where there are enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from prompts.digest.lot import lot
from prompts.digest.week import Rating, Week, by_suggestion

ENOUGH = 6  # ratings on each side before two spans may be compared
MOST = 8  # more on each side would reach too far back to be "lately"
RAW = 4  # shown one by one when there are not enough
FIGURES = 4  # lines of figures in one digest


@dataclass(frozen=True, slots=True)
class Figure:
    """What is shown of one suggestion. `before` is as long as `lately`, or empty: nothing to compare."""

    suggestion: int
    lately: tuple[int, ...]  # oldest first
    before: tuple[int, ...]
    clients: int  # with a code, behind all that is shown
    uncoded: int  # ratings without a client code, behind all that is shown
    recent: int  # ratings in the week itself

    @property
    def changed(self) -> bool:
        """A point apart or more on average, up or down; in whole numbers, for rounding must not decide."""
        return bool(self.before) and abs(sum(self.lately) - sum(self.before)) >= len(self.lately)


def spans(count: int) -> tuple[int, int]:
    """How many ratings are shown as (lately, before) when there are `count`.

    Both spans are as long as the history allows, six to eight: with 13 ratings six against six, with 40 eight
    against eight. With fewer than twelve nothing is compared.
    """
    side = min(MOST, count // 2)
    return (side, side) if side >= ENOUGH else (min(RAW, count), 0)


def figure(rated: Sequence[Rating], week: Week) -> Figure:
    """The figure of one suggestion from all its ratings, oldest first; at least one."""
    late, before = spans(len(rated))
    shown = rated[len(rated) - late - before :]
    values = tuple(r.value for r in shown)
    return Figure(
        suggestion=rated[0].suggestion,
        lately=values[before:],
        before=values[:before],
        clients=len({r.client for r in shown if r.client is not None}),
        uncoded=sum(r.client is None for r in shown),
        recent=sum(week.is_recent(r.at) for r in rated),
    )


def choose_figures(week: Week, *, seed: int) -> tuple[Figure, ...]:
    """At most four, in the order of the suggestions: those rated this week, and the focus.

    Where there are more, the focus comes first, then what tells most: a change (up or down alike), a
    comparison, the number of ratings this week, and at last a lot. Low or high plays no part.
    """
    focus = week.focus.suggestion if week.focus else None
    found = [figure(rated, week) for n, rated in by_suggestion(week.ratings).items() if n not in week.muted]
    found = [f for f in found if f.recent or f.suggestion == focus]
    found.sort(
        key=lambda f: (
            f.suggestion != focus,
            not f.changed,
            not f.before,
            -f.recent,
            lot(seed, "figure", f.suggestion, week.ends_at.isoformat()),
        )
    )
    return tuple(sorted(found[:FIGURES], key=lambda f: f.suggestion))
