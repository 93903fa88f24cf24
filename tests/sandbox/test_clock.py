"""The clock walks a jump quarter by quarter and lets the bot come to rest at each."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from bot.sandbox import Sandbox
from tests.sandbox.make import START, TOKEN, Caller


def _watch(sandbox: Sandbox) -> list[str]:
    """Local times at which the bot was let to rest, as they come."""
    rests: list[str] = []

    async def settle() -> None:
        rests.append(sandbox.now().strftime("%H:%M"))
        await asyncio.sleep(0)

    sandbox.settle = settle
    return rests


async def test_a_jump_rests_at_every_quarter_and_at_its_end(sandbox: Sandbox) -> None:
    rests = _watch(sandbox)
    await sandbox.jump(datetime(2026, 11, 23, 10, 20, tzinfo=UTC))
    assert rests == ["09:15", "09:30", "09:45", "10:00", "10:15", "10:20"]
    assert sandbox.now() == datetime(2026, 11, 23, 10, 20, tzinfo=UTC)


async def test_a_jump_backwards_does_nothing(sandbox: Sandbox) -> None:
    rests = _watch(sandbox)
    await sandbox.jump(START - timedelta(hours=1))
    assert (rests, sandbox.now()) == ([], START)


async def test_two_walks_follow_each_other(sandbox: Sandbox) -> None:
    rests = _watch(sandbox)
    soon, later = START + timedelta(minutes=20), START + timedelta(minutes=50)
    await asyncio.gather(sandbox.jump(soon), sandbox.jump(later))
    assert rests == ["09:15", "09:27", "09:30", "09:45", "09:57"]


async def test_start_over_ends_a_walk(sandbox: Sandbox) -> None:
    rests = _watch(sandbox)
    walk = asyncio.create_task(sandbox.jump(START + timedelta(days=30)))
    await asyncio.sleep(0)
    await sandbox.begin_again()
    await walk
    assert (sandbox.now(), rests) == (START, ["09:15"])


async def test_real_time_flows_unless_frozen() -> None:
    sandbox = Sandbox(token=TOKEN, start=START)
    before = sandbox.now()
    await asyncio.sleep(0.02)
    assert timedelta(0) < sandbox.now() - before < timedelta(seconds=5)
    await sandbox.stop()


async def test_the_page_moves_the_clock_by_minutes_or_by_words(api: Caller) -> None:
    assert await api.post("/api/clock", {"minutes": 15}) == (200, {"now": "2026-11-23T09:22:00Z"})
    to = {"to": "tomorrow 9:00", "zone": "Europe/Berlin"}
    assert await api.post("/api/clock", to) == (200, {"now": "2026-11-24T08:00:00Z"})
    status, answer = await api.post("/api/clock", {"to": "today 8:00"})
    assert (status, "only goes forward" in answer["error"], "for example" in answer["error"]) == (
        400,
        True,
        True,
    )


async def test_the_page_cannot_start_a_second_walk(sandbox: Sandbox, api: Caller) -> None:
    begun, held = asyncio.Event(), asyncio.Event()

    async def settle() -> None:
        begun.set()
        await held.wait()

    sandbox.settle = settle
    walk = asyncio.create_task(api.post("/api/clock", {"minutes": 15}))
    await begun.wait()
    status, answer = await api.post("/api/clock", {"minutes": 15})
    held.set()
    assert (status, "on its way" in answer["error"]) == (409, True)
    assert (await walk)[0] == 200


async def test_pages_hear_of_the_walk_and_its_end(sandbox: Sandbox) -> None:
    queue = sandbox.world.events.join()
    await sandbox.jump(START + timedelta(minutes=8))
    told = [queue.get_nowait() for _ in range(2)]
    assert told == [
        'event: clock\ndata: {"now": "2026-11-23T09:15:00Z", "walking": true}\n\n',
        'event: clock\ndata: {"now": "2026-11-23T09:15:00Z", "walking": false}\n\n',
    ]
