"""Transactions: nothing is lost, readers only read, faults are told from mistakes."""

from __future__ import annotations

import asyncio

from sqlalchemy import text

from db.engine import Database, Session


async def _counter(database: Database) -> None:
    async with database.write() as session:
        await session.execute(text("CREATE TABLE counter (n INTEGER)"))
        await session.execute(text("INSERT INTO counter VALUES (0)"))


async def _value(session: Session) -> int:
    return int(await session.scalar(text("SELECT n FROM counter")))


async def _count(database: Database) -> None:
    async with database.write() as session:
        n = await _value(session)
        await session.execute(text("UPDATE counter SET n = :n"), {"n": n + 1})


async def test_concurrent_read_then_write_transactions_lose_nothing(database: Database) -> None:
    await _counter(database)
    await asyncio.gather(*(_count(database) for _ in range(200)))
    async with database.read() as session:
        assert await _value(session) == 200


async def test_two_processes_lose_nothing_either(database: Database, database_url: str) -> None:
    await _counter(database)
    other = Database(database_url)
    await asyncio.gather(*(_count(each) for _ in range(50) for each in (database, other)))
    await other.close()
    async with database.read() as session:
        assert await _value(session) == 100
