"""An .ics file that is sent becomes sessions, once its titles are said what they are."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from db.models import Calendar, CalendarTitle
from tests.handlers.calendar_make import mapped, sent, sessions
from tests.handlers.settings_make import set_row
from tests.make import planned
from tests.practice import FAMOUS, calendar, event, practice
from tests.stage import Chat, Stage

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_a_file_asks_about_its_titles_and_then_notes_its_sessions(stage: Stage, mara: Chat) -> None:
    await sent(mara)
    assert FAMOUS[0] in mara.text
    assert "4 times, first tomorrow 14:00" in mara.text
    await mapped(mara)
    assert mara.text.startswith("5 sessions in the next eight weeks: Oak 4, River 1.")
    assert [one[0] for one in await sessions(stage)] == [
        "24 14:00", "25 10:00", "01 14:00", "08 14:00", "15 14:00",
    ]  # fmt: skip


@sqlite
async def test_nothing_is_stored_before_right(stage: Stage, mara: Chat) -> None:
    await sent(mara)
    await mara.tap("Oak")
    await mara.tap("None of the rest")
    assert mara.text.startswith("4 sessions")
    assert await sessions(stage) == []
    async with stage.database.read() as session:
        assert list(await session.scalars(select(CalendarTitle))) == []
    await mara.tap("Not now")
    assert await sessions(stage) == []


@sqlite
async def test_once_its_sessions_are_planned_the_gaps_are_offered(stage: Stage, mara: Chat) -> None:
    await set_row(stage, mara, gaps_offered=False)
    await sent(mara)
    await mapped(mara)
    assert [b for b in mara.bubbles() if mara.labels(b)[:1] == [["In the gaps"]]]


@sqlite
async def test_once_all_is_said_no_title_is_left(stage: Stage, mara: Chat) -> None:
    await sent(mara)
    await mapped(mara)
    assert not [b for b in mara.bubbles() for title in FAMOUS if title in str(b["text"])]
    async with stage.database.read() as session:
        kept = (await session.scalars(select(Calendar))).one()
    assert (kept.pending_sealed, kept.choices_sealed, kept.file_id) == (None, None, None)


async def test_the_same_calendar_again_moves_and_takes_out_rather_than_doubling(
    stage: Stage, mara: Chat
) -> None:
    await sent(mara)
    await mapped(mara)
    again = calendar(
        event("anna@practice", FAMOUS[0], "20261124T150000Z", "RRULE:FREQ=WEEKLY;COUNT=4"),
    )
    await sent(mara, again)
    await mara.tap("Right")
    found = await sessions(stage)
    assert [one[0] for one in found if one[2] == "planned"] == [
        "24 15:00", "01 15:00", "08 15:00", "15 15:00",
    ]  # fmt: skip
    assert [one[0] for one in found if one[2] == "cancelled"] == ["25 10:00"]
    assert len(found) == 5, "a series at another hour moves its sessions"


@sqlite
async def test_a_session_cancelled_by_hand_stays_so_until_the_calendar_changes_it(
    stage: Stage, mara: Chat
) -> None:
    await sent(mara)
    await mapped(mara)
    await stage.until(stage.now.replace(day=25, hour=8))
    await mara.say("Today")
    await mara.tap("10:00 River")
    await mara.tap("Cancelled")
    await sent(mara)
    await mara.tap("Right")
    assert ("25 10:00", "50", "cancelled") in await sessions(stage)
    moved = practice().replace(b"20261125T100000Z", b"20261125T170000Z")
    await sent(mara, moved)
    await mara.tap("Right")
    assert ("25 17:00", "50", "planned") in await sessions(stage)


@sqlite
async def test_a_session_noted_by_hand_is_the_calendars_and_not_a_second_one(
    stage: Stage, mara: Chat
) -> None:
    await stage.until(stage.now.replace(day=25, hour=8))
    await planned(mara, "River 10:00")
    await sent(mara)
    for word in ("Not a session", "Not a session", "River"):
        await mara.tap(word)
    await mara.tap("Right")
    assert [one[0] for one in await sessions(stage)] == ["25 10:00"]


@sqlite
async def test_an_invitation_takes_nothing_else_out(stage: Stage, mara: Chat) -> None:
    await sent(mara)
    await mapped(mara)
    one = event("bert@practice", FAMOUS[1], "20261125T120000Z", "SEQUENCE:1")
    await sent(mara, calendar(one, name="", method="REQUEST"))
    await mara.tap("Right")
    assert [one for one in await sessions(stage) if one[2] == "cancelled"] == []
    assert ("25 12:00", "50", "planned") in await sessions(stage)
    await sent(mara, calendar(one, name="", method="CANCEL"))
    assert ("25 12:00", "50", "cancelled") in await sessions(stage)


@sqlite
async def test_unanswered_titles_are_put_away_after_a_day(stage: Stage, mara: Chat) -> None:
    await sent(mara)
    await stage.wait(hours=25)
    assert not [b for b in mara.bubbles() if FAMOUS[0] in str(b["text"])]
    async with stage.database.read() as session:
        assert list(await session.scalars(select(Calendar))) == []


@sqlite
@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"no calendar", "no calendar file"),
        (b"PK\x03\x04", "packed"),
        (calendar(event("a", "A", "20261124T140000Z", "RRULE:FREQ=SECONDLY")), "more than once a day"),
        (calendar(event("a", "A", "20261124T140000Z", "RRULE:FREQ=DAILY;INTERVAL=0")), "Nothing was taken"),
        (b"x" * 1_000_001, "larger than 1 MB"),
    ],
)
async def test_a_hostile_file_gets_one_clear_line_and_leaves_nothing(
    stage: Stage, mara: Chat, body: bytes, said: str
) -> None:
    await sent(mara, body)
    assert said in mara.text
    async with stage.database.read() as session:
        assert list(await session.scalars(select(Calendar))) == []
    await mara.say("River 14:30")
    assert "River" in mara.text


@sqlite
async def test_sixty_titles_are_dismissed_together_where_they_come_once(stage: Stage, mara: Chat) -> None:
    many = [event(f"u{n}", f"Errand {n}", f"20261124T{8 + n % 10:02}{n // 10}000Z") for n in range(60)]
    weekly = event("anna", FAMOUS[0], "20261124T140000Z", "RRULE:FREQ=WEEKLY;COUNT=4")
    await sent(mara, calendar(weekly, *many))
    await mara.tap("Oak")
    assert mara.text == "The 60 others come once each. Is a client session among them?"
    await mara.tap("None of them")
    await mara.tap("Right")
    assert len(await sessions(stage)) == 4


@sqlite
async def test_of_more_events_than_are_read_one_line_is_said_and_nothing_taken(
    stage: Stage, mara: Chat
) -> None:
    many = calendar(*[event(f"{number}@practice", "A", "20261124T140000Z") for number in range(5001)])
    await sent(mara, many)
    assert mara.text == (
        "This file holds more than 5,000 events, which is more than I read. Nothing was taken from it."
    )
    async with stage.database.read() as session:
        assert list(await session.scalars(select(Calendar))) == []
