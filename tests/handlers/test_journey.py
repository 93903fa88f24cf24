"""A therapist who travels sends a location once: the clock moves along, what is planned keeps its moment."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from db.models import Appointment, CheckIn, Digest, Message, Therapist
from tests.handlers.look import SQLITE, rows
from tests.make import just_finished
from tests.stage import JONAS, Chat, Stage

pytestmark = pytest.mark.parametrize("database_url", SQLITE, indirect=True)
TOKYO, PARIS, LONDON = (35.68, 139.69), (48.86, 2.35), (51.5, -0.12)


async def me(stage: Stage) -> Therapist:
    (found,) = await rows(stage, Therapist)
    return found


async def test_a_place_is_offered_and_taken_at_a_tap(mara: Chat, stage: Stage) -> None:
    await mara.send_location(*TOKYO)
    assert mara.text.endswith("where it is 18:00. Shall I go by that clock from now on?")
    assert (await me(stage)).zone == "Europe/London"
    await mara.tap("Yes")
    assert mara.text.startswith("Thank you. 18:00 in Tokyo: ")
    assert (await me(stage)).zone == "Asia/Tokyo"


async def test_it_may_stay_as_it_is(mara: Chat, stage: Stage) -> None:
    await mara.send_location(*TOKYO)
    await mara.tap("Stay with London")
    assert mara.text == "All right, I go on by the clock in London."
    assert (await me(stage)).zone == "Europe/London"


async def test_where_the_clock_is_the_same_nothing_is_asked(mara: Chat) -> None:
    await mara.send_location(*LONDON)
    assert mara.text.endswith("it is 9:00, as I thought. There is nothing to change.")
    assert mara.labels() == []


async def test_a_place_answers_the_first_minutes_question(stage: Stage) -> None:
    jonas = stage.chat(JONAS)
    await jonas.say("/start")
    await jonas.tap("I agree")
    await jonas.send_location(*PARIS)
    assert "10:00 in Paris" in jonas.bubbles()[-2]["text"]
    assert jonas.text == "When shall I ask?"


async def test_a_stranger_is_asked_to_begin(stage: Stage) -> None:
    jonas = stage.chat(JONAS)
    await jonas.send_location(*PARIS)
    assert "/start" in jonas.text
    assert await rows(stage, Therapist) == []


async def test_nothing_of_the_place_is_kept(mara: Chat, stage: Stage) -> None:
    await mara.send_location(*TOKYO)
    noted = (await rows(stage, Message))[-2:]
    assert {(one.refers, one.refers_id) for one in noted} <= {(None, None)}


async def test_what_is_planned_keeps_its_moment(mara: Chat, stage: Stage) -> None:
    await just_finished(mara)
    before = [(one.starts_at, one.zone) for one in await rows(stage, Appointment)]
    due = [(one.slot, one.due_at) for one in await rows(stage, CheckIn)]
    await mara.send_location(*TOKYO)
    await mara.tap("Yes")
    assert [(one.starts_at, one.zone) for one in await rows(stage, Appointment)] == before
    assert [(one.slot, one.due_at) for one in await rows(stage, CheckIn)] == due


async def test_what_quiet_hours_held_comes_when_it_is_day_there(mara: Chat, stage: Stage) -> None:
    await stage.until(datetime(2026, 11, 23, 20, 50, tzinfo=UTC))
    await mara.say("/session")
    await mara.tap("Starts at …")
    await mara.say("21:00")
    await mara.say("Oak")
    await stage.until(datetime(2026, 11, 23, 22, 10, tzinfo=UTC))
    assert "A moment to look back?" not in mara.text
    await mara.send_location(*TOKYO)  # a quarter past seven in the morning
    await mara.tap("Yes")
    await stage.wait(minutes=1)
    assert mara.text.startswith("A moment to look back?")


@pytest.mark.parametrize("place", [TOKYO, (40.71, -74.0)])
async def test_the_weeks_digest_comes_once(mara: Chat, stage: Stage, place: tuple[float, float]) -> None:
    await stage.until(datetime(2026, 11, 27, 16, 30, tzinfo=UTC))
    await mara.send_location(*place)
    await mara.tap("Yes")
    await stage.wait(days=1)
    await mara.send_location(*LONDON)
    await mara.tap("Yes")
    await stage.wait(days=3)
    assert len([one for one in await rows(stage, Digest) if one.slot == "weekly"]) == 1


async def test_a_place_without_a_zone_changes_nothing(mara: Chat, stage: Stage) -> None:
    await mara.send_location(*TOKYO)
    await mara.press(mara.last["id"], "there:Nowhere/City")
    assert (await me(stage)).zone == "Europe/London"
