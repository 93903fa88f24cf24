"""A session moved, longer, cancelled or held after all: its check-in follows, what was answered stays."""

from __future__ import annotations

import pytest

from db.models import AskedQuestion
from tests.handlers.checkin_make import (
    answer,
    asked_unbidden,
    checkins_of,
    everything,
    go,
    labels,
    on,
    questions_of,
    waiting,
)
from tests.handlers.day_make import moved, screen, spans, twice
from tests.handlers.look import SQLITE, rows
from tests.handlers.settings_make import set_row
from tests.make import planned
from tests.stage import Chat, Stage

sqlite = pytest.mark.parametrize("database_url", SQLITE, indirect=True)


async def test_a_check_in_to_come_moves_along_with_its_session(stage: Stage, mara: Chat) -> None:
    await planned(mara, "Oak 14:00")
    card = await moved(mara, "15:00")
    assert card["text"] == "Mon 23 Nov\n15:00 Oak, moved from 14:00"
    await go(stage, on(23, "15:30"))
    assert waiting(mara) == []
    await go(stage, on(23, "15:55"))
    assert "Oak, 15:00 · 1 of 2" in mara.text


async def test_an_open_question_says_where_its_session_went_and_another_comes_after_it(
    stage: Stage, mara: Chat
) -> None:
    question = await asked_unbidden(stage, mara)
    card = await moved(mara, "Fri 9:00", "9:00 Oak")
    assert card["text"] == "Mon 23 Nov\n9:00 Oak, moved to Fri 9:00"
    line = mara.bubble(question["id"])
    assert (line["text"], labels(line)) == ("Oak, 9:00: moved to Fri 9:00.", [])
    assert [one.slot.partition(".")[2] for one in await checkins_of(stage, mara)] == ["", "2"]
    await stage.until(on(26, "12:00"))
    assert len(await questions_of(stage, mara)) == 1
    await go(stage, on(27, "9:55"))
    assert "Oak, 9:00 · 1 of 2" in mara.text
    assert [one.state for one in await questions_of(stage, mara)] == ["dropped", "open"]


@sqlite
async def test_moved_twice_the_old_question_says_the_newest_day(stage: Stage, mara: Chat) -> None:
    question = await asked_unbidden(stage, mara)
    shown = await moved(mara, "Fri 9:00", "9:00 Oak")
    await mara.tap("9:00 Oak", on=shown["id"])
    await mara.tap("Move", on=shown["id"])
    await mara.say("Thu 11")
    assert mara.bubble(question["id"])["text"] == "Oak, 9:00: moved to Thu 11:00."
    assert await spans(stage) == ["Thu 11:00-11:50 planned"]
    assert [one.state for one in await checkins_of(stage, mara)] == ["dropped", "waiting"]


@sqlite
async def test_what_was_sent_before_a_move_counts_against_the_day(stage: Stage, mara: Chat) -> None:
    await set_row(stage, mara, daily_cap=1)
    await asked_unbidden(stage, mara)
    await moved(mara, "10:00", "9:00 Oak")
    await go(stage, on(23, "12:00"))
    assert len(await questions_of(stage, mara)) == 1, "it waits for the evening"
    await go(stage, on(23, "18:30"))
    assert "Oak, 10:00" in mara.text


@sqlite
async def test_what_was_answered_stays_where_it_is(stage: Stage, mara: Chat) -> None:
    first = await asked_unbidden(stage, mara)
    old = await screen(mara, "9:00 Oak")
    await mara.tap("Move", on=old["id"])
    await answer(mara, first)
    stored = await everything(stage)
    await mara.tap("Fri 9:00", on=old["id"])
    assert mara.text.startswith("Oak, 9:00, was looked back on, so it stays there.")
    assert [row for row in await everything(stage) if "rating" in row or "held_at" in row] == [
        row for row in stored if "rating" in row or "held_at" in row
    ]
    await screen(mara, "9:00 Oak")
    assert "Move" not in labels(mara.last)


@sqlite
async def test_an_offer_names_the_others_once_a_session_is_moved(stage: Stage, mara: Chat) -> None:
    offer = await _evening(stage, mara)
    await moved(mara, "Tue 11:00", "11:00 River")
    assert mara.bubble(offer)["text"] == "Two today: Oak, Fern. One question each?"
    await mara.tap("Yes", on=offer)
    await answer(mara)
    await answer(mara)
    assert len(await questions_of(stage, mara)) == 2
    await go(stage, on(24, "18:30"))
    assert "River, 11:00" in mara.text


async def _evening(stage: Stage, mara: Chat) -> int:
    await set_row(stage, mara, rhythm="evening")
    for plan in ("Oak 10:00", "River 11:00", "Fern 12:00"):
        await planned(mara, plan)
    await go(stage, on(23, "18:30"))
    return int(mara.last["id"])


@sqlite
async def test_in_an_evening_that_has_begun_the_next_question_follows(stage: Stage, mara: Chat) -> None:
    offer = await _evening(stage, mara)
    await mara.tap("Yes", on=offer)
    question = mara.last["id"]
    await moved(mara, "Tue 10:00", "10:00 Oak")
    assert mara.bubble(question)["text"] == "Oak, 10:00: moved to Tue 10:00."
    assert "River, 11:00 · 2 of 3" in mara.text


@sqlite
async def test_an_offer_follows_a_cancellation_and_one_taken_back(stage: Stage, mara: Chat) -> None:
    offer = await _evening(stage, mara)
    for label, said in (
        ("No-show", "Two today: Oak, Fern."),
        ("It was held", "Three today: Oak, River, Fern."),
    ):
        await screen(mara, "11:00 River")
        await mara.tap(label, on=mara.last["id"])
        assert mara.bubble(offer)["text"] == f"{said} One question each?"


@sqlite
async def test_held_after_all_the_question_that_was_closed_is_open_again(stage: Stage, mara: Chat) -> None:
    question = await asked_unbidden(stage, mara)
    await screen(mara, "9:00 Oak")
    await mara.tap("Cancelled", on=mara.last["id"])
    assert mara.bubble(question["id"])["text"] == "Oak, 9:00. Cancelled."
    await screen(mara, "9:00 Oak")
    await mara.tap("It was held", on=mara.last["id"])
    assert mara.bubble(question["id"])["text"] == question["text"].replace("A moment to look back?\n", "")
    await answer(mara, mara.bubble(question["id"]))
    assert [one.state for one in await questions_of(stage, mara)] == ["answered", "open"]


async def test_a_question_that_came_too_soon_waits_for_the_end(stage: Stage, mara: Chat) -> None:
    question = await asked_unbidden(stage, mara)
    await screen(mara, "9:00 Oak")
    await mara.tap("Ran over", on=mara.last["id"])
    await mara.tap("+20 min", on=mara.last["id"])
    assert await spans(stage) == ["Mon 09:00-10:10 planned"]
    assert mara.bubble(question["id"])["text"] == "Oak, 9:00. I will ask again today 10:15."
    await go(stage, on(23, "10:15"))
    assert "Oak, 9:00 · 1 of 2" in mara.text
    assert len(await questions_of(stage, mara)) == 1


@sqlite
@pytest.mark.parametrize(("typed", "until"), [("25", "10:15"), ("1 h", "10:50"), ("10:05", "10:05")])
async def test_how_long_it_lasted_may_be_typed(stage: Stage, mara: Chat, typed: str, until: str) -> None:
    await planned(mara, "Oak 9:00")
    await go(stage, on(23, "9:40"))
    await screen(mara, "9:00 Oak")
    await mara.tap("Ran over", on=mara.last["id"])
    card = mara.last["id"]
    await mara.say("a while")
    assert mara.text.startswith("I could not read that as a length or a time.")
    await mara.say(typed)
    assert await spans(stage) == [f"Mon 09:00-{until} planned"]
    assert mara.text == "Mon 23 Nov\n9:00 Oak, under way"
    assert card not in [bubble["id"] for bubble in mara.bubbles()], "the card came anew, below"


@sqlite
async def test_ran_over_shifts_a_check_in_to_come_once(stage: Stage, mara: Chat) -> None:
    await planned(mara, "Oak 9:00")
    await go(stage, on(23, "9:40"))
    shown = await screen(mara, "9:00 Oak")
    await mara.tap("Ran over", on=shown["id"])
    await twice(mara, shown, "+10 min")
    assert await spans(stage) == ["Mon 09:00-10:00 planned"]
    assert [one.due_at for one in await checkins_of(stage, mara)] == [on(23, "10:05")]


@sqlite
async def test_moved_twice_by_the_same_press_it_is_moved_once(stage: Stage, mara: Chat) -> None:
    await asked_unbidden(stage, mara)
    shown = await screen(mara, "9:00 Oak")
    await mara.tap("Move", on=shown["id"])
    await twice(mara, shown, "Fri 9:00")
    assert await spans(stage) == ["Fri 09:00-09:50 planned"]
    assert len(await checkins_of(stage, mara)) == 2
    assert len(await rows(stage, AskedQuestion, state="dropped")) == 1
