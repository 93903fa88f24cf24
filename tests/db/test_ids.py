"""Ids: in order of time, and in the order they were made."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import ids
from db.ids import new_id
from tests.db.make import NOW

_INSTANTS = st.integers(1, 130 * 365 * 86_400_000).map(
    lambda milliseconds: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
)


@pytest.fixture(autouse=True)
def _fresh_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ids, "_last", 0)


def test_ids_of_one_millisecond_are_in_the_order_they_were_made() -> None:
    made = [new_id(NOW) for _ in range(5000)]
    assert made == sorted(set(made))


def test_ids_are_in_order_of_time() -> None:
    made = [new_id(NOW + timedelta(milliseconds=number)) for number in range(1000)]
    assert made == sorted(set(made))


def test_two_processes_are_in_order_of_time_too(monkeypatch: pytest.MonkeyPatch) -> None:
    later = new_id(NOW + timedelta(milliseconds=1))
    monkeypatch.setattr(ids, "_last", 0)
    assert new_id(NOW) < later


def test_a_clock_set_back_makes_no_id_twice_and_none_out_of_order() -> None:
    made = [new_id(NOW + timedelta(hours=hours)) for hours in (0, 2, -1, -1, 1, 3)]
    assert made == sorted(set(made))


@given(st.lists(_INSTANTS, min_size=1, max_size=20))
def test_every_id_fits_63_bits_and_is_new(instants: list[datetime]) -> None:
    made = [new_id(instant) for instant in instants]
    assert len(set(made)) == len(made)
    assert all(0 < number < 1 << 63 for number in made)


@pytest.mark.parametrize(
    "now", [NOW.replace(tzinfo=None), datetime(2019, 12, 31, tzinfo=UTC), datetime.max.replace(tzinfo=UTC)]
)
def test_a_naive_or_impossible_now_is_refused(now: datetime) -> None:
    with pytest.raises(ValueError, match=r"naive|2020"):
        new_id(now)
