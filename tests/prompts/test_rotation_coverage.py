"""The arithmetic behind the rotation, played against the worst choices and the most fickle therapist."""

from __future__ import annotations

from random import Random

import pytest

from prompts.questions.coverage import Coverage, Share, coverage
from tests.prompts.rotation_make import windows_missing_one


def worst_choice(due: Coverage, chance: Random) -> int:
    """What may be asked and leaves the least time for the rest; at times anything that may be asked."""
    fair = sorted(due.permitted(reserve=True), key=due.urgency)
    if not fair:
        return min(due.left, key=due.urgency)
    return fair[-1] if chance.random() < 0.8 else chance.choice(fair)


@pytest.mark.parametrize("suggestions", [8, 9, 10])
@pytest.mark.parametrize("lasts", [[5], [3, 5], [9, 5, 13], [1, 2, 3, 4, 5, 6]])
@pytest.mark.parametrize("life", range(4))
def test_an_owed_focus_and_all_deadlines_are_kept_whatever_is_chosen_between(
    suggestions: int, lasts: list[int], life: int
) -> None:
    chance, numbers = Random(life), range(suggestions)
    asked: list[int] = []
    while len(asked) < 400:
        focus, start = chance.choice(numbers), len(asked)
        for put in range(chance.choice(lasts)):
            due = coverage(len(asked), {number: at for at, number in enumerate(asked)}, numbers)
            owed = Share(asked[start:].count(focus), put).owed
            asked.append(focus if owed else worst_choice(due, chance))
            assert not owed or focus in due.permitted(reserve=False)
    assert windows_missing_one(asked, frozenset(numbers)) == []


@pytest.mark.parametrize("suggestions", [8, 9, 10])
def test_from_any_state_the_most_urgent_first_mends_within_one_round(suggestions: int) -> None:
    last = dict.fromkeys(range(suggestions), -100)  # all long overdue
    for position in range(suggestions):
        due = coverage(position, last, range(suggestions))
        last[min(due.left, key=due.urgency)] = position
    assert coverage(suggestions, last, range(suggestions)).permitted(reserve=True)


def test_nothing_is_permitted_that_leaves_another_too_late() -> None:
    two_due = Coverage({1: 1, 2: 2, 3: 9})
    assert two_due.permitted(reserve=False) == {1}
    assert Coverage({1: 1, 2: 1, 3: 9}).permitted(reserve=False) == frozenset()
    assert Coverage({1: 5, 2: 6, 3: 9}).permitted(reserve=False) == {1, 2, 3}


def test_the_reserve_keeps_two_slots_in_five_for_a_focus() -> None:
    assert Coverage({1: 3, 2: 4, 3: 9}).permitted(reserve=False) == {1, 2, 3}
    assert Coverage({1: 3, 2: 4, 3: 9}).permitted(reserve=True) == {1, 2}
