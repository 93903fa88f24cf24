"""Sessions from a calendar have the same week as all others: gaps, what comes before, and moves."""

from __future__ import annotations

import pytest

from db.models import Appointment, CheckIn
from tests.handlers.calendar_make import sent, sessions
from tests.handlers.look import SQLITE, rows
from tests.handlers.settings_make import set_row
from tests.practice import FAMOUS, calendar, event
from tests.stage import Chat, Stage

sqlite = pytest.mark.parametrize("database_url", SQLITE, indirect=True)


def weekly(anna: str, bert: str) -> bytes:
    """Both each Tuesday, at these hours."""
    return calendar(
        event("anna@practice", FAMOUS[0], f"20261124T{anna}00Z", "RRULE:FREQ=WEEKLY;COUNT=3"),
        event("bert@practice", FAMOUS[1], f"20261124T{bert}00Z", "RRULE:FREQ=WEEKLY;COUNT=3"),
    )


async def noted(stage: Stage, mara: Chat) -> None:
    """Back to back, in the gaps, with a moment before sessions."""
    await set_row(stage, mara, rhythm="gaps", prepares=True)
    await sent(mara, weekly("0900", "0955"))
    await mara.tap("Oak")
    await mara.tap("Type a word")
    await mara.say("River")
    await mara.tap("Right")


async def plans(stage: Stage) -> list[str]:
    """What waits on the first Tuesday, and when."""
    found = [one for one in await rows(stage, CheckIn, state="waiting") if one.due_at.day == 24]
    return [f"{one.kind} {one.due_at:%H:%M}" for one in sorted(found, key=lambda one: one.due_at)]


@sqlite
async def test_check_ins_and_what_comes_before_follow_the_calendar(stage: Stage, mara: Chat) -> None:
    await noted(stage, mara)
    assert await plans(stage) == ["before 08:45", "after 10:50"]
    await sent(mara, weekly("0900", "1400"))
    await mara.tap("Right")
    await stage.wait(minutes=1)
    assert await plans(stage) == ["before 08:45", "after 09:55", "after 14:55"]


async def test_a_series_at_another_hour_moves_its_sessions_and_what_was_planned_for_them(
    stage: Stage, mara: Chat
) -> None:
    await noted(stage, mara)
    before = [one.id for one in await rows(stage, Appointment)]
    await sent(mara, weekly("1100", "1155"))
    await mara.tap("Right")
    await stage.wait(minutes=1)
    assert [one[0] for one in await sessions(stage)] == [
        f"{day} {hour}" for day in ("24", "01", "08") for hour in ("11:00", "11:55")
    ]
    assert await plans(stage) == ["before 10:45", "after 12:50"]
    assert [one.id for one in await rows(stage, Appointment)] == before, "none is made anew"
