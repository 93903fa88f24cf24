"""Which question comes next, and why: pure, the same for the same history and seed."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from itertools import takewhile

from prompts.questions.coverage import Coverage, Share, coverage, span
from prompts.questions.history import Asked, Past, remember
from prompts.questions.kinds import KINDS, PULSE
from prompts.questions.model import Bank, Question, Wording

__all__ = ["MOST_MUTED", "REASONS", "Asked", "Choice", "Focus", "Reason", "choose", "wanted_kinds"]

MOST_MUTED = 2

# Each reason's code and the figures that come with it. The sentences are the locale's `why.<code>`.
#   first_time    nothing about this suggestion was asked before
#   first_rating  it was asked about, but never rated
#   longest_ago   `since` questions back it was last asked about, in whatever form
#   rating_ago    `since` questions back it was last to be rated
#   due           every suggestion comes within any `within` questions; its latest question is `since` back
#   focus         the therapist's focus: this is the `asked`-th of the `of` questions since it was chosen
REASONS: Mapping[str, frozenset[str]] = {
    "first_time": frozenset(),
    "first_rating": frozenset(),
    "longest_ago": frozenset({"since"}),
    "rating_ago": frozenset({"since"}),
    "due": frozenset({"since", "within"}),
    "focus": frozenset({"asked", "of"}),
}


@dataclass(frozen=True, slots=True)
class Focus:
    """The suggestion chosen for the coming week, and when it was chosen (aware)."""

    suggestion: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a question was chosen: a code of REASONS and its figures, no text."""

    code: str
    figures: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice:
    """What to ask, in which words, and why."""

    question: Question
    wording: Wording
    reason: Reason


def choose(
    bank: Bank,
    history: Sequence[Asked],
    *,
    seed: int,
    kinds: frozenset[str],
    focus: Focus | None,
    muted: frozenset[int],
    checkin: int | None = None,
) -> Choice:
    """The next question for a therapist, from what was put before (oldest first; the newest 1000 will do).

    With k suggestions not muted, any 2k questions in a row touch each of them; a suggestion's questions
    of `kinds` all come before one of them comes again; no wording is the one used last time; the focus
    takes a quarter to two fifths of the questions since it was chosen. `checkin`, if known, is the one the
    question is for: within it different suggestions are preferred.
    Raises ValueError if the muted are unknown or more than two, or if the bank has nothing of these kinds.
    """
    numbers = {question.suggestion for question in bank.questions.values()}
    if not muted <= numbers or len(muted) > MOST_MUTED:
        raise ValueError(f"cannot mute {sorted(muted)}: at most {MOST_MUTED} of {sorted(numbers)}")
    eligible = _eligible(bank, kinds, muted)
    past = remember(history, checkin)
    due = coverage(len(history), past.suggestions, numbers - muted)
    forms = frozenset(kind == PULSE for kind in kinds)
    turn = _Turn(seed, forms, frozenset(eligible), past, due)
    suggestion, reason = turn.suggestion(focus if focus and focus.suggestion in eligible else None, history)
    question = turn.question(eligible[suggestion])
    return Choice(question, turn.wording(question), reason)


def _eligible(bank: Bank, kinds: frozenset[str], muted: frozenset[int]) -> dict[int, list[Question]]:
    """The questions of these kinds by suggestion, the muted ones left out."""
    found: dict[int, list[Question]] = {}
    for question in bank.questions.values():
        if question.kind in kinds and question.suggestion not in muted:
            found.setdefault(question.suggestion, []).append(question)
    if not found:
        raise ValueError(f"the bank has no question of {sorted(kinds)}")
    return found


@dataclass(frozen=True, slots=True)
class _Turn:
    """One choice being made: what may be asked now, and what was asked before."""

    seed: int
    forms: frozenset[bool]  # rated, unrated or both
    eligible: frozenset[int]
    past: Past
    due: Coverage

    def suggestion(self, focus: Focus | None, history: Sequence[Asked]) -> tuple[int, Reason]:
        """Focus, if it is its turn; else the longest ago among those that leave the others their time."""
        if focus is not None:
            since = [asked for asked in history if asked.at >= focus.since]
            share = Share(sum(asked.suggestion == focus.suggestion for asked in since), len(since))
            if self._takes_focus(focus.suggestion, share, since):
                return focus.suggestion, Reason("focus", {"asked": share.taken + 1, "of": share.put + 1})
        others = self.eligible - {focus.suggestion} if focus else self.eligible
        fair = [number for number in others if self.due.permits(number, reserve=True)]
        if not fair:
            most_urgent = min(self.eligible, key=lambda number: (self.due.urgency(number), self._lot(number)))
            return most_urgent, self._why(most_urgent, due=True)
        chosen = min(fair, key=self._rank)
        return chosen, self._why(chosen, due=self._rank(chosen) > min(map(self._rank, others)))

    def _takes_focus(self, number: int, share: Share, since: Collection[Asked]) -> bool:
        if self.past.since(number) == 1:
            return False  # never twice running, however much is owed
        if share.owed:
            return self.due.permits(number, reserve=False)
        if not share.wanted or number in self.past.sitting:
            return False
        return self._in_proportion(number, share, since) and self.due.permits(number, reserve=True)

    def _in_proportion(self, number: int, share: Share, since: Collection[Asked]) -> bool:
        """Whether the focus is still short of its share of the questions of this form.

        Check-ins repeat their pattern, so a focus at every third question could be rated always, or never.
        """
        if len(self.forms) > 1:
            return True
        alike = [asked for asked in since if asked.rated in self.forms]
        own = sum(asked.suggestion == number for asked in alike)
        return own * (share.put + 1) < (len(alike) + 1) * (share.taken + 1)

    def _rank(self, number: int) -> tuple[bool, int, int, bytes]:
        """The smallest comes first: new in this sitting; then rated longest ago, if it is to be rated.

        Ratings are the scarcer ones and have to spread evenly. The others go to what was asked about
        longest ago, which is where the ratings have not just been.
        """
        latest = self.past.suggestions.get(number, -1)
        return (
            number in self.past.sitting,
            self._rated(number) if self._rates else 0,
            latest,
            self._lot(number),
        )

    def _rated(self, number: int) -> int:
        return self.past.forms.get((number, True), -1)

    @property
    def _rates(self) -> bool:
        return self.forms == {True}

    def _why(self, number: int, *, due: bool) -> Reason:
        since = self.past.since(number)
        if since is None:
            return Reason("first_time")
        if due:
            return Reason("due", {"since": since, "within": span(len(self.due.left))})
        if not self._rates:
            return Reason("longest_ago", {"since": since})
        if self._rated(number) < 0:
            return Reason("first_rating")
        return Reason("rating_ago", {"since": self.past.put - self._rated(number)})

    def question(self, questions: Sequence[Question]) -> Question:
        """The one asked longest ago. Of those never asked, a kind that was not used lately comes first."""

        def rank(question: Question) -> tuple[int, int, bytes]:
            kind = self.past.kinds.get((question.suggestion, question.kind), -1)
            return self.past.questions.get(question.id, -1), kind, self._lot(question.id)

        return min(questions, key=rank)

    def wording(self, question: Question) -> Wording:
        """The one used longest ago, hence never the one used last time (unless it is the only one)."""

        def rank(wording: Wording) -> tuple[int, bytes]:
            last = self.past.wordings.get((question.id, wording.slug), -1)
            return last, self._lot(f"{question.id}/{wording.slug}")

        return min(question.wordings, key=rank)

    def _lot(self, name: int | str) -> bytes:
        return _lot(self.seed, name)


@lru_cache(maxsize=8192)
def _lot(seed: int, name: int | str) -> bytes:
    """An order that differs from therapist to therapist and stays the same on every machine."""
    return hashlib.sha256(f"{seed}:{name}".encode()).digest()


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
