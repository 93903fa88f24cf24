"""What a press and a tick cost: one transaction, one more to note what was sent, nothing sent inside."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from bot.transport import AiohttpRequest
from db.engine import Database, Session
from tests.handlers.checkin_make import asked_now, asked_unbidden, choices, go
from tests.handlers.look import SQLITE
from tests.make import planned
from tests.stage import Chat, Stage

sqlite = pytest.mark.parametrize("database_url", SQLITE, indirect=True)
HEARTBEAT = 1  # once a minute the tick notes that it looked
MOST_STATEMENTS = 30  # for an answer that brings the next question, the note of its message included


class Watch:
    """Counts transactions and statements, and calls made while a transaction was open."""

    def __init__(self) -> None:
        self.writes = self.statements = self.open = 0
        self.calls: list[str] = []
        self.inside: list[str] = []


@contextmanager
def watched(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    """Look over the shoulder of the database and of the transport."""
    watch, write, call = Watch(), Database.write, AiohttpRequest.do_request

    @asynccontextmanager
    async def counted(database: Database) -> AsyncIterator[Session]:
        async with write(database) as session:
            watch.writes, watch.open = watch.writes + 1, watch.open + 1
            yield session
            watch.open -= 1

    async def noted(request: AiohttpRequest, url: str, *more: Any, **named: Any) -> Any:
        method = url.rpartition("/")[2]
        if method != "getUpdates":
            watch.calls.append(method)
            if watch.open:
                watch.inside.append(method)
        return await call(request, url, *more, **named)

    def executed(*_: object) -> None:
        watch.statements += 1

    engine = getattr(stage.database.writer.engine, "sync_engine", stage.database.writer.engine)
    with monkeypatch.context() as patched:
        patched.setattr(Database, "write", counted)
        patched.setattr(AiohttpRequest, "do_request", noted)
        event.listen(engine, "before_cursor_execute", executed)
        yield watch
        event.remove(engine, "before_cursor_execute", executed)


async def test_an_answer_costs_two_transactions(
    stage: Stage, mara: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await asked_now(stage, mara)
    with watched(stage, monkeypatch) as watch:
        await mara.press(first["id"], choices(first)[0])
    assert watch.calls == ["answerCallbackQuery", "editMessageText", "sendMessage"]
    assert (watch.writes, watch.inside) == (2, [])
    assert watch.statements <= MOST_STATEMENTS


@sqlite
@pytest.mark.parametrize("label", ["Skip all", "Later", "Still in session", "Didn't happen", "Why this?"])
async def test_a_press_without_a_message_costs_one(
    stage: Stage, mara: Chat, monkeypatch: pytest.MonkeyPatch, label: str
) -> None:
    first = await asked_now(stage, mara)
    with watched(stage, monkeypatch) as watch:
        await mara.tap(label, on=first["id"])
    assert (watch.writes, watch.inside) == (1, [])


@sqlite
async def test_a_tick_costs_a_claim_and_a_note(
    stage: Stage, mara: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    await planned(mara, "Oak 9:00")
    with watched(stage, monkeypatch) as watch:
        await go(stage, minutes=55)
    assert watch.calls == ["sendMessage", "editMessageText"]
    assert (watch.writes, watch.inside) == (2 + HEARTBEAT, [])
    with watched(stage, monkeypatch) as watch:
        await go(stage, minutes=1)
    assert (watch.calls, watch.writes) == ([], HEARTBEAT)


@sqlite
async def test_a_reminder_takes_the_older_message_away_afterwards(
    stage: Stage, mara: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asked_unbidden(stage, mara)
    with watched(stage, monkeypatch) as watch:
        await go(stage, hours=3)
    assert watch.calls == ["sendMessage", "deleteMessages"]
    assert (watch.writes, watch.inside) == (3 + HEARTBEAT, [])
