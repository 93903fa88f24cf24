"""The week on one card, by day; and the cards of day and week as they stand in the chat."""

from __future__ import annotations

import pytest

from db import appointments
from tests.handlers.checkin_make import everything, go, labels, on
from tests.handlers.day_make import all_data, screen, spans
from tests.handlers.discreet_make import hidden, is_closed
from tests.handlers.look import SQLITE
from tests.handlers.settings_make import row_of, set_row
from tests.make import planned, settled_in
from tests.stage import JONAS, Chat, Stage

sqlite = pytest.mark.parametrize("database_url", SQLITE, indirect=True)
GONE = "That one is not open any more."
FULL = [(day, hour) for day in range(23, 28) for hour in range(9, 17)]


async def a_week(mara: Chat) -> None:
    for plan in ("Oak 14:00", "River 15:00"):
        await planned(mara, plan)


async def test_the_week_stands_on_one_card_by_day(mara: Chat) -> None:
    await a_week(mara)
    await mara.say("/week")
    assert mara.text.splitlines() == ["23–29 November", "Mon 23 Nov", "14:00 Oak", "15:00 River"]
    assert mara.labels() == [["Mon 23 Nov"], ["Next week"]]
    card = mara.last["id"]
    await mara.tap("Next week")
    assert (
        mara.text == "30 November – 6 December\nNothing noted. A line such as Oak Tue 14:30 plans a session."
    )
    await mara.tap("This week")
    await mara.tap("Mon 23 Nov")
    assert (mara.text.splitlines()[1:], mara.last["id"]) == (["14:00 Oak", "15:00 River"], card)


@sqlite
async def test_a_session_is_changed_on_its_day_and_one_comes_back_to_it(stage: Stage, mara: Chat) -> None:
    await a_week(mara)
    await mara.say("/week")
    card = mara.last["id"]
    for label in ("Mon 23 Nov", "14:00 Oak", "Move", "Thu 14:00"):
        await mara.tap(label, on=card)
    assert mara.bubble(card)["text"] == "Mon 23 Nov\n14:00 Oak, moved to Thu 14:00\n15:00 River"
    await mara.tap("Back", on=card)
    assert "Thu 26 Nov\n14:00 Oak" in mara.bubble(card)["text"]
    for label in ("Thu 26 Nov", "14:00 Oak", "Cancelled"):
        await mara.tap(label, on=card)
    assert mara.bubble(card)["text"] == "Thu 26 Nov\n14:00 Oak, cancelled"
    assert await spans(stage) == ["Thu 14:00-14:50 cancelled", "Mon 15:00-15:50 planned"]


@sqlite
async def test_a_time_typed_for_another_day_means_that_day(stage: Stage, mara: Chat) -> None:
    await a_week(mara)
    await mara.say("/week")
    for label in ("Mon 23 Nov", "14:00 Oak", "Move", "Thu 14:00", "Back", "Thu 26 Nov", "14:00 Oak", "Move"):
        await mara.tap(label, on=mara.last["id"])
    await mara.say("16:30-17:00")
    assert await spans(stage) == ["Thu 16:30-17:00 planned", "Mon 15:00-15:50 planned"]
    assert mara.text == "Thu 26 Nov\n16:30 Oak"


@sqlite
async def test_what_cannot_be_meant_is_said_and_asked_again(stage: Stage, mara: Chat) -> None:
    await go(stage, on(23, "12:00"))
    await planned(mara, "Oak 14:00")
    await screen(mara)
    await mara.tap("Move", on=mara.last["id"])
    await mara.say("some other day")
    assert mara.text.startswith("I could not read that as a day or a time.")
    await mara.say("today 9:00")
    assert mara.text == "9:00 has passed. To when does it move? 16:30 would do, or Fri 11."
    await mara.say("Fri 11")
    assert await spans(stage) == ["Fri 11:00-11:50 planned"]


@sqlite
@pytest.mark.parametrize("command", ["/today", "/week"])
async def test_asked_for_again_the_older_card_goes(mara: Chat, command: str) -> None:
    await a_week(mara)
    await mara.say(command)
    old = mara.last["id"]
    await mara.say(command)
    shown = [bubble["id"] for bubble in mara.bubbles()]
    assert old not in shown
    assert "14:00 Oak" in mara.text


@sqlite
async def test_a_card_that_is_showing_is_kept_true(stage: Stage, mara: Chat) -> None:
    await a_week(mara)
    await mara.say("/today")
    today = mara.last["id"]
    await mara.say("/week")
    for label in ("Mon 23 Nov", "14:00 Oak", "Cancelled"):
        await mara.tap(label, on=mara.last["id"])
    assert mara.bubble(today)["text"] == "Mon 23 Nov\n14:00 Oak, cancelled\n15:00 River"
    await go(stage, on(23, "15:55"))
    await mara.tap("Didn't happen")
    await mara.tap("No-show")
    assert mara.bubble(today)["text"].endswith("15:00 River, no-show")


@sqlite
async def test_a_stranger_with_the_same_buttons_changes_nothing(stage: Stage, mara: Chat) -> None:
    jonas = await settled_in(stage.chat(JONAS), city="London")
    await planned(mara, "Oak 8:30")
    await go(stage, on(23, "9:00"))
    forged: set[str] = set()
    shown = await screen(mara, "8:30 Oak")
    for label in ("Move", "Back", "Ran over", "Back"):
        forged |= all_data(mara)
        await mara.tap(label, on=shown["id"])
    own = sorted(one for one in forged if one.startswith("day_"))
    assert {one.partition(":")[0] for one in own} >= {
        "day_one", "day_as", "day_ask", "day_move", "day_to", "day_over", "day_end",
    }  # fmt: skip
    await jonas.say("/today")
    stored = await everything(stage)
    for data in own:
        await jonas.press(jonas.last["id"], data)
        assert jonas.toast().get("text") == GONE or jonas.text == "That session is not here any more.", data
    assert await everything(stage) == stored


@sqlite
async def test_in_a_discreet_chat_codes_are_hidden_and_the_cards_close(stage: Stage, mara: Chat) -> None:
    await a_week(mara)
    await set_row(stage, mara, discreet=True)
    await mara.say("/week")
    assert hidden(mara.last) == ["Oak", "River"]
    week = mara.last["id"]
    await mara.tap("Mon 23 Nov")
    assert [row for row in mara.labels() if "Back" not in row] == [["14:00", "15:00"]]
    await mara.say("/today")
    today = mara.last["id"]
    await go(stage, minutes=11)
    assert [is_closed(mara.bubble(card), "Closed again.") for card in (week, today)] == [True, True]
    await mara.tap("Open", on=week)
    for label in ("Mon 23 Nov", "14:00", "Cancelled"):
        await mara.tap(label, on=week)
    assert is_closed(mara.bubble(today), "Closed again."), "a change elsewhere does not open it"
    await mara.tap("Open", on=today)
    assert mara.bubble(today)["text"] == "Mon 23 Nov\n14:00 Oak, cancelled\n15:00 River"


@sqlite
async def test_a_week_of_forty_fits_and_a_fuller_one_is_counted(stage: Stage, mara: Chat) -> None:
    await plan_rows(stage, mara, FULL)
    await mara.say("/week")
    assert len(mara.text.splitlines()) == 1 + 5 + 40
    assert len(mara.text.encode("utf-16-le")) // 2 < 4096
    await plan_rows(stage, mara, [(23, hour) for hour in range(8, 20) for _ in range(4)])
    await mara.say("/week")
    assert "Mon 23 Nov\n56 sessions\nTue 24 Nov\n8 sessions" in mara.text
    await mara.tap("Mon 23 Nov")
    assert len(mara.text.splitlines()) == 41
    await mara.tap("Later in the day")
    assert len(mara.text.splitlines()) == 17
    assert labels(mara.last)[-2:] == ["Earlier", "Back"]


async def plan_rows(stage: Stage, mara: Chat, when: list[tuple[int, int]]) -> None:
    """Sessions planned, straight into the rows."""
    me = await row_of(stage, mara)
    async with stage.database.write() as session:
        for number, (day, hour) in enumerate(when):
            starts_at = on(day, f"{hour}:00")
            await appointments.record(
                session, me.id, origin=f"t{len(when)}:{number}", client_id=None, starts_at=starts_at,
                ends_at=starts_at.replace(minute=50), zone="Europe/London", status="planned", now=stage.now,
            )  # fmt: skip
