"""How the buttons stand under a question."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from handlers.bubble_rows import Face, open_rows
from prompts.questions.bank import load_bank
from prompts.questions.kinds import MOMENT, PULSE, YES_PARTLY_NO
from prompts.questions.model import Question
from prompts.texts import load_texts
from tests.prompts.checkin_make import wishes

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
QUESTIONS = load_bank().questions
SESSION = ["Still in session", "Didn't happen"]
REST = ["Skip all", "Why this?", "Hard one"]


def rows_under(question: Question, face: Face = "present") -> list[list[str]]:
    """The labels under the first of two questions, just put, or answered and opened to be changed."""
    state = "open" if face == "present" else "done"
    turn: Any = SimpleNamespace(texts=load_texts(), now=NOW, wishes=wishes())
    asked: Any = SimpleNamespace(id=1, position=0)
    checkin: Any = SimpleNamespace(state=state, slot="a1", total=2, sent_at=NOW, reminded_at=None)
    session: Any = SimpleNamespace(ends_at=NOW - timedelta(minutes=5))
    rows = open_rows(turn, asked, checkin, session, question, face)
    return [[button.label for button in row] for row in rows]


def first_of(kind: str) -> Question:
    return next(one for one in QUESTIONS.values() if one.kind == kind and one.suggestion == 7)


@pytest.mark.parametrize(
    ("kind", "scale"), [(PULSE, ["1", "2", "3", "4", "5"]), (YES_PARTLY_NO, ["Yes", "Partly", "No"])]
)
def test_a_scale_comes_first_then_the_ways_out_then_what_became_of_the_session(
    kind: str, scale: list[str]
) -> None:
    assert rows_under(first_of(kind)) == [scale, ["Can't tell", "Skip", "Later"], SESSION, REST]


def test_a_question_in_words_begins_with_the_ways_out() -> None:
    assert rows_under(first_of(MOMENT)) == [["Skip", "Later"], SESSION, REST]


def test_an_answer_left_over_stands_beside_the_ways_out() -> None:
    assert rows_under(QUESTIONS["02-choose-2"])[2] == ["Can't tell", "Skip", "Later"]
    assert rows_under(QUESTIONS["04-pulse"])[1] == ["Can't tell", "Nothing stirred"]


@pytest.mark.parametrize(
    ("kind", "scale"), [(PULSE, ["1", "2", "3", "4", "5"]), (YES_PARTLY_NO, ["Yes", "Partly", "No"])]
)
def test_opened_to_be_changed_it_has_the_answers_and_back(kind: str, scale: list[str]) -> None:
    assert rows_under(first_of(kind), "changing") == [scale, ["Can't tell", "Back"]]


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_question_has_more_than_five_rows_and_its_answers_lead(name: str) -> None:
    rows = rows_under(QUESTIONS[name])
    assert len(rows) <= 5
    assert rows[-2:] == [SESSION, REST]
    assert rows[-3][-2:] == ["Skip", "Later"]
    labels = [option.label for option in QUESTIONS[name].options]
    assert [label for row in rows for label in row][: len(labels)] == labels
