"""The database: one writer at a time, readers beside it, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, event, make_url, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from db.faults import UnreadableDatabase, is_database_fault, unreadable, waiting
from db.upgrade import forget_copies, upgrade

__all__ = ["Database", "Session", "UnreadableDatabase", "is_database_fault", "make_ready", "read_url"]

Session = AsyncSession

_WRITERS_LOCK = 0x61667465  # one number for all processes that share a PostgreSQL database
_BUSY_SECONDS = 10  # how long to wait for another process, such as `python -m bot invite`
_READERS = 4
_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+pysqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg_async": "postgresql+psycopg",
}
_OTHERS_LOOK = (
    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND backend_type = 'client backend' AND backend_xmin IS NOT NULL LIMIT 1"
)
_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # what was shown as stored survives a power cut, not only kill -9
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
)


def read_url(given: str) -> URL:
    """DATABASE_URL in any usual spelling, or the bare path of a SQLite file. Raises UnreadableDatabase."""
    try:
        url = make_url(given if "://" in given else f"sqlite:///{given}")
    except (ArgumentError, ValueError):
        raise UnreadableDatabase(
            "DATABASE_URL is not understood; like sqlite+aiosqlite:///data/afterhour.db or "
            "postgresql+psycopg://user:password@host/name"
        ) from None
    url = url.set(drivername=_DRIVERS.get(url.drivername, url.drivername))
    if url.drivername not in _DRIVERS.values():
        raise UnreadableDatabase(f"DATABASE_URL names {url.drivername}; SQLite and PostgreSQL are supported")
    if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
        raise UnreadableDatabase("DATABASE_URL names no file; nothing would be kept")
    return url


def make_ready(given: str | URL) -> None:
    """Make the database and its tables, or bring them up to date; once, before anything else is asked of it.

    Blocks. A SQLite file is made with mode 0600, its directory with 0700. Raises UnreadableDatabase.
    """
    url = read_url(given) if isinstance(given, str) else given
    try:
        if url.get_backend_name() == "sqlite":
            _make_file(Path(str(url.database)))
        upgrade(url)
    except (SQLAlchemyError, OSError) as error:
        raise unreadable(url, error) from None


class Database:
    """One per process. `write()` and `read()` each give one transaction; nothing else touches the tables."""

    def __init__(self, url: str) -> None:
        self.url = read_url(url)
        self._sqlite = self.url.get_backend_name() == "sqlite"
        self._turn = asyncio.Lock()  # first come, first served: nobody meets "database is locked"
        self._writing: asyncio.Task[Any] | None = None
        self._writer = self._engine(pool_size=1)
        self._readers = self._engine(pool_size=_READERS, readers=True)
        self._write_sessions = async_sessionmaker(self._writer, expire_on_commit=False)
        self._read_sessions = async_sessionmaker(self._readers, expire_on_commit=False)

    async def migrate(self) -> None:
        """`make_ready`, without holding up the loop. Raises UnreadableDatabase."""
        await asyncio.to_thread(make_ready, self.url)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Session]:
        """One transaction that sees every earlier one and is seen by every later one; commits at the end,
        rolls back on an error. Writers take turns, so keep the network out of it."""
        async with self._my_turn(), self._write_sessions.begin() as session:
            with waiting():  # for another process that writes; not only at the first statement
                await session.connection()
            yield session

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Session]:
        """One transaction over an unchanging view of the database; the database refuses to write in it."""
        async with self._read_sessions.begin() as session:
            yield session

    async def scrub(self) -> bool:
        """After erasing: remove what deleted rows left in files. False when readers stood in the way."""
        async with self._my_turn(), self._writer.connect() as connection:
            raw: Any = (await connection.get_raw_connection()).driver_connection  # without BEGIN
            if not self._sqlite:
                return await _rewrite_keys(raw)
            async with raw.execute("PRAGMA wal_checkpoint(TRUNCATE)") as cursor:
                busy, _, _ = await cursor.fetchone()
        await asyncio.to_thread(forget_copies, self.url)  # they hold the erased keys as well
        return not busy

    async def close(self) -> None:
        """Close every connection."""
        await self._readers.dispose()
        await self._writer.dispose()

    @asynccontextmanager
    async def _my_turn(self) -> AsyncIterator[None]:
        if self._writing is asyncio.current_task():
            raise RuntimeError("a write inside a write would wait for itself")
        with waiting():
            await self._turn.acquire()
        try:
            self._writing = asyncio.current_task()
            yield
        finally:
            self._writing = None
            self._turn.release()

    def _engine(self, *, pool_size: int, readers: bool = False) -> AsyncEngine:
        make = _sqlite_engine if self._sqlite else _postgres_engine
        return make(self.url, pool_size, readers)


def _sqlite_engine(url: URL, pool_size: int, readers: bool) -> AsyncEngine:
    engine = create_async_engine(
        url,
        hide_parameters=True,
        pool_size=pool_size,
        max_overflow=0,
        connect_args={"timeout": _BUSY_SECONDS, "isolation_level": None},  # None: BEGIN is ours to say
    )
    pragmas = (*_SQLITE_PRAGMAS, "PRAGMA query_only = ON") if readers else _SQLITE_PRAGMAS

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if readers else "BEGIN IMMEDIATE")

    return engine


def _postgres_engine(url: URL, pool_size: int, readers: bool) -> AsyncEngine:
    engine = create_async_engine(
        url,
        hide_parameters=True,
        pool_size=pool_size,
        max_overflow=0,
        pool_pre_ping=True,
        isolation_level="REPEATABLE READ" if readers else "READ COMMITTED",
        execution_options={"postgresql_readonly": readers},
        connect_args={
            "connect_timeout": _BUSY_SECONDS,
            "application_name": "afterhour",
            # A process that hangs inside a transaction must not hold every other one's writes back.
            "options": "-c timezone=UTC -c lock_timeout=30s -c idle_in_transaction_session_timeout=60s",
        },
    )
    if not readers:

        @event.listens_for(engine.sync_engine, "begin")
        def begin(connection: Connection) -> None:
            # Read committed alone would lose updates between a read and a write; other replicas wait here.
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITERS_LOCK})

    return engine


async def _rewrite_keys(raw: Any) -> bool:
    """Write PostgreSQL's file of keys anew: a plain VACUUM frees deleted rows' room, but leaves their bytes.

    False when another transaction may still see the deleted rows: they are copied along then.
    """
    await raw.set_autocommit(True)
    try:
        others = await (await raw.execute(_OTHERS_LOOK)).fetchone()
        await raw.execute("VACUUM FULL data_keys")
    finally:
        await raw.set_autocommit(False)
    return others is None


def _make_file(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Never open one that is there: closing it would drop the locks that SQLite holds on it in this process.
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
