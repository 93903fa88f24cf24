"""Which kinds of question the next one may be: a rating, or one of the explorations."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from prompts.questions.history import Asked
from prompts.questions.kinds import KINDS, PULSE


def wanted_kinds(
    history: Sequence[Asked], *, checkin: int, position: int, total: int, numbers: str
) -> frozenset[str]:
    """The kinds for the question at `position` (from 0) of a check-in of `total` questions.

    One question: a pulse and an exploration take turns over the check-ins. Two: pulse, exploration.
    Three: pulse, exploration, exploration. More (an evening): pulse and exploration in turn.
    `numbers`: "always", "sometimes" (a pulse in every other check-in) or "never" (no pulse at all).
    """
    pulse, explorations = frozenset({PULSE}), frozenset(KINDS) - {PULSE}
    before = [asked for asked in reversed(history) if asked.checkin != checkin]
    latest = list(takewhile(lambda asked: asked.checkin == before[0].checkin, before))
    rests = any(asked.rated for asked in latest)  # the check-in before this one had a pulse
    if numbers == "never" or (rests and (total == 1 or numbers == "sometimes")):
        return explorations
    takes = position == 0 if total <= 3 else position % 2 == 0
    return pulse if takes else explorations
