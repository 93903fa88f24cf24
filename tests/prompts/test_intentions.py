"""Intentions: which answers beg for one, when one is offered, and how its words read."""

from __future__ import annotations

import pytest

from prompts.questions.intentions import SHOWN, begs, may_offer, said, words


@pytest.mark.parametrize(
    ("rating", "in_words", "hard", "offered"),
    [
        (1, False, False, True), (2, False, False, True), (3, False, False, False), (5, False, True, False),
        (None, True, True, True), (None, True, False, False), (None, False, True, False),
    ],
)  # fmt: skip
def test_a_low_rating_begs_for_one_and_words_on_what_was_hard(
    rating: int | None, *, in_words: bool, hard: bool, offered: bool
) -> None:
    assert begs(rating=rating, in_words=in_words, hard=hard) is offered


@pytest.mark.parametrize(
    ("offered", "may"), [((), True), ((1,), True), ((2,), False), ((3,), False), ((2, 3), False)]
)
def test_one_in_a_check_in_and_never_two_running(offered: tuple[int, ...], *, may: bool) -> None:
    assert may_offer(3, 2, offered) is may


def test_an_answer_to_an_if_then_question_finishes_it() -> None:
    assert (
        words("If Oak goes quiet again, then I will …", "… wait")
        == "If Oak goes quiet again, then I will wait"
    )
    assert words("What would you do?", "Wait") == "Wait"


def test_it_is_shown_on_one_line_without_its_own_marks_and_not_too_long() -> None:
    assert said("“If it rains,\nI stay.”") == "If it rains, I stay."
    assert len(said("word " * 400)) <= SHOWN
