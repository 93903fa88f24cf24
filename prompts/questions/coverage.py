"""Coverage and focus as arithmetic: by when each suggestion must come, and how often the focus may.

Slots are counted from the coming question, which is slot 1. With k suggestions open, one that was asked
at position p has to come again by position p + 2k, else some 2k questions in a row would miss it; one
never asked counts as asked just before the first. So at position n it has `p + 2k - n + 1` slots left.

Why this holds for ever. Sort the suggestions by slots left. While the i-th of them (from one) has at
least i slots, asking the most urgent first meets every deadline, and what was just asked has 2k slots,
more than the k it could need. A focus takes slots away from the others: with `since` counted anew it is
owed the third question, the fifth, then every fourth, and it may change at any time, so the worst that a
span can hold is owed slots 1, 3, 6, 8, 11, 13 … (two in five). A choice other than the most urgent is
therefore permitted only if the rest could still be served in the slots which that worst case leaves over.
From such a state the owed focus and the most urgent each lead to a state from which the same holds, for
what was just asked finds 12 free slots in 20 for ten suggestions, 10 in 18 for nine, 9 in 16 for eight.
When muting has just changed the state may not be such a one: then the most urgent comes first, which
mends it within k questions.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Coverage:
    """Slots left for each open suggestion, the coming question included; under 1 is overdue."""

    left: Mapping[int, int]

    def permitted(self, *, reserve: bool) -> frozenset[int]:
        """The suggestions after which all the others can still come in time; empty if it is too late.

        With `reserve`, in time even if a focus takes as many slots as a focus ever can.
        """
        ranked = sorted(self.left, key=self.urgency)
        room = [_free(self.left[number] - 1, reserve) for number in ranked]
        # Whoever is asked, those before it keep their rank, those behind it move up by one.
        first = next((rank for rank, free in enumerate(room) if free <= rank), len(room))
        last = max((rank for rank, free in enumerate(room) if free < rank), default=0)
        return frozenset(ranked[last : first + 1])

    def urgency(self, suggestion: int) -> int:
        """Slots left; the smallest is the most urgent."""
        return self.left[suggestion]


def span(open_suggestions: int) -> int:
    """Within how many questions in a row each open suggestion comes at least once."""
    return 2 * open_suggestions


def coverage(asked: int, last: Mapping[int, int], open_suggestions: Collection[int]) -> Coverage:
    """`asked` questions so far; `last` is the position (from 0) at which a suggestion was last asked."""
    within = span(len(open_suggestions))
    return Coverage({number: last.get(number, -1) + within - asked + 1 for number in open_suggestions})


def _free(slots: int, reserve: bool) -> int:
    """How many of so many slots are left beside a focus at its most frequent (1, 3, 6, 8, 11, 13 …)."""
    if not reserve or slots < 1:
        return slots
    fives, rest = divmod(slots, 5)
    return slots - 2 * fives - (rest >= 1) - (rest >= 3)


@dataclass(frozen=True, slots=True)
class Share:
    """The focus among the questions put since it was chosen: `taken` out of `put`.

    From three questions on it has a quarter to two fifths of them; a third is aimed at.
    """

    taken: int
    put: int

    @property
    def owed(self) -> bool:
        """The coming question has to be the focus, or its share falls under a quarter."""
        return self.put >= 2 and 4 * self.taken < self.put + 1

    @property
    def wanted(self) -> bool:
        """The focus is under its third, and another of its questions keeps it within two fifths."""
        coming = self.put + 1
        return 3 * self.taken < coming and self.taken + 1 <= max(1, 2 * coming // 5)
