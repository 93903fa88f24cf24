"""The wall clock set wrong by a day and put right again: nothing comes twice, or stays away, or in floods."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from db.engine import Database
from tests.handlers.checkin_make import asked_now, checkins_of, fail, go, on, questions_of, waiting
from tests.handlers.look import SQLITE
from tests.make import just_finished, planned, settled_in
from tests.stage import Chat, Stage, staged

sqlite = pytest.mark.parametrize("database_url", SQLITE, indirect=True)
REPEAT = "Once more, to be sure it reached you."
DAY = timedelta(days=1)


async def set_clock(stage: Stage, by: timedelta) -> None:
    """The clock shows another time from now on, and a tick comes."""
    stage.sandbox.freeze(stage.now + by)
    await stage.settle()


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    async with staged(database) as stage:
        yield stage


@pytest.fixture
async def mara(stage: Stage) -> Chat:
    return await settled_in(stage.chat())


async def test_what_came_while_the_clock_was_ahead_does_not_come_again(stage: Stage, mara: Chat) -> None:
    await planned(mara, "Oak 9:00")
    await set_clock(stage, DAY)
    assert len(waiting(mara)) == 1
    await set_clock(stage, -DAY)
    for _ in range(8):
        await go(stage, hours=1)
    assert len(waiting(mara)) == 1
    assert len(await questions_of(stage, mara)) == 1


async def test_what_was_planned_still_comes_after_the_clock_came_back(stage: Stage, mara: Chat) -> None:
    await planned(mara, "River 15:00")
    await set_clock(stage, -DAY)
    await set_clock(stage, DAY)
    assert waiting(mara) == []
    await go(stage, on(23, "15:55"))
    assert "River, 15:00" in mara.text


async def test_a_lease_taken_while_the_clock_was_ahead_is_called_back(stage: Stage, mara: Chat) -> None:
    """The send's end is unknown, and its lease would have ended a day later."""
    await planned(mara, "Oak 9:00")
    await go(stage, minutes=50)
    fail(stage, drop="before")
    await set_clock(stage, DAY)
    assert waiting(mara) == []
    await set_clock(stage, -DAY + timedelta(minutes=6))
    assert mara.text.splitlines()[0] == REPEAT
    await go(stage, hours=1)
    assert len(waiting(mara)) == 1


@sqlite
async def test_what_was_claimed_too_early_comes_at_its_time(stage: Stage, mara: Chat) -> None:
    await planned(mara, "Oak 9:00")
    fail(stage, drop="before")
    await set_clock(stage, timedelta(hours=4))
    await set_clock(stage, -timedelta(hours=4))
    await go(stage, minutes=54)
    assert waiting(mara) == []
    await go(stage, minutes=1)
    assert len(waiting(mara)) == 1
    assert len(await questions_of(stage, mara)) == 1


@sqlite
async def test_a_digest_claimed_while_the_clock_was_ahead_is_called_back(stage: Stage, mara: Chat) -> None:
    await asked_now(stage, mara)
    await go(stage, on(26, "17:05"))
    before = len(mara.bubbles())
    fail(stage, drop="before")
    await set_clock(stage, DAY)
    await set_clock(stage, -DAY)
    weeks = [b for b in mara.bubbles()[before:] if "week" in b["text"]]
    assert len(weeks) == 1
    await go(stage, on(27, "17:05"))
    await go(stage, on(27, "19:00"))
    assert len([b for b in mara.bubbles()[before:] if "week" in b["text"]]) == 1


async def test_a_check_in_under_way_while_the_clock_goes_back_is_not_sent_twice(
    stage: Stage, mara: Chat
) -> None:
    await planned(mara, "Oak 9:00")
    await go(stage, minutes=55)
    assert len(waiting(mara)) == 1
    await set_clock(stage, -DAY)
    await go(stage, minutes=3)
    await set_clock(stage, DAY)
    await go(stage, minutes=3)
    assert len(waiting(mara)) == 1
    assert [one.attempts for one in await checkins_of(stage, mara)] == [0]


@sqlite
async def test_a_day_ahead_brings_no_flood(stage: Stage, mara: Chat) -> None:
    """A full day of sessions falls due at once; the day's cap and the evening's one question for all hold."""
    for hour in range(10, 18):
        await planned(mara, f"Oak {hour}:00")
    before = len(mara.bubbles())
    await set_clock(stage, DAY)
    assert len(mara.bubbles()) - before <= 4
    await set_clock(stage, -DAY)
    for _ in range(12):
        await go(stage, hours=1)
    assert len(mara.bubbles()) - before <= 8  # with a reminder each


@sqlite
async def test_a_clock_behind_still_answers(stage: Stage, mara: Chat) -> None:
    await set_clock(stage, -DAY)
    await just_finished(mara, "Fern")
    await go(stage, minutes=5)
    assert len(waiting(mara)) == 1
