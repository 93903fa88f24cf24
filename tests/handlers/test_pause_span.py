"""A pause that is typed, one that is still to come, and the sessions planned within it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.handlers.checkin_make import data, go, on, waiting
from tests.handlers.day_make import spans
from tests.handlers.discreet_make import hidden
from tests.handlers.look import SQLITE
from tests.handlers.settings_make import flat, row_of, set_row
from tests.make import planned, settled_in
from tests.stage import JONAS, Chat, Stage

sqlite = pytest.mark.parametrize("database_url", SQLITE, indirect=True)


async def pause(mara: Chat, span: str) -> None:
    await mara.say("/pause")
    await mara.say(span)


async def test_a_span_is_typed_and_begins_on_its_day(stage: Stage, mara: Chat) -> None:
    await pause(mara, "a while")
    assert mara.text.startswith("I could not read that as a pause.")
    await mara.say("25 Nov - 26 Nov")
    assert mara.text.startswith("I will be quiet from Wed 0:00 until Fri 7:00.")
    me = await row_of(stage, mara)
    assert (me.pause_from, me.paused_until) == (on(25, "0:00"), datetime(2026, 11, 27, 7, tzinfo=UTC))
    await planned(mara, "Oak 10:00")
    await go(stage, on(23, "10:55"))
    assert "Oak, 10:00" in mara.text, "before it begins, all is as ever"


@sqlite
async def test_within_it_nothing_comes_and_afterwards_all_is_as_before(stage: Stage, mara: Chat) -> None:
    await pause(mara, "25 Nov - 26 Nov")
    await go(stage, on(25, "9:00"))
    await planned(mara, "Oak 10:00")
    seen = len(waiting(mara))
    await go(stage, on(25, "12:00"))
    assert len(waiting(mara)) == seen
    await go(stage, on(27, "9:00"))
    await planned(mara, "River 10:00")
    await go(stage, on(27, "10:55"))
    assert "River, 10:00" in mara.text


@sqlite
async def test_one_to_come_is_shown_and_taken_back(stage: Stage, mara: Chat) -> None:
    await pause(mara, "25 Nov - 26 Nov")
    await mara.say("/pause")
    assert flat(mara) == ["No pause"]
    await mara.tap("No pause")
    assert mara.text == "No pause, then."
    me = await row_of(stage, mara)
    assert (me.pause_from, me.paused_until) == (None, None)


async def test_what_is_planned_within_it_is_named_and_cancelled_after_one_confirmation(
    stage: Stage, mara: Chat
) -> None:
    for plan in ("Oak 10:00", "River 11:00", "Fern 12:00"):
        await planned(mara, plan)
    await go(stage, on(23, "10:30"))
    await mara.say("/pause")
    await mara.tap("A week")
    assert mara.text == "2 sessions are planned in it: River 11:00, Fern 12:00. Shall I cancel them?"
    pressed = data(mara.last, "Cancel them")
    for _ in range(2):
        await mara.press(mara.last["id"], pressed)
    assert mara.text == "Cancelled. I will ask nothing about that."
    assert [one.split()[-1] for one in await spans(stage)] == ["planned", "cancelled", "cancelled"]


@sqlite
async def test_left_as_they_are_planned_they_stay(stage: Stage, mara: Chat) -> None:
    await planned(mara, "Oak 14:00")
    await pause(mara, "2 weeks")
    assert mara.text == "One session is planned in it: Oak 14:00. Shall I cancel it?"
    await mara.tap("Leave it")
    assert await spans(stage) == ["Mon 14:00-14:50 planned"]


@sqlite
async def test_the_button_of_another_pause_cancels_nothing(stage: Stage, mara: Chat) -> None:
    jonas = await settled_in(stage.chat(JONAS), city="London")
    await planned(jonas, "Elm 14:00")
    await planned(mara, "Oak 14:00")
    await pause(mara, "2 weeks")
    pressed = data(mara.last, "Cancel it")
    await jonas.press(jonas.last["id"], pressed)
    assert jonas.toast()["text"] == "That one is not open any more."
    question = mara.last["id"]
    await mara.say("/pause")
    await mara.tap("Resume")
    await mara.press(question, pressed)
    assert [one.split()[-1] for one in await spans(stage)] == ["planned", "planned"]


@sqlite
async def test_in_a_discreet_chat_it_names_nobody_in_the_open(stage: Stage, mara: Chat) -> None:
    await planned(mara, "Oak 14:00")
    await set_row(stage, mara, discreet=True)
    await pause(mara, "2 weeks")
    assert hidden(mara.last) == ["Oak"]
