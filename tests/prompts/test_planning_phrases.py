"""The table of phrases: each is taken for what stands beside it, or that question comes back."""

from __future__ import annotations

import pytest

from prompts.schedule.planning import read_planning
from tests.prompts.planning_make import Row, table, written

TABLE = table()


@pytest.mark.parametrize("rows", TABLE.values(), ids=TABLE)
def test_a_phrase_is_taken_for_what_the_table_says(rows: list[Row]) -> None:
    read = [(row.now, row.phrase, written(read_planning(row.phrase, row.seen))) for row in rows]
    assert read == [(row.now, row.phrase, row.expected) for row in rows]


def test_the_table_is_long_and_has_every_kind_of_answer() -> None:
    rows = [row for section in TABLE.values() for row in section]
    assert len(rows) >= 300
    assert len(set(rows)) == len(rows)
    beginnings = [row.expected.split()[0] for row in rows]
    assert set(beginnings) == {"plan", "cancel", "move", "ended", "?", "none"}
    assert all(beginnings.count(kind) >= 10 for kind in set(beginnings))
