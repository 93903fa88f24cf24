"""The sandbox and the bot in one process: starting over leaves nothing of what was."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial

import pytest

from bot.play import forget
from bot.sandbox import Fault, NotPossible
from db.engine import Database
from tests.bot.make import until
from tests.handlers.look import SQLITE, counts
from tests.make import just_finished, settled_in
from tests.stage import Chat, staged

pytestmark = pytest.mark.parametrize("database_url", SQLITE, indirect=True)


async def test_who_presses_start_at_the_first_chance_is_a_stranger(database: Database) -> None:
    async with staged(database) as stage:
        mara = await settled_in(stage.chat())
        stage.sandbox.start_over = partial(forget, stage.app)
        await asyncio.gather(stage.sandbox.begin_again(), _start(mara))
        await stage.settle()
        assert "Does your workplace allow this" in mara.text
        assert len(mara.everything()) == 2


async def test_what_was_on_its_way_does_not_come_into_the_new_chat(database: Database) -> None:
    async with staged(database) as stage:
        mara = await just_finished(await settled_in(stage.chat()))
        stage.sandbox.start_over = partial(forget, stage.app)
        stage.sandbox.freeze(stage.now + timedelta(minutes=6))
        stage.sandbox.faults.order(Fault(method="sendMessage", delay=0.3))
        sent = len(stage.sandbox.calls)
        ringing = asyncio.create_task(stage.app.bell.ring())
        await until(lambda: len(stage.sandbox.calls) > sent)
        await asyncio.gather(stage.sandbox.begin_again(), _start(mara))
        await ringing
        assert len(mara.bubbles()) == 1
        assert not await counts(stage)


async def _start(chat: Chat) -> None:
    """Tries until the sandbox takes it, once it has begun to start over."""
    await asyncio.sleep(0)
    while True:
        try:
            await chat.say("/start")
        except NotPossible:
            await asyncio.sleep(0)
        else:
            return
