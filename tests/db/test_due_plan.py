"""What is due is found by the index on its time: a million check-ins to come must not be looked through."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event

from db import checkins, digests
from db.engine import Database
from tests.db.make import NOW


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("due", [checkins.due, digests.due])
async def test_what_is_due_is_found_by_its_index(database: Database, due: Any) -> None:
    said: list[tuple[str, Any]] = []
    engine = database._readers.sync_engine
    event.listen(engine, "before_cursor_execute", lambda *given: said.append((given[2], given[3])))
    async with database.read() as session:
        await due(session, 1, NOW)
        sql, parameters = next(one for one in said if "wake_at" in one[0])
        raw = await (await session.connection()).exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", parameters)
        plan = [row[-1] for row in raw]
    assert any("wake_at" in step for step in plan), plan
    assert not [step for step in plan if step.startswith("SCAN") and "SUBQUERY" not in step], plan
