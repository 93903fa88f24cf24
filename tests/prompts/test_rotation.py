"""The rotation by example: coverage, focus, repeats, wordings, muting, reasons, determinism."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from itertools import pairwise

import pytest

from prompts.questions.bank import load_bank
from prompts.questions.kinds import CHOOSE, PULSE
from prompts.questions.rotation import REASONS, Asked, Focus, Reason, begin, choose
from prompts.texts import load_texts
from tests.prompts.rotation_make import EXPLORATIONS, START, MadeUpTherapist, windows_missing_one

ALL = frozenset(range(1, 11))
TOTALS = pytest.mark.parametrize("total", [1, 2, 3])


def suggestions(therapist: MadeUpTherapist) -> list[int]:
    return [asked.suggestion for asked in therapist.history]


@TOTALS
@pytest.mark.parametrize("numbers", ["always", "sometimes", "never"])
def test_any_twenty_in_a_row_touch_every_suggestion(total: int, numbers: str) -> None:
    therapist = MadeUpTherapist(total=total, numbers=numbers, bank=load_bank()).asked_at_least(200)
    assert windows_missing_one(suggestions(therapist), ALL) == []


@TOTALS
def test_ratings_and_explorations_both_reach_every_suggestion(total: int) -> None:
    therapist = MadeUpTherapist(total=total).asked_at_least(60)
    forms = Counter((asked.suggestion, asked.rated) for asked in therapist.history)
    assert min(forms[number, rated] for number in ALL for rated in (True, False)) >= 2


@TOTALS
def test_ratings_spread_evenly_over_the_suggestions(total: int) -> None:
    therapist = MadeUpTherapist(total=total).asked_at_least(240)
    ratings = Counter(asked.suggestion for asked in therapist.history if asked.rated)
    assert max(ratings.values()) - min(ratings[number] for number in ALL) <= 1


@TOTALS
def test_a_check_in_asks_about_different_suggestions(total: int) -> None:
    therapist = MadeUpTherapist(total=total)
    therapist.wants(4)
    therapist.asked_at_least(240)
    asked = {(asked.checkin, asked.suggestion) for asked in therapist.history}
    assert len(asked) == len(therapist.history)


@pytest.mark.parametrize("before", [1, 2, 3, 4, 5])
def test_in_a_long_evening_no_three_questions_in_a_row_come_back_to_a_suggestion(before: int) -> None:
    therapist = MadeUpTherapist(total=8)
    therapist.wants(4)
    therapist.check_in(before)
    therapist.asked_at_least(before + 240)
    evenings = [suggestions(therapist)[at : at + 8] for at in range(before, before + 240, 8)]
    assert all(len(set(evening[at : at + 3])) == 3 for evening in evenings for at in range(6))


def test_a_new_check_in_may_come_back_to_what_was_asked_last() -> None:
    therapist = MadeUpTherapist()
    for checkin in range(10):
        therapist.ask(frozenset({PULSE}), checkin)
    explored = therapist.ask(EXPLORATIONS, checkin=10).question.suggestion
    history, before = list(therapist.history), suggestions(therapist)
    assert explored == before[0]  # rated and asked longest ago
    assert therapist.ask(frozenset({PULSE}), checkin=10).question.suggestion == before[1]
    therapist.history = history
    assert therapist.ask(frozenset({PULSE}), checkin=11).question.suggestion == explored


def test_no_exploration_repeats_before_all_of_its_suggestion_were_used() -> None:
    bank = load_bank()
    therapist = MadeUpTherapist(bank=bank).asked_at_least(300)
    for number in ALL:
        ids = [
            asked.question for asked in therapist.history if asked.suggestion == number and not asked.rated
        ]
        each = len(bank.explorations(number))
        assert len(ids) > each
        assert all(len(set(ids[at : at + each])) == each for at in range(len(ids) - each + 1))


def test_a_first_look_at_a_suggestion_brings_three_kinds_of_exploration() -> None:
    therapist = MadeUpTherapist(numbers="never").asked_at_least(40)
    for number in ALL:
        kinds = [asked.kind for asked in therapist.history if asked.suggestion == number]
        assert len(set(kinds[:3])) == 3


def test_a_pulse_is_never_in_the_wording_used_last_time_and_all_wordings_come() -> None:
    therapist = MadeUpTherapist(bank=load_bank()).asked_at_least(300)
    for number in ALL:
        used = [asked.wording for asked in therapist.history if asked.rated and asked.suggestion == number]
        assert all(one != other for one, other in pairwise(used))
        assert len(set(used[:3])) == 3


@TOTALS
@pytest.mark.parametrize("numbers", ["always", "sometimes", "never"])
def test_the_focus_takes_a_quarter_to_two_fifths_of_what_is_put_since(total: int, numbers: str) -> None:
    therapist = MadeUpTherapist(total=total, numbers=numbers).asked_at_least(31)
    therapist.wants(7)
    start = len(therapist.history)
    therapist.asked_at_least(start + 60)
    taken = [number == 7 for number in suggestions(therapist)[start:]]
    assert all(0.25 <= sum(taken[:put]) / put <= 0.4 for put in range(3, len(taken)))
    assert windows_missing_one(suggestions(therapist), ALL) == []


@pytest.mark.parametrize("muted", [frozenset(), frozenset({3}), frozenset({3, 8})])
@pytest.mark.parametrize("every", [1, 3, 5, 9])
def test_a_focus_changed_all_the_time_crowds_nobody_out(every: int, muted: frozenset[int]) -> None:
    therapist = MadeUpTherapist(total=1, muted=muted)
    wishes = sorted(ALL - muted)
    for turn in range(60):
        therapist.wants(wishes[turn * 3 % len(wishes)])
        therapist.asked_at_least(len(therapist.history) + every)
        since = suggestions(therapist)[-every:]
        assert every < 3 or every <= 4 * since.count(wishes[turn * 3 % len(wishes)]) <= 1.6 * every
    assert windows_missing_one(suggestions(therapist), ALL - muted) == []


@TOTALS
def test_a_focus_is_rated_as_well_as_explored(total: int) -> None:
    therapist = MadeUpTherapist(total=total)
    therapist.wants(7)
    therapist.asked_at_least(30)
    forms = Counter(asked.rated for asked in therapist.history if asked.suggestion == 7)
    assert min(forms[True], forms[False]) >= 3


def test_a_focus_that_is_owed_much_never_comes_twice_running() -> None:
    therapist = MadeUpTherapist(muted=frozenset({7})).asked_at_least(30)
    therapist.muted, therapist.focus = frozenset(), Focus(7, START)
    asked = suggestions(therapist.asked_at_least(60))
    assert asked[30:].count(7) > 10
    assert all(one != other for one, other in pairwise(asked))


def test_a_muted_suggestion_is_not_asked_and_comes_at_once_when_wanted_again() -> None:
    therapist = MadeUpTherapist(muted=frozenset({3, 8})).asked_at_least(100)
    assert windows_missing_one(suggestions(therapist), ALL - {3, 8}) == []
    assert not {3, 8} & set(suggestions(therapist))
    assert "due" not in {choice.reason.code for choice in therapist.choices}
    therapist.muted = frozenset()
    therapist.check_in(2)
    assert {3, 8} == set(suggestions(therapist)[-2:])


def test_a_muted_focus_is_left_out() -> None:
    therapist = MadeUpTherapist(muted=frozenset({3}))
    therapist.wants(3)
    assert 3 not in suggestions(therapist.asked_at_least(40))


@pytest.mark.parametrize("muted", [{11}, {0}, {1, 2, 3}])
def test_muting_an_unknown_suggestion_or_more_than_two_is_refused(muted: set[int]) -> None:
    with pytest.raises(ValueError, match="cannot mute"):
        MadeUpTherapist(muted=frozenset(muted)).check_in()


@pytest.mark.parametrize("kinds", [frozenset(), frozenset({"no such kind"})])
def test_kinds_that_the_bank_does_not_have_are_refused(kinds: frozenset[str]) -> None:
    with pytest.raises(ValueError, match="no question of"):
        MadeUpTherapist().ask(kinds, checkin=1)


@pytest.mark.parametrize("seed", range(20))
def test_the_very_first_question_can_be_held_to_one_kind(seed: int) -> None:
    first = MadeUpTherapist(seed=seed, bank=load_bank()).ask(frozenset({CHOOSE}), checkin=1)
    assert first.question.kind == CHOOSE


def test_ratings_and_explorations_may_be_open_together() -> None:
    therapist = MadeUpTherapist()
    for checkin in range(70):
        therapist.ask(EXPLORATIONS | {PULSE}, checkin)
    assert windows_missing_one(suggestions(therapist), ALL) == []
    assert {asked.rated for asked in therapist.history} == {True, False}


def test_what_is_due_comes_before_what_was_rated_longest_ago() -> None:
    therapist = MadeUpTherapist()
    rated = therapist.ask(frozenset({PULSE}), checkin=1).question.suggestion
    therapist.muted, therapist.numbers = frozenset({rated}), "never"
    therapist.asked_at_least(31)
    therapist.muted, therapist.numbers = frozenset(), "always"
    therapist.check_in()
    assert therapist.choices[31].question.suggestion == rated
    assert therapist.choices[31].reason == Reason("due", {"since": 31, "within": 20})


def test_reasons_come_with_their_figures_and_can_be_stored() -> None:
    therapist = MadeUpTherapist(total=3)
    for number in (2, 5, 8, 1, 9, 6, 3):
        therapist.wants(number)
        therapist.asked_at_least(len(therapist.history) + 7)
    reasons = [choice.reason for choice in therapist.choices]
    assert {reason.code for reason in reasons} >= REASONS.keys() - {"due", "ending"}
    assert all(REASONS[reason.code] == reason.figures.keys() for reason in reasons)
    assert all(json.loads(json.dumps(reason.figures)) == reason.figures for reason in reasons)


@pytest.mark.parametrize("total", [2, 3, 8])
def test_a_reason_tells_the_truth_about_the_history(total: int) -> None:
    therapist = MadeUpTherapist(total=total)
    therapist.wants(4)
    therapist.asked_at_least(160)
    for position, (asked, choice) in enumerate(zip(therapist.history, therapist.choices, strict=True)):
        code, figures = choice.reason.code, choice.reason.figures
        if code == "focus":
            continue
        rated_only = code in ("rating_ago", "first_rating")
        before = [
            one.suggestion for one in reversed(therapist.history[:position]) if one.rated or not rated_only
        ]
        assert (asked.suggestion in before) is ("since" in figures)
        if code in ("rating_ago", "longest_ago"):
            assert set(before[: before.index(asked.suggestion)]) == ALL - {asked.suggestion}
        if "since" in figures:
            assert therapist.history[position - figures["since"]].suggestion == asked.suggestion


def test_the_order_differs_from_therapist_to_therapist() -> None:
    orders = {tuple(suggestions(MadeUpTherapist(seed=seed).asked_at_least(10))) for seed in range(20)}
    assert len(orders) == 20


def test_the_newest_thousand_questions_are_enough() -> None:
    therapist = MadeUpTherapist().asked_at_least(1500)
    before = suggestions(therapist)
    therapist.history = therapist.history[-1000:]
    therapist.asked_at_least(1040)
    assert windows_missing_one(before[-20:] + suggestions(therapist)[1000:], ALL) == []


def test_a_history_of_unknown_questions_does_no_harm() -> None:
    strange = [Asked("99-gone-1", "z", number, "gone", START, 0) for number in (99, 99, 3, -1)]
    choice = choose(
        load_bank(), strange, seed=1, kinds=frozenset({PULSE}), focus=Focus(99, START), muted=frozenset()
    )
    assert choice.question.suggestion in ALL - {3}


def test_another_process_chooses_the_same() -> None:
    code = (
        "from tests.prompts.rotation_make import MadeUpTherapist as T;"
        "print([a.question for a in T(seed=5).asked_at_least(30).history])"
    )
    here = str([asked.question for asked in MadeUpTherapist(seed=5).asked_at_least(30).history])
    runs = [
        subprocess.run([sys.executable, "-c", code], env={"PYTHONHASHSEED": salt}, capture_output=True)
        for salt in ("1", "2")
    ]
    assert [run.stdout.decode().strip() for run in runs] == [here, here]


@pytest.mark.parametrize("code", sorted(REASONS))
def test_every_reason_has_its_sentence(code: str) -> None:
    figures = dict.fromkeys(REASONS[code], 12)
    sentence = load_texts().plain(f"why.{code}", suggestion="Heard", **figures)
    assert "Heard" in sentence
    assert sentence.count("12") == len(figures)


def test_the_first_question_of_all_is_a_choice_without_a_number() -> None:
    for seed in range(4):
        begun = begin(load_bank(), seed=seed)
        assert (begun.question.kind, begun.reason.code) == (CHOOSE, "first_time")
