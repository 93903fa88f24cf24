"""Callback data: what is written is read again, and what nobody wrote is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import FEATURES
from handlers.keyboards import MOST_BYTES, NotOurs, pack, unpack

IDS = st.integers(min_value=0, max_value=(1 << 63) - 1)


@given(IDS, IDS)
def test_ids_come_back(first: int, second: int) -> None:
    press = unpack(pack("answer", first, "cant_tell", second))
    assert (press.verb, press.id(0), press.word(1), press.id(2)) == ("answer", first, "cant_tell", second)


def test_no_two_conversations_share_a_verb() -> None:
    verbs = [verb for feature in FEATURES for verb in (*feature.presses, *feature.open_presses)]
    assert len(verbs) == len(set(verbs))


def test_the_longest_button_fits() -> None:
    most = (1 << 63) - 1
    assert len(pack("whom_new", "starts", most, most, most)) <= MOST_BYTES


@pytest.mark.parametrize("parts", [("Дуб",), ("a b",), ("x" * 64,), (-1,), ("1", "2", "3", "4", "5")])
def test_what_cannot_be_sent_is_refused_when_it_is_written(parts: tuple[int | str, ...]) -> None:
    with pytest.raises(ValueError, match="callback data"):
        pack("word", *parts)


@given(st.text(max_size=80))
def test_anything_is_read_or_refused(data: str) -> None:
    try:
        press = unpack(data)
        press.id(0)
    except NotOurs:
        return
    assert 0 <= press.id(0) < 1 << 63


@pytest.mark.parametrize(
    "data", ["answer", "answer:", "answer:-1", "answer:zzzzzzzzzzzzzzzzzzzz", "answer:1+1"]
)
def test_a_part_that_is_no_id_is_not_ours(data: str) -> None:
    with pytest.raises(NotOurs):
        unpack(data).id()
