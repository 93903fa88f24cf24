"""What the rotation remembers of the questions put so far: when each was last asked, in one pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import takewhile

from prompts.questions.kinds import PULSE

_SITTING = 2  # a check-in has three questions at most, and in a long evening each has a session of its own


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was put: by ids and slugs, at an aware instant, in a check-in."""

    question: str
    wording: str
    suggestion: int
    kind: str
    at: datetime
    checkin: int

    @property
    def rated(self) -> bool:
        return self.kind == PULSE


@dataclass(slots=True)
class Past:
    """Positions (from 0) at which things were last asked; what is absent was never asked."""

    put: int = 0
    suggestions: dict[int, int] = field(default_factory=dict)
    rated: dict[int, int] = field(default_factory=dict)  # suggestions that were to be rated
    questions: dict[str, int] = field(default_factory=dict)
    wordings: dict[tuple[str, str], int] = field(default_factory=dict)
    kinds: dict[tuple[int, str], int] = field(default_factory=dict)
    sitting: frozenset[int] = frozenset()  # suggestions of the last two questions, if of this check-in

    def since(self, suggestion: int) -> int | None:
        """How many questions back a suggestion was last asked about: 1 is the latest question."""
        position = self.suggestions.get(suggestion)
        return None if position is None else self.put - position


def remember(history: Sequence[Asked], checkin: int | None = None) -> Past:
    """One pass over a history, oldest first. Ids that the bank no longer holds do no harm.

    `checkin` is the check-in that goes on now; None stands for the latest in the history.
    """
    past = Past(put=len(history))
    for position, asked in enumerate(history):
        past.suggestions[asked.suggestion] = position
        if asked.kind == PULSE:
            past.rated[asked.suggestion] = position
        past.questions[asked.question] = position
        past.wordings[asked.question, asked.wording] = position
        past.kinds[asked.suggestion, asked.kind] = position
    newest = history[: -_SITTING - 1 : -1]
    sitting = newest[0].checkin if newest and checkin is None else checkin
    latest = takewhile(lambda asked: asked.checkin == sitting, newest)
    past.sitting = frozenset(asked.suggestion for asked in latest)
    return past
