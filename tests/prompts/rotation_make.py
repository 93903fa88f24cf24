"""Builders for the rotation: a made-up bank, and a therapist who is asked one question after another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count

from prompts.questions.kinds import CHOOSE, MOMENT, PULSE, YES_PARTLY_NO
from prompts.questions.model import Bank, Question, Wording
from prompts.questions.occasion import NOTHING_SPECIAL, Occasion
from prompts.questions.rotation import Asked, Choice, Focus, choose, wanted_kinds

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
EXPLORATIONS = frozenset({CHOOSE, MOMENT, YES_PARTLY_NO})


def question(suggestion: int, kind: str, number: int = 1, wordings: str = "a") -> Question:
    name = f"{suggestion:02}-{kind}-{number}"
    texts = tuple(Wording(slug, f"{name} in wording {slug}?") for slug in wordings)
    low, high = ("hardly", "throughout") if kind == PULSE else (None, None)
    return Question(name, suggestion, kind, texts, (), low, high, hard=False)


@cache
def made_up_bank(suggestions: int = 10, each: int = 2) -> Bank:
    """So many suggestions, each with a pulse in three wordings and `each` explorations of three kinds."""
    questions = [question(s, PULSE, wordings="abc") for s in range(1, suggestions + 1)]
    for s in range(1, suggestions + 1):
        questions += [question(s, kind, n) for kind in sorted(EXPLORATIONS) for n in range(1, each + 1)]
    return Bank("en", {q.id: q for q in questions}, {})


@dataclass
class MadeUpTherapist:
    """Is asked check-in after check-in, one hour apart; what was asked stays in `history`."""

    seed: int = 1
    total: int = 2
    numbers: str = "always"
    muted: frozenset[int] = frozenset()
    focus: Focus | None = None
    bank: Bank = field(default_factory=made_up_bank)
    occasion: Occasion = NOTHING_SPECIAL
    history: list[Asked] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    _checkins: Iterator[int] = field(default_factory=lambda: count(1_000_000))

    @property
    def now(self) -> datetime:
        return START + timedelta(hours=len(self.history))

    def wants(self, suggestion: int) -> None:
        self.focus = Focus(suggestion, self.now)

    def check_in(self, total: int | None = None) -> None:
        checkin = next(self._checkins)
        for position in range(total or self.total):
            kinds = wanted_kinds(
                self.history,
                checkin=checkin,
                position=position,
                total=total or self.total,
                numbers=self.numbers,
            )
            self.ask(kinds, checkin)

    def ask(self, kinds: frozenset[str], checkin: int) -> Choice:
        choice = choose(
            self.bank,
            self.history,
            seed=self.seed,
            kinds=kinds,
            focus=self.focus,
            muted=self.muted,
            checkin=checkin,
            occasion=self.occasion,
        )
        asked = choice.question
        self.history.append(
            Asked(asked.id, choice.wording.slug, asked.suggestion, asked.kind, self.now, checkin)
        )
        self.choices.append(choice)
        return choice

    def asked_at_least(self, questions: int) -> MadeUpTherapist:
        while len(self.history) < questions:
            self.check_in()
        return self


def windows_missing_one(suggestions: list[int], wanted: frozenset[int]) -> list[tuple[int, int]]:
    """(start, suggestion) for every 2k questions in a row that miss one of the k wanted."""
    within = 2 * len(wanted)
    starts = range(len(suggestions) - within + 1)
    return [(at, s) for at in starts for s in wanted - set(suggestions[at : at + within])]
