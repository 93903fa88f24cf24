"""Discreet: what comes by itself arrives closed, [Open] shows what is stored, ten minutes later it closes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.engine import Database
from db.models import AskedQuestion, Message
from db.vault import Vault, new_data_key
from tests.handlers.asked import Ask, in_words
from tests.handlers.checkin_make import choices, fail, go, labels, on
from tests.handlers.digest_make import FRIDAY, LINE, look_back, write_line
from tests.handlers.discreet_make import (
    CLOSED,
    GONE,
    MOMENT,
    discreet,
    five_minutes_after,
    hidden,
    is_closed,
    sent,
)
from tests.handlers.look import SQLITE, kept, rows
from tests.handlers.settings_make import row_of, set_row
from tests.make import just_finished, planned, settled_in
from tests.stage import JONAS, Chat, Stage, buttons, staged

__all__ = ["in_words"]
sqlite = pytest.mark.parametrize("database_url", SQLITE, indirect=True)


@pytest.fixture
async def mara(mara: Chat) -> Chat:
    return await discreet(mara)


async def test_a_check_in_arrives_closed_and_opens_in_one_edit(stage: Stage, mara: Chat) -> None:
    await just_finished(mara, "Oak")
    stage.sandbox.calls.clear()
    await go(stage, minutes=5)
    assert [call["text"] for call in sent(stage)] == [MOMENT]
    assert is_closed(mara.last)
    stage.sandbox.calls.clear()
    await mara.tap("Open")
    assert len(sent(stage, "editMessageText")) == 1
    assert sent(stage) == []
    assert "1 of 2" in mara.text
    assert choices(mara.last)


async def test_it_closes_at_ten_minutes_and_not_before(stage: Stage, mara: Chat) -> None:
    await five_minutes_after(stage, mara)
    await mara.tap("Open")
    await go(stage, minutes=9, seconds=59)
    assert choices(mara.last)
    await go(stage, seconds=1)
    assert is_closed(mara.last)
    await mara.tap("Open")
    assert choices(mara.last)


async def test_each_tap_in_it_pushes_that_on(stage: Stage, mara: Chat) -> None:
    await five_minutes_after(stage, mara)
    await mara.tap("Open")
    for label in ("Why this?", "Later", "Back"):
        await go(stage, minutes=9)
        await mara.tap(label)
        assert not is_closed(mara.last)
    await go(stage, minutes=10)
    assert is_closed(mara.last)


async def test_a_restart_in_between_changes_nothing(database: Database) -> None:
    vault = Vault([new_data_key()])
    async with staged(database, vault=vault) as stage:
        mara = await discreet(await settled_in(stage.chat()))
        await five_minutes_after(stage, mara)
        await mara.tap("Open")
        opened = mara.last["id"]
    async with staged(database, vault=vault, at=stage.now + timedelta(minutes=10)) as later:
        await later.settle()
        closing = [call for call in sent(later, "editMessageText") if call["message_id"] == str(opened)]
        assert [call["text"] for call in closing] == [MOMENT]


@sqlite
async def test_closing_that_fails_is_tried_again(stage: Stage, mara: Chat) -> None:
    await five_minutes_after(stage, mara)
    await mara.tap("Open")
    fail(stage, "editMessageText", code=500, times=3)
    await go(stage, minutes=10)
    assert choices(mara.last)
    stage.sandbox.faults.clear()
    await go(stage, minutes=2)
    assert is_closed(mara.last)


@sqlite
async def test_a_message_that_the_person_deleted_is_not_tried_for_ever(stage: Stage, mara: Chat) -> None:
    await five_minutes_after(stage, mara)
    await mara.tap("Open")
    fail(stage, "editMessageText", code=400, description="Bad Request: message to edit not found")
    await go(stage, minutes=10)
    assert [one.close_at for one in await rows(stage, Message) if one.close_at] == []


async def test_a_question_in_words_takes_them_while_it_is_closed(
    stage: Stage, mara: Chat, in_words: Ask
) -> None:
    message = await in_words(mara)
    await go(stage, minutes=10)
    assert is_closed(mara.bubble(message))
    await mara.say(LINE)
    assert await kept(stage) == [LINE]
    assert "Your line → Oak" in mara.bubble(message)["text"]
    await go(stage, minutes=10)
    assert is_closed(mara.bubble(message), CLOSED)
    await mara.tap("Open", on=message)
    assert "Your line → Oak" in mara.bubble(message)["text"]


@sqlite
async def test_open_makes_a_question_in_words_wait_anew(stage: Stage, mara: Chat, in_words: Ask) -> None:
    message = await in_words(mara)
    await go(stage, minutes=31)
    await mara.tap("Open", on=message)
    await mara.say(LINE)
    assert len([one for one in await rows(stage, AskedQuestion) if one.state == "answered"]) == 2


async def test_codes_stand_in_spoilers_and_on_no_button(stage: Stage, mara: Chat) -> None:
    await five_minutes_after(stage, mara)
    echo = next(b for b in mara.bubbles() if b["text"].startswith("Oak, "))
    assert hidden(echo) == ["Oak"]
    await mara.tap("Open")
    assert hidden(mara.last)[0] == "Oak"
    assert mara.text.count("Oak") == len(hidden(mara.last))
    await mara.say("Today")
    assert hidden(mara.last) == ["Oak"]
    assert not [label for label in labels(mara.last) if "Oak" in label]


async def test_an_evening_s_offer_names_nobody_on_its_buttons(stage: Stage, mara: Chat) -> None:
    await set_row(stage, mara, rhythm="evening")
    for plan in ("Oak 9:00", "River 10:00"):
        await planned(mara, plan)
    await go(stage, on(23, "18:30"))
    assert is_closed(mara.last)
    await mara.tap("Open")
    assert mara.text == "Two today: Oak 9:00, River 10:00. One question each?"
    assert hidden(mara.last) == ["Oak", "River"]
    assert labels(mara.last) == ["Yes", "Only 9:00", "Only 10:00", "Not today"]
    offer = mara.last["id"]
    await mara.tap("Only 10:00")
    await go(stage, minutes=10)
    assert is_closed(mara.bubble(offer), CLOSED)
    assert is_closed(mara.last)
    await mara.tap("Open", on=offer)
    assert mara.bubble(offer)["text"] == "Looking back: River 10:00"


async def test_a_week_comes_like_everything_else_and_its_quotes_are_hidden(stage: Stage, mara: Chat) -> None:
    await look_back(mara, "Oak")
    await write_line(mara, "The coat stayed on.", "Oak")
    await go(stage, FRIDAY)
    assert is_closed(mara.last)
    digest = mara.last["id"]
    await mara.tap("Open", on=digest)
    assert "1 session" in mara.text
    assert {"The coat stayed on.", "Oak"} <= set(hidden(mara.last))
    await mara.tap("My words", on=digest)
    assert "The coat stayed on." in hidden(mara.last)[0]
    assert len(hidden(mara.last)) == 1
    await go(stage, minutes=10)
    assert is_closed(mara.bubble(digest), CLOSED)


@sqlite
async def test_a_week_asked_for_closes_as_well(stage: Stage, mara: Chat) -> None:
    await look_back(mara, "Oak")
    await mara.say("/digest")
    digest = mara.last["id"]
    assert "1 session" in mara.text
    await go(stage, minutes=10)
    assert is_closed(mara.bubble(digest), CLOSED)


@sqlite
async def test_buttons_with_codes_close_too(stage: Stage, mara: Chat) -> None:
    await look_back(mara, "Oak")
    await mara.say("Just finished")
    assert mara.has("Oak")
    dialog = mara.last["id"]
    await go(stage, minutes=10)
    assert mara.bubble(dialog)["text"] == GONE
    assert mara.bubble(dialog)["keyboard"] is None


@sqlite
async def test_a_line_that_asks_whose_it_is_closes_and_opens_again(stage: Stage, mara: Chat) -> None:
    await look_back(mara, "Oak")
    await mara.say("A thought")
    line = mara.last["id"]
    assert mara.has("Oak")
    await go(stage, minutes=10)
    assert is_closed(mara.bubble(line), CLOSED)
    await mara.tap("Open", on=line)
    await mara.tap("Oak", on=line)
    assert hidden(mara.bubble(line)) == ["Oak"]
    await go(stage, minutes=10)
    assert mara.bubble(line)["text"].startswith("Your line → Oak")


async def test_a_reminder_is_closed_and_says_why_once_it_is_opened(stage: Stage, mara: Chat) -> None:
    first = await five_minutes_after(stage, mara)
    await go(stage, hours=3)
    assert is_closed(mara.last)
    assert first["id"] != mara.last["id"]
    await mara.tap("Open")
    assert mara.text.startswith("Still here, if you have a moment.\n")


@sqlite
async def test_a_repeat_is_marked_once_it_is_opened(stage: Stage, mara: Chat) -> None:
    await just_finished(mara, "Oak")
    fail(stage, drop="after")
    await go(stage, minutes=5)
    await go(stage, minutes=3)
    assert is_closed(mara.last)
    await mara.tap("Open", on=mara.last["id"])
    assert mara.text.startswith("Once more, to be sure it reached you.\n")


async def test_a_question_that_lapsed_meanwhile_says_so_when_it_is_opened(stage: Stage, mara: Chat) -> None:
    await five_minutes_after(stage, mara)
    await go(stage, hours=3)
    await go(stage, hours=24)
    assert is_closed(mara.last, CLOSED)
    await mara.tap("Open")
    assert "Closed for now." in mara.text
    assert labels(mara.last) == ["Answer anyway"]


@pytest.mark.usefixtures("mara")
async def test_without_the_setting_everything_is_as_before(stage: Stage) -> None:
    jonas = await settled_in(stage.chat(JONAS))
    await five_minutes_after(stage, jonas)
    assert "1 of 2" in jonas.text
    assert jonas.text.count("Oak")
    assert hidden(jonas.last) == []
    await go(stage, minutes=30)
    assert choices(jonas.last)


async def test_nobody_opens_somebody_else_s(stage: Stage, mara: Chat) -> None:
    closed = await five_minutes_after(stage, mara)
    jonas = await settled_in(stage.chat(JONAS))
    forged = buttons(closed)[0]["data"]
    for data in (
        forged,
        forged.replace("asked", "offer"),
        forged.replace("asked", "digest"),
        "peek_note:1",
        "peek_asked",
    ):
        before = jonas.everything()
        await jonas.press(jonas.last["id"], data)
        assert jonas.everything() == before
        assert jonas.toast()["text"] == "That one is not open any more."


@sqlite
async def test_turned_off_what_is_closed_still_opens_and_stays_open(stage: Stage, mara: Chat) -> None:
    closed = await five_minutes_after(stage, mara)
    await set_row(stage, mara, discreet=False)
    await mara.tap("Open", on=closed["id"])
    await go(stage, minutes=30)
    assert choices(mara.bubble(closed["id"]))
    assert (await row_of(stage, mara)).discreet is False


@sqlite
async def test_erasing_works_in_a_discreet_chat_too(stage: Stage, mara: Chat) -> None:
    await five_minutes_after(stage, mara)
    await mara.tap("Open")
    for command, label in (("/erase", "Go on"), ("", "Yes, delete for good")):
        if command:
            await mara.say(command)
        await mara.tap(label)
    assert await rows(stage, Message) == []
    await go(stage, minutes=10)
    assert "Everything is gone here." in mara.text


@sqlite
async def test_what_came_before_the_setting_closes_once_it_is_touched(stage: Stage, mara: Chat) -> None:
    await set_row(stage, mara, discreet=False)
    await five_minutes_after(stage, mara)
    await discreet(mara)
    question = next(b for b in mara.bubbles() if choices(b))
    await go(stage, minutes=30)
    assert choices(mara.bubble(question["id"]))
    await mara.tap("Skip", on=question["id"])
    await go(stage, minutes=10)
    assert is_closed(mara.bubble(question["id"]), CLOSED)


@sqlite
async def test_many_lines_of_a_week_are_hidden_by_one_spoiler(stage: Stage, mara: Chat) -> None:
    await look_back(mara, "Oak")
    for number in range(12):
        await write_line(mara, f"Line {number}", "Oak")
    await go(stage, FRIDAY)
    await mara.tap("Open", on=mara.last["id"])
    await mara.tap("My words")
    assert len(hidden(mara.last)) == 1
    assert "Line 11" in hidden(mara.last)[0]
