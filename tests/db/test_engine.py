"""Transactions: nothing is lost, readers only read, a failure leaves nothing behind."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db.engine import Database, Session

_KILLED = """
import asyncio, os, signal, sys
from sqlalchemy import text
from db.engine import Database

async def main():
    async with Database(sys.argv[1]).write() as session:
        await session.execute(text("UPDATE counter SET n = 7"))
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


@pytest.fixture
async def counting(database: Database) -> Database:
    """A database with a counter at 0."""
    async with database.write() as session:
        await session.execute(text("CREATE TABLE counter (n INTEGER)"))
        await session.execute(text("INSERT INTO counter VALUES (0)"))
    return database


async def _value(session: Session) -> int:
    return int(await session.scalar(text("SELECT n FROM counter")))


async def _stored(database: Database) -> int:
    async with database.read() as session:
        return await _value(session)


async def _count(database: Database) -> None:
    async with database.write() as session:
        n = await _value(session)
        await session.execute(text("UPDATE counter SET n = :n"), {"n": n + 1})


async def test_concurrent_read_then_write_transactions_lose_nothing(counting: Database) -> None:
    await asyncio.gather(*(_count(counting) for _ in range(200)))
    assert await _stored(counting) == 200


async def test_two_processes_lose_nothing_either(counting: Database, database_url: str) -> None:
    other = Database(database_url)
    await asyncio.gather(*(_count(each) for _ in range(50) for each in (counting, other)))
    await other.close()
    assert await _stored(counting) == 100


async def test_a_failed_transaction_leaves_nothing(counting: Database) -> None:
    async def fail() -> None:
        async with counting.write() as session:
            await session.execute(text("UPDATE counter SET n = 5"))
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    assert await _stored(counting) == 0


async def test_writers_cancelled_at_any_moment_lose_nothing_and_block_nobody(counting: Database) -> None:
    done = [asyncio.create_task(_count(counting)) for _ in range(40)]
    cancelled = [asyncio.create_task(_count(counting)) for _ in range(40)]
    for number, task in enumerate(cancelled):
        await asyncio.sleep(0.001 * (number % 4))
        task.cancel()
    await asyncio.gather(*done)
    ended = await asyncio.gather(*cancelled, return_exceptions=True)
    finished = sum(end is None for end in ended)
    # A commit may have gone through although its writer was told to stop while it waited for the answer.
    assert 40 + finished <= await _stored(counting) <= 80


async def test_writers_are_served_in_the_order_they_came(counting: Database) -> None:
    order: list[int] = []

    async def write(number: int) -> None:
        async with counting.write() as session:
            await _value(session)
            order.append(number)

    await asyncio.gather(*(write(number) for number in range(30)))
    assert order == list(range(30))


async def test_a_write_inside_a_write_is_refused_at_once(counting: Database) -> None:
    async with counting.write():
        with pytest.raises(RuntimeError, match="wait for itself"):
            await _count(counting)


async def test_a_reader_keeps_its_view_while_others_write(counting: Database) -> None:
    async with counting.read() as session:
        assert await _value(session) == 0
        await _count(counting)
        assert await _value(session) == 0
    assert await _stored(counting) == 1


async def test_a_reader_cannot_write(counting: Database) -> None:
    with pytest.raises(DBAPIError):
        async with counting.read() as session:
            await session.execute(text("UPDATE counter SET n = 9"))
    assert await _stored(counting) == 0


async def test_what_was_committed_survives_a_kill(counting: Database, database_url: str) -> None:
    killed = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", _KILLED, database_url], check=False
    )
    assert killed.returncode == -signal.SIGKILL
    assert await _stored(counting) == 7


async def test_a_broken_reference_is_refused(counting: Database) -> None:
    with pytest.raises(DBAPIError, match=r"(?i)foreign key"):
        async with counting.write() as session:
            await session.execute(
                text("INSERT INTO data_keys (id, therapist_id, kek_id, wrapped) VALUES (1, 404, '', '')")
            )
