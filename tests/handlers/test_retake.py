"""Sends that go wrong: lost before or after the effect, refused, blocked, while others go on."""

from __future__ import annotations

import asyncio

import pytest

from bot.sandbox import Fault
from db.models import Answer
from handlers.due import MOST_ATTEMPTS
from tests.handlers.checkin_make import answer, checkins_of, choices, fail, go, on, questions_of, waiting
from tests.handlers.look import SQLITE, rows
from tests.handlers.settings_make import row_of, set_row
from tests.make import just_finished, planned, settled_in
from tests.stage import JONAS, Chat, Stage

sqlite = pytest.mark.parametrize("database_url", SQLITE, indirect=True)
REPEAT = "Once more, to be sure it reached you."


@pytest.mark.parametrize("lost", ["before", "after"])
async def test_the_same_question_comes_again_marked_and_once(stage: Stage, mara: Chat, lost: str) -> None:
    await planned(mara, "Oak 9:00")
    fail(stage, drop=lost)
    await go(stage, minutes=55)
    copies = waiting(mara)
    assert len(copies) == (0 if lost == "before" else 1)
    (asked,) = await questions_of(stage, mara)
    assert asked.message_id is None
    await go(stage, seconds=119)
    assert waiting(mara) == copies
    await go(stage, seconds=1)
    assert mara.text.splitlines()[0] == REPEAT
    assert all(choices(copy) == choices(mara.last) for copy in copies)
    seen = mara.last["id"]
    await go(stage, hours=1)
    assert mara.last["id"] == seen
    assert [one.id for one in await questions_of(stage, mara)] == [asked.id]


@pytest.mark.parametrize("wait", [30, 200], ids=["before the repeat", "after it"])
async def test_the_copy_that_arrived_can_be_answered(stage: Stage, mara: Chat, wait: int) -> None:
    await planned(mara, "Oak 9:00")
    fail(stage, drop="after")
    await go(stage, minutes=55)
    copy = waiting(mara)[-1]
    await go(stage, seconds=wait)
    await mara.press(copy["id"], choices(copy)[3])
    assert [one.rating for one in await rows(stage, Answer)][-1] == 4
    first, second = await questions_of(stage, mara)
    assert (first.state, second.state) == ("answered", "open")
    assert all("4 of 5" in b["text"] for b in mara.bubbles() if " · 1 of 2 · " in b["text"])
    await go(stage, hours=2)
    assert len(waiting(mara)) == 1


@sqlite
async def test_the_second_question_is_not_lost_either(stage: Stage, mara: Chat) -> None:
    await planned(mara, "Oak 20:00")
    await go(stage, on(23, "20:55"))
    await go(stage, on(23, "21:30"))
    fail(stage, drop="before")
    await answer(mara)
    assert waiting(mara) == []
    await go(stage, minutes=2)  # in quiet hours, but the therapist is in the middle of it
    assert mara.text.splitlines()[0] == REPEAT
    assert " · 2 of 2 · " in mara.text


@sqlite
@pytest.mark.parametrize("lost", ["before", "after"])
async def test_an_offer_comes_again_too(stage: Stage, mara: Chat, lost: str) -> None:
    await set_row(stage, mara, rhythm="evening")
    for plan in ("Oak 9:00", "River 10:00"):
        await planned(mara, plan)
    fail(stage, drop=lost)
    await go(stage, on(23, "18:30"))
    first = mara.last["id"]
    await go(stage, minutes=2)
    assert mara.text.splitlines() == [REPEAT, "Two today: Oak, River. One question each?"]
    await mara.tap("Yes", on=first if lost == "after" else None)
    assert " · 1 of 2 · " in mara.text


@sqlite
async def test_an_offer_whose_edit_was_lost_shows_the_choice_on_the_next_press(
    stage: Stage, mara: Chat
) -> None:
    await set_row(stage, mara, rhythm="evening")
    for plan in ("Oak 9:00", "River 10:00"):
        await planned(mara, plan)
    await go(stage, on(23, "18:30"))
    offer = mara.last
    fail(stage, "editMessageText", drop="before", times=3)
    await mara.tap("Only River")
    assert mara.bubble(offer["id"])["text"] == offer["text"]
    await mara.tap("Yes", on=offer["id"])
    assert mara.bubble(offer["id"])["text"] == "Looking back: River"
    assert len(await questions_of(stage, mara)) == 1


@sqlite
async def test_a_reminder_overtaken_by_the_answer_is_taken_away_again(stage: Stage, mara: Chat) -> None:
    await planned(mara, "Oak 9:00")
    await go(stage, minutes=55)
    first = waiting(mara)[-1]
    stage.sandbox.faults.order(Fault("sendMessage", delay=0.5))
    walk = asyncio.create_task(go(stage, hours=3))
    while stage.sandbox.faults.ordered:  # noqa: ASYNC110 - the sandbox has no event for a fault spent
        await asyncio.sleep(0.01)
    stage.sandbox.press(mara.person, first["id"], choices(first)[0])
    await walk
    assert len([bubble for bubble in mara.bubbles() if " · 1 of 2 · " in bubble["text"]]) == 1
    assert " of 5" in mara.bubble(first["id"])["text"]


@sqlite
async def test_a_reminder_that_is_lost_leaves_the_question_open(stage: Stage, mara: Chat) -> None:
    await planned(mara, "Oak 9:00")
    await go(stage, minutes=55)
    first = waiting(mara)[-1]
    fail(stage, drop="before")
    await go(stage, hours=3)
    await mara.press(first["id"], choices(first)[0])
    assert (await questions_of(stage, mara))[0].state == "answered"
    assert " · 2 of 2 · " in mara.text


@sqlite
async def test_a_refused_message_is_given_up_and_stops_nobody(stage: Stage, mara: Chat) -> None:
    jonas = await settled_in(stage.chat(JONAS), city="London")
    await planned(mara, "Oak 9:00")
    fail(stage, code=400, times=MOST_ATTEMPTS)
    await go(stage, minutes=55)
    for _ in range(MOST_ATTEMPTS + 2):
        await go(stage, minutes=30)
    assert [one.state for one in await checkins_of(stage, mara)] == ["dropped"]
    assert [one.state for one in await questions_of(stage, mara)] == ["lapsed"]
    assert waiting(mara) == []
    await just_finished(jonas, "Fern")
    await go(stage, minutes=5)
    assert len(waiting(jonas)) == 1


@sqlite
async def test_telegram_away_for_three_hours_loses_nothing(stage: Stage, mara: Chat) -> None:
    await planned(mara, "Oak 9:00")
    fail(stage, code=502, times=100)
    await go(stage, minutes=55)
    for _ in range(12):
        await go(stage, minutes=15)
    assert waiting(mara) == []
    stage.sandbox.faults.clear()
    await go(stage, minutes=30)
    assert mara.text.splitlines()[0] == REPEAT


async def test_who_blocks_the_bot_is_left_alone_and_can_come_back(stage: Stage, mara: Chat) -> None:
    await planned(mara, "Oak 9:00")
    fail(stage, code=403)
    await go(stage, minutes=55)
    assert (await row_of(stage, mara)).blocked_at is not None
    sends = len(stage.sandbox.calls)
    await go(stage, hours=5)
    assert len([name for name, _ in list(stage.sandbox.calls)[sends:] if name != "getUpdates"]) == 0
    assert len(await rows(stage, Answer)) == 1
    await mara.say("/start")
    assert (await row_of(stage, mara)).blocked_at is None
    await go(stage, minutes=5)
    assert "Oak, 9:00 · 1 of 2" in str(waiting(mara))


@sqlite
async def test_unblocking_resumes_and_brings_nothing_old(stage: Stage, mara: Chat) -> None:
    await planned(mara, "Oak 9:00")
    stage.sandbox.block(mara.person)
    await stage.settle()
    await go(stage, minutes=55)
    await go(stage, on(26, "9:00"))
    stage.sandbox.block(mara.person, False)
    await stage.settle()
    await go(stage, minutes=5)
    assert waiting(mara) == []
    await just_finished(mara, "River")
    await go(stage, minutes=5)
    assert len(waiting(mara)) == 1


@sqlite
async def test_a_row_that_cannot_be_handled_makes_way(
    stage: Stage, mara: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    from handlers import due

    jonas = await settled_in(stage.chat(JONAS), city="London")
    for chat in (mara, jonas):
        await planned(chat, "Oak 9:00")
    hers, handle, looks = (await checkins_of(stage, mara))[0], due.checkin, []

    async def poisoned(turn: object, checkin_id: int) -> object:
        looks.append(checkin_id)
        if checkin_id == hers.id:
            raise RuntimeError("poison")
        return await handle(turn, checkin_id)  # type: ignore[arg-type]  # what the tick hands over

    monkeypatch.setattr(due, "checkin", poisoned)
    await go(stage, minutes=55)
    assert (len(waiting(mara)), len(waiting(jonas))) == (0, 1)
    assert looks.count(hers.id) == 1
    assert (await checkins_of(stage, mara))[0].wake_at > stage.now  # type: ignore[operator]  # postponed
