"""Before a session: a closed message, what it opens, what is noted, and what comes back to it."""

from __future__ import annotations

import pytest

from db.models import Appointment, AskedQuestion, CheckIn, Prepared
from db.prepared import text_of
from tests.handlers.checkin_make import LINE, answer, data, fail, go, labels, on
from tests.handlers.discreet_make import is_closed
from tests.handlers.look import SQLITE, _me, _sealed, rows
from tests.handlers.settings_make import row_of, set_row
from tests.handlers.test_gaps import change
from tests.make import planned, settled_in
from tests.stage import JONAS, Bubble, Chat, Stage

sqlite = pytest.mark.parametrize("database_url", SQLITE, indirect=True)
TO_ASK = "What would make today worthwhile?"


async def preparing(stage: Stage, mara: Chat, *plans: str, **columns: object) -> None:
    """Preparations are wished for, fifteen minutes before."""
    await set_row(stage, mara, **{"prepares": True, **columns})
    for plan in plans:
        await planned(mara, plan)


async def prepared_for(stage: Stage, mara: Chat, *plans: str) -> Bubble:
    """The message before the session at two has come."""
    await preparing(stage, mara, *(plans or ("Oak 14:00",)))
    await go(stage, on(23, "13:45"))
    return mara.last


async def came(stage: Stage) -> list[str]:
    return [f"{one.sent_at:%a %H:%M}" for one in await rows(stage, CheckIn, kind="before") if one.sent_at]


async def noted(stage: Stage) -> list[str]:
    async with stage.database.read() as session:
        sealed = _sealed(stage, session, await _me(session))
        return [await text_of(sealed, line) for line in await rows(stage, Prepared)]


async def test_it_arrives_closed_opens_and_takes_lines(stage: Stage, mara: Chat) -> None:
    message = await prepared_for(stage, mara)
    assert (mara.text, mara.labels()) == ("A moment before 14:00?", [["Open"]])
    await mara.tap("Open")
    shown = str(mara.bubble(message["id"])["text"])
    assert shown.startswith("Oak at 14:00.\nTwo questions you want to ask today?")
    line = await mara.say(TO_ASK)
    assert (mara.text.split("\n")[0], mara.labels()) == ("Your line → Oak", [["Delete"]])
    assert f"To ask: {TO_ASK}" in str(mara.bubble(message["id"])["text"])
    await mara.say("Is the pace right?")
    await mara.edit(line, "What would make it worthwhile?")
    assert await noted(stage) == ["What would make it worthwhile?", "Is the pace right?"]
    assert TO_ASK.encode() not in (await rows(stage, Prepared))[0].text_sealed


async def test_the_check_in_after_asks_what_came_back(stage: Stage, mara: Chat) -> None:
    await prepared_for(stage, mara)
    await mara.tap("Open")
    await mara.say(TO_ASK)
    await go(stage, on(23, "14:55"))
    await answer(mara)
    assert "Oak, 14:00 · 2 of 2 · Questions prepared" in mara.text
    assert (
        f"Did the questions you noted for Oak get asked today? What came back can go in a line.\n“{TO_ASK}”"
        in (mara.text)
    )
    assert labels(mara.last)[:4] == ["Yes", "Partly", "No", "Can't tell"]
    asked = mara.last
    await mara.tap("Why this?")
    assert "noted" in mara.toast()["text"]
    await mara.tap("Partly")
    await mara.tap("Add a line", on=asked["id"])
    await mara.say(LINE)
    questions = await rows(stage, AskedQuestion)
    assert (await rows(stage, Prepared))[0].asked_id == questions[-1].id
    assert "With a line of yours" in str(mara.bubble(asked["id"])["text"])


@sqlite
async def test_what_was_deleted_is_not_asked_after(stage: Stage, mara: Chat) -> None:
    await prepared_for(stage, mara)
    await mara.tap("Open")
    await mara.say(TO_ASK)
    await mara.tap("Delete")
    assert await noted(stage) == []
    await go(stage, on(23, "14:55"))
    await answer(mara)
    assert "you noted" not in mara.text


@sqlite
async def test_a_line_of_before_is_shown_but_never_a_low_one(stage: Stage, mara: Chat) -> None:
    await planned(mara, "Oak 9:00")
    await go(stage, on(23, "9:55"))
    first = await answer(mara, choice=4)
    await mara.say("It went by slowly.", reply_to=first["id"])
    await go(stage, on(24, "9:00"))
    await preparing(stage, mara, "Oak 14:00")
    await go(stage, on(24, "13:45"))
    message, press = mara.last, data(mara.last, "Open")
    await mara.tap("Open")
    assert "Your line, yesterday 9:55: “It went by slowly.”" in str(mara.bubble(message["id"])["text"])
    await mara.press(first["id"], data(first, "Change"))
    await answer(mara, mara.bubble(first["id"]), choice=1)  # two of five
    await mara.press(message["id"], press)
    assert "It went by slowly." not in str(mara.bubble(message["id"])["text"])


async def test_back_to_back_sessions_share_one_message(stage: Stage, mara: Chat) -> None:
    message = await prepared_for(stage, mara, "Oak 14:00", "River 15:00", "Fern 16:00")
    await mara.tap("Open")
    assert labels(mara.last) == ["14:00 Oak", "15:00 River", "16:00 Fern", "Not before sessions"]
    await mara.tap("15:00 River")
    assert mara.text.startswith("River at 15:00.")
    await mara.say(TO_ASK)
    await mara.tap("Back", on=message["id"])
    await mara.tap("14:00 Oak", on=message["id"])
    assert "To ask" not in str(mara.bubble(message["id"])["text"])
    await go(stage, on(23, "16:10"))
    assert await came(stage) == ["Mon 13:45"]


@sqlite
async def test_in_the_gaps_three_a_day_holds_over_both(stage: Stage, mara: Chat) -> None:
    plans = ("Oak 10:00", "River 12:00", "Fern 14:00", "Maple 16:00")
    await preparing(stage, mara, *plans, rhythm="gaps")
    for hour in range(9, 23):
        for minute in ("45", "55"):
            await go(stage, on(23, f"{hour}:{minute}"))
    sent = sorted(one.sent_at for one in await rows(stage, CheckIn) if one.unasked and one.sent_at)
    assert [f"{at:%H:%M}" for at in sent] == ["09:45", "10:55", "18:45"]


@sqlite
async def test_moved_it_moves_cancelled_it_does_not_come(stage: Stage, mara: Chat) -> None:
    await preparing(stage, mara, "Oak 11:00", "River 14:00")
    await change(stage, mara, 11, "cancelled")
    await change(stage, mara, 14, "move", starts_at=on(24, "10:00"), ends_at=on(24, "10:50"))
    await go(stage, on(23, "13:50"))
    assert await came(stage) == []
    await go(stage, on(24, "9:45"))
    assert await came(stage) == ["Tue 09:45"]


@sqlite
async def test_too_late_it_is_dropped(stage: Stage, mara: Chat) -> None:
    await preparing(stage, mara, "Oak 14:00")
    await go(stage, on(23, "14:01"))
    assert [one.state for one in await rows(stage, CheckIn, kind="before")] == []
    assert await came(stage) == []


@sqlite
async def test_a_crash_brings_the_same_once_more_and_either_opens(stage: Stage, mara: Chat) -> None:
    await preparing(stage, mara, "Oak 14:00")
    fail(stage, drop="after")
    await go(stage, on(23, "13:45"))
    first = mara.last
    await go(stage, minutes=2)
    assert mara.text == "Once more, to be sure it reached you.\nA moment before 14:00?"
    await mara.tap("Open", on=first["id"])
    assert str(mara.bubble(first["id"])["text"]).startswith("Oak at 14:00.")
    await go(stage, minutes=5)
    assert len(await came(stage)) == 1


@sqlite
async def test_not_before_sessions_turns_it_off_and_settings_on_again(stage: Stage, mara: Chat) -> None:
    message = await prepared_for(stage, mara, "Oak 14:00", "River 17:00")
    await mara.tap("Open")
    await mara.tap("Not before sessions", on=message["id"])
    assert "Nothing more before sessions" in str(mara.bubble(message["id"])["text"])
    await go(stage, on(23, "16:50"))
    assert len(await came(stage)) == 1
    await mara.say("/settings")
    await mara.tap("Before a session: nothing")
    await mara.tap("5 minutes before")
    assert mara.text.startswith("Before a session: 5 minutes before\n")
    me = await row_of(stage, mara)
    assert (me.prepares, me.prepare_minutes) == (True, 5)


@sqlite
async def test_of_a_client_on_hold_nothing_comes(stage: Stage, mara: Chat) -> None:
    await preparing(stage, mara, "Oak 14:00")
    await mara.say("/clients")
    await mara.tap("Oak")
    await mara.tap("On hold")
    await go(stage, on(23, "13:45"))
    assert await came(stage) == []


@sqlite
async def test_a_discreet_chat_closes_it_again(stage: Stage, mara: Chat) -> None:
    await set_row(stage, mara, discreet=True)
    message = await prepared_for(stage, mara)
    assert is_closed(message)
    await mara.tap("Open")
    assert "Oak" in str(mara.bubble(message["id"])["text"])
    await go(stage, minutes=11)
    assert "Oak" not in str(mara.bubble(message["id"])["text"])


@sqlite
async def test_a_stranger_opens_nothing(stage: Stage, mara: Chat) -> None:
    jonas = await settled_in(stage.chat(JONAS), city="London")
    message = await prepared_for(stage, mara)
    about = (await rows(stage, Appointment))[0]
    for press in (data(message, "Open"), data(message, "Open").replace("before", "before_off")):
        await jonas.press(jonas.last["id"], press)
        assert jonas.toast()["text"] == "That one is not open any more."
    assert about.status == "planned"
    assert (await row_of(stage, mara)).prepares


@sqlite
async def test_once_it_has_begun_what_is_typed_is_an_ordinary_line(stage: Stage, mara: Chat) -> None:
    await prepared_for(stage, mara)
    await mara.tap("Open")
    await go(stage, on(23, "14:02"))
    await mara.say(LINE)
    assert await noted(stage) == []
    assert mara.text.startswith("Kept. Whose line is it?")
