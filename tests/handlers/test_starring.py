"""[To supervision] under every answer: kept with it, shown in the bubble, taken back by one tap."""

from __future__ import annotations

import pytest

from db.models import Answer, Note
from tests.handlers.asked import Ask, in_numbers, in_words
from tests.handlers.checkin_make import asked_now, data, labels
from tests.handlers.digest_make import to_friday
from tests.handlers.look import SQLITE, rows
from tests.make import settled_in
from tests.stage import JONAS, Chat, Stage

__all__ = ["in_numbers", "in_words"]  # fixtures
sqlite = pytest.mark.parametrize("database_url", SQLITE, indirect=True)
LINE = "The door stayed half open."


async def starred(stage: Stage) -> list[bool]:
    """Of the answers after sessions, then of the lines."""
    answers = [one for one in await rows(stage, Answer) if one.client_id is not None]
    return [one.starred for one in answers] + [one.starred for one in await rows(stage, Note)]


async def test_an_answer_goes_to_supervision_and_back_with_its_lines(
    mara: Chat, stage: Stage, in_numbers: Ask
) -> None:
    question = await in_numbers(mara)
    await mara.tap("4")
    await mara.say(LINE, reply_to=question)
    await mara.tap("To supervision", on=question)
    assert await starred(stage) == [True, True]
    assert "To supervision" in mara.bubble(question)["text"].splitlines()
    await mara.tap("Not to supervision", on=question)
    assert await starred(stage) == [False, False]
    assert "To supervision" in labels(mara.bubble(question))


@sqlite
async def test_a_changed_answer_keeps_its_star(mara: Chat, stage: Stage, in_numbers: Ask) -> None:
    question = await in_numbers(mara)
    await mara.tap("4")
    await mara.tap("To supervision", on=question)
    await mara.tap("Change", on=question)
    await mara.tap("2", on=question)
    assert await starred(stage) == [True]
    assert "To supervision" in mara.bubble(question)["text"].splitlines()


@sqlite
async def test_what_goes_to_supervision_says_so_among_the_words(
    mara: Chat, stage: Stage, in_words: Ask
) -> None:
    question = await in_words(mara)
    await mara.say(LINE)
    await mara.tap("To supervision", on=question)
    await to_friday(stage, mara)
    await mara.tap("My words")
    assert f"Mon, Oak, to supervision\n{LINE}" in mara.text


@sqlite
async def test_a_skipped_question_has_nothing_to_take_there(mara: Chat, stage: Stage) -> None:
    question = await asked_now(stage, mara)
    await mara.tap("Skip", on=question["id"])
    assert "To supervision" not in labels(mara.bubble(question["id"]))
    await mara.press(question["id"], data(mara.bubble(question["id"]), "Change").replace("change", "star"))
    assert mara.toast()["text"] == "That one is not open any more."


@sqlite
async def test_another_therapist_marks_nothing(mara: Chat, stage: Stage, in_numbers: Ask) -> None:
    question = await in_numbers(mara)
    await mara.tap("4")
    press = data(mara.bubble(question), "To supervision")
    jonas = await settled_in(stage.chat(JONAS))
    await jonas.press(jonas.last["id"], press)
    assert jonas.toast()["text"] == "That one is not open any more."
    assert await starred(stage) == [False]
