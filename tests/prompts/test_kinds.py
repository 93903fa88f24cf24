"""What counts as an answer, for each kind of question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.questions.bank import load_bank
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
    NotAnAnswer,
    Value,
    seconds,
)
from prompts.questions.model import Question
from tests.prompts.bank_make import question

TAPPED = [each for each in load_bank().questions.values() if not KINDS[each.kind].takes_text]
tapped = st.sampled_from(TAPPED)


def parse(q: Question, raw: str) -> Value:
    return KINDS[q.kind].parse(q, raw)


@given(q=tapped, data=st.data())
def test_every_button_of_the_bank_is_an_answer_to_its_question(q: Question, data: st.DataObject) -> None:
    slug = data.draw(st.sampled_from(KINDS[q.kind].options(q))).slug
    value = parse(q, slug)
    assert value.text is None
    assert slug == (value.option if value.rating is None else str(value.rating))


@given(q=tapped, raw=st.text())
def test_whatever_is_no_button_of_a_question_is_no_answer_to_it(q: Question, raw: str) -> None:
    if raw not in {option.slug for option in q.options}:
        with pytest.raises(NotAnAnswer):
            parse(q, raw)


@given(raw=st.text())
def test_typed_text_is_kept_to_the_letter_unless_it_is_blank(raw: str) -> None:
    if raw.strip():
        assert parse(question(MOMENT), raw) == Value(text=raw)
    else:
        with pytest.raises(NotAnAnswer):
            parse(question(MOMENT), raw)


@given(raw=st.text(min_size=1))
def test_a_refusal_names_the_question_and_never_what_was_typed(raw: str) -> None:
    with pytest.raises(NotAnAnswer) as refused:
        parse(question(YES_PARTLY_NO, "yes"), raw + "?")
    assert str(refused.value) == "no such option of 07-x"


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_a_pulse_gives_a_rating_and_no_option(number: int) -> None:
    q = question(PULSE, "1", "2", "3", "4", "5", "cant_tell")
    assert parse(q, str(number)) == Value(rating=number)


@pytest.mark.parametrize("slug", ["cant_tell", "nothing_stirred"])
def test_a_way_out_of_a_pulse_stores_no_rating(slug: str) -> None:
    assert parse(question(PULSE, "5", "cant_tell", "nothing_stirred"), slug) == Value(option=slug)


@pytest.mark.parametrize("raw", ["0", "6", "4.5", " 4", "４", "+4", "04", "-1", ""])
def test_what_merely_looks_like_a_rating_is_none(raw: str) -> None:
    with pytest.raises(NotAnAnswer):
        parse(question(PULSE, "1", "2", "3", "4", "5", "cant_tell"), raw)


@pytest.mark.parametrize("raw", ["<b>&_*[", "a\x00b", "  spaced  ", "שלום", "🙂", "two\nlines", "1", "/skip"])
def test_odd_text_comes_back_as_it_was_typed(raw: str) -> None:
    assert parse(question(MOMENT), raw).text == raw


def test_what_is_answered_in_words_and_what_has_ends() -> None:
    words = {MOMENT, CLIENT_VIEW, AGAINST, PICTURE, IF_THEN}
    assert {name for name, kind in KINDS.items() if kind.takes_text} == words
    assert {name for name, kind in KINDS.items() if kind.ends} == {PULSE}
    assert set(KINDS) == {PULSE, YES_PARTLY_NO, CHOOSE, COUNT, *words}


@pytest.mark.parametrize("kind", [MOMENT, CLIENT_VIEW, AGAINST, PICTURE, IF_THEN])
def test_what_is_answered_in_words_has_no_buttons(kind: str) -> None:
    assert KINDS[kind].options(question(kind)) == ()
    assert parse(question(kind), "a grey sea") == Value(text="a grey sea")


def test_what_speaks_against_is_hard_without_saying_so() -> None:
    against = [q for q in load_bank().questions.values() if q.kind == AGAINST]
    assert against
    assert all(q.hard for q in against)


def test_a_count_is_told_in_words_and_is_no_rating() -> None:
    count = next(q for q in load_bank().questions.values() if q.kind == COUNT)
    assert [option.label for option in count.options] == ["None", "One", "Two", "Three", "More", "Can't tell"]
    assert parse(count, "two") == Value(option="two")


def test_words_take_longer_than_a_tap_and_so_do_more_words_to_read() -> None:
    assert seconds(question(MOMENT)) > seconds(question(YES_PARTLY_NO))
    assert seconds(question(CHOOSE, "one", "two", "three", "four")) > seconds(question(CHOOSE))
