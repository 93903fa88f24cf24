"""Nobody is pressed: five unanswered in a row, seven silent days, and coming back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.models import Appointment, CheckIn
from tests.handlers.checkin_make import answer, checkins_of, go, on, questions_of, waiting
from tests.handlers.look import SQLITE, rows
from tests.handlers.settings_make import row_of, set_row
from tests.make import just_finished, planned
from tests.stage import Chat, Stage

sqlite = pytest.mark.parametrize("database_url", SQLITE, indirect=True)
EASED = "From now on I come once, in the evening"


async def day_with(stage: Stage, mara: Chat, day: int, *plans: str) -> None:
    """Sessions of a day, each asked about when it is over; nothing is answered."""
    await go(stage, on(day, "8:00"))
    for plan in plans:
        await planned(mara, plan)
    for plan in plans:
        await go(stage, on(day, plan.split()[1]) + timedelta(minutes=55))


async def five_unanswered(stage: Stage, mara: Chat) -> None:
    """Three on Tuesday, two on Wednesday, and what goes on meanwhile."""
    await day_with(stage, mara, 24, "Oak 9:00", "River 10:00", "Fern 11:00")
    await day_with(stage, mara, 25, "Oak 9:00", "River 10:00", "Fern 11:00")
    await go(stage, on(26, "9:00"))


async def test_five_in_a_row_mean_evenings_and_it_is_said_once(stage: Stage, mara: Chat) -> None:
    await five_unanswered(stage, mara)
    assert (await row_of(stage, mara)).eased_at is None
    await planned(mara, "Oak 12:00")  # planned before it is known
    await go(stage, on(26, "10:55"))
    assert (await row_of(stage, mara)).eased_at is not None
    await planned(mara, "River 13:00")
    await go(stage, on(26, "14:00"))
    assert waiting(mara) == []
    await go(stage, on(26, "18:30"))
    assert mara.text.splitlines()[0].startswith(EASED)
    assert "Two today: Oak, River." in mara.text
    await day_with(stage, mara, 27, "Fern 9:00")
    assert waiting(mara) == []
    await go(stage, on(27, "18:30"))
    asked = waiting(mara)[-1]["text"]
    assert EASED not in asked
    assert "Fern, 9:00" in asked


@sqlite
@pytest.mark.parametrize("label", ["4", "Skip"])
async def test_one_sign_of_life_ends_the_row(stage: Stage, mara: Chat, label: str) -> None:
    await day_with(stage, mara, 24, "Oak 9:00", "River 10:00", "Fern 11:00")
    await mara.tap(label)
    await day_with(stage, mara, 25, "Oak 9:00", "River 10:00", "Fern 11:00")
    await go(stage, on(26, "12:00"))
    assert (await row_of(stage, mara)).eased_at is None


@sqlite
async def test_who_chooses_after_each_session_again_is_taken_at_their_word(stage: Stage, mara: Chat) -> None:
    await five_unanswered(stage, mara)
    await go(stage, on(26, "10:55"))
    await mara.say("/settings")
    await mara.tap("Rhythm: once, in the evening")
    await mara.tap("After each session")
    await go(stage, on(26, "12:00"))  # a sixth lapses
    assert (await row_of(stage, mara)).eased_at is None
    await day_with(stage, mara, 27, "Oak 9:00")
    assert len(waiting(mara)) == 1


@sqlite
async def test_just_finished_is_asked_about_at_once_all_the_same(stage: Stage, mara: Chat) -> None:
    await set_row(stage, mara, eased_at=stage.now)
    await just_finished(mara, "Oak")
    await go(stage, minutes=5)
    assert len(waiting(mara)) == 1


async def planned_for(stage: Stage, day: int) -> None:
    """A session a week ahead, as a calendar would bring it."""
    (one,) = await rows(stage, Appointment)
    async with stage.database.write() as session:
        kept = await session.get_one(Appointment, one.id)
        kept.starts_at, kept.ends_at = on(day, "12:00"), on(day, "12:50")
        for row in await rows(stage, CheckIn, kind="after"):
            known = await session.get_one(CheckIn, row.id)
            known.due_at = known.wake_at = on(day, "12:55")


@sqlite
async def test_after_seven_silent_days_no_check_in_comes(stage: Stage, mara: Chat) -> None:
    await planned(mara, "Oak 12:00")
    await planned_for(stage, 30)
    await go(stage, on(30, "12:55"))
    assert await questions_of(stage, mara) == []
    assert [one.state for one in await checkins_of(stage, mara)] == ["dropped"]
    assert [one.status for one in await rows(stage, Appointment)] == ["planned"]


@sqlite
async def test_a_day_less_is_not_silent_yet(stage: Stage, mara: Chat) -> None:
    await planned(mara, "Oak 12:00")
    await planned_for(stage, 29)
    await go(stage, on(29, "12:55"))
    assert len(waiting(mara)) == 1


async def test_on_coming_back_there_is_nothing_to_catch_up_on(stage: Stage, mara: Chat) -> None:
    await go(stage, on(30, "10:00"))
    before = len(mara.bubbles())
    await just_finished(mara, "Oak")
    assert mara.bubbles()[before]["text"] == "Good to see you. Nothing to catch up on."
    await go(stage, minutes=5)
    assert len(waiting(mara)) == 1
    await answer(mara)
    assert str(mara.bubbles()).count("Nothing to catch up on") == 1
