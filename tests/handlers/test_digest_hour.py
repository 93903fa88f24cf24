"""When a digest comes: once for its hour, whatever clocks, nights, pauses and broken sends do."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from bot.sandbox.faults import Fault
from db import therapists
from db.engine import Database
from db.models import Therapist
from tests.handlers.digest_make import (
    FRIDAY,
    WEEK,
    closed_ones,
    digests_of,
    leap,
    look_back,
    set_digest,
    to_friday,
)
from tests.handlers.settings_make import row_of, set_row
from tests.make import settled_in
from tests.stage import JONAS, Chat, Stage, staged

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_it_comes_once_for_its_hour_however_often_the_bell_rings(stage: Stage, mara: Chat) -> None:
    await look_back(mara)
    for minutes in (0, 0, 1, 5, 60):
        await leap(stage, FRIDAY + timedelta(minutes=minutes))
    assert len(closed_ones(mara)) == 1


@on_sqlite
@pytest.mark.parametrize(
    ("begin", "looks", "sent_at", "following"),
    [
        ("10-24T09:00", ["10-25T00:29", "10-25T00:30", "10-25T01:30"], "10-25T00:30", "11-01T01:30"),
        ("03-28T00:10", ["03-28T00:59", "03-28T01:00", "03-28T01:30"], "03-28T01:00", "04-04T00:30"),
    ],
    ids=["the hour that comes twice", "the hour that is missing"],
)  # fmt: skip
async def test_a_clock_change_neither_doubles_nor_swallows_it(
    database: Database, begin: str, looks: list[str], sent_at: str, following: str
) -> None:
    year = "2026-" if begin.startswith("10") else "2027-"
    async with staged(database, at=_utc(year + begin)) as stage:
        mara = await settled_in(stage.chat())
        await set_row(stage, mara, digest_weekday=6, digest_time=time(1, 30))
        async with stage.database.write() as session:
            me = await session.get_one(Therapist, (await row_of(stage, mara)).id)
            therapists.plan_digest(me, stage.now)
        await look_back(mara)
        for moment in looks:
            await leap(stage, _utc(year + moment))
        assert [digest.ends_at for digest in await digests_of(stage, mara)] == [_utc(year + sent_at)]
        assert (await row_of(stage, mara)).digest_wake_at == _utc(year + following)


@pytest.mark.parametrize(("drop", "copies"), [("before", 1), ("after", 2)])
async def test_a_broken_send_brings_it_once_or_once_more(
    stage: Stage, mara: Chat, drop: str, copies: int
) -> None:
    await look_back(mara)
    await leap(stage, FRIDAY - timedelta(minutes=1))
    stage.sandbox.faults.order(Fault("sendMessage", times=1, drop=drop))
    await leap(stage, FRIDAY)
    for minutes in (1, 3, 10, 60):
        await leap(stage, FRIDAY + timedelta(minutes=minutes))
    assert len(closed_ones(mara)) == copies
    assert closed_ones(mara)[-1]["text"].startswith("Once more, to be sure it reached you.")
    assert len(await digests_of(stage, mara)) == 1
    for one in closed_ones(mara):
        await mara.tap("Open", on=one["id"])
        assert "1 session" in mara.bubble(one["id"])["text"]


async def test_a_press_proves_that_it_arrived(stage: Stage, mara: Chat) -> None:
    await look_back(mara)
    await leap(stage, FRIDAY)
    lost = {"message_id": None, "sent_at": None, "wake_at": FRIDAY + timedelta(minutes=2)}
    await set_digest(stage, mara, **lost)  # sent, and the process ended before it could note so
    await mara.tap("Open")
    await leap(stage, FRIDAY + timedelta(minutes=5))
    assert closed_ones(mara) == []
    assert (await digests_of(stage, mara))[0].message_id == mara.last["id"]


@on_sqlite
async def test_on_a_pause_none_comes_and_the_next_covers_it_all(stage: Stage, mara: Chat) -> None:
    await look_back(mara)
    await mara.say("/pause")
    await mara.tap("Until I say")
    pause = mara.last["id"]
    await leap(stage, FRIDAY)
    assert closed_ones(mara) == []
    await leap(stage, FRIDAY + timedelta(days=1))
    await mara.tap("Resume", on=pause)
    digest = await to_friday(stage, mara, FRIDAY + WEEK)
    assert "1 session, looked back on." in digest["text"]
    assert len(await digests_of(stage, mara)) == 1


@on_sqlite
async def test_one_date_brings_one_digest_also_in_another_zone(stage: Stage, mara: Chat) -> None:
    await look_back(mara)
    await leap(stage, FRIDAY)
    await set_row(stage, mara, zone="America/New_York", digest_wake_at=FRIDAY + timedelta(hours=5))
    await leap(stage, FRIDAY + timedelta(hours=5))
    assert len(await digests_of(stage, mara)) == 1
    assert (await row_of(stage, mara)).digest_wake_at == FRIDAY + WEEK + timedelta(hours=5)


@on_sqlite
async def test_a_bot_that_comes_back_at_night_waits_for_the_morning(stage: Stage, mara: Chat) -> None:
    await look_back(mara)
    night = FRIDAY.replace(hour=23)
    await leap(stage, night)
    assert closed_ones(mara) == []
    await leap(stage, night + timedelta(hours=8))
    assert len(closed_ones(mara)) == 1


@on_sqlite
async def test_a_digest_hour_at_night_is_kept(stage: Stage, mara: Chat) -> None:
    await look_back(mara)
    late = FRIDAY.replace(hour=22)
    await set_row(stage, mara, digest_time=time(22), digest_wake_at=late)
    await leap(stage, late)
    assert mara.text == "Your week is ready."


@on_sqlite
async def test_nobody_gets_a_digest_in_their_first_minute(stage: Stage) -> None:
    newcomer = stage.chat(JONAS)
    await newcomer.say("/start")
    await newcomer.tap("I agree")
    await newcomer.say("London")
    before = newcomer.bubbles()
    await leap(stage, FRIDAY)
    assert newcomer.bubbles() == before


def _utc(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)
