"""Not now, or not at all: later, still in session, did not happen."""

from __future__ import annotations

import pytest

from db.models import Answer, Appointment
from tests.handlers.checkin_make import (
    answer,
    asked_now,
    asked_unbidden,
    data,
    everything,
    go,
    labels,
    on,
    questions_of,
    waiting,
)
from tests.handlers.look import SQLITE, rows
from tests.handlers.settings_make import set_row
from tests.make import just_finished
from tests.stage import Chat, Stage

sqlite = pytest.mark.parametrize("database_url", SQLITE, indirect=True)


async def test_later_brings_the_question_again(stage: Stage, mara: Chat) -> None:
    first = await asked_unbidden(stage, mara)
    await mara.tap("Later", on=first["id"])
    assert mara.labels() == [["15 min", "1 hour", "This evening"], ["Back"]]
    await mara.tap("15 min")
    assert mara.text == "Oak, 9:00. I will ask again today 10:10."
    assert mara.labels() == [["Now"]]
    await go(stage, minutes=14)
    assert waiting(mara) == []
    await go(stage, minutes=1)
    assert "Here it is again." in mara.text
    assert mara.text.splitlines()[1:] == first["text"].splitlines()[1:]
    assert first["id"] not in [bubble["id"] for bubble in mara.bubbles()]


@sqlite
@pytest.mark.parametrize(("choice", "back"), [("1 hour", "10:55"), ("This evening", "18:30")])
async def test_later_means_what_it_says(stage: Stage, mara: Chat, choice: str, back: str) -> None:
    await asked_unbidden(stage, mara)
    await mara.tap("Later")
    await mara.tap(choice)
    assert back in mara.text
    await go(stage, on(23, back))
    assert "Here it is again." in mara.text
    await go(stage, hours=4)
    assert "Still here" not in mara.text


@sqlite
async def test_back_from_later_and_now_show_the_question(stage: Stage, mara: Chat) -> None:
    first = await asked_unbidden(stage, mara)
    await mara.tap("Later")
    await mara.tap("Back")
    assert mara.labels() == mara.labels(first)
    await mara.tap("Later")
    await mara.tap("1 hour")
    await mara.tap("Now")
    assert mara.labels() == mara.labels(first)
    await go(stage, minutes=61)
    assert "again" not in mara.text


@sqlite
async def test_a_snooze_that_was_chosen_wins_over_quiet_hours(stage: Stage, mara: Chat) -> None:
    await go(stage, on(23, "20:30"))
    await asked_now(stage, mara)
    await mara.tap("Later")
    await mara.tap("1 hour")
    await go(stage, on(23, "21:35"))
    assert "Here it is again." in mara.text


@sqlite
async def test_later_never_goes_past_the_window(stage: Stage, mara: Chat) -> None:
    first = await asked_now(stage, mara)
    await mara.tap("Later", on=first["id"])
    old = data(mara.last, "1 hour")
    await go(stage, hours=23, minutes=30)
    await mara.press(mara.last["id"], old)
    assert "again" not in mara.text
    await mara.tap("Later")
    assert mara.labels() == [["15 min"], ["Back"]]
    await go(stage, minutes=20)
    await mara.tap("Back")
    assert "Later" not in labels(mara.last)


@sqlite
async def test_an_answer_in_words_while_it_is_put_off_is_taken(stage: Stage, mara: Chat) -> None:
    first = await asked_now(stage, mara)
    await answer(mara, first)
    await mara.tap("Later")
    await mara.tap("1 hour")
    await mara.tap("Now")
    await answer(mara)
    await go(stage, hours=2)
    assert waiting(mara) == []


@sqlite
async def test_words_typed_after_it_came_back_are_the_answer(stage: Stage, mara: Chat) -> None:
    await set_row(stage, mara, numbers="never", questions=3)
    await asked_now(stage, mara)
    while "Just type it." not in mara.text:
        await answer(mara)
        if not waiting(mara):
            await mara.say("/checkin")
            await mara.tap("The day")
    await mara.tap("Later")
    await mara.tap("1 hour")
    await go(stage, hours=1)
    question = mara.last["id"]
    await mara.say("The long silence.")
    assert "Your line" in mara.bubble(question)["text"]


@sqlite
async def test_a_pause_holds_a_snooze_back_and_one_chosen_in_it_comes(stage: Stage, mara: Chat) -> None:
    await asked_unbidden(stage, mara)
    await mara.tap("Later")
    await mara.tap("15 min")
    put_off = mara.last["id"]
    await mara.say("/pause")
    await mara.tap("A week")
    await go(stage, hours=1)
    assert waiting(mara) == []
    await mara.tap("Now", on=put_off)
    await mara.tap("Later", on=put_off)
    await mara.tap("15 min", on=put_off)
    await go(stage, minutes=15)
    assert "Here it is again." in mara.text


async def test_still_in_session_waits_for_its_end(stage: Stage, mara: Chat) -> None:
    first = await asked_unbidden(stage, mara)
    await mara.tap("Still in session", on=first["id"])
    assert mara.text == "Oak, 9:00. I will ask again today 10:10."
    (session,) = await rows(stage, Appointment)
    assert (session.ends_at, session.status) == (on(23, "10:05"), "planned")
    await go(stage, minutes=15)
    assert mara.labels()[-2] == ["Still in session", "Didn't happen"]


async def test_a_no_show_ends_without_a_pulse(stage: Stage, mara: Chat) -> None:
    first = await asked_unbidden(stage, mara)
    before = len(await rows(stage, Answer))
    await mara.tap("Didn't happen", on=first["id"])
    assert mara.labels() == [["No-show", "Cancelled"], ["Back"]]
    await mara.tap("No-show")
    assert (mara.text, mara.labels()) == ("Oak, 9:00. No-show.", [["It did"]])
    assert [one.status for one in await rows(stage, Appointment)] == ["no_show"]
    stored = await everything(stage)
    await go(stage, hours=26)
    assert mara.text == "Oak, 9:00. No-show."
    assert len(await rows(stage, Answer)) == before
    assert await everything(stage) == stored


@sqlite
async def test_a_no_show_can_be_taken_back(stage: Stage, mara: Chat) -> None:
    first = await asked_unbidden(stage, mara)
    await mara.tap("Didn't happen", on=first["id"])
    await mara.tap("Cancelled")
    assert mara.text == "Oak, 9:00. Cancelled."
    await mara.tap("It did")
    assert mara.labels() == mara.labels(first)
    await answer(mara)
    assert " · 2 of 2 · " in mara.text
    assert [one.status for one in await rows(stage, Appointment)] == ["held"]


@sqlite
async def test_a_no_show_asks_nothing_about_the_digest(stage: Stage, mara: Chat) -> None:
    await asked_unbidden(stage, mara)
    await mara.tap("Didn't happen")
    await mara.tap("No-show")
    assert "week" not in mara.text
    await asked_now(stage, mara, "River")
    await answer(mara)
    await answer(mara)
    assert "when shall your week come back" in mara.text


@sqlite
async def test_now_comes_in_quiet_hours(stage: Stage, mara: Chat) -> None:
    await go(stage, on(23, "23:00"))
    await just_finished(mara, "Oak")
    await mara.tap("Now")
    assert " · 1 of 2 · " in mara.text
    assert len(await questions_of(stage, mara)) == 1
