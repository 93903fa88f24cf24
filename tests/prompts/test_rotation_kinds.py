"""Which kinds a check-in wants: pulses and explorations in their pattern, for each setting of numbers."""

from __future__ import annotations

import pytest

from prompts.questions.kinds import CHOOSE, KINDS, PULSE
from prompts.questions.rotation import wanted_kinds
from tests.prompts.rotation_make import MadeUpTherapist


def pattern(total: int, checkins: int, numbers: str = "always") -> str:
    """`p` for a pulse, `e` for an exploration, one word for each check-in."""
    therapist = MadeUpTherapist(total=total, numbers=numbers).asked_at_least(total * checkins)
    letters = "".join("p" if asked.rated else "e" for asked in therapist.history)
    return " ".join(letters[at : at + total] for at in range(0, len(letters), total))


@pytest.mark.parametrize(
    ("total", "expected"),
    [(1, "p e p e"), (2, "pe pe pe pe"), (3, "pee pee pee pee"), (5, "pepep pepep pepep pepep")],
)
def test_check_ins_mix_ratings_and_explorations(total: int, expected: str) -> None:
    assert pattern(total, 4) == expected


@pytest.mark.parametrize(
    ("total", "expected"),
    [(1, "p e p e"), (2, "pe ee pe ee"), (3, "pee eee pee eee"), (4, "pepe eeee pepe eeee")],
)
def test_numbers_sometimes_means_every_other_check_in(total: int, expected: str) -> None:
    assert pattern(total, 4, "sometimes") == expected


@pytest.mark.parametrize("total", [1, 2, 3, 5])
def test_words_only_means_no_rating_ever(total: int) -> None:
    assert set(pattern(total, 6, "never")) <= {"e", " "}


def test_an_exploration_is_any_kind_but_the_pulse() -> None:
    wanted = wanted_kinds([], checkin=1, position=1, total=2, numbers="always")
    assert wanted == set(KINDS) - {PULSE}


def test_after_a_first_question_without_a_scale_comes_a_rating() -> None:
    therapist = MadeUpTherapist(total=1)
    therapist.ask(frozenset({CHOOSE}), checkin=1)
    therapist.check_in()
    assert therapist.history[-1].kind == PULSE
