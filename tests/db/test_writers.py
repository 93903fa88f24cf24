"""Turns that share a commit on SQLite: each is its own, and none is over before it is on the disk."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError

from db.engine import Database, is_database_fault
from db.turns import Turns


@pytest.fixture
async def counting(tmp_path: Path) -> AsyncIterator[Database]:
    """A database of numbers; a negative one refers to nothing, which shows at the commit."""
    database = Database(str(tmp_path / "numbers.db"))
    await database.migrate()
    async with database.write() as session:
        await session.execute(text("CREATE TABLE roots (n INTEGER PRIMARY KEY)"))
        refers = "REFERENCES roots (n) DEFERRABLE INITIALLY DEFERRED"
        await session.execute(text(f"CREATE TABLE numbers (n INTEGER UNIQUE, root INTEGER {refers})"))
    yield database
    await database.close()


async def keep(database: Database, n: int) -> int:
    async with database.write() as session:
        root = n if n < 0 else None
        await session.execute(text("INSERT INTO numbers VALUES (:n, :root)"), {"n": n, "root": root})
        if n == 13:
            raise LookupError
    return n


async def stored(database: Database) -> set[int]:
    async with database.read() as session:
        return {n for (n,) in await session.execute(text("SELECT n FROM numbers"))}


async def test_what_fails_in_its_turn_undoes_nothing_of_the_others(counting: Database) -> None:
    came = await asyncio.gather(*(keep(counting, n) for n in (1, 2, 13, 2, 3)), return_exceptions=True)
    assert [type(one) for one in came] == [int, int, LookupError, IntegrityError, int]
    assert await stored(counting) == {1, 2, 3}


async def test_many_that_come_at_once_wait_for_the_disk_together(counting: Database) -> None:
    commits: list[object] = []
    event.listen(counting.writer.engine, "commit", commits.append)
    await asyncio.gather(*(keep(counting, n) for n in range(20, 44)))
    assert len(commits) < 20
    assert await stored(counting) == set(range(20, 44))


async def test_nothing_is_over_before_its_commit_and_all_hear_of_one_that_fails(counting: Database) -> None:
    await keep(counting, 1)
    came = await asyncio.gather(*(keep(counting, n) for n in (2, -1, 3)), return_exceptions=True)
    told = {n for n in came if isinstance(n, int)}
    assert await stored(counting) == {1} | told
    assert sum(isinstance(one, IntegrityError) for one in came) >= 1
    assert await keep(counting, 4) == 4


async def test_who_is_cut_off_in_the_moment_the_turn_comes_keeps_nobody_waiting(counting: Database) -> None:
    async with asyncio.timeout(5):
        async with counting.write() as session:
            second = asyncio.create_task(keep(counting, 2))
            await asyncio.sleep(0.01)  # it waits for its turn now, which the end of this block gives it
            await session.execute(text("INSERT INTO numbers VALUES (1, NULL)"))
            asyncio.get_running_loop().call_soon(second.cancel)
        await asyncio.gather(second, return_exceptions=True)
    assert await stored(counting) == {1}


async def test_a_turn_that_was_granted_and_given_up_goes_back_to_its_house() -> None:
    given_up: list[str] = []
    turns = Turns(given_up=lambda: given_up.append("back"))
    await turns.take()
    waiting = asyncio.create_task(turns.take())
    await asyncio.sleep(0)
    turns.pass_on()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert given_up == ["back"]


async def test_closing_commits_what_was_to_share_a_commit(counting: Database) -> None:
    turns = [asyncio.create_task(keep(counting, n)) for n in (1, 2, 3)]
    await asyncio.sleep(0)
    await counting.writer.close()
    assert await asyncio.gather(*turns) == [1, 2, 3]
    assert await stored(counting) == {1, 2, 3}


@pytest.mark.parametrize("then", [asyncio.CancelledError, LookupError])
async def test_a_batch_that_the_database_gave_up_is_its_fault_for_all_in_it(
    counting: Database, then: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk takes the whole transaction; whatever one turn says of that is not the others' doing."""
    monkeypatch.setattr("db.writers.LONGEST_BATCH", 5.0)

    async def gives_up() -> None:
        async with counting.write() as session:
            await session.execute(text("INSERT INTO numbers VALUES (2, NULL)"))
            session.sync_session.connection().connection.rollback()
            raise then

    # The first has a commit to itself; meanwhile the two others come together.
    turns = (keep(counting, 0), keep(counting, 1), gives_up())
    came = await asyncio.gather(*turns, return_exceptions=True)
    assert [isinstance(one, BaseException) and is_database_fault(one) for one in came] == [False, True, True]
    assert await stored(counting) == {0}
    assert await keep(counting, 3) == 3


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_all_who_wait_for_a_held_file_give_up_together_and_write_once_it_is_free(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two seconds each, one after the other, would keep the eighth of them waiting for sixteen."""
    monkeypatch.setattr("db.connections.BUSY_SECONDS", 0.2)
    with sqlite3.connect(str(database.url.database), isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        async with asyncio.timeout(3):
            came = await asyncio.gather(*(_write(database) for _ in range(20)), return_exceptions=True)
        assert all(isinstance(one, BaseException) and is_database_fault(one) for one in came)
    other.close()
    assert await _write(database) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_file_held_for_a_moment_is_waited_for_and_holds_up_nobody_else(database: Database) -> None:
    other = sqlite3.connect(str(database.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    loop = asyncio.get_running_loop()
    loop.call_later(1.0, other.close)
    longest, last = 0.0, loop.time()
    waiting = asyncio.create_task(_write(database))
    while not waiting.done():
        await asyncio.sleep(0.005)
        longest, last = max(longest, loop.time() - last), loop.time()
    assert await waiting == 1
    assert longest < 0.7


async def _write(database: Database) -> int:
    async with database.write() as session:
        return int(await session.scalar(text("SELECT 1")) or 0)
