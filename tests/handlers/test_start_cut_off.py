"""The first minute with a message lost between commit and send, as in a death: the same update once more
brings it, and a newcomer is not left standing. In a life without deaths nothing comes twice."""

from __future__ import annotations

import pytest

from tests.handlers.checkin_make import choices, fail
from tests.handlers.look import SQLITE
from tests.handlers.test_edits import bring_again
from tests.stage import Bubble, Chat, Stage

sqlite = pytest.mark.parametrize("database_url", SQLITE, indirect=True)
READY, RHYTHM = "That is all it takes.", "When shall I ask?"


async def before_the_end(stage: Stage) -> tuple[Chat, Bubble]:
    """All but the answer to the first question."""
    chat = stage.chat()
    for step in (chat.say("/start"), chat.tap("I agree"), chat.say("London"), chat.tap("After each session")):
        await step
    return chat, chat.last


def said(chat: Chat, words: str) -> int:
    return sum(str(bubble["text"]).startswith(words) for bubble in chat.bubbles())


@pytest.mark.parametrize("how", ["answer", "skip", "hard"])
async def test_the_last_word_and_its_keyboard_come_with_the_press_that_comes_again(
    stage: Stage, how: str
) -> None:
    chat, question = await before_the_end(stage)
    data = next(b["data"] for row in question["keyboard"] or [] for b in row if b["data"].startswith(how))
    fail(stage, times=2 if how == "hard" else 1, drop="before")
    await chat.press(question["id"], data)
    assert said(chat, READY) == 0
    for _ in range(2):
        await chat.press(question["id"], data)
        assert said(chat, READY) == 1
    assert stage.sandbox.chat(chat.person)["reply_keyboard"] is not None


@sqlite
async def test_whoever_changes_the_first_answer_is_not_told_once_more(stage: Stage) -> None:
    chat, question = await before_the_end(stage)
    for data in choices(question)[:2]:
        await chat.press(question["id"], data)
        await chat.tap("Change", on=question["id"])
    await chat.say("/today")
    await chat.press(question["id"], choices(question)[0])
    assert said(chat, READY) == 1


@sqlite
async def test_the_rhythm_is_asked_for_when_the_tapped_time_comes_again(stage: Stage) -> None:
    chat = stage.chat()
    await chat.say("/start")
    await chat.tap("I agree")
    times = chat.last
    fail(stage, drop="before")
    for asked in (0, 1, 1):
        await chat.press(times["id"], (times["keyboard"] or [])[0][0]["data"])
        assert said(chat, RHYTHM) == asked


@sqlite
async def test_and_when_the_typed_city_comes_again(stage: Stage) -> None:
    chat = stage.chat()
    await chat.say("/start")
    await chat.tap("I agree")
    fail(stage, times=2, drop="before")
    city = await chat.say("London")
    for asked in (0, 1, 1):
        assert said(chat, RHYTHM) == asked
        await bring_again(stage, city)
    await chat.tap("After each session")
    await bring_again(stage, city)
    assert "1 of 1" in chat.text
