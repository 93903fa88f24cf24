"""Many check-ins due at once, under strict flood limits: at Telegram's pace, once, people first."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from datetime import datetime, timedelta

import pytest

from bot.pacing import Pacer
from bot.sandbox import Fault
from db.engine import Database
from db.models import CheckIn
from tests.bot.make import until
from tests.crowd import FIRST, all_due, one_due, people
from tests.handlers.checkin_make import choices, waiting
from tests.handlers.look import SQLITE, rows
from tests.stage import MONDAY, Stage, staged

sqlite = pytest.mark.parametrize("database_url", SQLITE, indirect=True)
MANY = 150  # five seconds of thirty; `make bench` has the thousand
DUE = MONDAY + timedelta(minutes=10)


def asked(stage: Stage) -> Counter[int]:
    """How many questions stand in each chat."""
    found = {FIRST + n: len(waiting(stage.chat(FIRST + n))) for n in range(MANY)}
    return Counter({person: count for person, count in found.items() if count})


async def test_all_arrive_at_telegrams_pace_none_refused_none_lost_none_doubled(database: Database) -> None:
    async with staged(database, people=people(MANY), pacer=Pacer()) as stage:
        await all_due(stage, MANY, DUE)
        stage.sandbox.faults.flood.switch()
        began = time.monotonic()
        stage.sandbox.freeze(DUE)
        await stage.settle()
        took = time.monotonic() - began
        assert stage.sandbox.faults.flood.refused == 0
        assert asked(stage) == {FIRST + n: 1 for n in range(MANY)}
        assert took > MANY / 30 - 1
        found = await rows(stage, CheckIn)
        assert {(one.state, one.attempts, one.lease_until) for one in found} == {("open", 0, None)}


@sqlite
async def test_the_answer_to_a_tap_overtakes_what_is_due(database: Database) -> None:
    async with staged(database, people=people(MANY), pacer=Pacer()) as stage:
        await all_due(stage, MANY, DUE)
        stage.sandbox.faults.flood.switch()
        stage.sandbox.freeze(DUE)
        flood = asyncio.create_task(stage.settle())
        await until(lambda: len(asked(stage)) > 30, seconds=20)
        first = min(asked(stage), key=lambda person: person)
        bubble = waiting(stage.chat(first))[-1]
        before = len(stage.sandbox.calls)
        stage.sandbox.press(first, bubble["id"], choices(bubble)[0])
        await flood
        after = [name for name, _ in list(stage.sandbox.calls)[before:]]
        others = after[: after.index("editMessageText")].count("sendMessage")
        assert "answerCallbackQuery" in after[: after.index("editMessageText")]
        assert others < 12  # of more than a hundred that wait; a few, on a machine that is busy
        assert stage.sandbox.faults.flood.refused == 0
        assert len([b for b in stage.chat(first).bubbles() if " of 2 · " in b["text"]]) == 2


@sqlite
async def test_one_chat_that_hangs_keeps_nobody_waiting_and_does_not_hold_up_the_stop(
    database: Database,
) -> None:
    """Telegram takes its requests and never answers: others' check-ins, taps and the stop go on."""
    async with staged(database, people=people(MANY), pacer=Pacer(), tick_seconds=0.2) as stage:
        await all_due(stage, 1, DUE)
        hanging, tapping, later = FIRST, FIRST + 1, FIRST + 2
        await one_more(stage, tapping, DUE)
        await one_more(stage, later, DUE + timedelta(minutes=1))
        stage.sandbox.faults.order(Fault(chat=hanging, times=100, delay=60))
        stage.sandbox.freeze(DUE)
        await until(lambda: asked(stage) == {tapping: 1}, seconds=20)
        stage.sandbox.freeze(DUE + timedelta(minutes=1))  # while the first one is still under way
        await until(lambda: asked(stage) == {tapping: 1, later: 1}, seconds=20)
        bubble = waiting(stage.chat(tapping))[-1]
        stage.sandbox.press(tapping, bubble["id"], choices(bubble)[0])
        edited = stage.chat(tapping).bubble
        await until(lambda: edited(bubble["id"])["text"] != bubble["text"], seconds=20)
        began = time.monotonic()
    assert time.monotonic() - began < 9


async def test_stopping_in_the_middle_claims_nothing_more(database: Database) -> None:
    """What was not sent is not claimed either: it comes unmarked at the next start."""
    async with staged(database, people=people(MANY), pacer=Pacer(), tick_seconds=0.2) as stage:
        await all_due(stage, MANY, DUE)
        stage.sandbox.freeze(DUE)
        await until(lambda: len(asked(stage)) > 20, seconds=20)
        began = time.monotonic()
        stage.app.ticker.stop()
        await stage.app.bell.stop()
        assert time.monotonic() - began < 3
        sent, found = len(asked(stage)), await rows(stage, CheckIn)
        assert 20 < sent < MANY
        assert Counter(one.state for one in found) == {"open": sent, "waiting": MANY - sent}
        assert all(one.attempts == 0 for one in found)


async def one_more(stage: Stage, person: int, at: datetime) -> None:
    async with stage.database.write() as session:
        await one_due(stage, session, person, at)
