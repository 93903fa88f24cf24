"""The bank as it is shipped: what is in it, and how it is reached."""

from __future__ import annotations

import pytest

from prompts.questions.bank import Bank, load_bank
from prompts.questions.kinds import CHOOSE, KINDS, MOMENT, PULSE
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


def test_there_are_sixty_questions_or_more_and_thirty_tips(bank: Bank) -> None:
    assert len(bank.questions) >= 60
    assert len(bank.tips) >= 30


@pytest.mark.parametrize("number", NUMBERS)
def test_a_suggestion_has_a_pulse_in_three_wordings(bank: Bank, number: int) -> None:
    pulse = bank.pulse(number)
    assert pulse.kind == PULSE
    assert [wording.slug for wording in pulse.wordings] == ["a", "b", "c"]
    assert [option.slug for option in pulse.options[:6]] == ["1", "2", "3", "4", "5", "cant_tell"]
    assert not pulse.hard


@pytest.mark.parametrize("number", NUMBERS)
def test_a_suggestion_has_six_explorations_of_three_kinds(bank: Bank, number: int) -> None:
    explorations = bank.explorations(number)
    assert len(explorations) >= 6
    assert len({each.kind for each in explorations}) >= 3
    assert sum(each.kind == CHOOSE for each in explorations) >= 1


@pytest.mark.parametrize("number", NUMBERS)
def test_a_suggestion_asks_for_what_was_hard_and_for_what_was_not(bank: Bank, number: int) -> None:
    moments = [each for each in bank.explorations(number) if each.kind == MOMENT]
    assert {each.hard for each in moments} == {True, False}


@pytest.mark.parametrize("number", NUMBERS)
def test_a_suggestion_has_three_tips(bank: Bank, number: int) -> None:
    assert [tip.id for tip in bank.tips_for(number)] == [f"{number:02d}-tip-{n}" for n in (1, 2, 3)]


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


def test_ids_are_numbered_without_gaps(bank: Bank) -> None:
    for number in NUMBERS:
        for kind in KINDS.values():
            ids = [each.id for each in bank.explorations(number) if each.kind == kind.name]
            assert ids == [f"{number:02d}-{kind.short}-{n}" for n in range(1, len(ids) + 1)]


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
