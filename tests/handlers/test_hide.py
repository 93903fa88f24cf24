"""[Hide all]: the chat is emptied, as far as a bot may; what is kept stays, what waits comes back."""

from __future__ import annotations

from datetime import time

import pytest

from db.models import AskedQuestion, Message
from tests.handlers.checkin_make import asked_now, asked_unbidden, choices, fail, go, on
from tests.handlers.digest_make import look_back, set_newest_client, write_line
from tests.handlers.discreet_make import MOMENT, discreet, five_minutes_after, is_closed
from tests.handlers.look import SQLITE, counts, kept, rows
from tests.handlers.settings_make import set_row
from tests.make import just_finished, planned, settled_in
from tests.stage import JONAS, Chat, Stage

sqlite = pytest.mark.parametrize("database_url", SQLITE, indirect=True)
HIDDEN = "Hidden from this chat"


def texts(chat: Chat) -> list[str]:
    """All that stands in the chat, but for the /start before the consent: of that nothing was kept."""
    return [message["text"] for message in chat.everything() if message["text"] != "/start"]


async def test_everything_young_goes_the_therapist_s_own_too_and_nothing_is_lost(
    stage: Stage, mara: Chat
) -> None:
    await look_back(mara, "Oak")
    await write_line(mara, "The coat stayed on.", "Oak")
    before, lines = await counts(stage), await kept(stage)
    await mara.say("/hide")
    assert texts(mara) == ["Hidden from this chat. Everything is kept."]
    after = await counts(stage)
    assert {**before, "messages": 0} == {**after, "messages": 0}
    assert await kept(stage) == lines
    await mara.say("/digest")
    assert "1 session" in mara.text


async def test_what_is_older_than_48_hours_becomes_a_dash(stage: Stage, mara: Chat) -> None:
    await look_back(mara, "Oak")
    mine = [message["id"] for message in mara.bubbles()]
    await go(stage, hours=49)
    await mara.say("Today")
    await mara.say("/hide")
    assert {mara.bubble(message)["text"] for message in mine} == {"—"}
    assert [b["text"] for b in mara.bubbles() if b["id"] not in mine] == [mara.text]
    assert mara.text.startswith("Hidden from this chat; everything is kept.")
    assert "Clear History" in mara.text
    assert all(one.gone_at for one in await rows(stage, Message) if one.message_id in mine)


@sqlite
async def test_a_line_that_a_digest_left_behind_is_crossed_out_too(stage: Stage, mara: Chat) -> None:
    await go(stage, on(24, "9:00"))
    line = await asked_unbidden(stage, mara, "Oak 9:00")
    await go(stage, on(27, "17:00"))
    assert mara.bubble(line["id"])["text"] == "Oak, Tue 9:00. Closed for now."
    await mara.say("/hide")
    assert mara.bubble(line["id"])["text"] == "—"


@sqlite
async def test_crossing_out_goes_on_where_it_stopped(stage: Stage, mara: Chat) -> None:
    for code in ("Oak", "River", "Fern", "Harbour", "Maple"):
        await look_back(mara, code)
    mine = [message["id"] for message in mara.bubbles()]
    assert len(mine) > 20
    await go(stage, hours=49)
    fail(stage, "editMessageText", code=500, times=5)
    await mara.say("/hide")
    assert "Oak" in str(mara.bubbles())
    stage.sandbox.faults.clear()
    await mara.say("/hide")
    assert {mara.bubble(message)["text"] for message in mine} == {"—"}


async def test_an_open_question_comes_back_closed_and_takes_its_answer(stage: Stage, mara: Chat) -> None:
    first = await asked_now(stage, mara)
    await mara.say("/hide")
    assert HIDDEN in mara.bubbles()[0]["text"]
    assert is_closed(mara.last)
    assert first["id"] not in [b["id"] for b in mara.bubbles()]
    await mara.tap("Open")
    await mara.press(mara.last["id"], choices(mara.last)[0])
    assert len([one for one in await rows(stage, AskedQuestion) if one.state == "answered"]) == 2


@sqlite
async def test_an_offer_comes_back_closed(stage: Stage, mara: Chat) -> None:
    await set_row(stage, mara, rhythm="evening")
    for plan in ("Oak 9:00", "River 10:00"):
        await planned(mara, plan)
    await go(stage, on(23, "18:30"))
    await mara.say("/hide")
    assert is_closed(mara.last)
    await mara.tap("Open")
    assert mara.text == "Two today: Oak, River. One question each?"
    await mara.tap("Only River")
    assert "River, 10:00" in mara.text


@sqlite
async def test_a_question_whose_message_did_not_come_back_is_sent_again(stage: Stage, mara: Chat) -> None:
    await asked_now(stage, mara)
    fail(stage, code=500, times=2)
    await mara.say("/hide")
    assert [b["text"] for b in mara.bubbles()] == []
    await go(stage, minutes=3)
    assert "Once more, to be sure it reached you." in mara.text
    assert choices(mara.last)


@sqlite
async def test_what_is_put_off_comes_at_its_time(stage: Stage, mara: Chat) -> None:
    await asked_now(stage, mara)
    await mara.tap("Later")
    await mara.tap("15 min")
    await mara.say("/hide")
    assert len(mara.bubbles()) == 1
    await go(stage, minutes=15)
    assert mara.text.startswith("Here it is again.")


@sqlite
async def test_the_keyboard_stays(stage: Stage, mara: Chat) -> None:
    await mara.say("/hide")
    await just_finished(mara, "Oak")
    assert "Oak, just finished." in mara.text
    assert [one for one in stage.sandbox.calls if "Just finished" in str(one[1].get("reply_markup"))]


@sqlite
async def test_it_hides_what_is_said_of_a_client_who_died(stage: Stage, mara: Chat) -> None:
    await look_back(mara, "Oak")
    await write_line(mara, "The coat stayed on.", "Oak")
    await set_newest_client(stage, "died")
    await mara.say("/hide")
    assert "Oak" not in str(mara.everything())
    assert "The coat stayed on." in await kept(stage)


@sqlite
async def test_the_button_stands_on_the_discreet_screen(stage: Stage, mara: Chat) -> None:
    await discreet(mara)
    await five_minutes_after(stage, mara)
    await mara.say("/settings")
    await mara.tap("Discreet: on")
    await mara.tap("Hide all")
    assert [b["text"] for b in mara.bubbles()] == ["Hidden from this chat. Everything is kept.", MOMENT]
    await go(stage, minutes=30)
    assert is_closed(mara.last)


async def test_hiding_is_of_one_s_own_chat_alone(stage: Stage, mara: Chat) -> None:
    jonas = stage.chat(JONAS)
    await jonas.say("/hide")
    assert jonas.text.startswith("We have not met yet.")
    await settled_in(jonas)
    before = mara.everything()
    await jonas.say("/hide")
    assert mara.everything() == before
    assert jonas.text.startswith(HIDDEN)


@sqlite
async def test_twice_is_as_good_as_once(stage: Stage, mara: Chat) -> None:
    await set_row(stage, mara, quiet_from=time(0), quiet_until=time(0))
    await mara.say("/hide")
    await mara.say("/hide")
    assert texts(mara) == ["Hidden from this chat. Everything is kept."]
