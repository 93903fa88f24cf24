"""Once, in the evening: all of the day's sessions in one, a question each."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from db.models import Appointment
from tests.handlers.checkin_make import (
    answer,
    checkins_of,
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
from tests.make import just_finished, planned, settled_in
from tests.stage import JONAS, Chat, Stage

sqlite = pytest.mark.parametrize("database_url", SQLITE, indirect=True)
WORDS = ["Oak", "River", "Fern", "Maple", "Stone", "Heron", "Meadow", "Cedar"]
GONE = "That one is not open any more."


async def day_of(stage: Stage, mara: Chat, sessions: int) -> None:
    """A therapist of evenings has so many sessions planned, and the evening has come."""
    await set_row(stage, mara, rhythm="evening")
    for hour, word in enumerate(WORDS[:sessions], 10):
        await planned(mara, f"{word} {hour}:00")
    await go(stage, on(23, "18:29"))
    assert waiting(mara) == []
    await go(stage, on(23, "18:30"))


@sqlite
async def test_one_session_is_asked_about_at_once(stage: Stage, mara: Chat) -> None:
    await day_of(stage, mara, 1)
    assert "Oak, 10:00 · 1 of 2 · " in mara.text
    assert mara.labels()[-2] == ["Didn't happen"]


async def test_two_sessions(stage: Stage, mara: Chat) -> None:
    await day_of(stage, mara, 2)
    assert mara.text == "A moment to look back?\nTwo today: Oak, River. One question each?"
    assert mara.labels() == [["Yes", "Only Oak"], ["Only River", "Not today"]]
    await mara.tap("Yes")
    assert mara.bubbles()[-2]["text"] == "Looking back: Oak, River"
    assert mara.text.startswith("Oak, 10:00 · 1 of 2 · ")
    await answer(mara)
    assert mara.text.startswith("River, 11:00 · 2 of 2 · ")
    assert mara.labels()[-2] == ["Didn't happen"]
    await answer(mara)
    assert waiting(mara) == []
    assert [one.status for one in await rows(stage, Appointment)] == ["held", "held"]


@sqlite
@pytest.mark.parametrize(("sessions", "word"), [(3, "Three"), (8, "Eight")])
async def test_many_sessions(stage: Stage, mara: Chat, sessions: int, word: str) -> None:
    await day_of(stage, mara, sessions)
    assert mara.text.endswith(f"{word} today: {', '.join(WORDS[:sessions])}. One question each?")
    assert labels(mara.last)[1:-1] == [f"Only {code}" for code in WORDS[:sessions]]
    await mara.tap("Yes")
    for place, code in enumerate(WORDS[:sessions], 1):
        assert mara.text.startswith(f"{code}, ")
        assert f" · {place} of {sessions} · " in mara.text
        await answer(mara)
    assert waiting(mara) == []
    assert len(await questions_of(stage, mara)) == sessions


@sqlite
async def test_only_one_of_them(stage: Stage, mara: Chat) -> None:
    await day_of(stage, mara, 3)
    offer, press = mara.last["id"], data(mara.last, "Only River")
    await mara.tap("Only River")
    assert mara.bubble(offer)["text"] == "Looking back: River"
    assert mara.text.startswith("River, 11:00 · 1 of 1 · ")
    await answer(mara)
    assert waiting(mara) == []
    statuses = {one.starts_at.hour: one.status for one in await rows(stage, Appointment)}
    assert statuses == {10: "planned", 11: "held", 12: "planned"}
    stored = await everything(stage)
    await mara.press(offer, press)
    assert mara.toast()["text"] == GONE
    assert await everything(stage) == stored


@sqlite
async def test_not_today_is_fine_and_can_be_changed(stage: Stage, mara: Chat) -> None:
    await day_of(stage, mara, 2)
    shown = mara.labels()
    await mara.tap("Not today")
    assert (mara.text, mara.labels()) == ("Not today, then. That is fine.", [["Change"]])
    await mara.tap("Change")
    assert mara.labels() == shown
    await mara.tap("Not today")
    seen = mara.last["id"]
    await go(stage, hours=26)
    assert mara.last["id"] == seen
    assert mara.text == "Not today, then. That is fine."


async def test_a_strangers_press_on_an_offer_shows_nothing(stage: Stage, mara: Chat) -> None:
    jonas = await settled_in(stage.chat(JONAS), city="Berlin")
    await day_of(stage, mara, 2)
    stored, hers, his = await everything(stage), mara.everything(), jonas.everything()
    for label in labels(mara.last):
        await jonas.press(jonas.last["id"], data(mara.last, label))
        assert jonas.toast()["text"] == GONE
    assert (mara.everything(), jonas.everything()) == (hers, his)
    assert await everything(stage) == stored


@sqlite
async def test_only_somebody_who_was_not_offered_changes_nothing(stage: Stage, mara: Chat) -> None:
    await day_of(stage, mara, 2)
    stored = await everything(stage)
    await mara.press(mara.last["id"], data(mara.last, "Only Oak")[:-2] + "zz")
    assert mara.toast()["text"] == GONE
    assert await everything(stage) == stored


@sqlite
async def test_one_that_did_not_happen_leaves_the_others(stage: Stage, mara: Chat) -> None:
    await day_of(stage, mara, 3)
    await mara.tap("Yes")
    await mara.tap("Didn't happen")
    await mara.tap("No-show")
    assert mara.text.startswith("River, 11:00 · 2 of 3 · ")
    await answer(mara)
    assert mara.text.startswith("Fern, 12:00 · 3 of 3 · ")


@sqlite
async def test_a_cancelled_session_is_not_offered(stage: Stage, mara: Chat) -> None:
    await day_of(stage, mara, 0)
    await planned(mara, "Oak 18:35")
    await planned(mara, "River 18:40")
    async with stage.database.write() as session:
        river = (await rows(stage, Appointment))[-1]
        (await session.get_one(Appointment, river.id)).status = "cancelled"
    await go(stage, on(23, "20:00"))
    assert "Oak, 18:35 · 1 of 2 · " in mara.text


@sqlite
async def test_the_same_client_twice_and_one_without_a_code_are_told_apart(stage: Stage, mara: Chat) -> None:
    await set_row(stage, mara, rhythm="evening")
    await mara.say("Just finished")
    await mara.tap("No code")
    for plan in ("Oak 10:00", "Oak 15:00"):
        await planned(mara, plan)
    await go(stage, on(23, "18:30"))
    assert "Three today: 8:10, Oak 10:00, Oak 15:00." in mara.text
    assert labels(mara.last) == ["Yes", "Only 8:10", "Only Oak 10:00", "Only Oak 15:00", "Not today"]


@sqlite
async def test_the_evening_waits_for_a_late_session(stage: Stage, mara: Chat) -> None:
    await set_row(stage, mara, rhythm="evening")
    for plan in ("Oak 10:00", "River 18:10"):
        await planned(mara, plan)
    await go(stage, on(23, "18:30"))
    assert "today:" not in mara.text
    await go(stage, on(23, "19:05"))
    assert "Two today: Oak, River." in mara.text


@sqlite
async def test_a_session_that_ends_in_the_night_holds_nobody_back(stage: Stage, mara: Chat) -> None:
    await set_row(stage, mara, rhythm="evening")
    for plan in ("Oak 10:00", "River 20:30"):
        await planned(mara, plan)
    await go(stage, on(23, "18:30"))
    assert "Oak, 10:00 · 1 of 2" in mara.text
    await answer(mara)
    await answer(mara)
    await go(stage, on(24, "18:29"))
    assert waiting(mara) == []
    await go(stage, on(24, "18:30"))
    assert "River, yesterday 20:30 · 1 of 2" in mara.text


@sqlite
async def test_a_session_told_after_the_evening_is_asked_about_soon(stage: Stage, mara: Chat) -> None:
    await day_of(stage, mara, 2)
    await mara.tap("Not today")
    await go(stage, on(23, "22:00"))
    await just_finished(mara, "Fern")
    assert "I will ask at 22:05." in mara.text
    await go(stage, minutes=5)
    assert "Fern, 21:10 · 1 of 2" in mara.text


@sqlite
async def test_an_evening_held_over_night_does_not_say_today(stage: Stage, mara: Chat) -> None:
    await set_row(stage, mara, rhythm="evening", evening_time=time(22, 0))
    for plan in ("Oak 10:00", "River 11:00"):
        await planned(mara, plan)
    await go(stage, on(23, "22:30"))
    assert "each?" not in mara.text
    await go(stage, on(24, "7:00"))
    assert mara.text.endswith("Two to look back on: Oak, River. One question each?")


@sqlite
async def test_the_evening_moves_with_the_zone(stage: Stage, mara: Chat) -> None:
    await set_row(stage, mara, rhythm="evening")
    await planned(mara, "Oak 10:00")
    await mara.say("/settings")
    await mara.tap("Time zone: London")
    await mara.say("New York")
    await go(stage, on(23, "18:30"))
    assert waiting(mara) == []
    await go(stage, on(23, "23:30"))  # 18:30 in New York
    assert "Oak, 5:00 · 1 of 2" in mara.text


@sqlite
async def test_an_hour_that_comes_twice_asks_once(stage: Stage, mara: Chat) -> None:
    """In Berlin the clock shows 2:30 twice on 31 October 2027."""
    begins, none = datetime(2027, 10, 30, 22, 30, tzinfo=UTC), time(0, 0)  # 0:30 there
    stage.sandbox.freeze(begins)
    await set_row(
        stage, mara, zone="Europe/Berlin", rhythm="evening", evening_time=time(2, 30), quiet_from=none,
        quiet_until=none, digest_wake_at=None,
    )  # fmt: skip
    await just_finished(mara, "Oak")
    for _ in range(10):
        await go(stage, minutes=30)
    evenings = await checkins_of(stage, mara)
    assert [one.sent_at for one in evenings] == [datetime(2027, 10, 31, 0, 30, tzinfo=UTC)]
    assert len(await questions_of(stage, mara)) == 1
