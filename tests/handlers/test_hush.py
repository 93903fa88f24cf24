"""[No questions today]: nothing comes by itself until the next morning, and nothing is made up for."""

from __future__ import annotations

from datetime import time

import pytest

from tests.handlers.checkin_make import asked_now, asked_unbidden, checkins_of, go, on, waiting
from tests.handlers.digest_make import FRIDAY, answer, leap, look_back, open_question
from tests.handlers.look import SQLITE
from tests.handlers.settings_make import flat, row_of, set_row
from tests.handlers.test_alarm import LINE
from tests.make import just_finished, planned, settled_in
from tests.stage import JONAS, Chat, Stage

sqlite_alone = pytest.mark.parametrize("database_url", SQLITE, indirect=True)
UNTIL = "No questions, then, until tomorrow 7:00. What you tell me I still keep."


async def hushed(chat: Chat) -> Chat:
    await chat.say(LINE)
    await chat.tap("No questions today")
    return chat


async def test_it_is_said_once_with_a_way_back(mara: Chat, stage: Stage) -> None:
    await mara.say(LINE)
    under = mara.last["id"]
    await mara.tap("No questions today")
    assert (mara.text, flat(mara)) == (UNTIL, ["Ask again today"])
    assert (await row_of(stage, mara)).hushed_until == on(24, "7:00")
    said = len(mara.bubbles())
    await mara.tap("No questions today", on=under)
    assert (len(mara.bubbles()), mara.toast()["text"]) == (said, UNTIL)


async def test_nothing_comes_that_day_and_the_next_is_like_any_other(mara: Chat, stage: Stage) -> None:
    await planned(mara, "Oak 9:00")
    await planned(mara, "River 11:00")
    await hushed(mara)
    said = len(mara.bubbles())
    await stage.until(on(24, "7:30"))
    assert len(mara.bubbles()) == said
    assert {one.state for one in await checkins_of(stage, mara)} == {"dropped"}
    await planned(mara, "Fern 9:00")
    await stage.until(on(24, "10:00"))
    assert mara.text.startswith("A moment to look back?\nFern")


@sqlite_alone
async def test_no_evening_comes_and_no_offer(stage: Stage) -> None:
    mara = await settled_in(stage.chat(), rhythm="Once, in the evening")
    for plan in ("Oak 9:00", "River 11:00"):
        await planned(mara, plan)
    await hushed(mara)
    said = len(mara.bubbles())
    await stage.until(on(24, "17:00"))
    assert len(mara.bubbles()) == said


async def test_no_reminder_and_nothing_that_was_put_off(mara: Chat, stage: Stage) -> None:
    await asked_unbidden(stage, mara)
    await mara.tap("Later")
    await mara.tap("15 min")
    await asked_now(stage, mara, "River")
    await hushed(mara)
    await stage.until(on(24, "6:59"))
    assert mara.text == UNTIL  # nothing stands below it, not even in the place of something older
    await stage.until(on(24, "7:01"))
    assert mara.text.startswith("Here it is again.\nOak")
    await stage.until(on(25, "7:00"))
    assert not any("Still here" in str(bubble["text"]) for bubble in mara.bubbles())


async def test_what_is_asked_for_comes_and_may_be_put_off(mara: Chat, stage: Stage) -> None:
    await hushed(mara)
    await just_finished(mara)
    assert "You wished for no questions today" in mara.text
    await mara.tap("Now")
    question = waiting(mara)[-1]["id"]
    await mara.tap("Later", on=question)
    await mara.tap("15 min", on=question)
    await go(stage, minutes=16)
    assert mara.text.startswith("Here it is again.")


async def test_asked_again_the_same_day(mara: Chat, stage: Stage) -> None:
    await hushed(mara)
    message, data = mara.last["id"], mara.last["keyboard"][0][0]["data"]
    for _ in range(2):
        await mara.press(message, data)
        assert (mara.text, flat(mara)) == ("I may ask again. Nothing to catch up on.", [])
    await asked_now(stage, mara)
    assert open_question(mara) is not None


@sqlite_alone
async def test_neither_way_back_promises_more_than_the_other_allows(mara: Chat) -> None:
    await mara.say("/pause")
    await mara.tap("A week")
    paused, pause = mara.last["id"], mara.text
    await hushed(mara)
    await mara.tap("Ask again today")
    assert (mara.text, flat(mara)) == (pause, ["Resume"])
    await hushed(mara)
    await mara.tap("Resume", on=paused)
    said = mara.bubble(paused)
    assert said["text"] == "The pause is over. No questions until tomorrow 7:00, as you wished."
    await mara.tap("Ask again today", on=paused)
    assert mara.bubble(paused)["text"] == "I may ask again. Nothing to catch up on."


async def test_the_digest_of_that_day_comes_the_next_morning(mara: Chat, stage: Stage) -> None:
    await look_back(mara)
    await leap(stage, FRIDAY.replace(hour=12))
    await hushed(mara)
    await leap(stage, FRIDAY)
    assert mara.text == UNTIL
    await leap(stage, FRIDAY.replace(day=28, hour=7))
    assert mara.text == "Your week is ready."
    await stage.until(FRIDAY.replace(day=28, hour=20))
    assert [bubble["text"] for bubble in mara.bubbles()].count("Your week is ready.") == 1


@sqlite_alone
async def test_without_quiet_hours_the_morning_is_at_six(mara: Chat, stage: Stage) -> None:
    await set_row(stage, mara, quiet_from=time(0), quiet_until=time(0))
    await hushed(mara)
    assert mara.text.startswith("No questions, then, until tomorrow 6:00.")


async def test_it_is_ones_own_and_nothing_for_who_has_not_agreed(mara: Chat, stage: Stage) -> None:
    jonas = stage.chat(JONAS)
    await jonas.say("hello")
    for data in ("hush", "unhush"):
        await jonas.press(jonas.last["id"], data)
        assert jonas.toast()["text"] == "That one is not open any more."
    await settled_in(jonas)
    await hushed(mara)
    await asked_now(stage, jonas)
    assert await answer(jonas) is not None
