"""Which questions fit a session: the marks, what holds when, and that there is always enough to ask."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prompts.questions.bank import load_bank
from prompts.questions.kinds import KINDS, PULSE
from prompts.questions.model import Bank
from prompts.questions.occasion import (
    EARLY,
    LONG,
    MARKS,
    NOTHING_SPECIAL,
    Occasion,
    fits,
    fitting,
    is_new,
    unknown_marks,
)
from prompts.questions.rotation import choose
from tests.prompts.rotation_make import MadeUpTherapist, made_up_bank, question, windows_missing_one

BEGUN = datetime(2026, 1, 5, tzinfo=UTC)
OCCASIONS = [
    Occasion(party, sessions, new, ending, single, day, remote, evening)
    for party, (sessions, new), ending, single, day, remote, evening in product(
        ["one", "couple", "family", "child", "group"],
        [(None, False), (1, True), (EARLY, True), (7, False), (LONG, False)],
        [False, True],
        [False, True],
        [False, True],
        [None, True],
        [False, True],
    )
]


@pytest.mark.parametrize(
    ("occasion", "marks"),
    [
        (NOTHING_SPECIAL, set()),
        (Occasion(party="couple"), {"couple", "several"}),
        (Occasion(party="family"), {"family", "several"}),
        (Occasion(party="group"), {"group", "several"}),
        (Occasion(party="child"), {"child"}),
        (Occasion(sessions=1, new=True), {"first", "early"}),
        (Occasion(sessions=3, new=True), {"early"}),
        (Occasion(sessions=4, new=True), set()),
        (Occasion(sessions=1), set()),  # the first that the bot knows of, perhaps the hundredth
        (Occasion(sessions=19), set()),
        (Occasion(sessions=20), {"long"}),
        (Occasion(ending=True), {"ending"}),
        (Occasion(single=True), {"single"}),
        (Occasion(day=True), {"single", "day"}),
        (Occasion(remote=None), set()),
        (Occasion(remote=False), set()),
        (Occasion(remote=True), {"remote"}),
        (Occasion(evening=True), {"evening"}),
    ],
)
def test_what_holds(occasion: Occasion, marks: set[str]) -> None:
    assert occasion.marks() == marks
    assert occasion.marks() <= MARKS


@pytest.mark.parametrize(
    ("marks", "holding", "comes"),
    [
        ((), set(), True),
        (("couple",), set(), False),
        (("couple", "family"), {"family", "several"}, True),
        (("not_single",), set(), True),
        (("not_single",), {"single"}, False),
        (("child", "not_remote"), {"child", "remote"}, False),
        (("child", "not_remote"), {"child"}, True),
        (("child", "not_remote"), set(), False),
    ],
)
def test_a_question_comes_when_it_fits(marks: tuple[str, ...], holding: set[str], comes: bool) -> None:
    assert fits(replace(question(7, PULSE), marks=marks), frozenset(holding)) is comes


def test_if_nothing_fits_something_is_asked_all_the_same() -> None:
    couples = [replace(question(7, "moment"), marks=("couple",))]
    assert fitting(couples, NOTHING_SPECIAL) == couples


def test_marks_that_do_not_exist_or_contradict_are_found() -> None:
    assert unknown_marks(["couple", "not_first"]) == []
    assert unknown_marks(["pair", "not_pair", "long", "not_long"]) == ["long", "not_pair", "pair"]


@pytest.mark.parametrize(("days", "new"), [(-3, False), (0, False), (27, False), (28, True), (400, True)])
def test_who_is_there_from_the_beginning_is_not_new(days: int, new: bool) -> None:
    assert is_new(BEGUN + timedelta(days=days), BEGUN) is new


def test_on_every_occasion_there_is_much_to_ask_in_every_suggestion() -> None:
    bank = load_bank()
    for occasion in OCCASIONS:
        marks = occasion.marks()
        for number in range(1, 11):
            left = [each for each in bank.explorations(number) if fits(each, marks)]
            assert len(left) >= 14, (occasion, number)
            assert len({each.kind for each in left}) >= len(KINDS) - 2, (occasion, number)


def test_every_mark_is_in_use_and_comes_with_questions_of_its_own() -> None:
    marks = [mark for each in load_bank().questions.values() for mark in each.marks]
    assert {mark for mark in MARKS - {"day"} if marks.count(mark) < 2} == set()


@pytest.mark.parametrize(
    ("said", "mark"),
    [
        ("each of them", "several"),
        ("the child", "child"),
        ("on the call", "remote"),
        ("the group", "several"),
    ],
)
def test_what_speaks_of_some_people_only_is_marked(said: str, mark: str) -> None:
    marks = {"several": {"several", "couple", "family", "group"}}.get(mark, {mark})
    about = [q for q in load_bank().questions.values() if any(said in w.text for w in q.wordings)]
    assert about
    assert [
        q.id for q in about if "or on the call" not in q.wordings[1].text and not marks & set(q.marks)
    ] == []


def test_what_may_be_the_only_session_is_not_said_of_a_day() -> None:
    only = [q for q in load_bank().questions.values() if "single" in q.marks]
    assert [q.id for q in only if fits(q, Occasion(day=True).marks())] == []


def test_what_is_about_the_next_time_needs_one() -> None:
    ahead = [q for q in load_bank().questions.values() if any("next time" in w.text for w in q.wordings)]
    assert len(ahead) > 5
    assert [q.id for q in ahead if not {"not_single", "not_ending"} <= set(q.marks)] == []


def marked_bank(chance: Random) -> Bank:
    """The made-up bank with marks strewn over it."""
    some = [(), (), ("couple",), ("not_evening",), ("first", "long"), ("not_single", "not_several")]
    questions = made_up_bank(each=3).questions.values()
    marked = [replace(q, marks=() if q.kind == PULSE else chance.choice(some)) for q in questions]
    return Bank("en", {q.id: q for q in marked}, {})


@settings(deadline=None, max_examples=300)
@given(life=st.integers(0, 2**63 - 1))
def test_whatever_the_occasions_all_are_covered_and_only_what_fits_is_asked(life: int) -> None:
    chance = Random(life)
    therapist, occasions = MadeUpTherapist(seed=life, bank=marked_bank(chance)), chance.sample(OCCASIONS, 4)
    for _ in range(60):
        occasion = chance.choice(occasions)
        kinds = frozenset({PULSE} if chance.random() < 0.4 else set(KINDS) - {PULSE})
        therapist.occasion = occasion
        asked = therapist.ask(kinds, checkin=len(therapist.history)).question
        alike = [
            q
            for q in therapist.bank.questions.values()
            if q.suggestion == asked.suggestion and q.kind in kinds
        ]
        fit = [q for q in alike if fits(q, occasion.marks())]
        assert asked in (fit or alike)
        before = [one.question for one in therapist.history[:-1]]
        assert asked.id not in before or {q.id for q in fit or alike} <= set(before)
    suggestions = [one.suggestion for one in therapist.history]
    assert windows_missing_one(suggestions, frozenset(range(1, 11))) == []


def test_the_occasion_has_no_say_in_which_suggestion_comes() -> None:
    bank, history = load_bank(), MadeUpTherapist(bank=load_bank()).asked_at_least(25).history
    chosen = {
        choose(
            bank,
            history,
            seed=3,
            kinds=frozenset(KINDS) - {PULSE},
            focus=None,
            muted=frozenset(),
            occasion=each,
        ).question.suggestion
        for each in OCCASIONS
    }
    assert len(chosen) == 1
