"""Planning in one line: said back, chosen, put right, and stored only at [Right]."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from db.models import Appointment, CheckIn, Note, Series
from tests.handlers.look import SQLITE, codes, counts, rows
from tests.handlers.settings_make import set_row
from tests.handlers.test_edits import bring_again
from tests.make import planned, settled_in
from tests.stage import JONAS, Chat, Stage, buttons

sqlite = pytest.mark.parametrize("database_url", SQLITE, indirect=True)


def on(day: int, hour: int, minute: int = 0) -> datetime:
    """An instant of that November in London."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


async def times(stage: Stage) -> list[tuple[datetime, str]]:
    return sorted((one.starts_at, one.status) for one in await rows(stage, Appointment))


async def test_what_lies_ahead_is_said_back_and_stored_at_right(mara: Chat, stage: Stage) -> None:
    await mara.say("Oak tomorrow 9")
    assert mara.text == "Oak, tomorrow, Tue 24 Nov, 9:00–9:50. Right?"
    assert mara.labels() == [["Right", "Change", "Cancel"]]
    assert await rows(stage, Appointment) == []
    echo, data = mara.last["id"], buttons(mara.last)[0]["data"]
    for _ in range(2):
        await mara.press(echo, data)
    assert await times(stage) == [(on(24, 9), "planned")]
    assert mara.bubble(echo)["text"] == "Oak, tomorrow 9:00–9:50. I will ask afterwards, tomorrow 9:55."
    assert await rows(stage, Note) == []


@sqlite
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Oak Tue 14:00 80m", "Oak, tomorrow, Tue 24 Nov, 14:00–15:20. Right?"),
        ("Oak 12.12. 9am", "Oak, Sat 12 Dec, 9:00–9:50. Right?"),
        ("single contact 15:20", "Single contact, today, Mon 23 Nov, 15:20–16:10. Right?"),
        ("Oak every Tue 14:00", "Oak, every Tue, 14:00–14:50, from tomorrow. Right?"),
        ("Oak 16:00\nRiver 17:00", "Today, Mon 23 Nov\nOak, 16:00–16:50\nRiver, 17:00–17:50\nRight?"),
    ],
)
async def test_each_kind_of_line_is_said_back(mara: Chat, line: str, said: str) -> None:
    await mara.say(line)
    assert mara.text == said


@sqlite
async def test_a_single_contact_has_no_code(mara: Chat, stage: Stage) -> None:
    await planned(mara, "single contact 15:20")
    (made,) = await rows(stage, Appointment)
    assert (made.client_id, await codes(stage)) == (None, [])


@sqlite
async def test_cancelled_is_the_next_one_and_moved_takes_its_check_in_along(mara: Chat, stage: Stage) -> None:
    await planned(mara, "River 14:00")
    await planned(mara, "River Thu 14:00")
    await mara.say("River cancelled")
    assert mara.text == "River, today, Mon 23 Nov, 14:00–14:50: cancelled. Right?"
    await mara.tap("Right")
    await planned(mara, "River moved to Fri 11")
    assert mara.text == "Noted.\nRiver, Thu 26 Nov, 14:00–14:50: moved to Fri 27 Nov, 11:00–11:50"
    assert await times(stage) == [(on(23, 14), "cancelled"), (on(27, 11), "planned")]
    waiting = [one.due_at for one in await rows(stage, CheckIn, state="waiting")]
    assert waiting == [on(27, 11, 55)]


@sqlite
async def test_a_word_that_is_new_has_just_finished_too(mara: Chat, stage: Stage) -> None:
    await mara.say("Oak just finished")
    assert mara.text == "Oak, just finished. I will ask at 9:05."
    assert await codes(stage) == ["Oak"]


@sqlite
async def test_what_may_be_two_things_is_asked_with_buttons(mara: Chat, stage: Stage) -> None:
    await mara.say("Oak 3/12 9:00")
    assert mara.labels()[:2] == [["Thu 3 Dec 9:00"], ["Fri 12 Mar 9:00"]]
    await mara.tap("Thu 3 Dec 9:00")
    assert mara.text == "Oak, Thu 3 Dec, 9:00–9:50. Right?"
    await mara.tap("Right")
    assert len(await rows(stage, Appointment)) == 1


@sqlite
async def test_what_a_line_lacks_may_be_typed_alone(mara: Chat) -> None:
    await planned(mara, "Oak 14:30")
    await mara.say("Oak Wed")
    assert mara.text.startswith("Oak, Wed: at what time?")
    await mara.say("11:15")
    assert mara.text == "Oak, Wed 25 Nov, 11:15–12:05. Right?"


@sqlite
async def test_a_thought_typed_while_a_time_is_awaited_is_kept_as_a_line(mara: Chat, stage: Stage) -> None:
    await planned(mara, "Oak 14:30")
    await mara.say("Oak Wed")
    await mara.say("whenever suits")
    assert mara.text.startswith("I could not read that as a session.")
    await mara.say("We both slowed down at the end.")
    assert mara.text.startswith("Kept. Whose line is it?")
    assert len(await rows(stage, Note)) == 2  # this one, and the line that waits for its time


@sqlite
async def test_a_plan_that_lacks_something_takes_the_place_of_one_that_does(mara: Chat) -> None:
    await planned(mara, "Oak 14:30")
    await mara.say("Oak Wed")
    await mara.say("Oak moved to Thu")
    assert mara.text.startswith("Oak, Thu: at what time?")
    await mara.say("11:15")
    assert mara.text == ("Oak, today, Mon 23 Nov, 14:30–15:20: moved to Thu 26 Nov, 11:15–12:05. Right?")


@sqlite
async def test_change_takes_the_next_line_and_cancel_keeps_nothing(mara: Chat, stage: Stage) -> None:
    before = await counts(stage)
    await mara.say("Oak 14:30")
    await mara.tap("Change")
    assert "Oak 14:30" in mara.text
    await mara.say("Oak 15:30")
    assert mara.text == "Oak, today, Mon 23 Nov, 15:30–16:20. Right?"
    await mara.tap("Cancel")
    assert mara.text == "All right, nothing is noted."
    assert {**await counts(stage), "messages": 0} == {**before, "messages": 0}


@sqlite
async def test_an_edit_before_right_changes_the_echo_and_the_old_button_stores_nothing(
    mara: Chat, stage: Stage
) -> None:
    typed = await mara.say("Oak 14:30")
    echo, old = mara.last["id"], buttons(mara.last)[0]["data"]
    await mara.edit(typed, "Oak 15:30")
    assert mara.text == "Oak, today, Mon 23 Nov, 15:30–16:20. Right?"
    await mara.press(echo, old)
    assert await rows(stage, Appointment) == []
    await mara.tap("Right")
    assert await times(stage) == [(on(23, 15, 30), "planned")]


@sqlite
async def test_right_means_what_was_written_days_later_too(mara: Chat, stage: Stage) -> None:
    await mara.say("Oak tomorrow 9\nRiver tomorrow 10")
    await stage.until(on(23, 20))
    await mara.tap("Right")
    assert await times(stage) == [(on(24, 9), "planned"), (on(24, 10), "planned")]
    await mara.tap("Undo")
    assert await rows(stage, Appointment) == []


@sqlite
async def test_a_line_that_comes_twice_is_said_back_once(mara: Chat, stage: Stage) -> None:
    typed = await mara.say("Oak 14:30")
    said = len(mara.bubbles())
    await bring_again(stage, typed)
    assert len(mara.bubbles()) == said


async def test_a_series_is_there_eight_weeks_ahead_and_goes_on_once(mara: Chat, stage: Stage) -> None:
    await planned(mara, "Oak Tue 14:00")
    await planned(mara, "Oak every Tue 14:00")
    (series,) = await rows(stage, Series)
    made = await rows(stage, Appointment, series_id=series.id)
    assert len(made) == len(await rows(stage, Appointment)) == 8  # the one that was there is its first
    await stage.leap(stage.now + timedelta(weeks=3))
    for _ in range(2):
        await stage.wait(minutes=1)
    assert len({one.planned_for for one in await rows(stage, Appointment)}) == 11
    assert len(await rows(stage, Appointment)) == 11


@sqlite
async def test_a_series_keeps_its_hour_over_the_clock_change(stage: Stage, mara: Chat) -> None:
    await stage.leap(datetime(2027, 3, 8, 9, 0, tzinfo=UTC))
    await planned(mara, "Oak every Tue 14:00")
    hours = [one.starts_at.hour for one in await rows(stage, Appointment)]
    assert hours == [14, 14, 14, 13, 13, 13, 13, 13]


@sqlite
async def test_all_from_now_on_ends_the_series(mara: Chat, stage: Stage) -> None:
    await planned(mara, "Oak every Tue 14:00")
    await stage.until(on(24, 15))
    await mara.say("Oak cancelled")
    await mara.tap("All from now on")
    assert [one.starts_at for one in await rows(stage, Appointment)] == [on(24, 14)]
    (series,) = await rows(stage, Series)
    assert (series.made_until, series.ended_at) == (None, stage.now)


@sqlite
async def test_in_a_discreet_chat_codes_stand_in_spoilers(mara: Chat, stage: Stage) -> None:
    await set_row(stage, mara, discreet=True)
    await mara.say("Oak tomorrow 9")
    spoilers = [one for one in mara.last["entities"] if one["type"] == "spoiler"]
    assert [mara.text[one["offset"] : one["offset"] + one["length"]] for one in spoilers] == ["Oak"]


@sqlite
async def test_a_stranger_s_button_stores_nothing(mara: Chat, stage: Stage) -> None:
    jonas = await settled_in(stage.chat(JONAS))
    await mara.say("Oak tomorrow 9")
    await jonas.press(jonas.last["id"], buttons(mara.last)[0]["data"])
    assert await rows(stage, Appointment) == []


@sqlite
async def test_undo_of_a_line_about_a_series_leaves_the_session_planned(mara: Chat, stage: Stage) -> None:
    await planned(mara, "Oak every Mon 10:00")
    await stage.until(on(23, 10, 40))
    await mara.say("now Oak")
    await mara.tap("Undo", on=mara.last["id"])
    assert mara.text == "Undone. Oak, 10:00, is planned as before."
    assert (await times(stage))[0] == (on(23, 10), "planned")
