"""The database: one writer at a time, readers beside it, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from db.connections import postgres_readers, sqlite_readers
from db.faults import UnreadableDatabase, is_database_fault, unreadable
from db.upgrade import forget_copies, upgrade
from db.writers import PostgresWriter, SqliteWriter

__all__ = ["Database", "Session", "UnreadableDatabase", "is_database_fault", "make_ready", "read_url"]

Session = AsyncSession

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+pysqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg_async": "postgresql+psycopg",
}


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
    if url.get_backend_name() == "sqlite" and str(url.database).startswith("file:"):
        # SQLite's own spelling leads past what we make, lock and copy beside the file.
        raise UnreadableDatabase("DATABASE_URL names a SQLite file by file:; give its path alone")
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
        sqlite = self.url.get_backend_name() == "sqlite"
        self.writer = SqliteWriter(self.url) if sqlite else PostgresWriter(self.url)
        self._writing: asyncio.Task[Any] | None = None
        self._readers = (sqlite_readers if sqlite else postgres_readers)(self.url)
        self._read_sessions = async_sessionmaker(self._readers, expire_on_commit=False)

    async def migrate(self) -> None:
        """`make_ready`, without holding up the loop. Raises UnreadableDatabase."""
        await asyncio.to_thread(make_ready, self.url)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Session]:
        """One transaction that sees every earlier one and is seen by every later one: committed once the
        block is left, rolled back on an error. Writers take turns, so keep the network out of it."""
        if self._writing is asyncio.current_task():
            raise RuntimeError("a write inside a write would wait for itself")
        async with self.writer.turn() as session:
            self._writing = asyncio.current_task()
            try:
                yield session
            finally:
                self._writing = None

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Session]:
        """One transaction over an unchanging view of the database; the database refuses to write in it."""
        async with self._read_sessions.begin() as session:
            yield session

    async def scrub(self) -> bool:
        """After erasing: remove what deleted rows left in files. False when readers stood in the way."""
        done = await self.writer.scrub()
        if isinstance(self.writer, SqliteWriter):
            await asyncio.to_thread(forget_copies, self.url)  # they hold the erased keys as well
        return done

    async def close(self) -> None:
        """Close every connection."""
        await self._readers.dispose()
        await self.writer.close()


def _make_file(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Never open one that is there: closing it would drop the locks that SQLite holds on it in this process.
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
