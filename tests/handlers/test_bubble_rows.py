"""How the answers stand under a question."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from handlers.bubble_rows import open_rows
from prompts.questions.bank import load_bank
from prompts.questions.kinds import PULSE, YES_PARTLY_NO
from prompts.texts import load_texts

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def rows_under(kind: str) -> list[list[str]]:
    """The labels under an answered question of this kind that is opened to be changed."""
    question = next(one for one in load_bank().questions.values() if one.kind == kind and one.suggestion == 7)
    turn: Any = SimpleNamespace(texts=load_texts(), now=NOW)
    asked: Any = SimpleNamespace(id=1, position=1)
    checkin: Any = SimpleNamespace(state="done", slot="a1", total=2)
    rows = open_rows(turn, asked, checkin, None, question, "changing")
    return [[button.label for button in row] for row in rows]


@pytest.mark.parametrize(
    ("kind", "scale"), [(PULSE, ["1", "2", "3", "4", "5"]), (YES_PARTLY_NO, ["Yes", "Partly", "No"])]
)
def test_a_scale_stands_in_one_row_and_cant_tell_with_the_ways_out(kind: str, scale: list[str]) -> None:
    assert rows_under(kind) == [scale, ["Can't tell", "Back"]]
