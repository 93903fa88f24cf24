"""Spoiled updates by the thousand through the real intake over HTTP: none stops the next, memory is flat."""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import select

from bot.app import Afterhour
from bot.pacing import Pacer
from bot.tries import RawUpdate
from db import therapists
from db.engine import Database
from db.models import SetAside
from db.vault import Vault, new_data_key
from tests.bot.held import MAY_GROW, Held
from tests.bot.make import TOKEN, StubTelegram, refusal, stub_telegram
from tests.bot.mutate import PLANTED, Updates, message

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
IN_ALL = int(
    os.environ.get("MUTATED", "1000")
)  # over the seeds and both databases; `make mutated` takes 20,000
EACH = IN_ALL // 4
BATCH = min(250, max(50, EACH // 20))
GOOD, OTHERS = 4999, [5000 + number for number in range(24)]


class Still:
    """A clock that stands."""

    def now(self) -> datetime:
        return NOW


@dataclass
class Telegram(StubTelegram):
    """Answers a send with its message; keeps no more than what a batch brought."""

    buttons: list[str] = field(default_factory=list)
    queue: dict[int, RawUpdate] = field(default_factory=dict)

    def bring(self, number: int, update: RawUpdate) -> None:
        self.queue[number] = update
        self.arrived.set()

    async def _updates(self, given: dict[str, Any]) -> list[RawUpdate]:
        offset = int(given.get("offset", 0))
        self.queue = {number: raw for number, raw in self.queue.items() if number >= offset}
        self.arrived.clear()
        if not self.queue and int(given["timeout"]):
            with suppress(TimeoutError):
                await asyncio.wait_for(self.arrived.wait(), int(given["timeout"]))
        return list(self.queue.values())[:100]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        said = await super().answer(request)
        if not request.match_info["method"].startswith("send"):
            return said
        given = self.calls[-1][1]
        try:
            chat_id = int(str(given["chat_id"]))
        except ValueError:  # what spoiled updates are answered to
            return refusal(400, "Bad Request: chat not found")()
        self.newest += 1
        for row in json.loads(str(given.get("reply_markup", "{}"))).get("inline_keyboard", []):
            self.buttons += [button["callback_data"] for button in row if "callback_data" in button]
        del self.buttons[:-300]
        sent = {"message_id": self.newest, "date": 1, "chat": {"id": chat_id, "type": "private"}}
        return web.json_response({"ok": True, "result": sent})


@asynccontextmanager
async def running(telegram: StubTelegram, database: Database) -> AsyncIterator[Afterhour]:
    app = Afterhour(
        token=TOKEN, api_url=telegram.base_url.removesuffix("/bot"), database=database,
        vault=Vault([new_data_key()]), clock=Still(), invite_only=False, tick_seconds=3600, local=True,
        pacer=Pacer(per_second=None, per_chat_gap=0),
    )  # fmt: skip
    async with database.write() as session:
        for person in (GOOD, *OTHERS[::2]):  # the others are strangers
            me = await therapists.agree(
                session, app.services.vault, bot_id=app.services.bot_id, telegram_id=person, chat_id=person,
                now=NOW,
            )  # fmt: skip
            me.zone, me.rhythm = "Europe/London", "after"
    await app.start()
    try:
        yield app
    finally:
        await app.stop()


async def answered(telegram: Telegram, app: Afterhour, updates: Updates) -> int:
    """A good update after all the others: how many messages it brought."""
    telegram.calls.clear()
    number = updates.number()
    telegram.bring(number, {"update_id": number, "message": message(GOOD, number, "/today")})
    await app.rest()
    return sum(given.get("chat_id") == str(GOOD) for name, given in telegram.calls if name == "sendMessage")


@pytest.mark.parametrize("seed", [1, 2])
async def test_none_stops_the_next(
    database: Database,
    seed: int,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.INFO)
    telegram, updates, held = Telegram(), Updates(seed, OTHERS), []
    async with stub_telegram(telegram), running(telegram, database) as app:
        for done in range(0, EACH, BATCH):
            updates.buttons = telegram.buttons
            for number, update in updates.spoiled(BATCH):
                telegram.bring(number, update)
            await app.rest()
            assert await answered(telegram, app, updates) == 1, f"seed {seed}, after {done}"
            assert (app.intake.idle, app.intake._desk._last, len(app.services.owed)) == (True, {}, 0)
            assert PLANTED not in caplog.text + capfd.readouterr().out
            caplog.clear()
            if done >= EACH // 2:  # warm by then
                held.append(Held.now(database))
        grown = Held.grown(held)
        print(f"seed {seed}, {EACH} updates; over the second half: {grown}")  # noqa: T201 - `make mutated` shows it
        assert grown.is_below(MAY_GROW), f"{grown} of {held}"
        await kept_sealed(database)


async def kept_sealed(database: Database) -> None:
    """What was set aside names its cause alone."""
    async with database.read() as session:
        aside: list[Any] = list(await session.scalars(select(SetAside)))
    assert aside
    assert not [one for one in aside if PLANTED.encode() in one.update_sealed or PLANTED in one.cause]
