"""At most three a day come by themselves; the rest is offered in the evening."""

from __future__ import annotations

import pytest

from tests.handlers.checkin_make import answer, asked_now, checkins_of, fail, go, labels, on, waiting
from tests.handlers.look import SQLITE
from tests.handlers.settings_make import set_row
from tests.make import just_finished, planned
from tests.stage import Chat, Stage

sqlite = pytest.mark.parametrize("database_url", SQLITE, indirect=True)
WORDS = ["Oak", "River", "Fern", "Maple", "Stone"]


async def test_the_fourth_and_fifth_are_offered_together(stage: Stage, mara: Chat) -> None:
    for hour, word in enumerate(WORDS, 9):
        await planned(mara, f"{word} {hour}:00")
    for hour, word in enumerate(WORDS, 9):
        await go(stage, on(23, f"{hour}:55"))
        assert ([b for b in waiting(mara) if f"{word}, " in b["text"]] != []) == (hour < 12)
    await go(stage, on(23, "18:29"))
    assert len(waiting(mara)) == 3
    await go(stage, on(23, "18:30"))
    assert mara.text.endswith("Two today: Maple, Stone. One question each?")
    assert labels(mara.last) == ["Yes", "Only Maple", "Only Stone", "Not today"]


@sqlite
async def test_just_finished_beyond_the_cap_says_so_and_offers_now(stage: Stage, mara: Chat) -> None:
    await set_row(stage, mara, daily_cap=1)
    await asked_now(stage, mara)
    await just_finished(mara, "River")
    assert "I will ask in the evening, 18:30." in mara.text
    await mara.tap("Now")
    assert "River" in mara.text
    assert " · 1 of 2 · " in mara.text
    await go(stage, on(23, "18:30"))
    assert "each?" not in mara.text


@sqlite
async def test_a_lower_cap_counts_for_what_is_still_to_come(stage: Stage, mara: Chat) -> None:
    for plan in ("Oak 9:00", "River 10:00"):
        await planned(mara, plan)
    await set_row(stage, mara, daily_cap=1)
    await go(stage, on(23, "9:55"))
    await go(stage, on(23, "10:55"))
    assert ["Oak, 9:00" in b["text"] for b in waiting(mara)] == [True]
    await go(stage, on(23, "18:30"))
    assert "River, 10:00 · 1 of 2" in mara.text


@sqlite
async def test_a_night_held_back_counts_for_the_morning(stage: Stage, mara: Chat) -> None:
    await set_row(stage, mara, daily_cap=2)
    for plan in ("Oak 20:30", "River 21:30"):
        await planned(mara, plan)
    await go(stage, on(24, "7:00"))
    assert len(waiting(mara)) == 2
    await planned(mara, "Fern 8:00")
    await go(stage, on(24, "8:55"))
    assert len(waiting(mara)) == 2
    await go(stage, on(24, "18:30"))
    assert "Fern, 8:00" in mara.text


@sqlite
async def test_after_a_downtime_the_cap_holds_as_well(stage: Stage, mara: Chat) -> None:
    for hour, word in enumerate(WORDS[:3], 9):
        await planned(mara, f"{word} {hour}:00")
    await set_row(stage, mara, daily_cap=2)
    await go(stage, on(23, "13:00"))
    assert len(waiting(mara)) == 2


@sqlite
async def test_one_that_may_have_arrived_counts(stage: Stage, mara: Chat) -> None:
    for plan in ("Oak 9:00", "River 9:01"):
        await planned(mara, plan)
    await set_row(stage, mara, daily_cap=1)
    fail(stage, drop="before")
    await go(stage, on(23, "9:55"))
    await go(stage, on(23, "9:56"))
    assert waiting(mara) == []
    await go(stage, on(23, "9:57"))
    assert ["Oak, 9:00" in b["text"] for b in waiting(mara)] == [True]


@sqlite
async def test_the_next_day_begins_anew(stage: Stage, mara: Chat) -> None:
    await set_row(stage, mara, daily_cap=1)
    await answer(mara, await asked_now(stage, mara))
    await go(stage, on(24, "9:00"))
    await asked_now(stage, mara, "River")
    assert [one.slot[0] for one in await checkins_of(stage, mara)] == ["a", "a"]
