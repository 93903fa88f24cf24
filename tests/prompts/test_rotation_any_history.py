"""The rotation over 10,000 random histories: whatever is set, changed or stored, it keeps its word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from random import Random
from typing import TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from prompts.questions.rotation import Asked
from tests.prompts.rotation_make import EXPLORATIONS, START, MadeUpTherapist, windows_missing_one

ALL = frozenset(range(1, 11))
T = TypeVar("T")
LIVES = st.integers(0, 2**63 - 1)  # a life is the seed of everything that happens in it


@dataclass
class FickleTherapist(MadeUpTherapist):
    """Changes everything at random; notes from which question on each muting and each focus held."""

    mutings: list[tuple[int, frozenset[int]]] = field(default_factory=list)
    focuses: list[tuple[int, int | None]] = field(default_factory=list)

    def live(self, chance: Random, questions: int, *, mutes: bool = True) -> None:
        self.mute(chance)
        fickle = chance.choice([0.1, 0.4])
        until = len(self.history) + questions
        while len(self.history) < until:
            if chance.random() < fickle:
                self.want_another(chance)
            if mutes and chance.random() < 0.03:
                self.mute(chance)
            self.numbers = chance.choice(["always", "always", "sometimes", "never"])
            self.check_in(chance.choice([1, 2, 2, 3, chance.randint(4, 8)]))

    def want_another(self, chance: Random) -> None:
        wish = chance.choice([None, *sorted(ALL - self.muted)])
        self.focuses.append((len(self.history), wish))
        self.focus = None
        if wish is not None:
            self.wants(wish)

    def mute(self, chance: Random) -> None:
        self.muted = frozenset(chance.sample(sorted(ALL), chance.choice([0, 0, 1, 2])))
        self.mutings.append((len(self.history), self.muted))


def a_life(life: int, questions: int, *, mutes: bool = True) -> FickleTherapist:
    therapist = FickleTherapist(seed=life)
    therapist.live(Random(life), questions, mutes=mutes)
    return therapist


def spans(notes: list[tuple[int, T]], therapist: FickleTherapist) -> Iterator[tuple[T, list[int]]]:
    """What was noted, and the suggestions asked while it held."""
    asked = [one.suggestion for one in therapist.history]
    ends = [start for start, _ in notes[1:]] + [len(asked)]  # of each
    return ((what, asked[start:end]) for (start, what), end in zip(notes, ends, strict=False))


def assert_covered(therapist: FickleTherapist) -> None:
    for muted, asked in spans(therapist.mutings, therapist):
        assert windows_missing_one(asked, ALL - muted) == []
        assert not muted & set(asked)


def assert_no_wording_twice_running(history: list[Asked]) -> None:
    for number in ALL:
        used = [asked.wording for asked in history if asked.rated and asked.suggestion == number]
        assert all(one != other for one, other in pairwise(used))


def assert_no_early_repeat(history: list[Asked]) -> None:
    each = 2 * len(EXPLORATIONS)  # in the made-up bank
    for number in ALL:
        ids = [asked.question for asked in history if not asked.rated and asked.suggestion == number]
        assert all(len(set(ids[at : at + each])) == len(ids[at : at + each]) for at in range(len(ids)))


@settings(deadline=None, max_examples=2_000)
@given(life=LIVES, questions=st.integers(20, 28))
def test_every_suggestion_comes_in_time_and_nothing_repeats_early(life: int, questions: int) -> None:
    therapist = a_life(life, questions)
    assert_covered(therapist)
    assert_no_wording_twice_running(therapist.history)
    assert_no_early_repeat(therapist.history)


@settings(deadline=None, max_examples=700)
@given(life=LIVES, questions=st.integers(20, 36))
def test_each_focus_takes_its_share_however_often_it_changes(life: int, questions: int) -> None:
    therapist = a_life(life, questions, mutes=False)
    assert_covered(therapist)
    for wish, asked in spans(therapist.focuses, therapist):
        if wish is not None:
            counts = [(asked[:put].count(wish), put) for put in range(3, len(asked) + 1)]
            assert all(put <= 4 * taken and 5 * taken <= 2 * put for taken, put in counts)


def anything(chance: Random) -> Asked:
    return Asked(
        question=chance.choice(["01-pulse-1", "07-moment-2", "07-choose_one-1", "99-gone-1", ""]),
        wording=chance.choice(["a", "b", "z", ""]),
        suggestion=chance.randint(-1, 12),
        kind=chance.choice(["pulse", "moment", "choose_one", "gone"]),
        at=START + timedelta(hours=chance.randint(-1000, 1000)),
        checkin=chance.randint(0, 3),
    )


@settings(deadline=None, max_examples=700)
@given(life=LIVES, stored=st.integers(0, 40))
def test_after_any_stored_history_it_asks_on_and_covers_all_from_then(life: int, stored: int) -> None:
    chance = Random(life)
    therapist = FickleTherapist(seed=life, history=[anything(chance) for _ in range(stored)])
    therapist.want_another(chance)
    therapist.live(chance, 22)
    assert_covered(therapist)
