"""One writer at a time: on SQLite several turns share one commit, on PostgreSQL each has its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

from sqlalchemy import URL, Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from db import connections
from db.connections import postgres_writer, sqlite_writer
from db.faults import RolledBack, is_database_fault, is_locked, waiting
from db.inline import InlineSession
from db.turns import Turns

# Turns that share a commit wait for the disk once, but also for each other: so many at most, and so long.
MOST_IN_A_BATCH = 8
LONGEST_BATCH = 0.01  # seconds; the next turn then begins another
READERS_SECONDS = 10.0  # how long what is scrubbed waits for readers, in a thread
LONGEST_SPELL = 60.0  # seconds; then the file is waited for as if it had been free in between
ASK_AGAIN = 0.02  # seconds; whether another process still holds the file
_OTHERS_LOOK = (
    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND backend_type = 'client backend' AND backend_xmin IS NOT NULL LIMIT 1"
)

_Result = TypeVar("_Result")


class _Batch:
    """One transaction of the database, and the turns whose work is in it."""

    def __init__(self) -> None:
        self.turns = 0
        self.began = asyncio.get_running_loop().time()
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.over.add_done_callback(lambda over: over.cancelled() or over.exception())  # perhaps nobody asks

    @property
    def is_full(self) -> bool:
        took = asyncio.get_running_loop().time() - self.began
        return self.turns >= MOST_IN_A_BATCH or took > LONGEST_BATCH

    def lost(self, error: BaseException) -> None:
        if not self.over.done():
            self.over.set_exception(error)


class SqliteWriter:
    """Turns run one after the other, each inside a savepoint, and are over once their batch is committed."""

    def __init__(self, url: URL) -> None:
        self.engine = sqlite_writer(url)
        self._turns = Turns(given_up=self._pass_on)
        self._connection: Connection | None = None
        self._batch: _Batch | None = None
        self._locked_since: float | None = None
        self._task: asyncio.Task[Any] | None = None  # in a thread, to its end, whoever is cut off meanwhile

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[AsyncSession]:
        """A transaction of one's own: what fails in it undoes nothing of the others."""
        await self._turns.take()
        batch = await self._joined()
        session = InlineSession(self._opened())
        try:
            yield session
            session.sync_session.commit()
        except BaseException as error:
            with suppress(SQLAlchemyError):
                session.sync_session.close()
            if self._is_rolled_back():
                self._lose(batch, RolledBack())  # whatever it met, being cut off even, is not the others' own
                if not is_database_fault(error):  # but what was said of a savepoint that is gone
                    raise RolledBack from error
            raise
        finally:
            self._pass_on()
        session.sync_session.close()
        with waiting():
            await asyncio.shield(batch.over)

    async def scrub(self) -> bool:
        """Take what deleted rows left behind out of the files. False when a reader stands in the way."""
        await self._turns.take()
        busy = await self._to_its_end(self._checkpoint())
        self._pass_on()
        return not busy

    async def close(self) -> None:
        """Wait for what is under way, and close the connection."""
        await self._turns.take()
        await self._to_its_end(self._commit())
        self._drop()
        self.engine.dispose()
        self._turns.pass_on()

    def _pass_on(self) -> None:
        """The next goes on in the same transaction; when there is none, or it is full, it is committed."""
        batch = self._batch
        if batch is not None and (batch.is_full or not self._turns.wanted):
            self._task = asyncio.create_task(self._commit_and_pass_on())
        else:
            self._turns.pass_on()

    async def _commit_and_pass_on(self) -> None:
        try:
            await self._commit()
        finally:
            self._turns.pass_on()

    async def _commit(self) -> None:
        batch, self._batch = self._batch, None
        if batch is None:
            return
        try:
            await asyncio.to_thread(self._opened().commit)
        except Exception as error:
            self._lose(batch, error)
        else:
            batch.over.set_result(None)

    async def _joined(self) -> _Batch:
        """The batch that is open, or a new one; whoever has the turn is counted in it."""
        if self._batch is None:
            try:
                await self._begin()
            except BaseException:
                self._turns.pass_on()
                raise
            self._batch = _Batch()
        self._batch.turns += 1
        return self._batch

    async def _begin(self) -> None:
        """At once, but where another process holds the file: that is asked again and again for a while."""
        loop = asyncio.get_running_loop()
        while True:
            try:
                if self._connection is None:
                    self._connection = self.engine.connect()
                self._connection.begin()
            except SQLAlchemyError as error:
                if not is_locked(error) or self._waited_for(loop.time()) >= connections.BUSY_SECONDS:
                    self._drop()
                    raise
            else:
                self._locked_since = None
                return
            with waiting():
                await asyncio.sleep(ASK_AGAIN)

    def _waited_for(self, now: float) -> float:
        """How long the file has been held by another process; all who wait for it wait together."""
        if self._locked_since is None or now - self._locked_since > LONGEST_SPELL:
            self._locked_since = now
        return now - self._locked_since

    async def _checkpoint(self) -> bool:
        """Whether a reader stood in the way."""
        await self._commit()
        self._drop()  # the pool holds one connection
        return await asyncio.to_thread(self._truncate)

    def _truncate(self) -> bool:
        with self.engine.connect() as connection:
            raw: Any = connection.connection.driver_connection  # without BEGIN
            raw.execute(f"PRAGMA busy_timeout = {int(READERS_SECONDS * 1000)}")
            busy, _, _ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            raw.execute("PRAGMA busy_timeout = 0")
        return bool(busy)

    async def _to_its_end(self, work: Coroutine[Any, Any, _Result]) -> _Result:
        """A thread cannot be cut off: who waits for it may be, and the turn is passed on when it is done."""
        self._task = task = asyncio.create_task(work)
        try:
            with waiting():
                return await asyncio.shield(task)
        except BaseException:
            task.add_done_callback(self._passed_over)
            raise

    def _passed_over(self, task: asyncio.Task[Any]) -> None:
        if not task.cancelled():
            task.exception()  # whoever waited has it, or is gone
        self._pass_on()

    def _opened(self) -> Connection:
        assert self._connection is not None, "a batch has its connection"  # noqa: S101 - begun by _begin alone
        return self._connection

    def _is_rolled_back(self) -> bool:
        """A full disk, for one, makes SQLite roll back the whole transaction, savepoints and all."""
        raw: Any = self._opened().connection.driver_connection
        return not raw.in_transaction

    def _lose(self, batch: _Batch, error: BaseException) -> None:
        batch.lost(error)
        if self._batch is batch:
            self._batch = None
        self._drop()

    def _drop(self) -> None:
        """Close the connection, whatever state it is in; the next turn opens another."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(SQLAlchemyError):
                connection.invalidate()
            with suppress(SQLAlchemyError):
                connection.close()


class PostgresWriter:
    """Turns run one after the other, each in a transaction of its own."""

    def __init__(self, url: URL) -> None:
        self.engine = postgres_writer(url)
        self._turns = Turns()
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[AsyncSession]:
        """A transaction of one's own."""
        async with self._turns.mine(), self._sessions.begin() as session:
            with waiting():  # for another process that writes; not only at the first statement
                await session.connection()
            yield session

    async def scrub(self) -> bool:
        """Write the file of keys anew: a plain VACUUM frees deleted rows' room, but leaves their bytes.

        False when another transaction may still see the deleted rows: they are copied along then.
        """
        async with self._turns.mine(), self.engine.connect() as connection:
            raw: Any = (await connection.get_raw_connection()).driver_connection
            await raw.set_autocommit(True)
            try:
                others = await (await raw.execute(_OTHERS_LOOK)).fetchone()
                await raw.execute("VACUUM FULL data_keys")
            finally:
                await raw.set_autocommit(False)
        return others is None

    async def close(self) -> None:
        await self.engine.dispose()
