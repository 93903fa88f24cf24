"""Availability: what one person sends, however much, keeps nobody else from being answered."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from telegram import Update
from telegram.error import RetryAfter

from bot.pacing import Pacer
from db.engine import Database, is_database_fault
from handlers import inhand
from prompts.digest.lines import choose_lines
from prompts.digest.week import Line
from prompts.schedule.zones import read_zone
from tests.bot.make import bench, stub_telegram, until
from tests.make import settled_in
from tests.measured import within
from tests.stage import MARA, staged

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
FLOODER, OTHER = 7, 8


async def test_somebody_who_forwards_hundreds_of_messages_makes_nobody_wait() -> None:
    """Telegram shows only the hundred oldest unresolved updates, and each reply takes its second."""
    answered: list[int] = []

    async def handle(update: Update) -> None:
        inhand.current().committed()
        assert update.effective_chat is not None
        if update.effective_chat.id == FLOODER:
            await asyncio.sleep(0.5)
        answered.append(update.effective_chat.id)

    async with stub_telegram() as telegram, bench(telegram, handle):
        for _ in range(300):
            telegram.say(FLOODER, "spam")
        telegram.say(OTHER, "hello")
        await until(lambda: OTHER in answered, seconds=30)  # one after the other, they take 150


async def test_a_chat_in_no_hurry_still_waits_for_the_replies_before() -> None:
    """Only a crowd overtakes its replies; a few quick taps see each bubble drawn before the next."""
    order: list[str] = []

    async def handle(update: Update) -> None:
        assert update.effective_message is not None
        text = str(update.effective_message.text)
        inhand.current().committed()
        order.append(f"stored {text}")
        await asyncio.sleep(0.05)
        order.append(f"replied {text}")

    async with stub_telegram() as telegram, bench(telegram, handle) as bot:
        for text in "123":
            telegram.say(FLOODER, text)
        await bot.intake.settled()
    assert order == [f"{what} {text}" for text in "123" for what in ("stored", "replied")]


async def test_replies_to_one_chat_do_not_pile_up_without_end() -> None:
    """What would have to wait longer than the pacer's patience is refused at once, and costs no memory."""
    pacer = Pacer(per_second=None, per_chat_gap=1.0, patience=10.0)
    sent: list[int] = []

    async def send(number: int) -> bool:
        sent.append(number)
        return True

    async def say(number: int) -> None:
        await pacer.process_request(send, (number,), {}, "sendMessage", {"chat_id": FLOODER}, None)

    waiting = [asyncio.create_task(say(number)) for number in range(500)]
    await asyncio.sleep(0.1)
    refused = [task for task in waiting if task.done() and isinstance(task.exception(), RetryAfter)]
    assert len(refused) == 500 - 1 - 11  # the first went out, eleven wait
    assert sent == [0]
    await pacer.shutdown()
    for task in waiting:
        with suppress(asyncio.CancelledError, RetryAfter):
            await task


def test_a_digest_of_hundreds_of_long_lines_is_chosen_in_a_moment() -> None:
    lines = [
        Line(text=f"{n} " + "word " * 800, at=NOW + timedelta(minutes=n), client=None, suggestion=None,
             low=False, starred=False)
        for n in range(400)
    ]  # fmt: skip
    with within(3):  # minutes, when each was read anew for each comparison
        assert choose_lines(lines, "Europe/London", seed=1)


def test_a_misspelt_city_costs_next_to_nothing() -> None:
    """Anybody in their first minute may type them one after the other, and all wait meanwhile."""
    read_zone("Xyzzyville", NOW)
    with within(1):
        for number in range(20):
            read_zone(f"Sxn Jsse Cxsta {number}", NOW)


async def test_who_is_cut_off_waiting_for_other_writers_was_stopped_by_the_database(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a message whose turn came too late would be set aside as if it were broken itself."""
    monkeypatch.setattr("db.connections.BUSY_SECONDS", 1)
    own = Database(database.url.render_as_string(hide_password=False))  # as another process
    for writer in (database, own):
        async with database.write():
            with pytest.raises(TimeoutError) as cut_off:
                await asyncio.create_task(_write_within(writer, 0.2))
        assert is_database_fault(cut_off.value)
    await own.close()


async def test_who_is_cut_off_at_work_of_their_own_was_not(database: Database) -> None:
    with pytest.raises(TimeoutError) as cut_off:
        await _cut_off_at_work(database)
    assert not is_database_fault(cut_off.value)


async def _cut_off_at_work(database: Database) -> None:
    async with asyncio.timeout(None) as limit, database.write():
        limit.reschedule(asyncio.get_running_loop().time())
        await asyncio.sleep(5)


async def _write_within(database: Database, seconds: float) -> None:
    async with asyncio.timeout(seconds), database.write():
        raise AssertionError("two write at once")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_thousands_of_messages_that_are_hidden_go_behind_what_others_tap(database: Database) -> None:
    """Each /hide crosses out all old messages one by one, and ten of them do so ten times."""
    lanes: list[str | None] = []

    class Watched(Pacer):
        async def process_request(self, *args: Any, **named: Any) -> Any:
            if named["endpoint"] == "editMessageText":
                lanes.append(named["rate_limit_args"])
            return await super().process_request(*args, **named)

    async with staged(database, pacer=Watched(per_second=None, per_chat_gap=0)) as stage:
        mara = await settled_in(stage.chat(MARA))
        await stage.wait(hours=50)
        lanes.clear()
        await mara.say("/hide")
    assert set(lanes) == {"scheduled"}
