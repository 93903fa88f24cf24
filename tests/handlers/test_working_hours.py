"""Working hours: outside of them what comes by itself makes no sound; what was asked for or chosen does."""

from __future__ import annotations

from datetime import time

import pytest

from tests.handlers.checkin_make import asked_now, go, on
from tests.handlers.digest_make import look_back
from tests.handlers.discreet_make import discreet, is_silent, sent
from tests.handlers.look import SQLITE
from tests.handlers.settings_make import set_row
from tests.make import just_finished, planned, settled_in
from tests.stage import JONAS, Chat, Stage

sqlite = pytest.mark.parametrize("database_url", SQLITE, indirect=True)


async def sound_of(stage: Stage, moment: str, day: int = 23) -> list[bool]:
    """Be there, and tell of each message that came meanwhile whether it made a sound."""
    stage.sandbox.calls.clear()
    await go(stage, on(day, moment))
    return [not is_silent(call) for call in sent(stage)]


@pytest.mark.parametrize(
    ("plan", "due", "sounds"), [("Oak 17:00", "17:55", True), ("Oak 18:30", "19:25", False)]
)
async def test_a_check_in_makes_a_sound_in_working_hours_only(
    stage: Stage, mara: Chat, plan: str, due: str, sounds: bool
) -> None:
    await planned(mara, plan)
    assert await sound_of(stage, due) == [sounds]
    assert mara.last["silent"] is not sounds


@sqlite
async def test_a_reminder_too(stage: Stage, mara: Chat) -> None:
    await planned(mara, "Oak 16:30")
    assert await sound_of(stage, "17:25") == [True]
    assert await sound_of(stage, "20:25") == [False]


@sqlite
async def test_on_a_day_off_the_evening_is_silent(stage: Stage, mara: Chat) -> None:
    await set_row(stage, mara, rhythm="evening")
    await go(stage, on(28, "12:00"))  # Saturday
    await planned(mara, "Oak 13:00")
    assert await sound_of(stage, "18:30", day=28) == [False]


@sqlite
@pytest.mark.parametrize(("hour", "sounds"), [(17, True), (20, False)])
async def test_the_week_is_no_exception(stage: Stage, mara: Chat, hour: int, sounds: bool) -> None:
    await look_back(mara, "Oak")
    await mara.say("/settings")
    await mara.tap("Digest: Friday 17:00")
    await mara.tap(f"{hour}:00" if hour != 17 else "✓ 17:00")
    assert await sound_of(stage, f"{hour}:00", day=27) == [sounds]


@sqlite
async def test_what_was_put_off_to_a_chosen_time_makes_a_sound(stage: Stage, mara: Chat) -> None:
    await go(stage, on(23, "19:30"))
    await asked_now(stage, mara)
    await mara.tap("Later")
    await mara.tap("15 min")
    assert await sound_of(stage, "19:50") == [True]


@sqlite
async def test_replies_make_one_at_any_hour(stage: Stage, mara: Chat) -> None:
    await go(stage, on(23, "20:30"))
    stage.sandbox.calls.clear()
    await mara.say("Today")
    await just_finished(mara, "Oak")
    assert [is_silent(call) for call in sent(stage)] == [False, False]


@sqlite
async def test_the_hours_are_each_therapist_s_own_and_of_their_clock(stage: Stage, mara: Chat) -> None:
    jonas = await settled_in(stage.chat(JONAS), city="Berlin")
    await set_row(stage, mara, work_from=time(6), work_until=time(22))
    for chat, plan in ((mara, "Oak 17:30"), (jonas, "Oak 18:30")):
        await planned(chat, plan)
    stage.sandbox.calls.clear()
    await go(stage, on(23, "18:25"))
    found = {int(call["chat_id"]): is_silent(call) for call in sent(stage)}
    assert found == {mara.person: False, jonas.person: True}


@sqlite
async def test_a_closed_message_is_silent_as_well(stage: Stage, mara: Chat) -> None:
    await discreet(mara)
    await planned(mara, "Oak 18:30")
    assert await sound_of(stage, "19:25") == [False]
