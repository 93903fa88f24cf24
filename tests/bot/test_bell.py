"""The bell: it rings on time, never twice at once, and goes on whatever happens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
import time_machine
from telegram.ext import ApplicationBuilder, JobQueue

from bot.bell import Bell
from bot.clock import WallClock
from tests.bot.make import TOKEN, until


class Ticks:
    def __init__(self, *, lasts: float = 0.0, fails: bool = False) -> None:
        self.count = self.running = self.most = 0
        self.lasts, self.fails = lasts, fails

    async def __call__(self) -> None:
        self.running += 1
        self.most = max(self.most, self.running)
        await asyncio.sleep(self.lasts)
        self.running -= 1
        self.count += 1
        if self.fails:
            raise ValueError("somebody's words")


@asynccontextmanager
async def ringing(
    ticks: Ticks, *, seconds: float = 0.05, silence: float | None = None
) -> AsyncIterator[Bell]:
    application = ApplicationBuilder().token(TOKEN).updater(None).build()
    queue = application.job_queue
    assert isinstance(queue, JobQueue)
    await queue.start()
    bell = Bell(application, ticks, every=seconds, silence=silence)
    await bell.start()
    try:
        yield bell
    finally:
        await bell.stop()
        await queue.stop()


async def test_it_rings_at_once_and_then_again_and_again() -> None:
    ticks = Ticks()
    async with ringing(ticks):
        await until(lambda: ticks.count >= 3)


async def test_never_two_ticks_at_once() -> None:
    ticks = Ticks(lasts=0.12)
    async with ringing(ticks, silence=0.05) as bell:
        await asyncio.gather(*(bell.ring() for _ in range(3)))
        await until(lambda: ticks.count >= 4)
    assert ticks.most == 1


async def test_in_a_silence_nothing_rings_and_what_rang_before_has_ended() -> None:
    ticks = Ticks(lasts=0.1)
    async with ringing(ticks, seconds=0.02) as bell:
        await until(lambda: ticks.running == 1)
        async with bell.silent():
            assert ticks.running == 0
            assert await rung(ticks, 0.3) == 0
        await until(lambda: ticks.running == 1)


async def test_a_tick_that_fails_does_not_stop_the_bell() -> None:
    ticks = Ticks(fails=True)
    async with ringing(ticks):
        await until(lambda: ticks.count >= 3)


async def rung(ticks: Ticks, seconds: float) -> int:
    """How often it rings in so many seconds."""
    before = ticks.count
    await asyncio.sleep(seconds)
    return ticks.count - before


@pytest.mark.parametrize("days", [-1, 1], ids=["back", "forward"])
async def test_a_day_either_way_neither_silences_it_nor_lets_it_flood(days: int) -> None:
    ticks = Ticks()
    async with ringing(ticks, seconds=0.1, silence=0.3):
        await until(lambda: ticks.count >= 1)
        with time_machine.travel(WallClock().now() + timedelta(days=days)):
            await asyncio.sleep(0.5)  # the watchdog's patience
            assert 3 <= await rung(ticks, 1.0) <= 12
        await asyncio.sleep(0.5)  # and put right again
        assert 3 <= await rung(ticks, 1.0) <= 12


async def test_the_job_queue_alone_falls_silent_when_the_clock_goes_back() -> None:
    """What the watchdog is for; when this fails, it is needed no more."""
    ticks = Ticks()
    async with ringing(ticks, seconds=0.1, silence=60):
        await until(lambda: ticks.count >= 2)
        with time_machine.travel(WallClock().now() - timedelta(days=1)):
            await asyncio.sleep(0.2)
            assert await rung(ticks, 0.6) == 0


async def test_a_long_tick_does_not_hold_up_the_job_queue(caplog: pytest.LogCaptureFixture) -> None:
    ticks = Ticks(lasts=0.5)
    async with ringing(ticks, seconds=0.1):
        await until(lambda: ticks.count >= 2)
    assert "maximum number of running instances" not in caplog.text


async def test_without_a_job_queue_the_watchdog_alone_rings() -> None:
    ticks = Ticks()
    bell = Bell(None, ticks, every=0.02)
    await bell.start()
    await until(lambda: ticks.count >= 2)
    await bell.stop()


async def test_ringing_by_hand_returns_once_the_tick_is_over() -> None:
    ticks = Ticks(lasts=0.05)
    bell = Bell(None, ticks, every=60)
    await bell.ring()
    assert ticks.count == 1


async def test_stopping_waits_for_the_tick_that_runs() -> None:
    ticks = Ticks(lasts=0.1)
    async with ringing(ticks, seconds=10):
        await until(lambda: ticks.running == 1)
    assert ticks.count == 1


async def test_whoever_rang_may_be_cancelled_and_the_tick_still_ends() -> None:
    ticks = Ticks(lasts=0.05)
    bell = Bell(None, ticks, every=60)
    ringer = asyncio.create_task(bell.ring())
    await until(lambda: ticks.running == 1)
    ringer.cancel()
    await bell.ring()
    await bell.stop()
    assert (ticks.count, ticks.most) == (2, 1)
