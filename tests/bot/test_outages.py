"""Telegram or the network away: what is due comes once it is back; one chat's trouble is nobody else's."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.pacing import Pacer
from bot.sandbox import Fault
from db.engine import Database
from tests.bot.make import until
from tests.handlers.checkin_make import answer, checkins_of, go, waiting
from tests.handlers.look import SQLITE
from tests.make import planned, settled_in
from tests.stage import JONAS, MARA, Chat, Stage, staged

sqlite = pytest.mark.parametrize("database_url", SQLITE, indirect=True)
REPEAT = "Once more, to be sure it reached you."
GONE = {
    "5xx": {"code": 502},
    "a page of HTML": {"code": 502, "html": True},
    "HTML that says all is well": {"code": 200, "html": True},
    "no connection": {"drop": "before"},
}
ONCE = GONE | {"429": {"code": 429, "retry_after": 1}, "an answer lost": {"drop": "after"}}


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    async with staged(database, pacer=Pacer(per_chat_gap=0)) as stage:
        yield stage


@pytest.fixture
async def mara(stage: Stage) -> Chat:
    return await settled_in(stage.chat())


@pytest.fixture
async def jonas(stage: Stage) -> Chat:
    return await settled_in(stage.chat(JONAS))


def order(stage: Stage, how: dict[str, object], **where: object) -> None:
    stage.sandbox.faults.order(Fault(**({"times": 1000} | how | where)))  # type: ignore[arg-type]  # a test's words


@pytest.mark.parametrize("how", GONE.values(), ids=GONE)
async def test_an_hour_without_telegram_costs_nothing(
    how: dict[str, object], stage: Stage, mara: Chat
) -> None:
    """Nothing gets through, polls neither; then the one check-in comes once, and what was tapped is taken."""
    await planned(mara, "Oak 9:00")
    order(stage, how)
    stage.sandbox.freeze(stage.now + timedelta(minutes=55))
    for _ in range(15):
        await stage.app.bell.ring()
        stage.sandbox.freeze(stage.now + timedelta(minutes=4))
    assert waiting(mara) == []
    stage.sandbox.say(MARA, "/help")
    stage.sandbox.faults.clear()
    await go(stage, minutes=30)
    assert len(waiting(mara)) == 1
    assert any("/session" in bubble["text"] for bubble in mara.bubbles())
    await go(stage, hours=1)
    assert len(waiting(mara)) == 1  # nor does a reminder follow that counts the hour
    await answer(mara)
    assert " · 2 of 2 · " in mara.text


@sqlite
@pytest.mark.parametrize("how", ONCE.values(), ids=ONCE)
async def test_one_chat_in_trouble_keeps_nobody_else_waiting(
    how: dict[str, object], stage: Stage, mara: Chat, jonas: Chat
) -> None:
    for chat in (mara, jonas):
        await planned(chat, "Oak 9:00")
    order(stage, how, chat=MARA, times=1 if how in (ONCE["429"], ONCE["an answer lost"]) else 1000)
    await go(stage, minutes=55)
    assert len(waiting(jonas)) == 1
    await answer(jonas)
    assert " · 2 of 2 · " in jonas.text
    stage.sandbox.faults.clear()
    await go(stage, minutes=5)
    assert len(waiting(mara)) == (2 if how == ONCE["an answer lost"] else 1)
    assert (waiting(mara)[-1]["text"].splitlines()[0] == REPEAT) == (how != ONCE["429"])
    assert len(await checkins_of(stage, mara)) == 1


@sqlite
@pytest.mark.parametrize("how", ONCE.values(), ids=ONCE)
async def test_what_a_tap_changes_is_shown_though_the_first_try_fails(
    how: dict[str, object], stage: Stage, mara: Chat
) -> None:
    await planned(mara, "Oak 9:00")
    await go(stage, minutes=55)
    bubble = waiting(mara)[-1]
    order(stage, how, method="editMessageText", times=1)
    await answer(mara, bubble)
    assert mara.bubble(bubble["id"])["text"] != bubble["text"]
    assert len([b for b in mara.bubbles() if " · 2 of 2 · " in b["text"]]) == 1


@sqlite
async def test_a_long_retry_after_is_law_for_this_chat_and_for_no_other(
    stage: Stage, mara: Chat, jonas: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    for chat in (mara, jonas):
        await planned(chat, "Oak 9:00")
    order(stage, {"code": 429, "retry_after": 3600}, chat=MARA, times=1)
    await go(stage, minutes=55)
    asked = len(stage.sandbox.calls)
    for _ in range(5):
        await go(stage, minutes=5)
    assert len(waiting(jonas)) == 1
    later = [data for name, data in list(stage.sandbox.calls)[asked:] if name == "sendMessage"]
    assert [data for data in later if str(data["chat_id"]) == str(MARA)] == []
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
    assert [one.state for one in await checkins_of(stage, mara)] == ["open"]  # and it will come


@sqlite
async def test_a_tick_goes_on_while_sends_that_never_end_are_under_way(
    stage: Stage, mara: Chat, jonas: Chat
) -> None:
    """Mara's chat hangs at Telegram; what falls due for Jonas a minute later does not wait for that."""
    await planned(mara, "Oak 9:00")
    await planned(jonas, "Fern 9:01")
    order(stage, {"delay": 60}, chat=MARA)
    stage.sandbox.freeze(stage.now + timedelta(minutes=55))
    await stage.app.bell._rung()
    await until(lambda: any(f.times < 1000 for f in stage.sandbox.faults.ordered), seconds=10)
    began = time.monotonic()
    stage.sandbox.freeze(stage.now + timedelta(minutes=1))
    await until(lambda: len(waiting(jonas)) == 1, seconds=8)
    assert time.monotonic() - began < 8
