"""The one suggestion for the coming week, and what stands behind it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from prompts.digest import choose_next, render_why
from prompts.questions.bank import load_bank
from prompts.questions.model import Bank
from tests.prompts.digest_make import ALL, BANK, TEXTS, plain, rated, week

EVEN = dict.fromkeys(ALL, 5)


def test_the_least_asked_is_suggested() -> None:
    assert choose_next(week(asked_counts=EVEN | {4: 2}), BANK, 1)[0] == 4


def test_never_asked_counts_as_least() -> None:
    assert choose_next(week(asked_counts=dict.fromkeys(ALL - {6}, 1)), BANK, 1)[0] == 6


@pytest.mark.parametrize("values", ["1", "2232", "33333333333322"])
def test_never_the_lowest_even_if_least_asked(values: str) -> None:
    given = week(
        asked_counts=EVEN | {4: 0, 9: 1}, ratings=rated(4, values) + rated(7, "4444") + rated(8, "5555")
    )
    assert choose_next(given, BANK, 1)[0] == 9


def test_never_the_lowest_of_this_week_either() -> None:
    given = week(asked_counts=EVEN | {4: 0, 9: 1}, days=1, ratings=rated(4, "5551") + rated(7, "2224"))
    assert choose_next(given, BANK, 1)[0] == 9


def test_with_all_alike_none_is_the_lowest() -> None:
    given = week(asked_counts=EVEN | {4: 0}, ratings=[r for n in ALL for r in rated(n, "33")])
    assert choose_next(given, BANK, 1)[0] == 4


def test_a_wish_comes_before_all() -> None:
    assert choose_next(week(asked_counts=EVEN | {4: 0}, wish=7, ratings=rated(7, "1")), BANK, 1)[0] == 7


def test_a_muted_wish_does_not_count() -> None:
    assert choose_next(week(asked_counts=EVEN | {4: 0}, wish=7, muted=[7]), BANK, 1)[0] == 4


def test_another_goes_round_all_but_the_lowest() -> None:
    given = week(asked_counts=EVEN, muted=[1], ratings=rated(2, "1") + rated(3, "2"))
    seen: list[int] = []
    for _ in range(8):
        seen.append(choose_next(given, BANK, 1, frozenset(seen))[0])
    assert sorted(seen) == sorted(ALL - {1, 2})
    assert choose_next(given, BANK, 1, frozenset(seen))[0] == seen[0]


def test_the_tip_is_another_than_last_time() -> None:
    for seed in range(20):
        given = week(wish=7, tips_shown=["07-tip-1", "07-tip-3"])
        assert choose_next(given, BANK, seed) == (7, "07-tip-2")


def test_when_all_tips_were_shown_they_begin_again() -> None:
    assert choose_next(week(wish=7, tips_shown=BANK.tips), BANK, 1)[1].startswith("07-tip-")


def test_a_bank_without_tips_still_gives_a_suggestion() -> None:
    assert choose_next(week(wish=7), Bank("en", {}, {}), 1) == (7, "")


def test_why_a_least_asked_one_with_practice_wisdom() -> None:
    assert plain(render_why(7, "07-tip-1", TEXTS, BANK)) == (
        "Heard: among those I have asked you about least. A low rating is never the reason.\n\n"
        "The tip is practice wisdom; no study stands behind it.\n\n"
        "Empathy and outcome correlate (r = .28; Elliott et al. 2018). "
        "A correlation says nothing about cause."
    )


def test_why_a_wish_with_a_tip_from_the_literature() -> None:
    tip = replace(BANK.tips["07-tip-1"], source="Somebody 2020: a < b", doi="10.1/x")
    assert plain(render_why(7, tip.id, TEXTS, Bank("en", {}, {tip.id: tip}), wished=True)) == (
        "Heard: because you wished for it.\n\n"
        "Behind the tip: Somebody 2020: a < b. doi.org/10.1/x\n\n"
        "That things go together says nothing about cause."
    )


def test_every_tip_says_what_stands_behind_it_and_that_it_is_no_cause() -> None:
    bank = load_bank("en")
    for tip in bank.tips.values():
        text = plain(render_why(tip.suggestion, tip.id, TEXTS, bank))
        assert text.endswith("says nothing about cause."), tip.id
        assert len(text) <= 400, tip.id


def test_never_the_lowest_of_those_that_the_digest_shows() -> None:
    """The lowest of all stays out of sight, with one rating; the lowest in sight is not suggested either."""
    shown = rated(4, "33") + rated(7, "44") + rated(8, "55") + rated(10, "55")
    given = week(asked_counts=EVEN | {4: 0, 9: 1}, ratings=rated(2, "1") + shown)
    assert choose_next(given, BANK, 1)[0] == 9
