"""The day on one card, and what is put right on it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from db.models import Appointment, AskedQuestion
from tests.handlers.look import SQLITE, rows
from tests.make import just_finished, planned
from tests.stage import Chat, Stage

sqlite_alone = pytest.mark.parametrize("database_url", SQLITE, indirect=True)


def monday(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 23, hour, minute, tzinfo=UTC)


async def status(stage: Stage) -> str:
    (made,) = await rows(stage, Appointment)
    return made.status


async def test_the_card_lists_the_day_in_order_with_what_became_of_each(mara: Chat, stage: Stage) -> None:
    for line in ("Oak 14:30", "River 8:00-8:50", "Fern 8:30-9:20"):
        await planned(mara, line)
    await stage.until(monday(9, 30))
    await mara.say("Today")
    assert mara.text.splitlines() == [
        "Mon 23 Nov",
        "8:00 River, held",
        "8:30 Fern, not confirmed yet",
        "14:30 Oak",
    ]
    assert mara.labels() == [["8:00 River", "8:30 Fern"], ["14:30 Oak"]]


@sqlite_alone
async def test_an_empty_day_says_how_to_fill_it(mara: Chat) -> None:
    await mara.say("/today")
    assert mara.text.startswith("No sessions noted today.")
    assert mara.labels() == []


async def test_a_session_is_put_right_in_the_same_message(mara: Chat, stage: Stage) -> None:
    await just_finished(mara)
    await mara.say("Today")
    card = mara.last["id"]
    await mara.tap("8:10 Oak")
    assert mara.labels() == [["No-show", "Cancelled"], ["Move", "Ran over"], ["Look back now", "Back"]]
    await mara.tap("No-show")
    assert (await status(stage), mara.last["id"]) == ("no_show", card)
    assert mara.text.endswith("8:10 Oak, no-show")


@sqlite_alone
async def test_of_a_session_that_did_not_take_place_nothing_is_asked(mara: Chat, stage: Stage) -> None:
    await just_finished(mara)
    await mara.say("Today")
    await mara.tap("8:10 Oak")
    await mara.tap("Cancelled")
    await stage.wait(hours=3)
    (made,) = await rows(stage, Appointment)
    assert await rows(stage, AskedQuestion, appointment_id=made.id) == []


@sqlite_alone
async def test_a_no_show_that_was_held_after_all_is_asked_about(mara: Chat, stage: Stage) -> None:
    await just_finished(mara)
    await mara.say("Today")
    for label in ("8:10 Oak", "No-show", "8:10 Oak", "It was held"):
        await mara.tap(label)
    assert await status(stage) == "held"
    await stage.wait(minutes=15)
    (made,) = await rows(stage, Appointment)
    assert len(await rows(stage, AskedQuestion, appointment_id=made.id)) == 1


@sqlite_alone
async def test_a_question_that_is_open_goes_with_the_session(mara: Chat, stage: Stage) -> None:
    await just_finished(mara)
    await mara.tap("Now")
    question = mara.last["id"]
    await mara.say("Today")
    await mara.tap("8:10 Oak")
    assert not mara.has("Look back now")
    await mara.tap("Cancelled")
    assert mara.bubble(question)["text"] == "Oak, 8:10. Cancelled."
    assert await status(stage) == "cancelled"


@sqlite_alone
async def test_a_session_still_to_come_was_not_held_and_is_not_looked_back_on(mara: Chat) -> None:
    await planned(mara, "Oak 14:30")
    await mara.say("Today")
    await mara.tap("14:30 Oak")
    assert mara.labels() == [["Cancelled", "Move"], ["Back"]]
    await mara.tap("Back")
    assert mara.text.endswith("14:30 Oak")


@sqlite_alone
async def test_what_was_cancelled_by_a_slip_takes_place_again_and_is_asked_about(
    mara: Chat, stage: Stage
) -> None:
    await planned(mara, "Oak 14:30")
    await mara.say("Today")
    for label in ("14:30 Oak", "Cancelled", "14:30 Oak"):
        await mara.tap(label)
    assert mara.labels() == [["It takes place", "Move"], ["Back"]]
    await mara.tap("It takes place")
    assert (await status(stage), mara.text.splitlines()[-1]) == ("planned", "14:30 Oak")
    await stage.until(monday(15, 30))
    assert mara.text.splitlines()[1].startswith("Oak, 14:30 · 1 of 2")


@sqlite_alone
async def test_what_was_answered_says_so(mara: Chat) -> None:
    await just_finished(mara)
    await mara.tap("Now")
    row = next(row for row in mara.last["keyboard"] if row[0]["data"].startswith("answer:"))
    await mara.press(mara.last["id"], row[0]["data"])
    await mara.say("/today")
    assert mara.text.endswith("8:10 Oak, looked back on")


@sqlite_alone
async def test_a_session_across_midnight_stands_on_both_days(mara: Chat, stage: Stage) -> None:
    await stage.until(datetime(2026, 11, 24, 0, 20, tzinfo=UTC))
    await just_finished(mara)
    await mara.say("/today")
    assert mara.text.splitlines()[1] == "23:30 Oak, held"


@sqlite_alone
async def test_a_session_undone_meanwhile_is_gone(mara: Chat) -> None:
    await just_finished(mara)
    told = mara.last["id"]
    await mara.say("Today")
    card = mara.last["id"]
    await mara.tap("Undo", on=told)
    await mara.tap("8:10 Oak", on=card)
    assert mara.text == "That session is not here any more."
    await mara.tap("Back")
    assert mara.text.startswith("No sessions noted today.")
