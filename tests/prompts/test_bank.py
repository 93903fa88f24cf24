"""The bank as it is shipped: what is in it, and how it is reached."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from prompts.questions.bank import Bank, load_bank
from prompts.questions.kinds import (
    AGAINST,
    CHOOSE,
    CLIENT_VIEW,
    COUNT,
    IF_THEN,
    KINDS,
    MOMENT,
    PICTURE,
    PULSE,
    YES_PARTLY_NO,
)
from prompts.questions.model import Question, Wording
from prompts.suggestions import SUGGESTIONS

NUMBERS = [each.number for each in SUGGESTIONS]


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load_bank()


def test_there_are_ten_suggestions_in_order() -> None:
    assert tuple(NUMBERS) == (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
    assert (SUGGESTIONS[0].slug, SUGGESTIONS[6].slug, SUGGESTIONS[9].slug) == (
        "welcome",
        "listening",
        "warmth",
    )


def test_a_bank_is_loaded_once(bank: Bank) -> None:
    assert load_bank() is bank


def test_there_are_two_hundred_questions_or_more_and_fifty_tips(bank: Bank) -> None:
    assert len(bank.questions) >= 200
    assert len(bank.tips) >= 50


@pytest.mark.parametrize("number", NUMBERS)
def test_a_suggestion_has_a_pulse_in_four_wordings(bank: Bank, number: int) -> None:
    pulse = bank.pulse(number)
    assert pulse.kind == PULSE
    assert [wording.slug for wording in pulse.wordings] == ["a", "b", "c", "d"]
    assert [option.slug for option in pulse.options[:6]] == ["1", "2", "3", "4", "5", "cant_tell"]
    assert not pulse.hard


@pytest.mark.parametrize("number", NUMBERS)
def test_a_suggestion_has_nineteen_explorations_of_every_kind(bank: Bank, number: int) -> None:
    kinds = Counter(each.kind for each in bank.explorations(number))
    fewest = {
        CHOOSE: 4,
        YES_PARTLY_NO: 4,
        MOMENT: 3,
        CLIENT_VIEW: 1,
        AGAINST: 2,
        COUNT: 2,
        PICTURE: 2,
        IF_THEN: 1,
    }
    assert kinds.total() >= 19
    assert {kind: kinds[kind] for kind, least in fewest.items() if kinds[kind] < least} == {}
    assert set(kinds) == set(KINDS) - {PULSE}


@pytest.mark.parametrize("number", NUMBERS)
def test_a_suggestion_asks_for_what_was_hard_and_more_often_for_what_was_not(bank: Bank, number: int) -> None:
    hard = Counter(each.hard for each in bank.explorations(number) if KINDS[each.kind].takes_text)
    assert 2 <= hard[True] < hard[False]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_suggestion_has_five_tips(bank: Bank, number: int) -> None:
    assert [tip.id for tip in bank.tips_for(number)] == [f"{number:02d}-tip-{n}" for n in range(1, 6)]


def test_two_pulses_have_a_way_out_of_their_own(bank: Bank) -> None:
    own = {number: [option.slug for option in bank.pulse(number).options[6:]] for number in NUMBERS}
    assert {number: slugs for number, slugs in own.items() if slugs} == {
        4: ["nothing_stirred"],
        9: ["didnt_differ"],
    }


def test_every_question_and_tip_is_found_under_its_id_and_its_suggestion(bank: Bank) -> None:
    assert all(question.id == key for key, question in bank.questions.items())
    assert all(tip.id == key for key, tip in bank.tips.items())
    reached = [each.id for n in NUMBERS for each in (bank.pulse(n), *bank.explorations(n))]
    assert reached == list(bank.questions)


def test_ids_are_numbered_without_gaps_and_leave_room_for_an_operators_own(bank: Bank) -> None:
    numbers: dict[str, list[int]] = {}
    for each in (key for key in bank.questions if not key.endswith(PULSE)):
        stem, number = each.rsplit("-", 1)
        numbers.setdefault(stem, []).append(int(number))
    assert {stem: found for stem, found in numbers.items() if found != list(range(1, len(found) + 1))} == {}
    assert max(max(found) for found in numbers.values()) < 50


def test_a_question_keeps_its_id_where_its_kind_was_told_from_another_one_later(bank: Bank) -> None:
    moments = [each for each in bank.questions.values() if re.match(r"\d\d-moment-", each.id)]
    assert Counter(each.kind for each in moments) == {
        MOMENT: len(moments) - 19,
        CLIENT_VIEW: 9,
        AGAINST: 10,
    }


def test_a_number_that_is_no_suggestion_is_refused(bank: Bank) -> None:
    with pytest.raises(KeyError):
        bank.pulse(11)
    with pytest.raises(KeyError):
        bank.explorations(0)


def test_a_client_is_named_in_a_wording_and_in_the_ends() -> None:
    wording = Wording("a", "How did {client}'s hour go?")
    assert wording.said("Oak") == "How did Oak's hour go?"
    pulse = Question("09-pulse", 9, PULSE, (wording,), (), "my plan", "{client}'s need", hard=False)
    assert pulse.ends("your client") == ("my plan", "your client's need")


@pytest.mark.parametrize("code", ["{client}", "{0}", "a{b", "%s", "<b>"])
def test_a_code_that_looks_like_a_placeholder_is_said_as_it_is(code: str) -> None:
    assert Wording("a", "How was {client} today?").said(code) == f"How was {code} today?"


def test_an_exploration_has_no_ends(bank: Bank) -> None:
    assert all(each.ends("Oak") is None for n in NUMBERS for each in bank.explorations(n))
