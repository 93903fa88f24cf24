"""What is due, and what an answer needs, is found by its index: neither grows with what has been."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import event

from db import checkins, digests, messages
from db.engine import Database, Session
from tests.db.make import NOW

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def plan(database: Database, word: str, act: Callable[[Session], Awaitable[Any]]) -> list[str]:
    """The steps of the first statement that has this word in it."""
    said: list[tuple[str, Any]] = []
    engine = database._readers.sync_engine
    event.listen(engine, "before_cursor_execute", lambda *given: said.append((given[2], given[3])))
    async with database.read() as session:
        await act(session)
        sql, parameters = next(one for one in said if word in one[0])
        raw = await (await session.connection()).exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", parameters)
        return [row[-1] for row in raw]


@sqlite
@pytest.mark.parametrize("due", [checkins.due, digests.due])
async def test_what_is_due_is_found_by_its_index(database: Database, due: Any) -> None:
    steps = await plan(database, "wake_at", lambda session: due(session, 1, NOW))
    assert any("wake_at" in step for step in steps), steps
    assert not [step for step in steps if step.startswith("SCAN") and "SUBQUERY" not in step], steps


@sqlite
@pytest.mark.parametrize(
    "look",
    [
        lambda session: checkins.own_question(session, 1, 2),
        lambda session: messages.showing(session, 1, "asked", 2),
    ],
)
async def test_an_answer_looks_through_no_years_of_messages(database: Database, look: Any) -> None:
    steps = [step for step in await plan(database, "refers", look) if "messages" in step]
    assert all("refers=? AND refers_id=?" in step for step in steps), steps
    assert steps
