"""What the doctor asks Telegram: token, clock, webhook; it repeats no words of an answer and no token."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.doctor import telegram
from bot.doctor.findings import as_table, status
from bot.sandbox import Sandbox
from bot.settings import Settings
from tests.bot.doctor_make import about
from tests.stage import TOKEN


class Stopped:
    """A clock that stands still, so many seconds from the machine's."""

    def __init__(self, seconds: float = 0) -> None:
        self._now = datetime.now(UTC) + timedelta(seconds=seconds)

    def now(self) -> datetime:
        return self._now


@pytest.fixture
async def address() -> AsyncIterator[str]:
    sandbox = Sandbox(token=TOKEN, page=False)
    yield await sandbox.start("127.0.0.1", 0)
    await sandbox.stop()


def given(address: str, token: str = TOKEN) -> Settings:
    return Settings(bot_token=SecretStr(token), telegram_api_url=address)


async def test_a_good_token_is_named_by_its_bot_and_shown_masked(address: str) -> None:
    found = await telegram.ask(given(address), Stopped())
    assert status(found) == 0
    assert about("token", found).says == "8095:… is @afterhour_sandbox_bot."
    assert about("webhook", found).level == "ok"


async def test_a_token_that_telegram_does_not_know_is_wrong(address: str) -> None:
    found = await telegram.ask(given(address, "1234:" + "canary" * 6), Stopped())
    assert (about("token", found).level, status(found)) == ("wrong", 1)
    assert "canary" not in as_table(found)


@pytest.mark.parametrize(
    ("seconds", "level"),
    [(0, "ok"), (-4, "ok"), (20, "warning"), (-20, "warning"), (90, "wrong"), (-7000, "wrong")],
)
async def test_the_clock_is_held_against_the_servers(seconds: int, level: str, address: str) -> None:
    found = about("clock", await telegram.ask(given(address), Stopped(seconds)))
    assert found.level == level
    assert ("ahead of" in found.says, "behind" in found.says) == (seconds > 5, seconds < -5)


@pytest.mark.parametrize(
    ("code", "body", "what", "level"),
    [
        (200, '{"ok": true, "result": {"username": "x", "url": "https://canary"}}', "webhook", "wrong"),
        (404, "<html>canary</html>", "token", "warning"),
        (502, "<html>canary</html>", "token", "warning"),
        (200, '"canary"', "token", "warning"),
        (500, '{"ok": false}', "token", "warning"),
    ],
)
async def test_odd_answers_are_told_without_their_words(code: int, body: str, what: str, level: str) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=code, text=body)

    app = web.Application()
    app.router.add_get("/{any:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    found = await telegram.ask(given(f"http://127.0.0.1:{runner.addresses[0][1]}"), Stopped())
    await runner.cleanup()
    assert about(what, found).level == level
    assert "canary" not in as_table(found)
