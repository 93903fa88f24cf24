"""Which question comes next, and why: pure, the same for the same history and seed."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType

from prompts.questions.coverage import Coverage, Share, coverage, span
from prompts.questions.history import Asked, Past, remember
from prompts.questions.kinds import KINDS, PULSE
from prompts.questions.model import Bank, Question, Wording
from prompts.questions.wanted import wanted_kinds

__all__ = ["MOST_MUTED", "REASONS", "Asked", "Choice", "Focus", "Reason", "choose", "wanted_kinds"]

MOST_MUTED = 2
LAST_OF_ALL = "08-moment-2"  # what might be said to have been worth coming for
FIRST_OF_ALL = ("06-choose-1", "07-choose-1")

# Each reason's code and the figures that come with it. The sentences are the locale's `why.<code>`.
#   first_time    nothing about this suggestion was asked before
#   first_rating  it was asked about, but never rated
#   longest_ago   of all it was asked about longest ago, `since` questions back, in whatever form
#   rating_ago    of all it was to be rated longest ago, `since` questions back
#   due           every suggestion comes within any `within` questions; its latest question is `since` back
#   ending        a therapy has ended, and this looks back on all of it
#   focus         the therapist's focus: this is the `asked`-th of the `of` questions since it was chosen
REASONS: Mapping[str, frozenset[str]] = {
    "first_time": frozenset(),
    "first_rating": frozenset(),
    "longest_ago": frozenset({"since"}),
    "rating_ago": frozenset({"since"}),
    "due": frozenset({"since", "within"}),
    "focus": frozenset({"asked", "of"}),
    "ending": frozenset(),
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


def begin(bank: Bank, *, seed: int) -> Choice:
    """The first question of all: a choice, no number, of those that make a good beginning."""
    question = bank.questions[FIRST_OF_ALL[seed % len(FIRST_OF_ALL)]]
    return Choice(question, question.wordings[0], Reason("first_time"))


def finish(bank: Bank, text: str) -> Choice:
    """The one question at the end of a therapy, in words of its own: it is about all of it, not one hour."""
    return Choice(bank.questions[LAST_OF_ALL], Wording("ending", text), Reason("ending"))


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
    numbers = _by_suggestion(bank, frozenset(KINDS)).keys()
    if not muted <= numbers or len(muted) > MOST_MUTED:
        raise ValueError(f"cannot mute {sorted(muted)}: at most {MOST_MUTED} of {sorted(numbers)}")
    questions = _by_suggestion(bank, kinds)
    eligible = questions.keys() - muted
    if not eligible:
        raise ValueError(f"the bank has no question of {sorted(kinds)}")
    past = remember(history, checkin)
    due = coverage(len(history), past.suggestions, numbers - muted)
    forms = frozenset(kind == PULSE for kind in kinds)
    turn = _Turn(seed, forms, frozenset(eligible), past, due)
    suggestion, reason = turn.suggestion(focus if focus and focus.suggestion in eligible else None, history)
    question = turn.question(questions[suggestion])
    return Choice(question, turn.wording(question), reason)


@lru_cache(maxsize=64)
def _by_suggestion(bank: Bank, kinds: frozenset[str]) -> Mapping[int, tuple[Question, ...]]:
    """The questions of these kinds under their suggestions. Banks are loaded once, so few are ever kept."""
    found: dict[int, tuple[Question, ...]] = {}
    for question in bank.questions.values():
        if question.kind in kinds:
            found[question.suggestion] = (*found.get(question.suggestion, ()), question)
    return MappingProxyType(found)


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
        others = others or self.eligible
        first = min(others, key=self._rank)
        fair = others & self.due.permitted(reserve=True)
        if first in fair:
            return first, self._why(first)
        chosen = min(fair, key=self._rank) if fair else min(self.eligible, key=self._urgency)
        return chosen, self._why(chosen, due=True)

    def _takes_focus(self, number: int, share: Share, since: Collection[Asked]) -> bool:
        if self.past.since(number) == 1:
            return False  # never twice running, however much is owed
        if share.owed:
            return number in self.due.permitted(reserve=False)
        if not share.wanted or number in self.past.sitting:
            return False
        return self._in_proportion(number, share, since) and number in self.due.permitted(reserve=True)

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

    def _urgency(self, number: int) -> tuple[int, bytes]:
        return self.due.urgency(number), self._lot(number)

    def _rated(self, number: int) -> int:
        return self.past.rated.get(number, -1)

    @property
    def _rates(self) -> bool:
        return self.forms == {True}

    def _why(self, number: int, *, due: bool = False) -> Reason:
        since = self.past.since(number)
        if since is None:
            return Reason("first_time")
        if self._rates and self._rated(number) < 0:
            return Reason("first_rating")
        last = self._rated(number) if self._rates else self.past.put - since
        if due or not self._is_longest_ago(number):
            return Reason("due", {"since": since, "within": span(len(self.due.left))})
        return Reason("rating_ago" if self._rates else "longest_ago", {"since": self.past.put - last})

    def _is_longest_ago(self, number: int) -> bool:
        """Of all that is not muted: the sentence has to be true even where a focus was passed over."""
        if self._rates:
            return self._rated(number) <= min(map(self._rated, self.due.left))
        return self.due.urgency(number) <= min(self.due.left.values())

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
