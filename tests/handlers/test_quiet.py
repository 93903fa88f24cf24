"""Quiet hours hold back what nobody asked for."""

from __future__ import annotations

from datetime import time

import pytest

from tests.handlers.checkin_make import asked_now, go, on, questions_of, waiting
from tests.handlers.look import SQLITE
from tests.handlers.settings_make import set_row
from tests.make import just_finished, planned
from tests.stage import Chat, Stage

sqlite = pytest.mark.parametrize("database_url", SQLITE, indirect=True)


async def test_a_planned_sessions_check_in_waits_for_the_morning(stage: Stage, mara: Chat) -> None:
    await planned(mara, "Oak 20:30")
    for moment in (on(23, "21:25"), on(24, "6:59")):
        await go(stage, moment)
        assert waiting(mara) == []
    await go(stage, on(24, "7:00"))
    assert mara.text.splitlines()[0] == "A moment to look back?"
    assert "Oak, yesterday 20:30 · 1 of 2" in mara.text


async def test_just_finished_ignores_them(stage: Stage, mara: Chat) -> None:
    await go(stage, on(23, "23:50"))
    first = await asked_now(stage, mara)
    assert stage.now == on(23, "23:55")
    assert "Oak, 23:00 · 1 of 2" in first["text"]


@sqlite
async def test_no_quiet_hours_hold_nothing(stage: Stage, mara: Chat) -> None:
    await set_row(stage, mara, quiet_from=time(0), quiet_until=time(0))
    await planned(mara, "Oak 22:30")
    await go(stage, on(23, "23:25"))
    assert len(waiting(mara)) == 1


@sqlite
async def test_quiet_hours_set_later_hold_what_was_planned_before(stage: Stage, mara: Chat) -> None:
    await planned(mara, "Oak 16:00")
    await set_row(stage, mara, quiet_from=time(16), quiet_until=time(18))
    await go(stage, on(23, "16:55"))
    assert waiting(mara) == []
    await go(stage, on(23, "18:00"))
    assert len(waiting(mara)) == 1


@sqlite
async def test_a_move_into_the_night_holds_it_back(stage: Stage, mara: Chat) -> None:
    await planned(mara, "Oak 14:00")
    await set_row(stage, mara, zone="Asia/Tokyo")  # where it is 23:55 then
    await go(stage, on(23, "14:55"))
    assert waiting(mara) == []
    await go(stage, on(23, "22:00"))
    assert len(waiting(mara)) == 1


@sqlite
async def test_in_a_pause_nothing_comes_and_afterwards_nothing_is_made_up_for(
    stage: Stage, mara: Chat
) -> None:
    await planned(mara, "Oak 9:00")
    await mara.say("/pause")
    await mara.tap("Until tomorrow")
    seen = mara.last["id"]
    await go(stage, hours=1)
    await go(stage, on(24, "9:00"))
    assert mara.last["id"] == seen
    assert await questions_of(stage, mara) == []
    await just_finished(mara, "River")
    await go(stage, minutes=5)
    assert "River" in waiting(mara)[-1]["text"]
