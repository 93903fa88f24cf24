"""One reminder after three hours, if nothing was answered."""

from __future__ import annotations

import pytest

from tests.handlers.checkin_make import answer, asked_now, asked_unbidden, go, on, waiting
from tests.handlers.look import SQLITE
from tests.handlers.settings_make import set_row
from tests.make import planned
from tests.stage import Chat, Stage

sqlite = pytest.mark.parametrize("database_url", SQLITE, indirect=True)


async def test_one_reminder_and_no_more(stage: Stage, mara: Chat) -> None:
    first = await asked_unbidden(stage, mara)
    await go(stage, hours=2, minutes=59)
    assert mara.last["id"] == first["id"]
    await go(stage, minutes=1)
    reminder = mara.last
    assert reminder["text"].splitlines()[0] == "Still here, if you have a moment."
    assert reminder["text"].splitlines()[1:] == first["text"].splitlines()[1:]
    assert mara.labels()[-2] == ["Didn't happen"]  # three hours on, nobody is still in session
    assert len(waiting(mara)) == 1
    await go(stage, hours=4)
    assert mara.last["id"] == reminder["id"]
    await answer(mara)
    assert " · 2 of 2 · " in mara.text


@pytest.mark.parametrize("label", ["4", "Skip"])
async def test_none_once_anything_was_answered(stage: Stage, mara: Chat, label: str) -> None:
    first = await asked_unbidden(stage, mara)
    await mara.tap(label, on=first["id"])
    second = mara.last["id"]
    await go(stage, hours=4)
    assert mara.last["id"] == second


@sqlite
async def test_in_quiet_hours_it_waits_for_their_end(stage: Stage, mara: Chat) -> None:
    await go(stage, on(23, "19:00"))
    first = await asked_now(stage, mara)
    for moment in (on(23, "22:05"), on(24, "6:59")):
        await go(stage, moment)
        assert mara.last["id"] == first["id"]
    await go(stage, on(24, "7:00"))
    assert "Still here" in mara.text
    assert "Oak, yesterday 18:10" in mara.text


@sqlite
async def test_none_in_a_pause(stage: Stage, mara: Chat) -> None:
    await asked_unbidden(stage, mara)
    await mara.say("/pause")
    await mara.tap("A week")
    seen = mara.last["id"]
    await go(stage, hours=4)
    assert mara.last["id"] == seen


@sqlite
async def test_none_for_what_was_asked_for(stage: Stage, mara: Chat) -> None:
    await mara.say("/checkin")
    seen = mara.last["id"]
    await go(stage, hours=4)
    assert mara.last["id"] == seen


@sqlite
async def test_an_offer_is_reminded_of_once(stage: Stage, mara: Chat) -> None:
    await set_row(
        stage, mara, rhythm="evening", quiet_from=on(23, "0:00").time(), quiet_until=on(23, "0:00").time()
    )
    for plan in ("Oak 9:00", "River 10:00"):
        await planned(mara, plan)
    await go(stage, on(23, "18:30"))
    offer = mara.last
    await go(stage, on(23, "21:30"))
    assert mara.text.splitlines() == ["Still here, if you have a moment.", offer["text"].splitlines()[1]]
    assert mara.labels() == mara.labels(offer)
    assert offer["id"] not in [bubble["id"] for bubble in mara.bubbles()]
    await go(stage, hours=4)
    assert len([b for b in mara.bubbles() if "One question each?" in b["text"]]) == 1
