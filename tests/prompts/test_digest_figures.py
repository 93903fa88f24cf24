"""Which figures a digest shows, and that it compares only what may be compared."""

from __future__ import annotations

from datetime import timedelta

import pytest

from prompts.digest import LookBack
from prompts.digest.figures import spans
from tests.prompts.digest_make import FRIDAY, parts_of, rated, read, week


@pytest.mark.parametrize(
    ("ratings", "clients", "said"),
    [
        ("4", "a", "Heard, lately: 4 (1 client)"),
        ("4435", "abc", "Heard, lately: 4 4 3 5 (3 clients)"),
        ("11115555555", "abcd", "Heard, lately: 5 5 5 5 (4 clients)"),
        ("111111555555", "ab", "Heard: 5.0 lately, 1.0 before (6 and 6 ratings, 2 clients)"),
        ("555555111111", "ab", "Heard: 1.0 lately, 5.0 before (6 and 6 ratings, 2 clients)"),
        ("333333444444", "ab", "Heard: 4.0 lately, 3.0 before (6 and 6 ratings, 2 clients)"),
        ("333333444443", "ab", "Heard: about the same (6 and 6 ratings, 2 clients)"),
        ("1" + "33333333" + "44444444", "abc", "Heard: 4.0 lately, 3.0 before (8 and 8 ratings, 3 clients)"),
        ("4435", "a-b-", "Heard, lately: 4 4 3 5 (2 clients, 2 without a code)"),
        ("44", "--", "Heard, lately: 4 4 (without a client code)"),
    ],
)
def test_figures_come_with_their_count(ratings: str, clients: str, said: str) -> None:
    assert said in read(week(ratings=rated(7, ratings, clients=clients))).splitlines()


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, (1, 0)),
        (4, (4, 0)),
        (11, (4, 0)),
        (12, (6, 6)),
        (13, (6, 6)),
        (14, (7, 7)),
        (16, (8, 8)),
        (90, (8, 8)),
    ],
)
def test_six_on_each_side_or_no_comparison(count: int, expected: tuple[int, int]) -> None:
    assert spans(count) == expected


def test_ratings_before_this_week_alone_show_nothing() -> None:
    old = rated(7, "444", until=FRIDAY - timedelta(days=8))
    assert "Heard" not in read(week(ratings=old))


def test_the_focus_shows_even_without_a_rating_this_week() -> None:
    old = rated(7, "444", until=FRIDAY - timedelta(days=8))
    assert "Heard, lately: 4 4 4 (1 client)" in read(week(ratings=old, focus=LookBack(7, 1, 0)))


def test_muted_suggestions_show_no_figures() -> None:
    assert "Heard, lately" not in read(week(ratings=rated(7, "444"), muted=[7]))


def test_at_most_four_are_shown_in_the_order_of_the_suggestions() -> None:
    given = week(ratings=[r for n in range(1, 11) for r in rated(n, "43")], focus=LookBack(9, 2, 2))
    shown = [f.suggestion for f in parts_of(given).figures]
    assert len(shown) == 4
    assert shown == sorted(shown)
    assert 9 in shown


@pytest.mark.parametrize("turn", [{1: 5, 5: 1, 2: 4, 4: 2, 3: 3}])
def test_low_and_high_play_no_part_in_what_is_shown(turn: dict[int, int]) -> None:
    values = {1: "1", 2: "22", 3: "5555", 4: "3", 5: "111111555555", 6: "12", 7: "555555111111", 8: "2"}
    turned = {n: "".join(str(turn[int(v)]) for v in each) for n, each in values.items()}
    shown, shown_turned = (
        [
            f.suggestion
            for f in parts_of(week(ratings=[r for n, v in given.items() for r in rated(n, v)])).figures
        ]
        for given in (values, turned)
    )
    assert shown == shown_turned
    assert {5, 7} <= set(shown)
