"""A question put on another day than its session speaks of that day, and what is kept is what was shown."""

from __future__ import annotations

from datetime import datetime

import pytest

from db.models import AskedQuestion, Therapist
from db.sealed import Sealed
from prompts.questions.bank import load_bank
from prompts.questions.model import LAST_TIME, THAT_DAY, TODAY, Day
from tests.handlers.checkin_make import answer, asked_unbidden, go, labels, on, waiting
from tests.handlers.discreet_make import discreet
from tests.handlers.look import SQLITE, rows
from tests.handlers.settings_make import set_row
from tests.handlers.test_away import planned as planned_without_codes
from tests.handlers.test_away import restart
from tests.make import just_finished, planned, settled_in
from tests.stage import Chat, Stage

sqlite = pytest.mark.parametrize("database_url", SQLITE, indirect=True)


async def newest(stage: Stage) -> AskedQuestion:
    return (await rows(stage, AskedQuestion))[-1]


async def said(stage: Stage, day: Day, code: str = "Oak") -> str:
    """The newest question as it is worded for such a day."""
    asked = await newest(stage)
    wordings = load_bank().questions[asked.question].wordings
    return next(wording.said(code, day) for wording in wordings if wording.slug == asked.wording)


async def kept(stage: Stage) -> str:
    """The newest question as it was shown, opened again."""
    asked = await newest(stage)
    async with stage.database.read() as session:
        me = await session.get_one(Therapist, asked.therapist_id)
        sealed = Sealed(session, stage.app.services.vault, me.id, stage.now)
        return await sealed.get(
            asked.shown_sealed, table="asked_questions", row=asked.id, column="shown_sealed"
        )


async def shows(stage: Stage, chat: Chat, day: Day, code: str = "Oak") -> bool:
    """Whether the newest question stands in the chat so, and is kept so."""
    words = await said(stage, day, code)
    return words in str(waiting(chat)[-1]["text"]) and await kept(stage) == words


async def test_on_the_same_day_it_is_today(stage: Stage, mara: Chat) -> None:
    await asked_unbidden(stage, mara)
    assert await shows(stage, mara, TODAY)


async def test_three_days_later_it_is_that_day(stage: Stage, mara: Chat) -> None:
    await planned_without_codes(stage, mara)
    await restart(stage, on(26, "9:30"))
    await mara.tap("Yes")
    for code in ("Oak", "River", "Fern"):
        assert await shows(stage, mara, THAT_DAY, code)
        await answer(mara)
    assert await shows(stage, mara, TODAY, "Stone")


async def test_answered_after_all_on_another_day_it_is_that_day(stage: Stage, mara: Chat) -> None:
    question = await asked_unbidden(stage, mara)
    await go(stage, hours=25)
    assert await kept(stage) == await said(stage, TODAY)
    await mara.tap("Answer anyway", on=question["id"])
    assert await shows(stage, mara, THAT_DAY)
    answered = await answer(mara)
    assert await said(stage, THAT_DAY) in answered["text"]


@sqlite
async def test_put_off_past_midnight_it_is_that_day(stage: Stage, mara: Chat) -> None:
    await set_row(stage, mara, quiet_from=datetime.min.time(), quiet_until=datetime.min.time())
    await go(stage, on(23, "23:00"))
    await just_finished(mara)
    await mara.tap("Now")
    assert await shows(stage, mara, TODAY)
    await mara.tap("Later")
    await mara.tap("1 hour")
    await go(stage, on(24, "0:00"))
    assert "Here it is again." in mara.text
    assert await shows(stage, mara, THAT_DAY)


@sqlite
async def test_put_off_and_asked_for_at_once_it_is_that_day_too(stage: Stage, mara: Chat) -> None:
    await go(stage, on(23, "23:20"))
    await just_finished(mara)
    await mara.tap("Now")
    await mara.tap("Later")
    await mara.tap("1 hour")
    await go(stage, on(24, "0:10"))
    await mara.tap("Now")
    assert await shows(stage, mara, THAT_DAY)


@sqlite
async def test_an_evening_after_midnight_is_about_that_day(stage: Stage) -> None:
    mara = await settled_in(stage.chat(), rhythm="Once, in the evening")
    for plan in ("Oak 14:00", "River 15:00"):
        await planned(mara, plan)
    await go(stage, on(23, "18:30"))
    offer = mara.last["id"]
    await go(stage, on(24, "0:10"))
    await mara.tap("Yes", on=offer)
    assert mara.text.startswith("Oak, yesterday 14:00 · 1 of 2")
    assert await shows(stage, mara, THAT_DAY)


@sqlite
async def test_opened_on_another_day_it_is_that_day(stage: Stage, mara: Chat) -> None:
    await discreet(mara)
    await planned(mara, "Oak 19:00")
    await go(stage, on(23, "19:55"))
    await go(stage, on(24, "8:00"))
    await mara.tap("Open")
    assert await shows(stage, mara, THAT_DAY)


@sqlite
async def test_what_was_answered_keeps_the_words_it_was_answered_to(stage: Stage, mara: Chat) -> None:
    await set_row(stage, mara, questions=1)
    question = await asked_unbidden(stage, mara)
    await answer(mara, question)
    await go(stage, on(24, "9:00"))
    await mara.tap("Change", on=question["id"])
    assert "Oak, 9:00 · 1 of 1" in mara.bubble(question["id"])["text"]
    assert await said(stage, TODAY) in mara.bubble(question["id"])["text"]
    assert await kept(stage) == await said(stage, TODAY)


@sqlite
async def test_left_open_over_night_it_says_what_it_said(stage: Stage, mara: Chat) -> None:
    await asked_unbidden(stage, mara)
    await go(stage, hours=3)  # its reminder
    reminder, words = mara.last, await said(stage, TODAY)
    await go(stage, on(24, "8:00"))
    await mara.tap("Later")
    await mara.tap("Back")
    _, heading, wording, *_ = str(reminder["text"]).splitlines()
    assert (heading[:9], wording) == ("Oak, 9:00", words)
    assert mara.text.startswith(f"{heading}\n{wording}")


@sqlite
async def test_asked_for_about_a_client_it_is_today_only_if_there_was_a_session_today(
    stage: Stage, mara: Chat
) -> None:
    await just_finished(mara)
    for day, expected in ((23, TODAY), (24, LAST_TIME)):
        await go(stage, on(day, "12:00"))
        await mara.say("/checkin")
        await mara.tap("Oak", on=mara.last["id"])
        assert await shows(stage, mara, expected)


@sqlite
async def test_about_the_day_as_a_whole_it_says_which_one_once_it_is_over(stage: Stage, mara: Chat) -> None:
    await mara.say("/checkin")
    question = mara.last["id"]
    assert mara.text.startswith("The day · 1 of 2 · ")
    assert await said(stage, TODAY, "your client") in mara.text
    await go(stage, on(24, "10:00"))
    assert labels(mara.bubble(question)) == ["Answer anyway"]
    await mara.tap("Answer anyway", on=question)
    assert mara.text.startswith("Mon 23 Nov · 1 of 2 · ")
    assert await said(stage, THAT_DAY, "your client") in mara.text


async def test_the_first_question_of_all_is_about_last_time(stage: Stage) -> None:
    mara = stage.chat()
    await mara.say("/start")
    await mara.tap("I agree")
    await mara.say("London")
    await mara.tap("After each session")
    assert "Your last session · 1 of 1 · " in mara.text
    assert await shows(stage, mara, LAST_TIME, "your client")
